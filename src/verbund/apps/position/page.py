"""Everything the page „Unsere Lage“, the command and the API show, computed once from one neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verbund.apps.core.actor import Actor
from verbund.apps.core.models import Company
from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.engines import standing
from verbund.kit.interval import Interval

from . import compare, drawing, queries, region, way_words, words
from .answers import read
from .failure import Essential, Failure, fail
from .measures import Dependence, Position, measure, mine
from .ways import Way
from .ways import ways as find_ways

WEEKS = 8.0
Weekly: TypeAlias = Sequence[tuple[int, float]]
"""(week from 1, euros lost in it)"""
DURATIONS = (2, 4, 8, 13, 26, 52)
ALIKE_KM = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One dependence as it is shown."""

    code: str
    title: Any
    explained: Any
    d: Dependence
    share: str
    state: str
    level: Any
    note: str
    money: str
    band: Interval | None
    withheld: Any
    """Why no middle half is shown, in words."""
    trend: Sequence[float]
    trend_words: str

    @property
    def bare_share(self) -> str:
        """Without its unit, for a column whose head names it."""
        return self.share.removesuffix("%").strip()


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A line of the table beside the drawing."""

    firm: UUID | None
    name: str
    relation: str
    amount: float | None
    share: str
    replaceable: str
    source: str

    @property
    def thousands(self) -> str:
        return words.thousands(None if self.amount is None else Interval.of(self.amount))


@dataclass(frozen=True, slots=True)
class Step:
    """One wave of a failure: who, with which sum where it is known."""

    label: str
    title: str
    money: str
    note: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A failure in words. mended: own loss if the input were replaceable, None for customers."""

    partner: UUID
    name: str
    failure: Failure
    sentence: str
    steps: Sequence[Step]
    weeks: Weekly
    mended: Interval | None
    mended_words: str
    whole: standing.Measure


