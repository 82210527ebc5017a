"""The position for machines: shares and euros as [low, high]."""

from __future__ import annotations

from typing import Any

from . import kept, words
from .kept import ends
from .measures import Position
from .page import Lage


def as_json(page: Lage) -> dict[str, Any]:
    """For machines: shares and euros as [low, high]."""

    p = page.position
    found: dict[str, Any] = {
        "company": page.company.slug,
        "name": page.company.name,
        "finding": words.headline(p),
        "role": p.role.role.value if p.role.role else None,
        "possible_roles": [r.value for r in p.role.possible],
        "rule": [
            {"trait": s.needed.trait, "value": ends(s.now), "sense": s.needed.sense, "limit": s.needed.limit}
            for s in p.role.rule
        ],
        "dependences": [
            {
                "code": r.code,
                "share": ends(r.d.share),
                "level": r.d.level,
                "warning_mark": r.d.warn,
                "money_eur": ends(r.d.money),
                "partner": r.d.partner,
                "note": r.note,
                "hhi": ends(r.d.hhi),
            }
            for r in page.rows
        ],
        "statements": {"own": p.own, "released": p.released},
        "otherwise": [
            {
                "role": role.value,
                "changes": [
                    {"trait": s.needed.trait, "now": ends(s.now), "sense": s.needed.sense, "limit": s.needed.limit}
                    for s in changes
                ],
            }
            for role, changes in p.role.otherwise
        ],
        "seen": _seen(p),
        "figures": {
            m.code: {
                "value": ends(m.interval),
                "unit": m.unit,
                "method": m.method,
                "ask": m.ask.input if m.ask else None,
            }
            for m in (*p.structure.measures, *kept.watched(p))
        },
        "brokerage": list(p.structure.brokerage) if p.structure.brokerage else None,
        "signs": kept.crossed(p),
        "ways": [
            {
                "id": w.way.id,
                "title": w.title,
                "figure": w.way.figure,
                "before": ends(w.way.before),
                "after": ends(w.way.after),
                "points": round(w.way.gain * 100, 3),
                "days": ends(w.way.days),
                "kind": w.way.kind,
                "question": w.way.ask or None,
            }
            for w in page.ways
        ],
    }
    if page.what_if:
        f = page.what_if.failure
        found["what_if"] = {
            "partner": page.what_if.name,
            "share": f.share,
            "weeks": f.weeks,
            "sentence": page.what_if.sentence,
            "own_loss": ends(f.own_loss),
            "own_money_eur": ends(f.own_money),
            "own_loss_whole_network": ends(page.what_if.whole.interval),
            "stock_days": f.stock_days,
            "falls": [
                {"name": page.neighbourhood.firms[x.firm].name, "step": x.step, "loss": ends(x.loss)}
                | {"money_eur": ends(x.money)}
                for x in f.falls
            ],
        }
    return found


def _seen(p: Position) -> dict[str, Any]:
    s = p.structure.seen
    return {
        "partners": s.partners,
        "pairs_of_partners": s.pairs,
        "pairs_linked": s.linked,
        "others": s.outside,
        "upstream_at_least": s.upstream,
        "tiers_seen": s.tiers,
    }
