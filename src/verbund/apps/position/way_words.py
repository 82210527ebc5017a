"""The ways to less dependence in sentences, and as a need that others may read: no names, no amounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from verbund.apps.ecosystem.neighbourhood import Neighbourhood
from verbund.kit.interval import Interval

from . import words
from .dependence import WARN
from .registry import Need
from .ways import STEP, Way

TITLES: dict[str, Any] = {
    "second-source": gettext_lazy("A second source: %(what)s"),
    "own-customers": gettext_lazy("New customers of your own, %(step)s of your sales"),
    "pooled-purchasing": gettext_lazy("Buy together with three others: %(what)s"),
    "shared-stock": gettext_lazy("A stock kept together with others: %(what)s"),
    "payment-terms": gettext_lazy("Agree that %(name)s pays sooner"),
    "own-product": gettext_lazy("A product of your own design, %(step)s of your sales"),
    "data-terms": gettext_lazy("Give data later and coarser, and forbid their use against you"),
    "second-provider": gettext_lazy("Move half of the programs at %(name)s elsewhere"),
}
FIGURES: dict[str, Any] = {
    "failure": gettext_lazy("Output that stands if %(name)s fails for 13 weeks"),
    "customers": gettext_lazy("Share of the largest customer in your sales"),
    "specification": gettext_lazy("Sales to the drawing of others"),
    "imbalance": gettext_lazy("How much more you need %(name)s than it needs you"),
    "outstanding": gettext_lazy("Sales that %(name)s has not yet paid, share of the year"),
    "data": gettext_lazy("Sales to customers who can bargain with your data"),
    "platforms": gettext_lazy("Work that runs at the largest provider"),
    "suppliers": gettext_lazy("Share of the largest supplier in your purchases"),
}
MARK = {"customers": WARN["customers"], "specification": WARN["specification"], "platforms": WARN["platforms"],
        "data": WARN["data"], "suppliers": WARN["suppliers"]}  # fmt: skip
NEED_TITLES: dict[str, Any] = {
    "second-source": gettext_lazy("Second source wanted: %(what)s"),
    "own-customers": gettext_lazy("Buyers wanted: %(what)s"),
    "pooled-purchasing": gettext_lazy("Who buys with us: %(what)s"),
    "shared-stock": gettext_lazy("Who keeps a stock with us: %(what)s"),
    "payment-terms": gettext_lazy("Experience with payment terms of large customers wanted"),
    "own-product": gettext_lazy("Partner for a product of our own wanted: %(what)s"),
    "data-terms": gettext_lazy("Experience with fair data terms wanted"),
    "second-provider": gettext_lazy("Experience with moving programs to another provider wanted"),
}
NEED_TEXTS: dict[str, Any] = {
    "second-source": gettext_lazy("We want to be able to buy this from a second company too, first as a trial order."),
    "own-customers": gettext_lazy("We look for companies that buy this regularly, to our own drawing or to theirs."),
    "pooled-purchasing": gettext_lazy("We look for companies with the same need, to ask for one price together."),
    "shared-stock": gettext_lazy("We look for companies with the same need, to keep one stock for emergencies."),
    "payment-terms": gettext_lazy("We want to talk with companies that have agreed on shorter payment terms."),
    "own-product": gettext_lazy("We bring what we can do and look for somebody with an idea, design or a market."),
    "data-terms": gettext_lazy("We want to talk with companies that have agreed on what customers may do with data."),
    "second-provider": gettext_lazy("We want to talk with companies that have moved programs and data already."),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One way as it is shown. `points`: by how much the share falls; `question`: the one that would tell it."""

    way: Way
    title: str
    figure: str
    before: str
    after: str
    points: str
    effort: str
    money: str
    warn: float | None
    question: str

    @property
    def label(self) -> str:
        return _("%(figure)s: %(before)s before, %(after)s after") % {
            "figure": self.figure, "before": self.before, "after": self.after,
        }  # fmt: skip

    @property
    def ends(self) -> tuple[float, float]:
        """Middles of before and after, for the picture."""
        a, b = self.way.before, self.way.after
        return (a.low + a.high) / 2, (b.low + b.high) / 2


def show(n: Neighbourhood, way: Way) -> Shown:
    """A way in the language in force."""
    name = n.firms[way.about].name if way.about in n.firms else ""
    filled = {"name": name, "what": _what(way) or name, "step": words.percent(Interval.of(STEP))}
    before, after = way.money
    money = ""
    if before is not None and after is not None:
        money = _("%(before)s before, %(after)s after") % {
            "before": words.euros(before), "after": words.euros(after),
        }  # fmt: skip
    return Shown(
        way,
        str(TITLES[way.code]) % filled,
        str(FIGURES[way.figure]) % filled,
        words.percent(way.before),
        words.percent(way.after) if not way.ask else _("not known"),
        words.number(way.gain * 100) if not way.ask else "",
        _("%(low)s to %(high)s days") % {"low": words.number(way.days.low), "high": words.number(way.days.high)},
        money,
        MARK.get(way.figure),
        way.ask,
    )


def _what(way: Way) -> str:
    german, english, _wz = way.product
    return english if get_language() == "en" else german


def need(way: Way, names: Iterable[str] = ()) -> Need:
    """What others may read of it. `names`: of partners; a product that names one is left out."""
    texts: dict[str, str] = {}
    for language in ("de", "en"):
        with override(language):
            what = _what(way)
            if not what or _names_one(what, names):
                what = _("what we need")
            texts[f"title_{language}"] = (str(NEED_TITLES[way.code]) % {"what": what})[:200]
            texts[f"text_{language}"] = str(NEED_TEXTS[way.code])
    wz = way.product[2]
    codes = (wz,) if wz and way.code in ("second-source", "shared-stock", "pooled-purchasing") else ()
    return Need(kind=way.kind, wz_codes=codes, **texts)


def _names_one(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds the first word of somebody's name."""
    said = text.casefold()
    return any(len(first) >= 4 and first in said for first in (n.split()[0].casefold() for n in names if n.strip()))
