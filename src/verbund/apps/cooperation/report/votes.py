"""V3: votes against burden. Banzhaf (1965), Weighted voting doesn't work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from verbund.kit.interval import Interval

from .model import Case, Certainty, Line
from .reading import clause, named, part_of, setting, settings_by_member, short, strong, voters
from .wording import line


def burden(case: Case) -> Iterator[Line]:
    """V3: own share of the burden against own share of the votes (Banzhaf), and who holds the interface."""
    votes = votes_of(case)
    power = banzhaf(votes, str(setting(case, "E1", "rule", case.charter.voting)))
    mine = power.get(case.member.did, 0.0)
    cost = _cost_share(case)
    holder = named(case, setting(case, "E2", "interface_owner", ""))
    coordinator = named(case, setting(case, "E2", "coordinator", ""))
    alone = clause(case, "E2") is not None and not strong(case, "E2") and holder not in (None, case.member)
    heavy = cost is not None and cost.high > 0 and mine < cost.low * 0.5
    more = [short(m.name) for m in voters(case) if power.get(m.did, 0) > mine + 1e-9]
    if not alone and not heavy:
        return
    who = short(holder.name) if holder else short(coordinator.name) if coordinator else ""
    yield line(
        "V3.burden",
        {
            "shared": cost is not None,
            "cost": cost,
            "mine": mine,
            "more": more,
            "stronger": ", ".join(more),
            "alone": alone,
            "who": who,
        },
        certainty=Certainty.CERTAIN,
        cause="E2" if alone else "E1",
        mend="E2" if alone else "E1",
        reads=("E1", "E2", "B1"),
        before=Interval(1, 1),
        after=Interval.of(mine),
        unit="1",
        inputs=("charter E1, E2, B1",),
    )


def votes_of(case: Case) -> dict[str, int]:
    """Votes by DID as E1 says; one for each where it says nothing."""
    given = setting(case, "E1", "votes", {})
    found = {m.did: 1 for m in voters(case)}
    for reference, count in given.items() if isinstance(given, dict) else ():
        member = named(case, reference)
        if member is not None and member.did in found and isinstance(count, int):
            found[member.did] = count
    return found


MOST = 5_000
"""Votes in all up to which influence is counted exactly; above, the share of votes stands for it."""


def banzhaf(votes: dict[str, int], rule: str) -> dict[str, float]:
    """Normalised Banzhaf index: of all coalitions that a member's votes turn, its part. Exact up to 60 members."""
    held = {m: max(0, v) for m, v in votes.items()}
    total = sum(held.values())
    if not total:
        return {}
    if rule == "unanimous":
        count = sum(v > 0 for v in held.values())
        return {m: 1 / count if v else 0.0 for m, v in held.items()}
    if total > MOST or len(held) > 60:
        return {m: v / total for m, v in held.items()}
    quota = -(-2 * total // 3) if rule == "two_thirds" else total // 2 + 1
    swings = {m: _swings([v for other, v in held.items() if other != m], held[m], quota) for m in held}
    together = sum(swings.values())
    return {m: s / together if together else 0.0 for m, s in swings.items()}


def _swings(others: list[int], own: int, quota: int) -> float:
    """Coalitions of the others that lose without and win with `own`: those of quota - own to quota - 1 votes."""
    ways = np.zeros(sum(others) + 1)
    ways[0] = 1.0
    for weight in others:
        if weight:
            ways[weight:] += ways[:-weight].copy()
        else:
            ways *= 2
    return float(ways[max(0, quota - own) : quota].sum())


def _cost_share(case: Case) -> Interval | None:
    """Own share of all that the charter asks of members, hours valued alike."""
    by_member: dict[str, Interval] = {}
    year = Interval(12, 12) * 50.0  # hours of a year at one rate for all: only the proportion counts
    for name, rate in (("money_eur", Interval(1, 1)), ("hours_month", year)):
        for did, value in settings_by_member(case, "B1", name).items():
            by_member[did] = by_member.get(did, Interval(0, 0)) + value * rate
    mine = by_member.pop(case.member.did, None)
    if mine is None:
        return None
    return part_of(mine, sum(by_member.values(), Interval(0, 0)))
