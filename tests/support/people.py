"""People who sign in, for tests of pages."""

from __future__ import annotations

from typing import Any

from django.test import Client

from verbund.apps.accounts.models import Membership, Person


def signed_in(company: Any = None, role: str = "owner", centre: bool = False) -> Client:
    """A browser in which a person with this role is signed in."""
    number = Person.objects.count()
    person = Person.objects.create_user(f"p{number}@test.example", "a-long-password", is_centre=centre)
    if company is not None:
        Membership.objects.create(person=person, company=company, role=role)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
