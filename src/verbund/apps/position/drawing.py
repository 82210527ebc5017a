"""The neighbourhood in tiers, as plain boxes and curves: lying for wide pages, standing for narrow ones.

Each tier shows its largest partners; the others are one box with their number, so that a drawing has some forty boxes
at most, whatever the size of the network. On demand it shows all that are known, up to 300 boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verbund.apps.ecosystem.neighbourhood import Neighbourhood, Tie

from .measures import WARN, Position, mine

MOST = 6
"""Firms in each tier of the small drawing."""
NODES = 300
"""Boxes of a drawing of all."""
LONG = 14
"""A tier of more rows is read from its top, not from its middle."""
BOX, HIGH, GAP = 160, 42, 60
TIER = 212
LETTERS = 23
FORMS = (" GmbH & Co. KG", " GmbH", " gGmbH", " AG", " eG", " UG (haftungsbeschränkt)", " UG", " KG", " e. V.", " e.V.")


@dataclass(frozen=True, slots=True)
class Partner:
    """One firm or a crowd (`firm` None) in a tier. share: of our sales or purchases, None in the outer tiers."""

    firm: UUID | None
    name: str
    note: str
    share: float | None = None
    hot: bool = False
    behind: frozenset[UUID] = frozenset()
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Tiers:
    """From the suppliers' suppliers to the customers' customers, and what carries us."""

    before: Sequence[Partner]
    suppliers: Sequence[Partner]
    us: Partner
    customers: Sequence[Partner]
    after: Sequence[Partner]
    besides: Sequence[Partner]

    @property
    def boxes(self) -> int:
        return sum(len(items) for _title, items in self.columns) + len(self.besides)

    @property
    def firms(self) -> frozenset[UUID]:
        """Named companies, without us."""
        tiers = (self.before, self.suppliers, self.customers, self.after, self.besides)
        return frozenset(p.firm for items in tiers for p in items if p.firm)

    @property
    def columns(self) -> list[tuple[Any, Sequence[Partner]]]:
        return [
            (_("Their suppliers"), self.before),
            (_("Suppliers"), self.suppliers),
            (_("We"), (self.us,)),
            (_("Customers"), self.customers),
            (_("Their customers"), self.after),
        ]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    label: str
    note: str
    title: str
    look: str
    firm: UUID | None


@dataclass(frozen=True, slots=True)
class Edge:
    path: str
    width: float
    look: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Sizes in SVG user units; `heads`: (x, y, text)."""

    width: float
    height: float
    heads: Sequence[tuple[float, float, Any]]
    boxes: Sequence[Box]
    edges: Sequence[Edge]


def short(name: str, letters: int = LETTERS) -> str:
    """Without legal form, cut to fit a box."""
    for form in FORMS:
        name = name.removesuffix(form)
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"


def tiers(n: Neighbourhood, found: Position, whole_net: bool = False) -> Tiers:
    """Who stands where: the largest of each tier, or all of them (`whole_net`) as far as `NODES` boxes go."""
    if not whole_net:
        return _tiers(n, found, MOST, MOST, MOST, MOST)
    room = NODES
    while (all_of := _all(n, found, room)).boxes > NODES:
        room -= all_of.boxes - NODES
    return all_of


def known(n: Neighbourhood, found: Position) -> int:
    """How many companies could be drawn, were there no bound."""
    every = len(n.firms)
    return len(_tiers(n, found, every, every, every, every).firms)


def _all(n: Neighbourhood, found: Position, room: int) -> Tiers:
    """As many firms as `room`: one's own partners before those behind them, the largest share first."""
    full = _tiers(n, found, room, room, room, room)
    near = [(p.share or 0.0, k) for k, tier in ((1, full.suppliers), (2, full.customers)) for p in tier if p.firm]
    far = [(float(len(p.behind)), k) for k, tier in ((0, full.before), (3, full.after)) for p in tier if p.firm]
    first = [k for some in (near, far) for _size, k in sorted(some, key=lambda pair: (-pair[0], pair[1]))][:room]
    return _tiers(n, found, *(first.count(k) for k in range(4)))


def _tiers(n: Neighbourhood, found: Position, before: int, suppliers: int, customers: int, after: int) -> Tiers:
    """The numbers are the firms shown in each tier."""
    sales = [t for t in mine(n, "supplies") if t.giver == n.company]
    buys = [t for t in mine(n, "supplies") if t.taker == n.company]
    own = n.firms[n.company]
    sources = _tier(n, buys, "giver", found.of("suppliers").warn, own.material_cost, suppliers)
    buyers = _tier(n, sales, "taker", found.of("customers").warn, own.revenue, customers)
    people = (
        ngettext("%(n)s employee", "%(n)s employees", own.employees or 0) % {"n": own.employees}
        if own.employees
        else ""
    )
    return Tiers(
        before=_outer(n, sources, "taker", "giver", before),
        suppliers=sources,
        us=Partner(n.company, own.name, people),
        customers=buyers,
        after=_outer(n, buyers, "giver", "taker", after),
        besides=_besides(n, found),
    )


