"""The policy of an offer or agreement, judged with this node's clock and what it knows about the peer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols import odrl

from . import registry

ACTION = "read"


def read(policy: dict[str, Any], kind: odrl.Kind = odrl.Kind.OFFER) -> odrl.Policy:
    """The policy as values, one without id too; raises Invalid naming the field."""
    return odrl.Policy.from_json({"@id": "urn:verbund:offer", **policy}, kind=kind)


def context(
    company_id: UUID,
    peer_did: str,
    *,
    now: datetime | None = None,
    agreed_at: datetime | None = None,
    uses: int | None = 0,
) -> odrl.Context:
    """What this company's node knows about the peer at this moment."""
    memberships: set[str] = set()
    groups: set[str] = set()
    claims: dict[str, set[str]] = {}
    region: str | None = None
    for provider in registry.claims_providers:
        known = provider(company_id, peer_did)
        memberships |= {str(item) for item in known.get("memberships", ())}
        groups |= {str(item) for item in known.get("groups", ())}
        region = known.get("region", region)
        for name, values in known.get("claims", {}).items():
            claims.setdefault(name, set()).update(values)
    return odrl.Context(
        now or clock.now(),
        agreement_start=agreed_at,
        uses=uses,
        assignee=peer_did,
        memberships=memberships,
        groups=groups,
        claims=claims,
        region=region,
    )


def shows_to(policy: dict[str, Any], company_id: UUID, peer_did: str) -> bool:
    """Whether the peer may know of the offer: nothing that is checked when an offer is shown stands against it."""
    try:
        parsed = read(policy)
    except Problem:
        return False
    decision = odrl.evaluate(parsed, ACTION, context(company_id, peer_did))
    if decision.allowed:
        return True
    open_findings = [f for f in decision.findings if f.state is not odrl.State.SATISFIED]
    return bool(open_findings) and all(
        f.constraint is not None and odrl.Place.OFFER not in odrl.enforcement(f.constraint).places
        for f in open_findings
    )


def objection(
    policy: dict[str, Any],
    company_id: UUID,
    peer_did: str,
    *,
    kind: odrl.Kind = odrl.Kind.OFFER,
    agreed_at: datetime | None = None,
    uses: int | None = 0,
) -> str | None:
    """Why the peer may not read under this policy now; None when it may."""
    try:
        parsed = read(policy, kind)
    except Problem as problem:
        return str(problem)
    gaps = odrl.understood(parsed)
    language = get_language() or "de"
    if gaps:
        return gaps[0].reason.in_language(language)
    decision = odrl.evaluate(parsed, ACTION, context(company_id, peer_did, agreed_at=agreed_at, uses=uses))
    return None if decision.allowed else " ".join(decision.explain(language)) or "–"


def run_out(
    agreement: dict[str, Any], company_id: UUID, peer_did: str, *, since: datetime, agreed_at: datetime
) -> bool:
    """Whether time alone closed an agreement: with what is known now it let the peer read at `since`, and no longer."""
    parsed = read(agreement, odrl.Kind.AGREEMENT)

    def allowed(at: datetime) -> bool:
        known = context(company_id, peer_did, now=at, agreed_at=agreed_at)
        return odrl.evaluate(parsed, ACTION, known).allowed

    return not allowed(clock.now()) and allowed(since)


def next_turn(agreement: dict[str, Any], agreed_at: datetime, after: datetime) -> datetime | None:
    """When time can next change what an agreement allows."""
    turns = odrl.turning_points(read(agreement, odrl.Kind.AGREEMENT), agreed_at)
    return next((at for at in turns if at > after), None)
