"""Side effects that a member noticed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.kit.errors import Conflict, Invalid
from verbund.protocols.register.v1 import EntryType

from .. import audit, kinds, queries, rules
from ..models import ReportedEffect, Verbund
from ._open import opened, said

LONGEST = 2000
NOTICED_IN = (Verbund.State.IN_FORCE, Verbund.State.DISPUTED, Verbund.State.LEFT, Verbund.State.ENDED)


def report_effect(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    text: str | Mapping[str, str],
    code: str = "",
    *,
    share: bool = False,
) -> ReportedEffect:
    """Report a side effect of a Verbund that runs or ran. `code`: of the leaflet, empty for another one. It stays with
    the company; with `share` the other members are told by a notice. Raises Invalid, Conflict."""
    row = queries.verbund(actor, company_id, verbund_id)
    (rules.must_release if share else rules.must_draft)(actor, company_id)
    texts = {language: words[:LONGEST] for language, words in said(text).get("reason", {}).items()}
    if not texts:
        raise Invalid("no-text", _("Say in a sentence what you noticed."), where="text")
    if code and code not in queries.effect_codes(kinds.kind_or_plain(row.kind)):
        raise Invalid("unknown-effect", _("The leaflet knows no such side effect."), where="code")
    if row.state not in NOTICED_IN:
        raise Conflict("not-in-force", _("Side effects are reported once a Verbund runs."))
    if share:
        with opened(actor, company_id, verbund_id) as work:
            work.say(EntryType.NOTICE, {"topic": "general", "text": texts})
            return _keep(actor, row, code, texts, shared=True)
    with turn(company_id):
        return _keep(actor, row, code, texts, shared=False)


def _keep(actor: Actor, row: Verbund, code: str, texts: dict[str, str], *, shared: bool) -> ReportedEffect:
    found = ReportedEffect.objects.create(
        company_id=row.company_id, verbund=row, code=code, text=texts, shared=shared, reported_at=clock.now()
    )
    event = audit.EffectReported(verbund=str(row.verbund_id), title=row.title_de, code=code or "–", shared=shared)
    record(actor, row.company_id, event)
    return found
