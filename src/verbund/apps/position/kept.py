"""What is written down of a position when it is kept: codes and figures, no sentences; it reads in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.engines import standing
from verbund.kit.interval import Interval

from .failure import Failure
from .measures import Position
from .ways import Way

VERSION = 1


def ends(i: Interval | None) -> list[float] | None:
    return None if i is None else [round(i.low, 6), round(i.high, 6)]


def watched(found: Position) -> tuple[standing.Measure, ...]:
    """Figures that have thresholds: concentration, single sources, stock, payment."""
    sides = [s for s in (found.customers, found.suppliers, found.platforms) if s]
    measures = [m for side in sides for m in (side.largest, side.hhi)]
    d = {f"{x.code}.largest-share": x.share for x in found.dependences}
    measures = [standing.Measure(m.code, d.get(m.code, m.interval), m.unit) if m.code in d else m for m in measures]
    for one in found.single:
        if one.single:
            measures.append(one.largest)
        if one.stock_gap and one.essential is not False:
            measures.append(one.stock_gap)
    return (*measures, *(m for m in found.structure.terms if m.code == "terms.payment-days"))


def crossed(found: Position) -> dict[str, dict[str, Any]]:
    """Code of a figure → its highest threshold crossed for certain: {"sign", "value", "mark"}."""
    result: dict[str, dict[str, Any]] = {}
    for m in watched(found):
        sure = [s for s in standing.signs(m) if s.certain]
        if sure:
            result[m.code] = {"sign": sure[0].threshold.code, "value": ends(m.interval), "mark": sure[0].threshold.mark}
    return result


def content(n: Neighbourhood, found: Position, ways: Iterable[Way], failure: Failure | None) -> dict[str, Any]:
    """Everything a kept report shows."""
    return {
        "version": VERSION,
        "role": found.role.role.value if found.role.role else "",
        "possible": [r.value for r in found.role.possible],
        "rule": [
            {"trait": s.needed.trait, "value": ends(s.now), "sense": s.needed.sense, "limit": s.needed.limit}
            for s in found.role.rule
        ],
        "dependences": [
            {"code": d.code, "share": ends(d.share), "level": d.level, "money": ends(d.money), "partner": d.partner}
            for d in found.dependences
        ],
        "signs": crossed(found),
        "statements": {"own": found.own, "released": found.released},
        "failure": None
        if failure is None
        else {
            "partner": n.firms[failure.partner].name,
            "weeks": failure.weeks,
            "share": failure.share,
            "loss": ends(failure.own_loss),
            "money": ends(failure.own_money),
        },
        "ways": [
            {"code": w.code, "partner": n.firms[w.about].name if w.about in n.firms else "", "product": list(w.product),
             "figure": w.figure, "before": ends(w.before), "after": ends(w.after)}
            for w in list(ways)[:5]
        ],
    }  # fmt: skip


def interval(pair: Iterable[float]) -> Interval:
    low, high = pair
    return Interval(low, high)


def new_signs(now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Signs that were not there before, or are higher ones."""
    return {code: sign for code, sign in now.items() if before.get(code, {}).get("sign") != sign["sign"]}
