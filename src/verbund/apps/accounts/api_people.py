"""The REST API of persons and mandates: who acts for the company, and who may sign for it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from verbund.apps.core.actor import Actor, Role
from verbund.kit.errors import Missing

from . import actions, queries
from .models import Mandate, Membership

router = Router(tags=["people"])
Pseudonym = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
RowId = Annotated[int, Field(ge=1, le=2**62)]


def _acting(request: HttpRequest) -> tuple[Actor, UUID]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise Missing("company", _("There is no such company"))
    return actor, actor.company_id


class PersonOut(Schema):
    pseudonym: str
    name: str
    role: str
    since: datetime

    @staticmethod
    def resolve_pseudonym(row: Membership) -> str:
        return row.person.pseudonym

    @staticmethod
    def resolve_name(row: Membership) -> str:
        return row.person.get_full_name()


class RoleIn(Schema):
    role: Literal["owner", "editor", "viewer"]


class MandateIn(Schema):
    person: Pseudonym
    valid_from: AwareDatetime | None = None
    valid_until: AwareDatetime | None = None


class MandateOut(Schema):
    id: int
    person: str
    valid_from: datetime
    valid_until: datetime | None
    revoked_at: datetime | None

    @staticmethod
    def resolve_person(row: Mandate) -> str:
        return row.person.pseudonym


@router.get("/persons", response=list[PersonOut])
def persons(request: HttpRequest) -> Any:
    """Who has a role in the company acted for. New persons come in by invitation."""
    return list(queries.people(*_acting(request)))


@router.put("/persons/{pseudonym}", response=PersonOut)
def change_role(request: HttpRequest, pseudonym: Pseudonym, body: RoleIn) -> Membership:
    """Another role; a company keeps at least one owner."""
    actor, company_id = _acting(request)
    found = queries.member(actor, company_id, pseudonym)
    return actions.give_role(actor, company_id, found.person, Role(body.role))


@router.delete("/persons/{pseudonym}", response={204: None})
def end_role(request: HttpRequest, pseudonym: Pseudonym) -> Any:
    """Take the role and every mandate away."""
    actor, company_id = _acting(request)
    actions.end_role(actor, company_id, queries.member(actor, company_id, pseudonym).person)
    return Status(204, None)


@router.get("/mandates", response=list[MandateOut])
def mandates(request: HttpRequest) -> Any:
    """Who may sign for the company acted for, from when to when; ended ones too."""
    return list(queries.mandates(*_acting(request)))


@router.post("/mandates", response={201: MandateOut})
def give_mandate(request: HttpRequest, body: MandateIn) -> Any:
    """Let a person with a role sign for the company."""
    actor, company_id = _acting(request)
    person = queries.member(actor, company_id, body.person).person
    return Status(201, actions.give_mandate(actor, company_id, person, body.valid_from, body.valid_until))


@router.delete("/mandates/{pk}", response={204: None})
def revoke_mandate(request: HttpRequest, pk: RowId) -> Any:
    """End a mandate now; signatures made under it stay."""
    actions.revoke_mandate(request.actor, queries.mandate(request.actor, pk))  # type: ignore[attr-defined]
    return Status(204, None)


class TokenOut(Schema):
    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


@router.get("/tokens", response=list[TokenOut])
def tokens(request: HttpRequest) -> Any:
    """Tokens of the company acted for, without their secrets. New ones are made on the page or at the terminal."""
    return list(queries.tokens(*_acting(request))[:500])


@router.delete("/tokens/{pk}", response={204: None})
def revoke_token(request: HttpRequest, pk: UUID) -> Any:
    """End a token now."""
    actions.revoke_token(request.actor, queries.token(request.actor, pk).pk)  # type: ignore[attr-defined]
    return Status(204, None)
