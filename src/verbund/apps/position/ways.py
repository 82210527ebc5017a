"""What would make a company less dependent: each way is played on its neighbourhood, the figure taken before and
after, and ranked by how much the dependence falls for a day of effort. On plain values.

The ways are those of the theory of power and dependence (Emerson 1962): other sources, other outlets, coalition,
changed terms. Efforts are our own estimates in person-days.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from verbund.apps.ecosystem.neighbourhood import Firm, Neighbourhood, Tie
from verbund.engines import standing
from verbund.kit.interval import Interval

from .answers import NOTHING_SAID, Answers
from .dependence import WARN, mine
from .failure import Essential, fail, nothing_known
from .measures import Position, measure

WEEKS = 13.0
"""How long a partner fails where a way is measured by a failure."""
STEP = 0.10
"""New sales of one's own, as a share of sales: the step that is played."""
POOL = 4
"""Companies of equal need in a pool, oneself among them."""
LUMP = 0.20
"""From this share of the largest customer on a plan B is expected (rule of thumb)."""
LONG, SHORT = 60, 30
"""Days to pay: above the first only if agreed expressly, above the second doubtful in standard terms (BGB)."""
STOCK = 60
"""Days that a shared stock reaches at most."""
EFFORT = {
    "second-source": Interval(5, 15),
    "own-customers": Interval(40, 120),
    "pooled-purchasing": Interval(5, 12),
    "shared-stock": Interval(3, 8),
    "payment-terms": Interval(2, 6),
    "own-product": Interval(20, 60),
    "data-terms": Interval(2, 6),
    "second-provider": Interval(15, 60),
}
KINDS = {
    "second-source": "production",
    "own-customers": "purchasing",
    "pooled-purchasing": "purchasing",
    "shared-stock": "production",
    "payment-terms": "purchasing",
    "own-product": "development",
    "data-terms": "data",
    "second-provider": "competence",
}
NEW = uuid5(NAMESPACE_URL, "urn:verbund:position:new-partner")
LEAST = 0.002
MOST_SUPPLIERS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """`figure`: the share that falls (failure: output that stands while the partner fails; outstanding: sales not yet
    paid by one customer; imbalance: how much more we need the supplier than it needs us; or one of the six).
    `money`: euros before and after where they are known. `days`: person-days. `product`: what it is about, German and
    English, with its class."""

    code: str
    about: UUID | None
    figure: str
    before: Interval
    after: Interval
    money: tuple[Interval | None, Interval | None] = (None, None)
    product: tuple[str, str, str] = ("", "", "")
    ask: str = ""

    @property
    def id(self) -> str:
        return f"{self.code}:{self.about}" if self.about else self.code

    @property
    def days(self) -> Interval:
        return EFFORT[self.code]

    @property
    def kind(self) -> str:
        return KINDS[self.code]

    @property
    def gain(self) -> float:
        """Points of the share by which it falls, in the middle of what is known; none where it is not known."""
        return max(0.0, (self.before.low + self.before.high - self.after.low - self.after.high) / 2)

    @property
    def worth(self) -> float:
        """Gain for a day of effort."""
        return self.gain / ((self.days.low + self.days.high) / 2)


def ways(
    n: Neighbourhood, found: Position, said: Answers = NOTHING_SAID, matrix: Essential = nothing_known
) -> list[Way]:
    """All that apply, the largest fall of dependence for the effort first; those that need an answer last."""
    every = [*_sources(n, found, said, matrix), *_customers(n, found, said), *_pool(n, found, said), *_terms(n, found)]
    every += [*_product(n, found, said), *_data(found), *_provider(n, found, said)]
    return sorted((w for w in every if w.gain > LEAST or w.ask), key=lambda w: (-w.worth, w.id))


def _stands(n: Neighbourhood, partner: UUID, matrix: Essential) -> tuple[Interval, Interval | None]:
    """Share of our output that stands over the weeks of a failure, and euros."""
    lost = fail(n, partner, 1.0, WEEKS, matrix)
    open_part = max(0.0, WEEKS - (lost.stock_days or 0) / 7) / WEEKS
    return lost.own_loss * open_part, lost.own_money


