"""Further figures of the network seen, each with what it means, what it covers and what would narrow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from verbund.engines import standing
from verbund.kit.interval import Interval

from . import words
from .answers import QUESTION_OF
from .measures import Position
from .network import Structure

KINDS = (
    gettext_lazy("within your branch"),
    gettext_lazy("between two of another branch"),
    gettext_lazy("from another branch into yours"),
    gettext_lazy("from yours into another"),
    gettext_lazy("between three branches"),
)
SIDES: dict[str, Any] = {
    "customers": gettext_lazy("Spread of customers"),
    "suppliers": gettext_lazy("Spread of suppliers"),
    "platforms": gettext_lazy("Spread of programs and cloud"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """`covers`: seen or whole; `ask`: in words what narrows it, `question`: its code where it is one of ours."""

    code: str
    title: str
    value: str
    state: str
    level: str
    note: str
    ask: str = ""
    question: str = ""


SPREAD: dict[str, Any] = {
    "good": pgettext_lazy("concentration", "spread"),
    "watch": pgettext_lazy("concentration", "medium"),
    "danger": pgettext_lazy("concentration", "concentrated"),
    "unknown": gettext_lazy("unknown"),
}


def seen(found: Position) -> str:
    """What the network is that the figures rest on, in a sentence or two."""
    s = found.structure.seen
    said = ngettext(
        "Seen are %(n)s company with which you deal", "Seen are %(n)s companies with which you deal", s.partners
    ) % {"n": s.partners}
    said += ngettext(", and %(n)s more that others released.", ", and %(n)s more that others released.", s.outside) % {
        "n": s.outside
    }
    if s.pairs:
        said += " " + _(
            "Of %(pairs)s pairs of your partners %(linked)s are seen to deal with each other; of the others it is not "
            "known. What follows from that stays an interval that holds for the whole network."
        ) % {"pairs": s.pairs, "linked": s.linked}
    return said


def figures(found: Position) -> list[Figure]:
    """All that can be said, most telling first."""
    s = found.structure
    return [*_spread(found), *_single(found), *_behind(s), *_power(s), *_terms(s), *_place(s)]


def _number(i: Interval, places: int = 2) -> str:
    low, high = words.number(i.low, places), words.number(i.high, places)
    return low if low == high else f"{low}–{high}"


def _spread(found: Position) -> Iterator[Figure]:
    for side, it in (("customers", found.customers), ("suppliers", found.suppliers), ("platforms", found.platforms)):
        if it is None:
            continue
        hhi = found.of(side).hhi or it.hhi.interval
        state = "danger" if hhi.low > 0.25 else "good" if hhi.high < 0.10 else "watch"
        if hhi.width > 0.15:
            state = "unknown"
        as_many = words.number(1 / max(hhi.high, 0.001)), words.number(1 / max(hhi.low, 0.001))
        count = as_many[0] if as_many[0] == as_many[1] else f"{as_many[0]}–{as_many[1]}"
        top3 = _("the largest three: %(share)s") % {"share": words.percent(it.top3.interval)}
        note = _("as if there were %(n)s equal ones; %(top3)s") % {"n": count, "top3": top3}
        ask = it.hhi.ask.input if it.hhi.ask and not hhi.known else ""
        yield Figure(f"{side}.hhi", str(SIDES[side]), _number(hhi), state, str(SPREAD[state]), note,
                     _narrower(ask))  # fmt: skip


def _narrower(ask: str) -> str:
    if not ask:
        return ""
    return _("amounts of those not named") if ask == "others" else _("amount of %(name)s") % {"name": ask}


def _single(found: Position) -> Iterator[Figure]:
    for one in found.single:
        gap = one.stock_gap.interval if one.stock_gap else None
        if not one.single and not one.short:
            continue
        level = "danger" if one.short else "watch"
        note = _("one source for an essential input") if one.single else _("hard to replace")
        if gap is not None and gap.low > 0:
            note += "; " + _("stock ends %(days)s working days before another source delivers") % {
                "days": _number(gap, 0)
            }
        elif gap is None:
            note += "; " + _("stock or time to replace not stated")
        yield Figure(f"input.{one.input}", one.input, words.percent(one.largest.interval), level,
                     str(words.LEVELS["high" if one.short else "raised"][1]), note)  # fmt: skip


def _behind(s: Structure) -> Iterator[Figure]:
    for measures, title in ((s.clouds, _("Behind your programs")), (s.behind, _("Behind your suppliers"))):
        for m in measures[:2]:
            name = m.code.rpartition(".behind.")[2]
            note = _("this share stands still if %(name)s fails; of providers that released nothing it is open") % {
                "name": name
            }
            share = m.interval
            state = "danger" if share.low >= 0.5 else "unknown" if share.width > 0.3 else "watch"
            level = {"danger": "high", "unknown": "unknown", "watch": "raised"}[state]
            ask = next((e.subject for e in m.evidence if e.shows.startswith("not known")), "")
            yield Figure(m.code, f"{title}: {name}", words.percent(share), state, str(words.LEVELS[level][1]), note,
                         _("ask %(name)s what it runs on") % {"name": ask} if ask else "")  # fmt: skip


def _power(s: Structure) -> Iterator[Figure]:
    for power, title in ((s.customer, _("Power of %(name)s")), (s.supplier, _("Power of supplier %(name)s"))):
        if power is None:
            continue
        state, level = {"we": ("danger", "high"), "they": ("good", "low"), None: ("unknown", "unknown")}[power.weaker]
        if power.weaker == "we" and power.imbalance.interval.high < 0.2:
            state, level = "watch", "raised"
        said = {
            "we": _("you need it more than it needs you"),
            "they": _("it needs you more than you need it"),
            None: _("not known who needs whom more"),
        }[power.weaker]
        note = _("%(said)s; mutual dependence %(mutual)s") % {
            "said": said, "mutual": _number(power.mutual.interval),
        }  # fmt: skip
        ask = power.imbalance.ask
        question = "" if power.imbalance.interval.known else "need_of_us"
        if power is s.supplier and question:
            question = "weight"
        elif ask is not None:
            question = {"their_share": "need_of_us", "their_alternatives": "step_in", "our_alternatives": "buyers"}.get(
                ask.input, ""
            )
        yield Figure(power.imbalance.code, title % {"name": power.partner}, _number(power.imbalance.interval), state,
                     str(words.LEVELS[level][1]), note, "", question)  # fmt: skip


def _terms(s: Structure) -> Iterator[Figure]:
    by_code = {m.code: m for m in s.terms}
    days, longest = by_code.get("terms.mean-payment-days"), by_code.get("terms.payment-days")
    if days and longest:
        high = longest.interval.low > 60
        state, level = ("danger", "high") if high else ("watch", "raised") if longest.interval.low > 30 else (
            "good", "low",
        )  # fmt: skip
        note = _("on average by amount; longest %(days)s days at %(name)s") % {
            "days": _number(longest.interval, 0), "name": longest.evidence[0].subject,
        }  # fmt: skip
        value = _("%(days)s days") % {"days": _number(days.interval, 0)}
        yield Figure(
            "terms.payment-days", _("Days until customers pay"), value, state, str(words.LEVELS[level][1]), note
        )
    followed, margin = by_code.get("terms.followed-share"), by_code.get("terms.margin")
    if followed:
        state, level = ("danger", "high") if followed.interval.low >= 0.5 else ("good", "low")
        yield Figure(followed.code, _("Price changes that the largest customer asked for"),
                     words.percent(followed.interval), state, str(words.LEVELS[level][1]),
                     _("from half on, it sets your prices"))  # fmt: skip
    else:
        yield Figure("terms.followed-share", _("Price changes that the largest customer asked for"), _("unknown"),
                     "unknown", str(words.LEVELS["unknown"][1]), "", "", "followed")  # fmt: skip
    if margin:
        thin = margin.interval.high <= 0.02
        yield Figure(margin.code, _("What is left of sales before taxes"), words.percent(margin.interval),
                     "danger" if thin else "good", str(words.LEVELS["high" if thin else "low"][1]),
                     _("little room for lower prices") if thin else "")  # fmt: skip


def _place(s: Structure) -> Iterator[Figure]:
    if s.constraint:
        i = s.constraint.interval
        state = "unknown" if i.width > 0.3 else "danger" if i.low > 0.5 else "good"
        level = {"unknown": "unknown", "danger": "high", "good": "low"}[state]
        yield Figure(s.constraint.code, _("How much your network binds you (Burt)"), _number(i), state,
                     str(words.LEVELS[level][1]), _("much where few partners know each other; whole network"),
                     "", _question(s.constraint))  # fmt: skip
    b = s.bridging
    if b.evidence and b.evidence[0].interval.high > 0:
        state = "unknown" if not b.interval.known else "info"
        yield Figure(b.code, _("Connections between branches that only you make"), words.percent(b.interval), state,
                     str(words.LEVELS["unknown"][1]) if state == "unknown" else _("known"),
                     _("pairs of your cooperation partners from different branches"), "", _question(b))  # fmt: skip
    if s.brokerage:
        parts = [f"{n} {KINDS[k]}" for k, n in enumerate(s.brokerage) if n]
        total = words.number(sum(s.brokerage))
        yield Figure("network.brokerage", _("Ways of goods that only you are seen to join"), total, "info", _("seen"),
                     "; ".join(parts))  # fmt: skip
    if s.between:
        yield Figure(s.between.code, _("Shortest ways through you"), words.percent(s.between.interval), "info",
                     _("estimate"), _("in the network seen, with its statistical error"))  # fmt: skip
    if s.seen.upstream:
        note = ngettext(
            "in %(n)s tier above you, as far as released", "in %(n)s tiers above you, as far as released", s.seen.tiers
        ) % {"n": s.seen.tiers}
        yield Figure("network.upstream", _("Companies above you"), _("at least %(n)s") % {"n": s.seen.upstream}, "info",
                     _("seen"), note)  # fmt: skip


def _question(m: standing.Measure) -> str:
    return QUESTION_OF.get(m.ask.input, "") if m.ask else ""
