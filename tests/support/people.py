"""People who sign in, for tests of pages, and the codes of their second factors."""

from __future__ import annotations

from typing import Any

from django.test import Client

from verbund.apps.accounts import actions, second_factor
from verbund.apps.accounts.models import Membership, Person
from verbund.apps.core.actor import system


def signed_in(company: Any = None, role: str = "owner", centre: bool = False) -> Client:
    """A browser in which a person with this role is signed in."""
    number = Person.objects.count()
    person = Person.objects.create_user(f"p{number}@test.example", "a-long-password", is_centre=centre)
    if company is not None:
        Membership.objects.create(person=person, company=company, role=role)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def fresh_code(person_id: int) -> str:
    """What the person's app shows now, as if the code before had run out; set up here when there is none."""
    from allauth.mfa.models import Authenticator

    if not second_factor.held(person_id):
        actions.set_up_second_factor(system(), Person.objects.get(pk=person_id))
    held = Authenticator.objects.get(user_id=person_id, type=Authenticator.Type.TOTP)
    held.data["used"] = []
    held.save()
    return second_factor.code_at(held, second_factor.counter_now())
