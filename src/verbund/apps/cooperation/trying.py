"""What if: the report of a version under a change that nobody else sees. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.kit.errors import Conflict
from verbund.protocols.register.v1 import Charter

from . import kinds, queries, rules, texts
from .cases import case_of
from .models import SideEffectReport, Verbund
from .report import Case, whatif
from .report.build import build


@dataclass(frozen=True, slots=True)
class Trial:
    """The report as it stands, as it would be, and the two compared; `options`: what can be tried."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    compared: Mapping[str, Any]
    options: Mapping[str, Any]


def tried(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, change: whatif.Change) -> Trial:
    """Raises Missing, Conflict where the version does not name the company, Invalid for a change that cannot be."""
    case, row = _case(actor, company_id, verbund_id, charter_hash)
    kind = kinds.kind_or_plain(row.kind)
    with texts.in_force():
        before = build(case, kind)
        after = build(whatif.applied(case, change, _usual(kind)), kind) if change else before
        return Trial(before, after, whatif.compared(before, after), whatif.options(case, before))


def terms(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str, change: whatif.Change) -> dict[str, Any]:
    """The change as changes of a charter: for a counter-proposal or the proposer's next version."""
    case, row = _case(actor, company_id, verbund_id, charter_hash)
    usual = _usual(kinds.kind_or_plain(row.kind))
    found: dict[str, Any] = {"clauses": whatif.terms(case, change, usual)}
    if change.without:
        found["members"] = tuple(m for m in case.charter.members if m.did not in change.without)
    return found


def _usual(kind: kinds.Kind) -> dict[str, Mapping[str, Any]]:
    """The parameters that the kind proposes for a clause."""
    return {term.code: term.parameters for term in kind.terms()}


def _case(actor: Actor, company_id: UUID, verbund_id: UUID, charter_hash: str) -> tuple[Case, Verbund]:
    rules.must_read(actor, company_id)
    charter: Charter = queries.charter(actor, company_id, verbund_id, charter_hash)
    row = queries.verbund(actor, company_id, verbund_id)
    if queries.own_did(company_id) not in charter.by_did:
        raise Conflict("not-named", "This version does not name your company.")
    with scoped_to(company_id):
        last = SideEffectReport.objects.filter(verbund=row).order_by("-computed_at").first()
    return case_of(company_id, charter, clock.now().date(), last.answers if last else {}), row
