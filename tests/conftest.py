"""Fixtures every room uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import translation
from hypothesis import settings
from scripts import messages

from verbund.apps.core.actor import Actor, Role

settings.register_profile("gate", derandomize=True)  # a commit is green or red, whoever asks; `make soak` explores
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("gate")


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """Every test begins in German, whatever language the one before it asked for."""
    translation.activate("de")
    yield
    translation.deactivate()


def pytest_configure() -> None:
    messages.compile_all()


@pytest.fixture(autouse=True)
def _nobody_is_known() -> None:
    """What a process remembers of other participants does not reach the next test."""
    from verbund.apps.dataspace import identity

    identity.forget()


@pytest.fixture
def make_company(db) -> Callable[..., object]:
    """A company hosted here; keyword arguments override its fields."""
    from verbund.apps.core.models import Company

    def make(slug: str = "havelmetall", **fields: object) -> Company:
        fields.setdefault("name", slug.replace("-", " ").title())
        fields.setdefault("hosting", Company.Hosting.HERE)
        fields.setdefault("did", f"did:web:localhost%3A8100:p:{slug}")
        return Company.objects.create(slug=slug, **fields)

    return make


@pytest.fixture
def owner_of() -> Callable[..., Actor]:
    """An actor with a role in a company, without a person behind it."""

    def make(company: object, role: Role = Role.OWNER, via: str = "page") -> Actor:
        return Actor(pseudonym="person-test", via=via, user_id=1, company_id=company.pk, roles={company.pk: role})

    return make
