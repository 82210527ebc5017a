"""The report of a running Verbund computed again, and what it found kept until somebody has talked about it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from verbund.apps.core.actions import record, turn
from verbund.apps.core.actor import Actor, system
from verbund.kit import clock
from verbund.protocols.register.v1 import parse_charter

from .. import audit, living, queries, rules
from ..models import CharterVersion, ReportFinding, SideEffectReport, Verbund
from ..report.build import report_hash
from .signing import MAX_AGE, document, known_answers


def recompute(verbund: Verbund) -> list[ReportFinding]:
    """The report of the version in force, now; kept, not shown. Returns what is new since the last one."""
    company_id, now = verbund.company_id, clock.now()
    actor = system(company_id=company_id)
    with turn(company_id):
        version = CharterVersion.objects.filter(verbund=verbund, status="in_force").first()
        if version is None:
            return []
        answers = known_answers(verbund)
        before = SideEffectReport.objects.filter(verbund=verbund).order_by("-computed_at").first()
        found = document(company_id, parse_charter(version.document), now.date(), answers)
        signs: list[living.Sign] = []
        if before is not None:
            told = _told(actor, verbund, before.computed_at.replace(microsecond=0))
            gain = _gain(actor, verbund, answers, now.date())
            signs = living.signs(before.document, found, told, gain)
        SideEffectReport.objects.update_or_create(
            verbund=verbund, hash=report_hash(found), shown_to="",
            defaults={"company_id": company_id, "charter_hash": version.hash, "document": found,
                      "answers": answers, "computed_at": now, "valid_until": now + MAX_AGE},
        )  # fmt: skip
        kept = []
        for sign in signs:
            row, new = ReportFinding.objects.get_or_create(
                verbund=verbund, code=sign.code, settled_at=None,
                defaults={"company_id": company_id, "text": dict(sign.text), "found_at": now},
            )  # fmt: skip
            kept += [row] if new else []
        record(actor, company_id, audit.ReportRecomputed(verbund=str(verbund.verbund_id), found=len(kept)))
    return kept


def settle_finding(actor: Actor, company_id: UUID, verbund_id: UUID, finding_id: UUID) -> ReportFinding:
    """The company has talked about it. Raises Missing, Forbidden."""
    rules.must_draft(actor, company_id)
    row = queries.verbund(actor, company_id, verbund_id)
    with turn(company_id):
        found = ReportFinding.objects.filter(verbund=row, pk=finding_id, settled_at=None).first()
        if found is None:
            raise rules.missing()
        found.settled_at = clock.now()
        found.save(update_fields=["settled_at"])
        record(actor, company_id, audit.FindingSettled(verbund=str(verbund_id), code=found.code))
    return found


def _told(actor: Actor, verbund: Verbund, since: Any) -> list[tuple[str, str, str]]:
    """What other members entered since: changed hands, broken promise, dispute, notice."""
    own = queries.own_did(verbund.company_id)
    found = []
    for entry in queries.register(actor, verbund.company_id, verbund.verbund_id):
        if entry.author == own or not entry.counts or entry.time < since:
            continue
        topic = str((entry.payload or {}).get("topic", "")) if entry.type == "notice" else entry.type
        found.append((topic, entry.name, entry.hash))
    return found


def _gain(actor: Actor, verbund: Verbund, answers: Any, today: date) -> living.Sign | None:
    if verbund.in_force_since is None:
        return None
    own, euros = queries.own_did(verbund.company_id), []
    for entry in queries.register(actor, verbund.company_id, verbund.verbund_id):
        money = (entry.payload or {}).get("amount")
        mine = entry.type == "benefit" and entry.author == own and entry.counts
        if mine and isinstance(money, dict) and money.get("currency") == "EUR" and "value" in money:
            euros.append(float(money["value"]))
    return living.gain_apart(answers.get("gain"), euros, verbund.in_force_since.date(), today)
