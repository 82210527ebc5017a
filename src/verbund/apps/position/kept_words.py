"""A kept report in the language in force: its codes and figures become sentences again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from verbund.engines.standing import THRESHOLDS, Role

from . import way_words, words
from .kept import interval
from .models import KeptReport

SIGNS: dict[str, Any] = {
    "customer-10": gettext_lazy("From 10 % on, listed groups must report such a customer."),
    "customer-20": gettext_lazy("From 20 % on, banks and advisers expect a plan B."),
    "customer-22": gettext_lazy("In one case such a customer could be replaced only with heavy loss."),
    "customer-30": gettext_lazy("From 30 % on, this counts as a high dependence."),
    "customer-35": gettext_lazy("Above 35 to 45 %, hardly anybody finances the invoices."),
    "customer-50": gettext_lazy("Above 50 %, its loss threatens the company."),
    "hhi-medium": gettext_lazy("Medium concentration: as if there were fewer than ten equal ones."),
    "hhi-high": gettext_lazy("Concentrated: as if there were fewer than four equal ones."),
    "single-source": gettext_lazy("Nobody else delivers it, and it is essential."),
    "stock-short": gettext_lazy("The stock ends before another source could deliver."),
    "payment-60": gettext_lazy("More than 60 days to pay: only if agreed expressly and not grossly unfair."),
    "payment-30": gettext_lazy("More than 30 days to pay: doubtful in standard terms."),
}
MARKS: dict[str, Any] = {
    "R": gettext_lazy("law"),
    "A": gettext_lazy("practice of authorities"),
    "F": gettext_lazy("rule of thumb"),
    "O": gettext_lazy("own arithmetic"),
}
SOURCES = {t.code: t.source for t in THRESHOLDS}
SUBJECTS: dict[str, Any] = {
    "customers.largest-share": gettext_lazy("Largest customer"),
    "customers.hhi": gettext_lazy("Concentration of customers"),
    "suppliers.largest-share": gettext_lazy("Largest supplier"),
    "suppliers.hhi": gettext_lazy("Concentration of suppliers"),
    "platforms.largest-share": gettext_lazy("Largest provider of programs"),
    "platforms.hhi": gettext_lazy("Concentration of programs and cloud"),
    "terms.payment-days": gettext_lazy("Longest time to pay"),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning mark that was crossed."""

    code: str
    subject: str
    value: str
    meaning: str
    mark: str


def subject(code: str) -> str:
    """What a figure is about."""
    if code.startswith("input."):
        name, _dot, what = code.removeprefix("input.").rpartition(".")
        return (_("Single source: %(name)s") if what == "largest-source" else _("Stock: %(name)s")) % {"name": name}
    return str(SUBJECTS.get(code, code))


def value(code: str, pair: Sequence[float]) -> str:
    """A figure with its unit."""
    low, high = pair
    if code.endswith("hhi"):
        ends = [words.number(end, 2) for end in pair]
        return ends[0] if ends[0] == ends[1] else "–".join(ends)
    if code.endswith(("payment-days", "stock-gap")):
        days = words.number(low) if round(low) == round(high) else f"{words.number(low)}–{words.number(high)}"
        return (
            _("%(days)s days short") % {"days": days} if code.endswith("gap") else _("%(days)s days") % {"days": days}
        )
    return words.percent(interval(pair))


def signs(content: Mapping[str, Any]) -> list[Sign]:
    """Warning marks crossed, in the order in which they were found."""
    return [
        Sign(
            code,
            subject(code),
            value(code, found["value"]),
            str(SIGNS.get(found["sign"], found["sign"])),
            str(MARKS.get(found["mark"], "")),
        )
        for code, found in content["signs"].items()
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """A report in the list."""

    pk: Any
    kept_at: datetime
    finding: str
    signs: int
    decision: str
    decided_at: datetime | None


def line(row: KeptReport) -> Line:
    high = [str(words.TITLES[d["code"]]) for d in row.content["dependences"] if d["level"] == "high"]
    finding = _("high: %(names)s") % {"names": ", ".join(high)} if high else _("no dependence is high")
    return Line(row.pk, row.kept_at, finding, len(row.content["signs"]), row.decision, row.decided_at)


@dataclass(frozen=True, slots=True)
class Shown:
    """A kept report in words. `rows`: the six dependences; `ways`: (title, figure, before, after)."""

    title: str
    role: str
    rule: Sequence[tuple[str, str, str]]
    rows: Sequence[tuple[str, str, str, str, str, str]]
    signs: Sequence[Sign]
    failure: str
    ways: Sequence[tuple[str, str, str, str]]
    own: int
    released: int


def show(row: KeptReport) -> Shown:
    c = row.content
    signs_ = signs(c)
    rows = []
    for d in c["dependences"]:
        state, level = words.LEVELS[d["level"]]
        share = interval(d["share"])
        money = words.thousands(interval(d["money"]) if d["money"] else None)
        shown = words.percent(share) if share.width < 0.995 else _("unknown")
        rows.append((str(words.TITLES[d["code"]]), shown, state, str(level), d["partner"], money))
    if c["role"]:
        role = str(words.ROLES[Role(c["role"])])
    else:
        names = [str(words.ROLES[Role(r)]) for r in c["possible"]]
        role = _("Still open: %(names)s") % {"names": ", ".join(names)}
    return Shown(
        title=line(row).finding,
        role=role,
        rule=[
            (str(words.TRAITS[r["trait"]]), words.percent(interval(r["value"])), _limit(r["sense"], r["limit"]))
            for r in c["rule"]
        ],
        rows=rows,
        signs=signs_,
        failure=_failure(c["failure"]),
        ways=[_way(w) for w in c["ways"]],
        own=c["statements"]["own"],
        released=c["statements"]["released"],
    )


def _limit(sense: str, limit: float) -> str:
    shown = words.percent(interval((limit, limit)))
    return _("from %(limit)s on") % {"limit": shown} if sense == "at least" else _("below %(limit)s") % {"limit": shown}


def _failure(f: Mapping[str, Any] | None) -> str:
    if f is None:
        return ""
    lost = words.euros(interval(f["money"])) if f["money"] else words.percent(interval(f["loss"]))
    return _("If %(name)s fails for %(weeks)s weeks, %(lost)s of sales are lost.") % {
        "name": f["partner"], "weeks": words.number(f["weeks"]), "lost": lost,
    }  # fmt: skip


def _way(w: Mapping[str, Any]) -> tuple[str, str, str, str]:
    german, english, _wz = w["product"]
    what = english if get_language() == "en" else german
    filled = {"name": w["partner"], "what": what or w["partner"], "step": words.percent(interval((0.1, 0.1)))}
    return (
        str(way_words.TITLES[w["code"]]) % filled,
        str(way_words.FIGURES[w["figure"]]) % filled,
        words.percent(interval(w["before"])),
        words.percent(interval(w["after"])),
    )
