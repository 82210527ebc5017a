"""Dependence by specification, data with others, core know-how, and inputs with one source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

from .answers import Answers
from .dependence import UNKNOWN_SHARE, WARN, Dependence, group_of, known, level_of, mine, name_of, owner_of


def specification(
    n: Neighbourhood, sales: Sequence[Tie], revenue: Decimal | None, answers: Answers
) -> tuple[Dependence, Interval]:
    stated = float(sum((t.amount for t in sales if t.amount is not None), Decimal(0)))
    most = max(0.0, float(revenue) - stated) if revenue is not None else None
    unknown = any(t.amount is None for t in sales)
    if most is None and (unknown or not any(t.taker is None for t in sales)):  # the list may be anything but whole
        return Dependence("specification", UNKNOWN_SHARE, "unknown", WARN["specification"], None, ask="customers"), (
            UNKNOWN_SHARE
        )
    said = {"customer": True, "supplier": False}
    first_tie = max(
        (t for t in sales if t.taker and t.amount), key=lambda t: (t.amount or 0, str(t.taker)), default=None
    )
    rows = []
    for k, t in enumerate(sales):
        amount = known(t.amount, most)
        if amount is None:
            continue
        drawing, tool = said.get(t.drawing_owner), said.get(t.tool_owner)
        collective = t.taker is None and drawing is None
        rows.append(
            standing.Specified(
                f"{name_of(n, t.taker)} #{k}",
                amount,
                drawing=drawing,
                tool=False if collective else tool,
                standard=t is first_tie and answers.prescribed is True,
                release=False,
            )
        )
    if most:  # sold to nobody who is listed
        unlisted = Interval(0.0 if unknown else most, most)
        rows.append(standing.Specified("? #", unlisted, drawing=None, tool=False, standard=False, release=False))
    if not rows:
        return Dependence("specification", UNKNOWN_SHARE, "unknown", WARN["specification"], None), UNKNOWN_SHARE
    measure = standing.specification(rows)[0]
    money = measure.interval * float(revenue) if revenue is not None else None
    first = measure.evidence[0].subject.rpartition(" #")[0] if measure.evidence else ""
    dependence = Dependence(
        code="specification",
        share=measure.interval,
        level=level_of(measure.interval, WARN["specification"], False),
        warn=WARN["specification"],
        money=money,
        partner="" if first == "?" else first,
        ask=(measure.ask.input.rpartition(" #")[0] if measure.ask else "").replace("?", "others"),
        evidence=measure.evidence,
    )
    return dependence, measure.interval


def data(
    n: Neighbourhood, customers: standing.Concentration | None, revenue: Decimal | None, said: Answers
) -> Dependence:
    """Share of sales made to those who can bargain with what they read of us."""
    if not n.own:
        return Dependence("data", UNKNOWN_SHARE, "unknown", WARN["data"], None, ask="data")
    share_of = {e.subject: e.interval for e in customers.shares} if customers else {}
    readings = [
        standing.Reading(
            reader=name_of(n, t.taker),
            group=group_of(n, t.taker),
            data=t.product_de,
            bargaining=said.bargaining,
            sales_share=share_of.get(owner_of(n, t.taker), Interval(0, 0)) if t.taker else Interval(0, 0),
        )
        for t in mine(n, "data_access")
        if t.giver == n.company
    ]
    measures = {m.code: m for m in standing.data_exposure(readings)}
    share = measures["data.bargaining-share"].interval
    readers = measures["data.readers"]
    return Dependence(
        code="data",
        share=share,
        level=level_of(share, WARN["data"], False) if readings else "low",
        warn=WARN["data"],
        money=share * float(revenue)
        if revenue is not None and readings
        else (Interval(0, 0) if not readings else None),
        partner=readers.evidence[0].subject if readers.evidence else "",
        why=(f"readers:{int(readers.interval.low)}",),
        evidence=readers.evidence,
    )


def competitors(n: Neighbourhood, company: UUID) -> set[UUID]:
    """Firms of the same four-digit class."""
    own = _digits(n.firms[company].wz_code or n.firms[company].nace)
    return {f.id for f in n.firms.values() if f.id != company and len(own) >= 4 and _digits(f.wz_code or f.nace) == own}


def _digits(code: str) -> str:
    return "".join(c for c in code if c.isdigit())[:4]


def core(n: Neighbourhood, said: Answers) -> Dependence:
    """Core competences shared with competitors, as a share of the core competences."""
    cores = [c for c in n.competences.get(n.company, ()) if c[0] == "core"]
    warn = WARN["core"]
    if not cores or not n.own:
        ask = "relations" if cores else "competences"
        return Dependence("core", UNKNOWN_SHARE, "unknown", warn, None, ask=ask)
    partners = {end for t in mine(n, "cooperates") for end in (t.giver, t.taker) if end and end != n.company}
    shared_with = partners & competitors(n, n.company)
    found = standing.competence_exposure(
        [standing.Sharing(name, "core", said.core_seen if shared_with else False) for _layer, name, _wz in cores]
    )
    share = Interval(found.interval.low / len(cores), found.interval.high / len(cores))
    return Dependence(
        code="core",
        share=share,
        level=level_of(share, warn, False),
        warn=warn,
        money=None,
        partner=name_of(n, next(iter(shared_with))) if shared_with else "",
        evidence=found.evidence,
        ask="" if share.known else "shared-core",
    )


def sourcing(n: Neighbourhood) -> tuple[standing.Sourcing, ...]:
    """Inputs by WZ class: single sources first."""
    buys = [t for t in mine(n, "supplies") if t.taker == n.company and t.giver]
    sources = [
        standing.Source(
            t.product_de or t.wz_code,
            name_of(n, t.giver),
            group_of(n, t.giver),
            known(t.amount, 1e12) or Interval(0, 0),
        )
        for t in buys
    ]
    needs = {}
    for t in buys:
        name = t.product_de or t.wz_code
        essential = {"no": True, "hard": True, "yes": False}.get(t.replaceable)
        needs[name] = standing.Need(
            name,
            essential,
            Interval.of(t.stock_days) if t.stock_days is not None else None,
            Interval.of(t.requalify_weeks) if t.requalify_weeks is not None else None,
        )
    return standing.sourcing(sources, tuple(needs.values())) if sources else ()