@dataclass(frozen=True, slots=True)
class Lage:
    """The whole page."""

    company: Company
    neighbourhood: Neighbourhood
    position: Position
    rows: Sequence[Row]
    peers: compare.Peers
    alike: int
    what_if: WhatIf | None
    ways: Sequence[way_words.Shown] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is computed before anything is put in words."""

    neighbourhood: Neighbourhood
    position: Position
    ways: Sequence[Way]
    failure: Failure | None


def standing_of(actor: Actor, company_id: UUID) -> Standing:
    """Position, ways and the failure that is shown first."""
    n, said = queries.neighbourhood(actor, company_id), read(queries.answers(actor, company_id))
    found, matrix = measure(n, said), queries.essentials_of(n)
    chosen = first_to_fail(n)
    failure = fail(n, chosen, 1.0, WEEKS, matrix) if chosen else None
    return Standing(n, found, find_ways(n, found, said, matrix) if n.own else [], failure)


def lage(actor: Actor, company_id: UUID, partner: UUID | None = None, share: float = 1.0, weeks: float = WEEKS) -> Lage:
    """Compute it. Raises Missing for who may not read, or for a partner outside the network; Invalid for bounds."""
    n = queries.neighbourhood(actor, company_id)
    company = Company.objects.get(pk=company_id)
    said = read(queries.answers(actor, company_id))
    found = measure(n, said)
    matrix = queries.essentials_of(n)
    chosen = partner or first_to_fail(n)
    queries.check(n, partner, share, weeks)
    played = play(n, chosen, share, weeks, matrix) if chosen else None
    others = compare.peers(company)
    history = queries.history(actor, company_id)
    rows = tuple(_row(n, d, others, history, played) for d in found.dependences)
    shown = tuple(way_words.show(n, w) for w in find_ways(n, found, said, matrix)) if n.own else ()
    return Lage(company, n, found, rows, others, region.alike(company, ALIKE_KM), played, shown)


def first_to_fail(n: Neighbourhood) -> UUID | None:
    """The supplier that cannot be replaced, else the largest customer, else the largest supplier."""
    buys = [t for t in mine(n, "supplies") if t.taker == n.company and t.giver]
    fixed = [t for t in buys if t.replaceable == "no"]
    sales = [t for t in mine(n, "supplies") if t.giver == n.company and t.taker]
    for ties, end in ((fixed, "giver"), (sales, "taker"), (buys, "giver")):
        if ties:
            return getattr(max(ties, key=lambda t: (t.amount or 0, str(t.giver), str(t.taker))), end)  # type: ignore[no-any-return]
    return None


def play(n: Neighbourhood, partner: UUID, share: float, weeks: float, matrix: Essential) -> WhatIf:
    """A failure with its sentence, waves and what a second source would save."""
    found = fail(n, partner, share, weeks, matrix)
    name = n.firms[partner].name
    mended = None
    if any(t.giver == partner and t.taker == n.company and t.replaceable in ("no", "hard") for t in n.ties):
        ties = tuple(
            replace(t, replaceable="yes") if t.giver == partner and t.type == "supplies" else t for t in n.ties
        )
        mended = fail(replace(n, ties=ties), partner, share, weeks, matrix).own_money
    worth = mended is not None and found.own_money is not None and mended.high < found.own_money.low * 0.95
    return WhatIf(
        partner,
        name,
        found,
        _sentence(name, found),
        _steps(n, found),
        _weekly(found),
        mended if worth else None,
        words.euros(mended) if worth else "",
        in_whole(n, partner, share),
    )


def in_whole(n: Neighbourhood, partner: UUID, share: float) -> standing.Measure:
    """Bounds of the own loss in the whole network: what was sold to the partner falls for certain; whether others could
    step in for a supplier depends on a market that is not seen."""
    own, sold = n.firms[n.company], [t for t in mine(n, "supplies") if t.giver == n.company]
    total = drawing.whole(sold, own.revenue)
    part = float(sum((t.amount or 0 for t in sold if t.taker == partner), 0))
    return standing.loss_seen(share, Interval.of(min(1.0, part / total) if total else 0.0), Interval(0, 1))


def _sentence(name: str, f: Failure) -> str:
    if f.own_loss.high < 0.0005:
        said = _("If %(name)s fails, you lose no sales, as far as the network shows.") % {"name": name}
    elif f.own_money is not None:
        said = _("You lose %(money)s of sales.") % {"money": words.euros(f.own_money)}
    else:
        said = _("You lose %(share)s of your output; in euros once your revenue is known.") % {
            "share": words.percent(f.own_loss)
        }
    if f.stock_days:
        said += " " + ngettext("Your stock lasts %(n)s day.", "Your stock lasts %(n)s days.", f.stock_days) % {
            "n": f.stock_days
        }
    others = len([x for x in f.falls if x.step > 0]) - (f.own_loss.high > 1e-6)
    if others > 0:
        said += " " + ngettext(
            "%(n)s other company in your network may stand too.",
            "Up to %(n)s other companies in your network may stand too.",
            others,
        ) % {"n": others}
    return said


def _steps(n: Neighbourhood, f: Failure) -> list[Step]:
    waves: dict[int, list[Any]] = {}
    for fall in f.falls:
        waves.setdefault(fall.step, []).append(fall)
    result = []
    for step in sorted(waves):
        falls = waves[step]
        mine_ = next((x for x in falls if x.firm == n.company), None)
        others = [n.firms[x.firm].name for x in falls if x.firm != n.company]
        label = _("Start") if step == 0 else _("Step %(n)s") % {"n": step}
        if step == 0:
            share = "" if f.share == 1 else _(" for %(share)s") % {"share": words.percent(Interval.of(f.share))}
            result.append(Step(label, _("%(name)s stands") % {"name": n.firms[f.partner].name} + share, "", ""))
            continue
        if mine_ is not None:
            money = "− " + words.euros(mine_.money) if mine_.money is not None else ""
            stock = (
                ngettext("after %(n)s day of stock", "after %(n)s days of stock", f.stock_days) % {"n": f.stock_days}
                if f.stock_days
                else ""
            )
            title = _("You: %(share)s less output") % {"share": words.percent(mine_.loss)}
            result.append(Step(label, title, money, stock))
        if others:
            title = ngettext("%(n)s other company", "%(n)s other companies", len(others)) % {"n": len(others)}
            worst = max(x.loss.high for x in falls if x.firm != n.company)
            names = ", ".join(others[:4]) + (" …" if len(others) > 4 else "")
            detail = _("%(names)s; at most %(share)s less output each, amounts unknown") % {
                "names": names,
                "share": words.percent(Interval.of(worst)),
            }
            result.append(Step("" if mine_ is not None else label, title, "", detail))
    return result


def _weekly(f: Failure) -> list[tuple[int, float]]:
    """Own loss in euros in each week, where it is known well enough to be drawn: nothing while the stock lasts."""
    if f.own_money is None or f.weeks > 13 or f.own_money.high <= 0 or f.own_money.width > 0.25 * f.own_money.high:
        return []
    stock = (f.stock_days or 0) / 7
    open_weeks = [max(0.0, min(1.0, k - stock)) for k in range(1, int(f.weeks) + 1)]
    total = sum(open_weeks)
    middle = (f.own_money.low + f.own_money.high) / 2
    return [(k, middle * w / total) for k, w in enumerate(open_weeks, 1)] if total else []


def _row(n: Neighbourhood, d: Dependence, others: compare.Peers, history: Sequence[Any], played: WhatIf | None) -> Row:
    state, level = words.LEVELS[d.level]
    money, note = d.money, words.note(n, d)
    if d.code == "suppliers" and "irreplaceable" in d.why and played and played.failure.own_money is not None:
        fixed = {t.giver for t in mine(n, "supplies") if t.taker == n.company and t.replaceable == "no"}
        if played.partner in fixed:
            money = played.failure.own_money
            note += _("; at risk in %(weeks)s weeks") % {"weeks": words.number(played.failure.weeks)}
    middles = [
        (low + high) / 2
        for low, high in (r.figures[d.code] for r in history if d.code in r.figures)
        if high - low <= compare.UNSURE
    ]
    trend = middles if len(middles) > 1 else []
    return Row(
        d.code,
        words.TITLES[d.code],
        words.EXPLAINED[d.code],
        d,
        words.percent(d.share) if d.share.width < 0.995 else _("unknown"),
        state,
        level,
        note,
        words.thousands(money),
        others.bands.get(d.code),
        words.WITHHELD.get(others.withheld.get(d.code, ""), ""),
        trend,
        _trend(trend),
    )


def _trend(values: Sequence[float]) -> str:
    if len(values) < 2:
        return ""
    first, last = (words.percent(Interval.of(v)) for v in (values[0], values[-1]))
    if first == last:
        return _("unchanged at %(last)s") % {"last": last}
    if values[-1] > values[0]:
        return _("rises from %(first)s to %(last)s") % {"first": first, "last": last}
    return _("falls from %(first)s to %(last)s") % {"first": first, "last": last}


def partners(n: Neighbourhood) -> list[PartnerRow]:
    """Own statements as a table: customers, suppliers, providers, the largest first; then those behind them."""
    own = n.firms[n.company]
    kinds = (
        ("supplies", "giver", "taker", _("customer"), own.revenue),
        ("supplies", "taker", "giver", _("supplier"), own.material_cost),
        ("platform", "taker", "giver", _("programs"), None),
    )
    rows = []
    for kind, here, there, name, year in kinds:
        ties = [t for t in mine(n, kind) if getattr(t, here) == n.company]
        total = drawing.whole(ties, year)
        for t in sorted(ties, key=lambda t: (getattr(t, there) is None, -(t.amount or 0))):
            firm = getattr(t, there)
            if kind == "platform":
                part = words.percent(Interval.of(t.share)) if t.share is not None else _("unknown")
                part = _("%(share)s of the work") % {"share": part} if t.share is not None else part
            else:
                known = total and t.amount is not None
                part = words.percent(Interval.of(float(t.amount) / total)) if known else _("unknown")
            who = n.firms[firm].name if firm else _crowd(t.others_count)
            amount = float(t.amount) if t.amount is not None else None
            rows.append(PartnerRow(firm, who, name, amount, part, _replaceable(t), t.source))
    return rows + _behind(n, {row.firm for row in rows if row.firm})


def _behind(n: Neighbourhood, near: set[UUID]) -> list[PartnerRow]:
    """What others released of whom they buy from and sell to: the outer tiers."""
    rows = []
    for t in n.ties:
        if t.type != "supplies" or t.stated_by == n.company or not t.giver or not t.taker:
            continue
        if n.company in (t.giver, t.taker):
            continue
        for inner, outer, name in (
            (t.taker, t.giver, _("supplier of %(name)s")),
            (t.giver, t.taker, _("customer of %(name)s")),
        ):
            if inner in near:
                amount = float(t.amount) if t.amount is not None else None
                relation = name % {"name": n.firms[inner].name}
                rows.append(PartnerRow(outer, n.firms[outer].name, relation, amount, "", _replaceable(t), t.source))
    return sorted(rows, key=lambda r: (-(r.amount or 0), r.name))


def _crowd(count: int | None) -> str:
    return ngettext("%(n)s other", "%(n)s others", count) % {"n": count} if count else _("others")


def _replaceable(t: Any) -> str:
    said = {"yes": _("yes"), "hard": _("hardly"), "no": _("no")}.get(t.replaceable)
    if said is None:
        return _("unknown")
    if t.requalify_weeks:
        weeks = ngettext("%(n)s week", "%(n)s weeks", t.requalify_weeks) % {"n": t.requalify_weeks}
        return f"{said}, {weeks}"
    return said


def choices(n: Neighbourhood) -> list[tuple[UUID, str]]:
    """Whom one can let fail: partners of own statements by name."""
    ends = {end for t in n.ties if t.stated_by == n.company for end in (t.giver, t.taker)}
    firms = [n.firms[f] for f in ends if f and f != n.company]
    return sorted(((f.id, f.name) for f in firms), key=lambda pair: pair[1].casefold())