def _sources(n: Neighbourhood, found: Position, said: Answers, matrix: Essential) -> Iterator[Way]:
    """A second source, and a stock kept together, for what is hard to replace; a second source for the largest."""
    buys = [t for t in mine(n, "supplies") if t.taker == n.company and t.giver and t.replaceable in ("no", "hard")]
    buys.sort(key=lambda t: (t.replaceable != "no", -(t.amount or 0), str(t.giver)))
    done: set[UUID] = set()
    for tie in buys:
        partner = tie.giver
        if partner is None or partner in done or len(done) >= MOST_SUPPLIERS:
            continue
        done.add(partner)
        product = (tie.product_de, tie.product_en or tie.product_de, tie.wz_code)
        before, money = _stands(n, partner, matrix)
        halved = [_half(t) if t.giver == partner and t.taker == n.company else t for t in n.ties]
        second = Firm(NEW, "", wz_code=n.firms[partner].wz_code, nace=n.firms[partner].nace)
        other = replace(n, firms=n.firms | {NEW: second}, ties=(*halved, replace(_half(tie), giver=NEW)))
        after, left = _stands(other, partner, matrix)
        yield Way("second-source", partner, "failure", before, after, (money, left), product)
        reach = min(STOCK, (tie.requalify_weeks or STOCK) * 7)
        if tie.stock_days is not None and reach > tie.stock_days:  # what has no stock today may be a service
            kept = tuple(
                replace(t, stock_days=reach) if t.giver == partner and t.taker == n.company else t for t in n.ties
            )
            after, left = _stands(replace(n, ties=kept), partner, matrix)
            yield Way("shared-stock", partner, "failure", before, after, (money, left), product)
    now = found.of("suppliers")
    every = [t for t in mine(n, "supplies") if t.taker == n.company and t.giver and t.amount]
    if now.share.low < WARN["suppliers"] or not every:
        return
    tie = max(every, key=lambda t: (t.amount or 0, str(t.giver)))
    if tie.giver is None or tie.giver in done:
        return
    halved = [_half(t) if t is tie else t for t in n.ties]
    other = replace(n, firms=n.firms | {NEW: Firm(NEW, "…")}, ties=(*halved, replace(_half(tie), giver=NEW)))
    product = (tie.product_de, tie.product_en or tie.product_de, tie.wz_code)
    after = measure(other, said).of("suppliers").share
    yield Way("second-source", tie.giver, "suppliers", now.share, after, (None, None), product)


def _half(tie: Tie) -> Tie:
    """Half of the volume, by a source that has another beside it."""
    return replace(tie, amount=None if tie.amount is None else tie.amount / 2, replaceable="yes")


def _total(n: Neighbourhood) -> Decimal | None:
    """Revenue, or all listed sales where every one is known."""
    if n.firms[n.company].revenue is not None:
        return n.firms[n.company].revenue
    sales = [t.amount for t in mine(n, "supplies") if t.giver == n.company]
    return sum((a for a in sales if a is not None), Decimal(0)) if sales and None not in sales else None


def _grown(n: Neighbourhood) -> Neighbourhood | None:
    """With a new customer of the own design, worth a step of the sales."""
    total, own = _total(n), n.firms[n.company]
    if not total:
        return None
    more = total * Decimal(str(STEP))
    revenue = None if own.revenue is None else own.revenue + more
    tie = Tie("supplies", n.company, NEW, n.company, amount=more, drawing_owner="supplier", tool_owner="supplier")
    firms = n.firms | {NEW: Firm(NEW, "…"), n.company: replace(own, revenue=revenue)}
    return replace(n, firms=firms, ties=(*n.ties, tie))


