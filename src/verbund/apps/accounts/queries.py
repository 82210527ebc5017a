"""Reads of accounts: who is this, and what may they do."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from verbund.apps.core.actor import ANONYMOUS, Actor, Role, Via
from verbund.apps.core.models import Company
from verbund.kit import clock
from verbund.kit.errors import Missing

from .models import ApiToken, Invitation, Mandate, Membership, Person, StaffSession
from .tokens import hash_of, plain


def actor_of(person: Person, via: Via, chosen: UUID | None = None) -> Actor:
    """The person as actor, acting for `chosen` when it has a role there, else for its first company."""
    if not person.is_active:
        return ANONYMOUS
    roles = {
        m.company_id: Role(m.role)
        for m in Membership.objects.filter(person=person).order_by("company__name", "company_id")
    }
    staff = None
    if person.is_centre:
        session = (
            StaffSession.objects.filter(person=person, ended_at=None, expires_at__gt=clock.now())
            .order_by("-started_at")
            .first()
        )
        staff = session.company_id if session else None
    allowed = [*roles, *([staff] if staff else [])]
    company = chosen if chosen in allowed else (allowed[0] if allowed else None)
    return Actor(
        pseudonym=person.pseudonym,
        via=via,
        user_id=person.pk,
        company_id=company,
        roles=roles,
        is_centre=person.is_centre,
        staff_company=staff,
    )


def may_sign(actor: Actor, company_id: UUID) -> bool:
    """True when the person behind the actor holds a mandate of the company that is in force now."""
    if actor.user_id is None:
        return False
    now = clock.now()
    return Mandate.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=now),
        person_id=actor.user_id,
        company_id=company_id,
        valid_from__lte=now,
        revoked_at=None,
    ).exists()


def people(actor: Actor, company_id: UUID) -> QuerySet[Membership]:
    """Who has a role in the company; Missing for strangers."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return Membership.objects.filter(company_id=company_id).select_related("person").order_by("role", "pk")


def member(actor: Actor, company_id: UUID, pseudonym: str) -> Membership:
    """A person's role in the company. Raises Missing."""
    found = people(actor, company_id).filter(person__pseudonym=pseudonym).first()
    if found is None:
        raise Missing("person", _("There is no such person."))
    return found


def mandates(actor: Actor, company_id: UUID) -> QuerySet[Mandate]:
    """Who may or might sign for the company, newest first. Raises Missing."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return Mandate.objects.filter(company_id=company_id).select_related("person").order_by("-valid_from", "-pk")


def mandate(actor: Actor, pk: int) -> Mandate:
    """One of a company of the actor. Raises Missing."""
    found = Mandate.objects.filter(pk=pk).select_related("person").first()
    if found is None or not actor.may_read(found.company_id):
        raise Missing("mandate", _("There is no such mandate."))
    return found


def tokens(actor: Actor, company_id: UUID) -> QuerySet[ApiToken]:
    """The company's tokens (never their secrets); Missing for strangers."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return ApiToken.objects.filter(company_id=company_id).order_by("-created_at")


def token(actor: Actor, pk: UUID) -> ApiToken:
    """A token of a company of the actor. Raises Missing."""
    found = ApiToken.objects.filter(pk=pk).exclude(company=None).first()
    if found is None or not actor.may_read(found.company_id):
        raise Missing("token", _("There is no such token."))
    return found


def invitation_of(code: str, among: QuerySet[Invitation] | None = None) -> Invitation:
    """The open invitation behind a code, however it was typed. Raises Missing: unknown, used, expired or withdrawn,
    in the same words."""
    rows = Invitation.objects.select_related("company") if among is None else among
    found = rows.filter(code_hash=hash_of(plain(code)), state=Invitation.State.OPEN, expires_at__gt=clock.now()).first()
    if found is None:
        raise Missing(
            "invitation",
            _("This code is not valid, or not any more."),
            where="code",
            remedy=_("Compare it with the letter; else ask who invited you for a new one."),
        )
    return found


def invitations(actor: Actor, company_id: UUID | None) -> QuerySet[Invitation]:
    """Open invitations into a company; for the centre without one: those it wrote, and all into companies without
    owner. Raises Missing."""
    rows = Invitation.objects.filter(state=Invitation.State.OPEN, expires_at__gt=clock.now())
    rows = rows.select_related("company").order_by("-created_at")
    if company_id is None:
        if not (actor.is_centre or actor.is_system):
            raise Missing("company", _("There is no such company"))
        owned = Membership.objects.filter(role=Role.OWNER).values("company_id")
        return rows.filter(Q(invited_by=actor.pseudonym) | ~Q(company_id__in=owned))
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return rows.filter(company_id=company_id)


def invitation(actor: Actor, pk: UUID) -> Invitation:
    """One that the actor may know of. Raises Missing."""
    found = Invitation.objects.filter(pk=pk).select_related("company").first()
    mine = found is not None and (
        actor.may_read(found.company_id) or (actor.is_centre and found.invited_by == actor.pseudonym)
    )
    if found is None or not mine:
        raise Missing("invitation", _("There is no such invitation."))
    return found


def may_invite(actor: Actor, company_id: UUID) -> bool:
    """Owners; the centre as long as a company has none."""
    if actor.is_system or actor.role_in(company_id) == Role.OWNER:
        return True
    return actor.is_centre and not Membership.objects.filter(company_id=company_id, role=Role.OWNER).exists()


def staff_sessions(actor: Actor, company_id: UUID) -> QuerySet[StaffSession]:
    """Who of the centre looked into the company's data, and why; newest first. Raises Missing."""
    if not actor.may_read(company_id):
        raise Missing("company", _("There is no such company"))
    return StaffSession.objects.filter(company_id=company_id).select_related("person").order_by("-started_at")


def own_staff_session(actor: Actor) -> StaffSession | None:
    """The session in which this member of staff looks into a company now."""
    if actor.staff_company is None:
        return None
    return (
        StaffSession.objects.filter(
            person_id=actor.user_id, company_id=actor.staff_company, ended_at=None, expires_at__gt=clock.now()
        )
        .select_related("company")
        .first()
    )


def claimable(actor: Actor, words: str, limit: int = 20) -> list[Company]:
    """Companies without an owner whose name or place has these words, for the centre to invite. Raises Missing."""
    if not (actor.is_centre or actor.is_system):
        raise Missing("company", _("There is no such company"))
    owned = Membership.objects.filter(role=Role.OWNER).values("company_id")
    rows = Company.objects.exclude(pk__in=owned).exclude(hosting=Company.Hosting.ELSEWHERE)
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(city__icontains=word))
    return list(rows.order_by("name", "pk")[:limit])
