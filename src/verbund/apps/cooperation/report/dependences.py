"""Six dependences before and after, and the clause that brings each change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.engines.standing import Reading, Sharing, competence_exposure, data_exposure
from verbund.kit.interval import Interval

from ..words import money, share
from .model import Case
from .reading import four_digits, short, strong
from .standing import platform, purchases, readers, sales, share_with, specified, spread, statements
from .texts import both

After = Callable[[Case], Neighbourhood]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a share becomes 'high', with the mark of the rule and its source."""

    value: float
    basis: str
    source: str


MARKS: Mapping[str, Mark] = {
    "customers": Mark(0.30, "rule_of_thumb", "lump risk in advice to small firms and bank talks from 20 to 30 %"),
    "suppliers": Mark(0.40, "arithmetic", "one source of two fifths of all purchases"),
    "specification": Mark(0.50, "arithmetic", "more than half made to the customer's drawing or tool"),
    "platform": Mark(0.50, "arithmetic", "more than half of the processes with one provider"),
    "data": Mark(0.25, "arithmetic", "a quarter of revenue with customers that read own data"),
    "core": Mark(0.25, "arithmetic", "a quarter of the core competences"),
}
NAMES = {
    "customers": both("Kunden", "Customers"),
    "suppliers": both("Lieferanten", "Suppliers"),
    "specification": both("Vorgaben", "Specifications"),
    "platform": both("Programme und Cloud", "Programs and cloud"),
    "data": both("Daten bei anderen", "Data with others"),
    "core": both("Kernwissen", "Core know-how"),
}


@dataclass(frozen=True, slots=True)
class Dependence:
    """One of the six: shares in [0, 1]. hhi, at_stake where they mean something. clauses: what brings the change."""

    code: str
    before: Interval
    after: Interval
    mended: Interval | None
    hhi_before: Interval | None
    hhi_after: Interval | None
    at_stake: Interval | None
    clauses: tuple[str, ...]
    text: Mapping[str, str]
    level: str
    direction: str


Figures = Mapping[str, tuple[Interval, Interval | None, Interval | None, str]]


def figures(case: Case, network: Neighbourhood, under_charter: bool) -> Figures:
    """(share, HHI, EUR at stake, who) by dependence, on one network."""
    sold, bought = sales(network), purchases(network)
    customers, suppliers, cloud = spread(sold, "customers"), spread(bought, "suppliers"), platform(network)
    if not sold.holdings and sold.rest is None:
        customers = replace(customers, largest=Interval(0, 1), hhi=Interval(0, 1))
    if not bought.holdings and bought.rest is None:
        suppliers = replace(suppliers, largest=Interval(0, 1), hhi=Interval(0, 1))
    reading = readers(network)
    exposure = data_exposure(
        [
            Reading(
                str(r), None, "", bargaining=True,
                sales_share=share_with(sold, network, r) if r in set(sold.names.values()) else Interval(0, 0),
            )
            for r in sorted(reading, key=str)
        ]
    )  # fmt: skip
    return {
        "customers": (customers.largest, customers.hhi, customers.at_stake, customers.who),
        "suppliers": (suppliers.largest, suppliers.hhi, suppliers.at_stake, suppliers.who),
        "specification": (specified(network), None, None, ""),
        "platform": (cloud.largest, cloud.hhi, cloud.at_stake, cloud.who),
        "data": (exposure[1].interval, None, None, str(len(reading))),
        "core": (core_exposure(case, network, under_charter), None, None, ""),
    }


def core_exposure(case: Case, network: Neighbourhood, under_charter: bool) -> Interval:
    """Share of the core competences that a competitor may see: before, through cooperation with firms of the same
    class; after, also through competing members while secrecy (G1) is not strong.
    """
    from .reading import competitors

    core = [
        name for layer, name, _ in network.competences.get(network.company, case.member.competences) if layer == "core"
    ]
    if not core:
        return Interval(0, 1)
    mine = four_digits(case.member.wz_code)
    now = any(
        t.type == "cooperates"
        and mine
        and any(
            f in network.firms and four_digits(network.firms[f].wz_code) == mine
            for f in (t.giver, t.taker)
            if f is not None and f != network.company
        )
        for t in statements(network, ["cooperates"])
    )
    joined = under_charter and bool(competitors(case)) and not strong(case, "G1")
    open_to = None if now or joined else False
    found = competence_exposure([Sharing(name, "core", open_to) for name in dict.fromkeys(core)]).interval
    count = len(set(core))
    return Interval(found.low / count, found.high / count)


