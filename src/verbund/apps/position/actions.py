"""The only writes of position: the report of a quarter, reports kept with their date, answers, needs handed over."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.ecosystem import queries as ecosystem
from verbund.kit import clock
from verbund.kit.clock import quarter_of
from verbund.kit.errors import Conflict, Forbidden, Invalid, Missing

from . import audit, diamond, kept, page, queries, registry, way_words
from .answers import BANDS
from .models import DiamondAnswers, KeptReport, PositionAnswers, PositionReport

__all__ = ["answer", "answer_diamond", "decide", "hand_over", "keep", "keep_report"]
LONGEST = 4000


def _may_write(actor: Actor, company_id: UUID) -> None:
    if not actor.may_write(company_id):
        raise Missing("company", ecosystem.NO_COMPANY)


def keep(actor: Actor, company_id: UUID) -> PositionReport | None:
    """Compute the position and keep it for this quarter; None where nothing is stated. Unchanged is not logged.

    Where a threshold is newly crossed, or none was kept in this quarter, a dated report is kept too.
    """
    _may_write(actor, company_id)
    found = queries.position(actor, company_id)
    if not found.own:
        return None
    now = clock.now()
    quarter = quarter_of(now.date())
    figures = {d.code: [round(d.share.low, 6), round(d.share.high, 6)] for d in found.dependences}
    role = found.role.role.value if found.role.role else ""
    with turn(company_id):
        last = KeptReport.objects.order_by("-kept_at").first()
        fresh = kept.new_signs(kept.crossed(found), last.content["signs"]) if last else {}
        row = PositionReport.objects.filter(quarter=quarter).first()
        if last is None or fresh or quarter_of(last.kept_at.date()) != quarter:
            _keep_dated(actor, company_id)
        if row is not None and (row.figures, row.role) == (figures, role):
            return row
        row = row or PositionReport(company_id=company_id, quarter=quarter)
        row.figures, row.role, row.computed_at = figures, role, now
        row.save()
        high = sum(d.level == "high" for d in found.dependences)
        record(actor, company_id, audit.PositionKept(quarter=quarter, high=high))
    return row


def keep_report(actor: Actor, company_id: UUID) -> KeptReport:
    """Keep the position as it stands now, with its date. Conflict where nothing is stated yet."""
    _may_write(actor, company_id)
    with transaction.atomic():
        return _keep_dated(actor, company_id)


def _keep_dated(actor: Actor, company_id: UUID) -> KeptReport:
    found = page.standing_of(actor, company_id)
    if not found.position.own:
        raise Conflict("nothing-stated", _("Nothing is known of your network yet"), remedy=_("State a relation first."))
    content = kept.content(found.neighbourhood, found.position, found.ways, found.failure)
    with scoped_to(company_id):
        row = KeptReport.objects.create(company_id=company_id, kept_at=clock.now(), content=content)
    record(actor, company_id, audit.ReportKept(report=str(row.pk), signs=len(content["signs"])))
    return row


def decide(actor: Actor, company_id: UUID, pk: UUID, text: str) -> KeptReport:
    """Write beside a kept report what the management decided; once, because it is a record."""
    row = queries.kept_report(actor, company_id, pk)
    if not actor.may_release(company_id):
        raise Forbidden("decision", _("Only the company itself decides"))
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(
            "decision", _("A decision has 1 to 4,000 letters"), where="decision",
            remedy=_("Say in a sentence what you do about it, or why nothing is done."),
        )  # fmt: skip
    with turn(company_id):
        row = KeptReport.objects.select_for_update().get(pk=row.pk)
        if row.decision:
            raise Conflict("decided", _("A decision stands there already"), remedy=_("Keep a new report."))
        row.decision, row.decided_at = text, clock.now()
        row.save(update_fields=["decision", "decided_at"])
        record(actor, company_id, audit.DecisionNoted(report=str(row.pk)))
    return row


def answer(actor: Actor, company_id: UUID, said: Mapping[str, str]) -> dict[str, str]:
    """Keep answers about oneself; an empty choice takes one back. Invalid for what is not asked, Forbidden for staff:
    what they note waits in the interview until the company releases it."""
    _may_write(actor, company_id)
    if not actor.may_release(company_id):
        raise Forbidden(
            "not-released", _("Only the company itself answers here"),
            remedy=_("Note the answers in the interview; the company releases them."),
        )  # fmt: skip
    for code, choice in said.items():
        if code not in BANDS or (choice and choice not in BANDS[code]):
            raise Invalid("answer", _("This is no answer to this question"), where=code[:40])
    with turn(company_id):
        row = PositionAnswers.objects.select_for_update().first() or PositionAnswers(company_id=company_id)
        before = dict(row.said)
        row.said = {k: v for k, v in (before | dict(said)).items() if v}
        if row.said != before or row._state.adding:
            row.changed_at = clock.now()
            row.save()
            record(actor, company_id, audit.AnswersKept(answers=len(row.said)))
    return dict(row.said)


def answer_diamond(actor: Actor, company_id: UUID, said: Mapping[str, int | None]) -> dict[str, int]:
    """Keep what the company thinks of its branch where it is; None takes an answer back."""
    _may_write(actor, company_id)
    asked = {q for questions in diamond.QUESTIONS.values() for q in questions}
    for code, level in said.items():
        if code not in asked or level not in (None, 0, 1, 2):
            raise Invalid("answer", _("This is no answer to this question"), where=code[:40])
    with turn(company_id):
        row = DiamondAnswers.objects.select_for_update().first() or DiamondAnswers(company_id=company_id)
        before = dict(row.said)
        row.said = {k: v for k, v in (before | dict(said)).items() if v is not None}
        if row.said != before or row._state.adding:
            row.changed_at = clock.now()
            row.save()
            record(actor, company_id, audit.LocationAnswered(answers=len(row.said)))
    return dict(row.said)


def hand_over(actor: Actor, company_id: UUID, way_id: str) -> str:
    """Make a draft of a need from a way to less dependence; returns its address. Missing for a way that does not
    apply."""
    _may_write(actor, company_id)
    way = next((w for w in queries.ways(actor, company_id) if w.id == way_id), None)
    if way is None or not registry.hand_over:
        raise Missing("way", _("This way does not apply any more"))
    n = queries.neighbourhood(actor, company_id)
    names = [firm.name for firm in n.firms.values() if firm.id != company_id]
    return registry.hand_over[0](actor, company_id, way_words.need(way, names))