def whole(ties: Iterable[Tie], total: Decimal | None) -> float:
    """What shares are shares of: the year's total, or what is listed where that is more; 0 when unknown."""
    ties = list(ties)
    listed = float(sum(t.amount for t in ties if t.amount is not None))
    if total is not None:
        return max(float(total), listed)
    return listed if all(t.amount is not None for t in ties) else 0.0


def _tier(
    n: Neighbourhood, ties: Sequence[Tie], end: str, warn: float, year: Decimal | None, most: int
) -> list[Partner]:
    amounts: dict[UUID, float] = {}
    fixed: set[UUID] = set()
    crowd, crowd_sum = 0, 0.0
    for t in ties:
        firm = getattr(t, end)
        if firm is None:
            crowd += t.others_count or 0
            crowd_sum += float(t.amount or 0)
            continue
        amounts[firm] = amounts.get(firm, 0.0) + float(t.amount or 0)
        if end == "giver" and t.replaceable == "no":
            fixed.add(firm)
    total = whole(ties, year)
    order = sorted(amounts, key=lambda f: (f not in fixed, -amounts[f], str(f)))
    shown = sorted(order[:most], key=lambda f: (-amounts[f], str(f)))
    found = []
    for firm in shown:
        share = amounts[firm] / total if total else None
        note = _percent(share) if share is not None else ""
        if firm in fixed:
            note = ", ".join(filter(None, (note, _("not replaceable"))))
        hot = firm in fixed or (end == "taker" and share is not None and share >= warn)
        found.append(Partner(firm, n.firms[firm].name, note, share, hot))
    rest = order[most:]
    number, amount = len(rest) + crowd, sum(amounts[f] for f in rest) + crowd_sum
    if number:
        share = amount / total if total else None
        name = ngettext("%(n)s other", "%(n)s others", number) % {"n": number}
        found.append(Partner(None, name, _percent(share) if share is not None else "", share))
    elif crowd_sum:
        found.append(Partner(None, _("others"), _percent(crowd_sum / total) if total else "", None))
    return found


def _outer(n: Neighbourhood, inner: Sequence[Partner], near: str, far: str, most: int) -> list[Partner]:
    """Second tier: only what others released; an unknown one stands for the rest."""
    known = {p.firm for p in inner if p.firm}
    behind: dict[UUID, set[UUID]] = {}
    for t in n.ties:
        other, here = getattr(t, far), getattr(t, near)
        if t.type == "supplies" and here in known and other and other != n.company and t.stated_by != n.company:
            behind.setdefault(other, set()).add(here)
    order = sorted(behind, key=lambda f: (-len(behind[f]), n.firms[f].name))
    found = [Partner(f, n.firms[f].name, _("released"), behind=frozenset(behind[f])) for f in order[:most]]
    if len(order) > most:
        rest = frozenset(x for f in order[most:] for x in behind[f])
        number = len(order) - most
        name = ngettext("%(n)s other", "%(n)s others", number) % {"n": number}
        found.append(Partner(None, name, _("released"), behind=rest))
    open_ends = frozenset(p.firm for p in inner if p.firm and not any(p.firm in b for b in behind.values()))
    if open_ends:
        found.append(Partner(None, _("unknown"), _("not released"), behind=open_ends, ghost=True))
    return found


def _besides(n: Neighbourhood, found: Position) -> list[Partner]:
    platform, specified = found.of("platforms"), found.of("specification")
    result = []
    largest: dict[UUID, float] = {}
    for t in mine(n, "platform"):
        if t.giver:
            largest[t.giver] = largest.get(t.giver, 0.0) + float(t.share or 0)
    if largest:
        firm = max(largest, key=lambda f: (largest[f], str(f)))
        hot = platform.level == "high"
        note = _("%(share)s of the work") % {"share": _percent(largest[firm])} if largest[firm] else ""
        result.append(Partner(firm, n.firms[firm].name, note, hot=hot))
    if specified.share.low > 0:
        note = _("%(share)s of sales") % {"share": _percent(specified.share.low)}
        if not specified.share.known:
            note = _("at least %(share)s of sales") % {"share": _percent(specified.share.low)}
        hot = specified.share.low >= WARN["specification"]
        result.append(Partner(None, _("Customers’ drawings"), note, hot=hot))
    return result


def _percent(share: float) -> str:
    return "<\u00a01\u00a0%" if 0 < share < 0.005 else f"{share * 100:.0f}\u00a0%"


def _width(share: float | None, fine: bool) -> float:
    """`fine`: among hundreds of lines, so that they do not run into one."""
    if share is None:
        return 0.8 if fine else 3
    return round(min(20.0, max(0.8 if fine else 2.0, share * 34)), 1)


