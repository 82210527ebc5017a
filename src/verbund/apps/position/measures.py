"""The six dependences and the role of a company, on plain values: a neighbourhood in, intervals out.

Own statements decide about own shares; what others stated about the same pair stays visible beside them but is
never added. Reused before and after a cooperation by its side-effect report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

UNKNOWN_SHARE = Interval(0, 1)
NOTHING = Interval(0, 0)
MUCH = 1e12
WARN = {
    "customers": 0.30,
    "suppliers": 0.30,
    "specification": 0.50,
    "platforms": 0.50,
    "data": 0.25,
    "core": 0.25,
}
"""Warning marks of the six dependences (customers: rule of thumb, facts table; the others: our own, mark O)."""
ORDER = ("customers", "suppliers", "specification", "platforms", "data", "core")


@dataclass(frozen=True, slots=True)
class Dependence:
    """One of the six. share: of sales, purchases, workload, …; level: low, raised, high or unknown.

    money: euros a year at stake, None when revenue and amounts are unknown. partner: the largest. why: codes of what
    made the level, for sentences. ask: the input that would narrow the share most.
    """

    code: str
    share: Interval
    level: str
    warn: float
    money: Interval | None
    partner: str = ""
    why: tuple[str, ...] = ()
    ask: str = ""
    evidence: tuple[standing.Evidence, ...] = ()
    hhi: Interval | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """What a company sees of itself. single: inputs with one source; power: towards the largest partners."""

    company: UUID
    dependences: tuple[Dependence, ...]
    role: standing.Finding
    traits: standing.Traits
    single: tuple[standing.Sourcing, ...]
    customers: standing.Concentration | None
    suppliers: standing.Concentration | None
    platforms: standing.Concentration | None
    revenue: Interval | None
    own: int
    released: int

    def of(self, code: str) -> Dependence:
        return next(d for d in self.dependences if d.code == code)


def known(amount: Decimal | None, most: float | None = None) -> Interval | None:
    """An amount as interval; unknown within [0, most] where a bound is known, else None."""
    if amount is not None:
        return Interval.of(amount)
    return None if most is None else Interval(0.0, most)


def mine(n: Neighbourhood, kind: str) -> list[Tie]:
    """Own statements of one type."""
    return [t for t in n.ties if t.type == kind and t.stated_by == n.company]


def _name(n: Neighbourhood, firm: UUID | None) -> str:
    return n.firms[firm].name if firm in n.firms else "?"


def _group(n: Neighbourhood, firm: UUID | None) -> str | None:
    return (n.firms[firm].group or None) if firm in n.firms else None


def _holdings(
    n: Neighbourhood, ties: Sequence[Tie], other: str, total: Decimal | None
) -> tuple[list[standing.Holding], Interval | None]:
    """Partners with amounts, and what lies with partners not named. A collective is part of the rest."""
    named = [t for t in ties if getattr(t, other) is not None]
    crowd = [t for t in ties if getattr(t, other) is None]
    stated = float(sum((t.amount for t in ties if t.amount is not None), Decimal(0)))
    most = max(0.0, float(total) - stated) if total is not None else None
    by_partner: dict[UUID, Interval] = {}
    for t in named:
        amount = known(t.amount, most)
        if amount is None:
            return [], None
        firm = getattr(t, other)
        by_partner[firm] = by_partner.get(firm, Interval(0, 0)) + amount
    holdings = [standing.Holding(_name(n, f), _group(n, f), a) for f, a in by_partner.items()]
    rest = Interval(0, 0)
    for t in crowd:
        rest = rest + (known(t.amount, most) or Interval(0, 0))
    if total is not None:
        listed = sum((h.amount for h in holdings), Interval(0, 0)) + rest
        rest = rest + Interval(max(0.0, float(total) - listed.high), max(0.0, float(total) - listed.low))
    elif not crowd:
        return holdings, None
    return holdings, rest


def _level(share: Interval, warn: float, hard: bool) -> str:
    if share.low >= warn:
        return "high"
    if share.high >= warn:
        return "unknown" if share.width > 0.1 else "raised"
    return "raised" if hard else "low"


def _concentrated(
    n: Neighbourhood, code: str, side: str, ties: Sequence[Tie], other: str, total: Decimal | None
) -> tuple[Dependence, standing.Concentration | None]:
    holdings, rest = _holdings(n, ties, other, total)
    warn = WARN[code]
    if not holdings:
        return Dependence(code, UNKNOWN_SHARE, "unknown", warn, None, ask=side), None
    found = standing.concentration(holdings, side, rest)
    subject = found.shares[0].subject if found.shares else ""
    share, index = _with_crowd(found, ties, other, rest)
    at_largest = [t for t in ties if getattr(t, other) and _owner(n, getattr(t, other)) == subject]
    hard = any(t.replaceable in ("no", "hard") for t in ties if getattr(t, other))
    why = []
    if any(t.payment_days and t.payment_days > 60 for t in at_largest):
        why.append("pays-late")
    single = [t for t in ties if t.replaceable == "no"]
    if single and other == "giver":
        why.append("irreplaceable")
    ask = found.largest.ask.input if found.largest.ask else ""
    dependence = Dependence(
        code=code,
        share=share,
        level=_level(share, warn, hard and other == "giver"),
        warn=warn,
        money=_largest_amount(holdings) if share == largest_of(found) else found.at_stake.interval,
        partner=_label(n, subject),
        why=tuple(why),
        ask="" if share.known else ask,
        evidence=found.shares,
        hhi=index,
    )
    return dependence, found


def largest_of(found: standing.Concentration) -> Interval:
    """Share of the largest named group."""
    return found.shares[0].interval if found.shares else UNKNOWN_SHARE


def _largest_amount(holdings: Sequence[standing.Holding]) -> Interval:
    by_owner: dict[str, Interval] = {}
    for h in holdings:
        by_owner[h.owner] = by_owner.get(h.owner, Interval(0, 0)) + h.amount
    return max(by_owner.values(), key=lambda a: (a.high, a.low))


def _with_crowd(
    found: standing.Concentration, ties: Sequence[Tie], other: str, rest: Interval | None
) -> tuple[Interval, Interval]:
    """Largest share and HHI where the list says "others: 31 customers": by its meaning none of them is larger than
    the smallest one named, so no unnamed one can be the largest, and their squares are bounded.
    """
    crowd = [t for t in ties if getattr(t, other) is None]
    named = [e.interval for e in found.shares]
    whole = rest is not None and crowd and all(t.amount is not None and t.others_count for t in crowd)
    if not whole or not named or rest is None:
        return found.largest.interval, found.hhi.interval
    stated = float(sum((t.amount or Decimal(0) for t in crowd), Decimal(0)))
    missing = max(0.0, rest.high - stated)  # in no list: at most one partner of that size
    total = rest.high + sum(i.high for name, i in found.largest.inputs if name != "others")
    if total <= 0 or missing / total > named[0].low:
        return found.largest.interval, found.hhi.interval
    count = sum(t.others_count or 0 for t in crowd)
    left = Interval(max(0.0, 1 - sum(s.high for s in named)), max(0.0, 1 - sum(s.low for s in named)))
    smallest = min(s.high for s in named)
    low = sum(s.low**2 for s in named) + left.low**2 / (count + 1)
    high = sum(s.high**2 for s in named) + left.high * max(smallest, missing / total)
    floor = max(low, found.hhi.interval.low)
    return named[0], Interval(floor, max(floor, min(high, found.hhi.interval.high)))


def _owner(n: Neighbourhood, firm: UUID) -> str:
    return _group(n, firm) or _name(n, firm)


def _label(n: Neighbourhood, owner: str) -> str:
    """A group by the name of its firm that the company deals with most."""
    dealt: dict[UUID, Decimal] = {}
    for t in n.ties:
        for end in (t.giver, t.taker):
            if t.stated_by == n.company and end in n.firms and n.firms[end].group == owner:
                dealt[end] = dealt.get(end, Decimal(0)) + (t.amount or Decimal(0))
    first = max(dealt, key=lambda f: (dealt[f], str(f)), default=None)
    return _name(n, first) if first else owner


def _specification(n: Neighbourhood, sales: Sequence[Tie], revenue: Decimal | None) -> tuple[Dependence, Interval]:
    stated = float(sum((t.amount for t in sales if t.amount is not None), Decimal(0)))
    most = max(0.0, float(revenue) - stated) if revenue is not None else None
    unknown = any(t.amount is None for t in sales)
    if most is None and (unknown or not any(t.taker is None for t in sales)):  # the list may be anything but whole
        return Dependence("specification", UNKNOWN_SHARE, "unknown", WARN["specification"], None, ask="customers"), (
            UNKNOWN_SHARE
        )
    said = {"customer": True, "supplier": False}
    rows = []
    for k, t in enumerate(sales):
        amount = known(t.amount, most)
        if amount is None:
            continue
        drawing, tool = said.get(t.drawing_owner), said.get(t.tool_owner)
        collective = t.taker is None and drawing is None
        rows.append(
            standing.Specified(
                f"{_name(n, t.taker)} #{k}",
                amount,
                drawing=drawing,
                tool=False if collective else tool,
                standard=False,
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
        level=_level(measure.interval, WARN["specification"], False),
        warn=WARN["specification"],
        money=money,
        partner="" if first == "?" else first,
        ask=(measure.ask.input.rpartition(" #")[0] if measure.ask else "").replace("?", "others"),
        evidence=measure.evidence,
    )
    return dependence, measure.interval


def _platforms(n: Neighbourhood) -> tuple[Dependence, standing.Concentration | None]:
    """Share of own workload on one provider, fourth parties behind it as evidence."""
    ties = [t for t in mine(n, "platform") if t.taker == n.company]
    warn = WARN["platforms"]
    if not ties:
        return Dependence("platforms", UNKNOWN_SHARE, "unknown", warn, None, ask="platforms"), None
    stated = sum(float(t.share) for t in ties if t.share is not None)
    spare = max(0.0, 1.0 - stated)
    holdings = [
        standing.Holding(
            _name(n, t.giver),
            _group(n, t.giver),
            Interval.of(t.share) if t.share is not None else Interval(0.0, spare),
        )
        for t in ties
    ]
    listed = sum((h.amount for h in holdings), Interval(0, 0))
    rest = Interval(max(0.0, 1 - listed.high), max(0.0, 1 - listed.low))
    found = standing.concentration(holdings, "platforms", rest)
    cost = sum((t.amount for t in ties if t.amount is not None), Decimal(0))
    why = tuple(
        f"behind:{_name(n, b.giver)}"
        for t in ties
        for b in n.ties
        if b.type == "platform" and b.taker == t.giver and b.giver is not None
    )
    hard = any(t.replaceable in ("no", "hard") for t in ties)
    return (
        Dependence(
            code="platforms",
            share=found.largest.interval,
            level=_level(found.largest.interval, warn, hard),
            warn=warn,
            money=Interval.of(cost) if cost else None,
            partner=found.shares[0].subject,
            why=why,
            ask=found.largest.ask.input if found.largest.ask else "",
            evidence=found.shares,
            hhi=found.hhi.interval,
        ),
        found,
    )


def _data(n: Neighbourhood, customers: standing.Concentration | None, revenue: Decimal | None) -> Dependence:
    """Share of sales made to those who can bargain with what they read of us."""
    if not n.own:
        return Dependence("data", UNKNOWN_SHARE, "unknown", WARN["data"], None, ask="data")
    share_of = {e.subject: e.interval for e in customers.shares} if customers else {}
    readings = [
        standing.Reading(
            reader=_name(n, t.taker),
            group=_group(n, t.taker),
            data=t.product_de,
            sales_share=share_of.get(_owner(n, t.taker), Interval(0, 0)) if t.taker else Interval(0, 0),
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
        level=_level(share, WARN["data"], False) if readings else "low",
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


def _core(n: Neighbourhood) -> Dependence:
    """Core competences shared with competitors, as a share of the core competences."""
    cores = [c for c in n.competences.get(n.company, ()) if c[0] == "core"]
    warn = WARN["core"]
    if not cores or not n.own:
        ask = "relations" if cores else "competences"
        return Dependence("core", UNKNOWN_SHARE, "unknown", warn, None, ask=ask)
    partners = {end for t in mine(n, "cooperates") for end in (t.giver, t.taker) if end and end != n.company}
    shared_with = partners & competitors(n, n.company)
    found = standing.competence_exposure(
        [standing.Sharing(name, "core", None if shared_with else False) for _layer, name, _wz in cores]
    )
    share = Interval(found.interval.low / len(cores), found.interval.high / len(cores))
    return Dependence(
        code="core",
        share=share,
        level=_level(share, warn, False),
        warn=warn,
        money=None,
        partner=_name(n, next(iter(shared_with))) if shared_with else "",
        evidence=found.evidence,
        ask="" if share.known else "shared-core",
    )


def sourcing(n: Neighbourhood) -> tuple[standing.Sourcing, ...]:
    """Inputs by WZ class: single sources first."""
    buys = [t for t in mine(n, "supplies") if t.taker == n.company and t.giver]
    sources = [
        standing.Source(
            t.product_de or t.wz_code, _name(n, t.giver), _group(n, t.giver), known(t.amount, 1e12) or Interval(0, 0)
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


def measure(n: Neighbourhood) -> Position:
    """All six dependences and the role, from what the company sees."""
    own = n.firms[n.company]
    sales = [t for t in mine(n, "supplies") if t.giver == n.company]
    buys = [t for t in mine(n, "supplies") if t.taker == n.company]
    customer, customers = _concentrated(n, "customers", "customers", sales, "taker", own.revenue)
    supplier, suppliers = _concentrated(n, "suppliers", "suppliers", buys, "giver", own.material_cost)
    specified, spec_share = _specification(n, sales, own.revenue)
    platform, platforms = _platforms(n)
    cooperations = [t for t in n.ties if t.type == "cooperates"]
    through = [t for t in cooperations if n.company in (t.giver, t.taker)]
    traits = standing.Traits(
        coordination=Interval.of(len(through) / len(cooperations)) if len(cooperations) >= 5 else NOTHING,
        bridging=NOTHING,
        largest_customer=customer.share,
        specified=spec_share,
        own_design=Interval(1 - spec_share.high, 1 - spec_share.low),
        systems=UNKNOWN_SHARE if spec_share.low < 0.5 else Interval(0, 0.5),
        joint=UNKNOWN_SHARE if through or not n.own else NOTHING,
    )
    return Position(
        company=n.company,
        dependences=(customer, supplier, specified, platform, _data(n, customers, own.revenue), _core(n)),
        role=standing.role(traits),
        traits=traits,
        single=sourcing(n),
        customers=customers,
        suppliers=suppliers,
        platforms=platforms,
        revenue=Interval.of(own.revenue) if own.revenue is not None else None,
        own=n.own,
        released=n.released,
    )
