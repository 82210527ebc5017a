"""What the part of a network that a company sees says about the whole: bounds that no unseen link can break.

A company knows its own links and those that others released to it. Whether two of its partners deal with each other
it mostly does not know; what follows from that stays an interval, and its `ask` names what would narrow it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from verbund.kit.errors import Invalid
from verbund.kit.interval import Interval

from ._concentration import NONE, Holding, concentration
from ._measure import Ask, Evidence, Measure

PARTNERS_LINKED = "partners-linked"
"""The question whether partners deal with each other."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Seen:
    """partners: with which the company itself deals. pairs: of partners. linked: pairs of which a link is seen.

    outside: further firms that released links show. upstream: firms above the company, its suppliers' suppliers
    among them (the whole network has at least as many). tiers: in how many tiers they are seen; an unseen link can
    only bring one nearer.
    """

    partners: int
    pairs: int
    linked: int
    outside: int
    upstream: int
    tiers: int

    @property
    def coverage(self) -> float | None:
        """Share of the pairs of partners of which a link is seen; None with fewer than two partners."""
        return self.linked / self.pairs if self.pairs else None


def seen(company: K, links: Iterable[tuple[K, K]]) -> Seen:
    """Name what is seen. links: (supplier, customer), in any number."""
    directed = {(a, b) for a, b in links if a != b}
    partners = {b for a, b in directed if a == company} | {a for a, b in directed if b == company}
    linked = {frozenset(pair) for pair in directed if set(pair) <= partners}
    nodes = {end for pair in directed for end in pair} - partners - {company}
    above, front, reached = 0, {company}, {company}
    while front := {a for a, b in directed if b in front} - reached:
        above, reached = above + 1, reached | front
    count = len(partners)
    return Seen(count, count * (count - 1) // 2, len(linked), len(nodes), len(reached) - 1, above)


def constraint_seen(trade: Sequence[Holding], rest: Interval | None = NONE, apart: bool = False) -> Measure:
    """Burt's constraint of the company in the whole network, sales and purchases of a partner added up.

    c = Σ_j (p_j + y_j)², where y_j, what of the partners' own trade goes to j, is not seen: y_j ≥ 0, p_j + y_j ≤ 1,
    Σ_j y_j ≤ 1. So Σ p² ≤ c ≤ 1 + Σ p² + 2·p_1·p_2 with the two largest shares (a convex sum is largest at a vertex
    of these bounds). apart: no two partners deal with each other; then c is the concentration itself.
    """
    found = concentration(trade, "network", rest)
    base = found.hhi.interval
    high = base.high
    if not apart and not (len(found.shares) == 1 and rest is not None and rest.high == 0):
        highs = [e.interval.high for e in found.shares]
        if rest is None or rest.high > 0:  # at most one more partner of that size
            highs.append(1.0 - sum(e.interval.low for e in found.shares) if rest is not None else 1.0)
        first, second = sorted([*highs, 0.0, 0.0])[:-3:-1]
        product = first * second if first + second <= 1 else min(second, 0.5) * (1 - min(second, 0.5))
        high = min(2.0, 1.0 + base.high + 2.0 * product)
    ask = found.hhi.ask if apart else Ask(PARTNERS_LINKED, high - base.high)
    return Measure(
        "network.constraint", Interval(base.low, high), "1", found.shares[:3], found.hhi.inputs,
        ask if high > base.low else None, "outer: unseen links at a vertex", "Burt (1992)",
    )  # fmt: skip


def bridging_seen(
    groups: Sequence[Hashable], linked: Collection[frozenset[int]] = (), apart: bool | None = None
) -> Measure:
    """Share of the company's open triads whose ends lie in different groups (Gould & Fernandez 1989).

    groups: one for each partner. linked: pairs of positions of which a link is seen; apart: True where no other pair
    is linked, False where every pair is, None where it is not known. Without an open triad the share is nil.
    """
    if any(len(pair) != 2 or not all(0 <= k < len(groups) for k in pair) for pair in linked):
        raise Invalid("position", f"pairs of positions below {len(groups)}", where="linked")
    free = [pair for pair in combinations(range(len(groups)), 2) if frozenset(pair) not in linked]
    across = sum(groups[a] != groups[b] for a, b in free)
    if apart is False or not free:
        interval = Interval(0, 0)
    elif apart:
        interval = Interval.of(across / len(free))
    else:
        interval = Interval(0, 1 if across else 0)
    evidence = (Evidence("pairs", Interval(0 if apart is None else across, across), "partners of different groups"),)
    ask = None if interval.known else Ask(PARTNERS_LINKED, 1 - across / len(free))
    return Measure("network.bridging", interval, "1", evidence, (), ask, "outer: each unseen pair either way",
                   "Gould & Fernandez (1989)")  # fmt: skip


def loss_seen(share: float, sold: Interval, needed: Interval) -> Measure:
    """What of the company's output falls in the whole network when a partner loses `share` of its own.

    sold: the partner's share of our sales. needed: what of our output stands for certain without it (its share in an
    input that is essential and has no other source); nothing where it can be replaced. More links only add losses
    (the losses of the Economic Systemic Risk Index grow with every coefficient), and all may be lost.
    """
    if not 0 <= share <= 1:
        raise Invalid("share", "a share lies between 0 and 1", where="share")
    low = share * max(sold.clip(0, 1).low, needed.clip(0, 1).low)
    evidence = (Evidence("sold", sold, "share of our sales"), Evidence("needed", needed, "stands without it"))
    return Measure("network.loss", Interval(low, 1.0 if low < 1 else low), "1", evidence, (),
                   Ask(PARTNERS_LINKED, 1 - low) if low < 1 else None, "outer: every unseen firm may fall",
                   "Diem et al. (2022)")  # fmt: skip
