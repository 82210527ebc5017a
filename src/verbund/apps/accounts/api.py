"""The REST API of people: invitations, and sessions of centre staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from verbund.apps.core.actor import Role
from verbund.apps.core.models import Company
from verbund.kit.errors import Missing

from . import actions, api_people, queries
from .models import Invitation, StaffSession

router = Router(tags=["people"])
router.add_router("", api_people.router)
Slug = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9-]*$")]


class InvitationIn(Schema):
    company: Slug | None = None
    role: Literal["owner", "editor", "viewer"] = "editor"
    days: Annotated[int, Field(ge=1, le=365)] = 30


class InvitationOut(Schema):
    id: UUID
    company: str
    role: str
    created_at: datetime
    expires_at: datetime

    @staticmethod
    def resolve_company(row: Invitation) -> str:
        return row.company.slug


class InvitationMade(InvitationOut):
    code: str


@router.get("/invitations", response=list[InvitationOut])
def invitations(request: HttpRequest) -> Any:
    """Open invitations into the company acted for; for the centre: those into companies without an owner."""
    actor = request.actor  # type: ignore[attr-defined]
    return list(queries.invitations(actor, actor.company_id)[:500])


@router.post("/invitations", response={201: InvitationMade})
def invite(request: HttpRequest, body: InvitationIn) -> Any:
    """Invite a person into a company (by default the one acted for). The code is answered once; hand it over on paper
    or in a message of your own: the node sends no mail to who did not ask for it."""
    actor = request.actor  # type: ignore[attr-defined]
    company_id = actor.company_id
    if body.company is not None:
        company_id = Company.objects.filter(slug=body.company).values_list("pk", flat=True).first()
    if company_id is None:
        raise _missing()
    made, made.code = actions.invite(actor, company_id, Role(body.role), body.days)  # type: ignore[attr-defined]
    return Status(201, made)


@router.delete("/invitations/{pk}", response={204: None})
def withdraw(request: HttpRequest, pk: UUID) -> Any:
    """Withdraw an open invitation."""
    actor = request.actor  # type: ignore[attr-defined]
    actions.revoke_invitation(actor, queries.invitation(actor, pk))
    return Status(204, None)


class StaffSessionIn(Schema):
    company: Slug
    reason: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
    hours: Annotated[int, Field(ge=1, le=8)] = 2


class StaffSessionOut(Schema):
    id: UUID
    company: str
    person: str
    reason: str
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_company(row: StaffSession) -> str:
        return row.company.slug

    @staticmethod
    def resolve_person(row: StaffSession) -> str:
        return row.person.pseudonym


@router.get("/staff-sessions", response=list[StaffSessionOut])
def staff_sessions(request: HttpRequest) -> Any:
    """Who of the centre looked into the data of the company acted for, when and why."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise _missing()
    return list(queries.staff_sessions(actor, actor.company_id).select_related("company")[:500])


@router.post("/staff-sessions", response={201: StaffSessionOut})
def start_staff_session(request: HttpRequest, body: StaffSessionIn) -> Any:
    """For staff of the centre: look into a company's private data for some hours. The company finds it in its log."""
    actor = request.actor  # type: ignore[attr-defined]
    company_id = Company.objects.filter(slug=body.company).values_list("pk", flat=True).first()
    if company_id is None and actor.is_centre:
        raise _missing()
    return Status(201, actions.start_staff_session(actor, company_id, body.reason, timedelta(hours=body.hours)))


@router.delete("/staff-sessions/current", response={204: None})
def end_staff_session(request: HttpRequest) -> Any:
    """End one's own session now."""
    actions.end_staff_session(request.actor)  # type: ignore[attr-defined]
    return Status(204, None)


def _missing() -> Missing:
    from django.utils.translation import gettext as _

    return Missing("company", _("There is no such company"))