def dependences(
    case: Case, after: After | None, strengthen: Callable[[Case, str], Case] | None = None
) -> tuple[Dependence, ...]:
    """The six, in order. A change is put down to every clause whose removal takes it back."""
    then = after or (lambda c: c.before)
    old, new = figures(case, case.before, False), figures(case, then(case), True)
    codes = [c.code for c in case.charter.clauses]
    changed = [k for k in NAMES if old[k][0] != new[k][0] or (k == "data" and old[k][3] != new[k][3])]
    causes: dict[str, list[str]] = {k: [] for k in NAMES}
    mended: dict[str, Interval] = {}
    if changed:
        for code in codes:
            less = case.without(code)
            without = figures(less, then(less), True)
            for k in changed:
                if without[k][0] == old[k][0] and without[k][3] == old[k][3]:
                    causes[k].append(code)
        for k in changed:
            for code in (causes[k] or ["G1"] if k == "core" else causes[k]) if strengthen else ():
                better = strengthen(case, code)  # type: ignore[misc]
                value = figures(better, then(better), True)[k][0]
                if value != new[k][0] and value.high <= new[k][0].high:
                    mended[k] = value
    return tuple(_one(k, old[k], new[k], mended.get(k), tuple(causes[k])) for k in NAMES)


def _one(
    code: str, old: tuple[Any, ...], new: tuple[Any, ...], mended: Interval | None, clauses: tuple[str, ...]
) -> Dependence:
    direction = _direction(old[0], new[0])
    level = _level(new[0], MARKS[code].value)
    return Dependence(
        code,
        old[0],
        new[0],
        mended,
        old[1],
        new[1],
        new[2],
        clauses,
        _text(code, old, new, direction),
        level,
        direction,
    )


def _level(value: Interval, mark: float) -> str:
    if value.low >= mark:
        return "high"
    if value.high < mark:
        return "raised" if value.low >= 0.7 * mark else "low"
    return "unknown"


def _direction(old: Interval, new: Interval) -> str:
    if old == new:
        return "same"
    change = new - old
    if change.high <= 0:
        return "falls"
    if change.low < 0:
        return "rises" if new.low >= old.low and new.high >= old.high else "unknown"
    if change.high > 0.15:
        return "rises_much"
    return "rises" if change.high > 0.05 else "rises_slightly"


def _text(code: str, old: tuple[Any, ...], new: tuple[Any, ...], direction: str) -> Mapping[str, str]:
    value, _, stake, who = new
    if code == "data":
        n, m = old[3], new[3]
        de = f"Leser Ihrer Daten: von {n} auf {m}." if n != m else f"Leser Ihrer Daten: {n}."
        en = f"Readers of your data: from {n} to {m}." if n != m else f"Readers of your data: {n}."
        if value.high > 0:
            de += f" Mit ihnen machen Sie {share(value, 'de')} Ihres Umsatzes."
            en += f" {share(value, 'en')} of your revenue is with them."
        return both(de, en)
    if code == "core":
        return (
            both(
                "Anteil Ihres Könnens, den ein Wettbewerber sehen kann.", "Share of your know-how a competitor can see."
            )
            if not value.known
            else both(
                "Kein Wettbewerber sieht Ihr Kernkönnen durch einen Vertrag."
                if value.high == 0
                else "Ein Wettbewerber sieht es.",
                "No competitor sees your core know-how through a contract."
                if value.high == 0
                else "A competitor sees it.",
            )
        )
    if code == "specification":
        return both(
            "Zeichnung oder Werkzeug gehören bei diesem Anteil des Umsatzes dem Kunden.",
            "Drawing or tool belong to the customer for this share of revenue.",
        )
    if not who:
        return both("Dazu liegt nichts vor.", "Nothing is known about it.")
    name = short(who)
    if code == "platform":
        return both(
            f"{name} trägt den größten Anteil Ihrer Abläufe.", f"{name} carries the largest share of your processes."
        )
    side_de, side_en = (
        ("Größter Kunde", "Largest customer") if code == "customers" else ("Größter Lieferant", "Largest supplier")
    )
    stake_de = f", {money(stake, 'de')} im Jahr" if stake is not None and stake.high < 1e11 else ""
    stake_en = f", {money(stake, 'en')} a year" if stake is not None and stake.high < 1e11 else ""
    return both(f"{side_de}: {name}{stake_de}.", f"{side_en}: {name}{stake_en}.")
