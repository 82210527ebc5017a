"""The example region, and people of its companies who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


@pytest.fixture
def region(db: Any) -> dict[str, Any]:
    """Companies of the region by their id."""
    from tests.support import region as files

    return files.load()


@pytest.fixture
def signed_in(db: Any) -> Callable[..., Client]:
    """A browser of a person with a role in a company (None: of the centre)."""
    from verbund.apps.accounts.models import Membership, Person

    def make(company: Any = None, role: str = "owner", language: str = "de") -> Client:
        name = company.slug if company else "centre"
        person, _new = Person.objects.get_or_create(
            email=f"{role}@{name}.example",
            defaults={"username": f"{role}@{name}.example", "first_name": "Ines", "last_name": "Kollwitz"},
        )
        if company is None:
            Person.objects.filter(pk=person.pk).update(is_centre=True)
        else:
            Membership.objects.get_or_create(person=person, company=company, role=role)
        client = Client(headers={"accept-language": language})
        client.force_login(person)
        return client

    return make