def lying(t: Tiers) -> Drawing:
    """Tiers from left to right."""
    rows = max(1, *(len(items) for _title, items in t.columns))
    long = rows > LONG
    middle = 34 + (rows * GAP - (GAP - HIGH)) / 2
    boxes: list[Box] = []
    edges: list[Edge] = []
    place: dict[int, dict[int, tuple[float, float]]] = {}
    heads = []
    for c, (title, items) in enumerate(t.columns):
        x = c * TIER
        if items:
            heads.append((float(x), 14.0, title))
        top = 34 if long else middle - (len(items) * GAP - (GAP - HIGH)) / 2
        place[c] = {}
        for k, p in enumerate(items):
            y = top + k * GAP
            place[c][k] = (x, y + HIGH / 2)
            boxes.append(_box(p, x, y, BOX, "us" if c == 2 else "ghost" if p.ghost else "node"))
    us = place[2][0]
    for k, p in enumerate(t.suppliers):
        edges.append(_curve(place[1][k][0] + BOX, place[1][k][1], us[0], us[1], p, long))
    for k, p in enumerate(t.customers):
        edges.append(_curve(us[0] + BOX, us[1], place[3][k][0], place[3][k][1], p, long))
    for inner, outer, column, other in ((t.suppliers, t.before, 1, 0), (t.customers, t.after, 3, 4)):
        for k, p in enumerate(outer):
            for j, q in enumerate(inner):
                if q.firm in p.behind:
                    a, b = place[other][k], place[column][j]
                    ends = (a[0] + BOX, a[1], b[0], b[1]) if column == 1 else (b[0] + BOX, b[1], a[0], a[1])
                    edges.append(_curve(*ends, p, long))
    height = 34 + rows * GAP
    if t.besides and long:  # the column below us is free
        x, low = us[0], us[1] + HIGH / 2
        for k, p in enumerate(t.besides):
            y = 34 + (k + 1) * 1.5 * GAP
            boxes.append(_box(p, x, y, BOX, "node"))
            path = f"M{x + 8 + 8 * k:g} {low:g}V{low + 10:g}H{x - 8 - 8 * k:g}V{y + HIGH / 2:g}H{x:g}"
            edges.append(Edge(path, 2, "edge hot dotted" if p.hot else "edge dotted"))
        height = max(height, y + HIGH + 4)
    elif t.besides:
        low = height + 20
        start = us[0] + BOX / 2 - (len(t.besides) * 208 - 48) / 2
        for k, p in enumerate(t.besides):
            x = start + k * 208
            boxes.append(_box(p, x, low, BOX, "node"))
            look = "edge hot" if p.hot else "edge"
            path = f"M{us[0] + BOX / 2:g} {us[1] + HIGH / 2:g}V{low - 16:g}H{x + BOX / 2:g}V{low:g}"
            edges.append(Edge(path, 2, look + " dotted"))
        height = low + HIGH + 4
    return Drawing(4 * TIER + BOX, height, heads, boxes, edges)


def standing(t: Tiers) -> Drawing:
    """Tiers from top to bottom, two boxes in a row."""
    width, box = 358.0, 174.0
    boxes: list[Box] = []
    edges: list[Edge] = []
    heads = []
    y = 12.0
    centres: dict[int, list[tuple[float, float, float]]] = {}
    columns = [*t.columns, (_("Besides"), t.besides)]
    for c, (title, items) in enumerate(columns):
        if not items:
            continue
        heads.append((0.0, y, title))
        y += 8
        centres[c] = []
        for k, p in enumerate(items):
            x = (width - box) / 2 if c == 2 else 1 + (k % 2) * 183
            top = y + (k // 2) * 50
            boxes.append(_box(p, x, top, box, "us" if c == 2 else "ghost" if p.ghost else "node", 25))
            centres[c].append((x + box / 2, top, top + HIGH))
        y += ((len(items) + 1) // 2) * 50 + 44
    us = centres[2][0]
    for k, p in enumerate(t.suppliers):
        x, _top, bottom = centres[1][k]
        edges.append(_fall(x, bottom, us[0], us[1], p, t.boxes > 4 * LONG))
    for k, p in enumerate(t.customers):
        x, top, _bottom = centres[3][k]
        edges.append(_fall(us[0], us[2], x, top, p, t.boxes > 4 * LONG))
    return Drawing(width, y - 30, heads, boxes, edges)


def _box(p: Partner, x: float, y: float, width: float, look: str, letters: int = LETTERS) -> Box:
    title = f"{p.name}: {p.note}" if p.note else p.name
    return Box(x, y, width, HIGH, short(p.name, letters), p.note, title, look, None if look == "us" else p.firm)


def _curve(x1: float, y1: float, x2: float, y2: float, p: Partner, fine: bool = False) -> Edge:
    half = (x1 + x2) / 2
    path = f"M{x1:g} {y1:g}C{half:g} {y1:g} {half:g} {y2:g} {x2:g} {y2:g}"
    return Edge(path, _width(p.share, fine), "edge hot" if p.hot else "edge")


def _fall(x1: float, y1: float, x2: float, y2: float, p: Partner, fine: bool = False) -> Edge:
    half = (y1 + y2) / 2
    path = f"M{x1:g} {y1:g}C{x1:g} {half:g} {x2:g} {half:g} {x2:g} {y2:g}"
    return Edge(path, _width(p.share, fine), "edge hot" if p.hot else "edge")
