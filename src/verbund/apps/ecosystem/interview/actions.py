"""The writes of the interview: note, release, discard."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid

from .. import audit
from ..actions import must_release, must_write
from ..models import InterviewDraft
from . import queries

NOTHING = _("Nothing is noted that could be released")


def note(actor: Actor, company_id: UUID, answers: Mapping[str, str]) -> InterviewDraft:
    """Write down answers; they count for nothing yet. The company's people, or staff inside a session. An answer as it
    stands already is taken out of the draft. Raises Missing, Forbidden, Invalid."""
    must_write(actor, company_id)
    checked = {code: queries.check(code, text) for code, text in answers.items()}
    stands = {a.code: a.stands for a in queries.conversation(actor, company_id).asked}
    now = clock.now()
    with turn(company_id):
        row = InterviewDraft.objects.select_for_update().filter(state=InterviewDraft.State.OPEN).first()
        row = row or InterviewDraft(company_id=company_id, begun_at=now)
        merged = {**row.answers, **checked}
        merged = {code: text for code, text in merged.items() if text != stands.get(code, "")}
        if merged == row.answers and not row._state.adding:
            return row
        if not merged and row._state.adding:
            return row
        row.answers, row.changed_at, row.changed_by = merged, now, actor.pseudonym[:80]
        by_centre = actor.staff_company == company_id and not actor.may_release(company_id)
        row.by_centre = row.by_centre or by_centre
        row.save()
        record(actor, company_id, audit.InterviewNoted(answers=len(merged), by_centre=by_centre))
    return row


def release(actor: Actor, company_id: UUID, codes: Collection[str] | None = None) -> InterviewDraft:
    """Let the noted answers count: all, or those of `codes`; the others are discarded. Never by staff.

    All or nothing: where a room refuses an answer, nothing is taken over. Raises Missing, Forbidden, Invalid,
    Conflict.
    """
    must_release(actor, company_id)
    now = clock.now()
    with turn(company_id):
        row = InterviewDraft.objects.select_for_update().filter(state=InterviewDraft.State.OPEN).first()
        if row is None:
            raise Conflict("interview", NOTHING)
        chosen = {code: text for code, text in row.answers.items() if codes is None or code in codes}
        if not chosen:
            raise Invalid("interview", NOTHING, remedy=_("Tick what shall count, or discard it all."))
        for name, part in queries.parts():
            own = {code.partition(".")[2]: text for code, text in chosen.items() if code.partition(".")[0] == name}
            if own:
                part.keep(actor, company_id, own)
        row.answers, row.state = chosen, InterviewDraft.State.RELEASED
        row.closed_at, row.closed_by = now, actor.pseudonym[:80]
        row.save()
        record(actor, company_id, audit.InterviewReleased(answers=len(chosen), questions=sorted(chosen)))
    return row


def discard(actor: Actor, company_id: UUID) -> None:
    """Forget what was noted. The company's people, or staff inside a session."""
    must_write(actor, company_id)
    with turn(company_id):
        row = InterviewDraft.objects.select_for_update().filter(state=InterviewDraft.State.OPEN).first()
        if row is None:
            return
        number = len(row.answers)
        row.answers, row.state = {}, InterviewDraft.State.DISCARDED
        row.closed_at, row.closed_by = clock.now(), actor.pseudonym[:80]
        row.save()
        record(actor, company_id, audit.InterviewDiscarded(answers=number))