def _customers(n: Neighbourhood, found: Position, said: Answers) -> Iterator[Way]:
    now = found.of("customers")
    grown = _grown(n)
    if now.share.high < LUMP or grown is None or not found.customers:
        return
    then = measure(grown, said).of("customers")
    yield Way("own-customers", None, "customers", now.share, then.share, (None, None), _skill(n))


def _product(n: Neighbourhood, found: Position, said: Answers) -> Iterator[Way]:
    now = found.of("specification")
    grown = _grown(n)
    if now.share.low < WARN["specification"] or grown is None:
        return
    then = measure(grown, said).of("specification")
    yield Way("own-product", None, "specification", now.share, then.share, (None, None), _skill(n))


def _skill(n: Neighbourhood) -> tuple[str, str, str]:
    """The first core competence, which is public, and its class."""
    cores = [c for c in n.competences.get(n.company, ()) if c[0] == "core"]
    return (cores[0][1], cores[0][1], cores[0][2]) if cores else ("", "", n.firms[n.company].wz_code)


def _pool(n: Neighbourhood, found: Position, said: Answers) -> Iterator[Way]:
    """Buying with others: the supplier needs the pool more than it needed one of them."""
    power, buys = found.structure.supplier, [t for t in mine(n, "supplies") if t.taker == n.company and t.giver]
    if power is None or not buys:
        return
    first = max(buys, key=lambda t: (t.amount or 0, str(t.giver)))
    ours, theirs = power.ours.interval, power.theirs.interval
    whole = standing.lack_of_alternatives(Interval(3, 20))
    share = (said.weight * float(POOL)).clip(0, 1)
    after = ours - share * whole
    after = Interval(max(0.0, after.low), max(0.0, after.high))
    before = Interval(max(0.0, ours.low - theirs.high), max(0.0, ours.high - theirs.low))
    product = (first.product_de, first.product_en or first.product_de, first.wz_code)
    ask = "weight" if said.weight == Interval(0, 1) else ""
    if ask:
        after = Interval(min(after.low, before.low), before.high)
    yield Way("pooled-purchasing", first.giver, "imbalance", before, before if ask else after, (None, None), product,
              ask)  # fmt: skip


def _terms(n: Neighbourhood, found: Position) -> Iterator[Way]:
    """Sooner payment by the customer with whom most is outstanding."""
    total = _total(n)
    late = [
        t
        for t in mine(n, "supplies")
        if t.giver == n.company and t.taker and t.amount and t.payment_days and t.payment_days > SHORT
    ]
    if not total or not late:
        return
    tie = max(late, key=lambda t: (float(t.amount or 0) * (t.payment_days or 0), str(t.taker)))
    days = tie.payment_days or 0
    target = LONG if days > LONG else SHORT
    a_day = float(tie.amount or 0) / 365
    share = [Interval.of(min(1.0, a_day * d / float(total))) for d in (days, target)]
    euros = (Interval.of(a_day * days), Interval.of(a_day * target))
    yield Way("payment-terms", tie.taker, "outstanding", share[0], share[1], euros, _skill(n))


def _data(found: Position) -> Iterator[Way]:
    now = found.of("data")
    if (now.share.high > 0 and now.level != "unknown") or now.share.low > 0:
        yield Way("data-terms", None, "data", now.share, Interval(0, 0))


def _provider(n: Neighbourhood, found: Position, said: Answers) -> Iterator[Way]:
    """Half of what runs at the largest provider moves to another."""
    now = found.of("platforms")
    hosted = [t for t in mine(n, "platform") if t.taker == n.company and t.share is not None]
    if now.share.low < WARN["platforms"] or not hosted:
        return
    tie = max(hosted, key=lambda t: (t.share or 0, str(t.giver)))
    half = replace(tie, share=(tie.share or Decimal(0)) / 2)
    ties = (*(half if t is tie else t for t in n.ties), replace(half, giver=NEW))
    then = measure(replace(n, firms=n.firms | {NEW: Firm(NEW, "…")}, ties=ties), said).of("platforms")
    yield Way("second-provider", tie.giver, "platforms", now.share, then.share)
