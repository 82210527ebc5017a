"""Porter's diamond in sentences: what data say, what people say, and which of the two is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verbund.apps.ecosystem.branches import NAMES
from verbund.engines import diamond as engine
from verbund.kit.interval import Interval

from . import words
from .diamond import QUESTIONS, REGIONS, Diamond

FACETS: dict[str, Any] = {
    "factors": gettext_lazy("What the place offers"),
    "demand": gettext_lazy("Who buys"),
    "related": gettext_lazy("Related and supporting branches"),
    "rivalry": gettext_lazy("Competition"),
}
LEVELS: dict[str, tuple[str, Any]] = {
    "strong": ("good", gettext_lazy("strong")),
    "medium": ("watch", gettext_lazy("middling")),
    "weak": ("danger", gettext_lazy("weak")),
}
RESTS: dict[str, Any] = {
    "data": gettext_lazy("data"),
    "opinion": gettext_lazy("opinion"),
    "both": gettext_lazy("data and opinion, side by side"),
    "nothing": gettext_lazy("nothing yet"),
}
ASKED: dict[str, Any] = {
    "people": gettext_lazy("Do you find skilled people for your work here?"),
    "place": gettext_lazy("Do sites, energy and transport fit your work?"),
    "demanding": gettext_lazy("Do customers here ask for more than customers elsewhere?"),
    "early": gettext_lazy("Do new wishes show here sooner than elsewhere?"),
    "suppliers": gettext_lazy("Do you find good suppliers and services near by?"),
    "exchange": gettext_lazy("Do you learn from neighbouring branches and institutes?"),
    "push": gettext_lazy("Do competitors here push you to improve?"),
    "starters": gettext_lazy("Do new companies start in your branch here?"),
}
CHOICES = ((0, gettext_lazy("hardly")), (1, gettext_lazy("partly")), (2, gettext_lazy("well")))


@dataclass(frozen=True, slots=True)
class Box:
    """One corner of the picture and one row of the table."""

    code: str
    title: str
    state: str
    level: str
    data_state: str
    data_level: str
    opinion_state: str
    opinion_level: str
    answers: int
    rests_on: str
    lines: Sequence[str]
    remark: str
    x: int
    y: int


PLACE = {"factors": (2, 140), "demand": (450, 140), "related": (226, 250), "rivalry": (226, 30)}


def region(code: str) -> str:
    return REGIONS.get(code, code)


def boxes(found: Diamond) -> list[Box]:
    """The four facets in the order of the engine."""
    result = []
    for code in engine.FACETS:
        f = found.facets[code]
        data = LEVELS.get(f.by_data or "", ("unknown", _("unknown")))
        said = LEVELS.get(f.by_opinion.level if f.by_opinion else "", ("unknown", _("no opinion yet")))
        shown = data if f.by_data else said if f.by_opinion else ("unknown", _("unknown"))
        x, y = PLACE[code]
        remark = _("data and opinion lie far apart: worth a talk") if f.disagree else ""
        result.append(Box(code, str(FACETS[code]), shown[0], str(shown[1]), data[0], str(data[1]), said[0],
                          str(said[1]), f.by_opinion.answers if f.by_opinion else 0, str(RESTS[f.rests_on]),
                          _lines(code, found), remark, x, y))  # fmt: skip
    return result


def _lines(code: str, found: Diamond) -> list[str]:
    p = found.public
    if code == "demand":
        return _demand(found)
    few = _("fewer than five independent companies of the branch are listed here: no figures")
    if code == "factors":
        lines = [few] if p.few else []
        if p.quotient:
            lines.append(
                _("%(n)s companies, %(q)s times as many as elsewhere on this node for the size of the region")
                % {"n": words.number(p.companies), "q": _range(p.quotient.interval, 1)}
            )
        elif not p.few:
            lines.append(_("no other region is listed on this node to compare with"))
        lines.append(ngettext("%(n)s institute or school", "%(n)s institutes and schools", p.institutes) % {
            "n": words.number(p.institutes)
        })  # fmt: skip
        lines.append(ngettext("%(n)s laboratory, demonstrator or training place is offered",
                              "%(n)s laboratories, demonstrators and training places are offered", p.shared)
                     % {"n": words.number(p.shared)})  # fmt: skip
        return lines
    if code == "related":
        lines = []
        if p.near:
            yes, no = _("strong here"), _("not strong here")
            names = [
                f"{NAMES.get(b, b)} ({words.number(phi, 2)}, {yes if here else no})" for b, phi, here in p.near[:4]
            ]
            lines.append(_("nearest branches, by how often they settle together: %(names)s") % {
                "names": ", ".join(names)
            })  # fmt: skip
            lines.append(ngettext("counted over %(n)s place", "counted over %(n)s places", p.places) % {"n": p.places})
            if p.density is None:
                lines.append(_("too few companies for each place to judge by it"))
        else:
            lines.append(_("too few places are listed to see what settles together"))
        if p.inputs[1]:
            lines.append(_("%(here)s of %(all)s essential inputs are provided here") % {
                "here": p.inputs[0], "all": p.inputs[1],
            })  # fmt: skip
        if p.missing:
            lines.append(_("missing here: %(names)s") % {"names": "; ".join(p.missing[:3])})
        return lines
    return [few] if p.few else _rivalry(found)


def _rivalry(found: Diamond) -> list[str]:
    p = found.public
    lines = [
        _("%(n)s independent companies, as even as %(m)s equal ones") % {
            "n": words.number(p.companies), "m": _range(_equal(p.rivals[1].interval)),
        }
    ]  # fmt: skip
    if p.entries:
        lines.append(
            _("%(share)s founded in the last five years") % {"share": words.percent(p.entries.interval)}
            if p.entries.interval.width < 0.995
            else _("years of founding are not known")
        )
    if found.turnover:
        lines.append(_("mean turnover %(money)s a year, over %(n)s companies") % {
            "money": words.euros(Interval.of(found.turnover["mean"])), "n": found.turnover["companies"],
        })  # fmt: skip
    elif found.as_of:
        lines.append(_("turnover not shown: too few stated it, or one or two make most of it"))
    return lines


def _equal(index: Interval) -> Interval:
    return Interval(1 / max(index.high, 1e-3), 1 / max(index.low, 1e-3))


def _range(i: Interval, places: int = 0) -> str:
    low, high = words.number(i.low, places), words.number(i.high, places)
    return low if low == high else f"{low}–{high}"


def _demand(found: Diamond) -> list[str]:
    wanted = found.demand
    if not found.as_of:
        return [_("not shown: nothing of it is published for this quarter yet")]
    if not wanted:
        return [_("not shown: fewer than five independent companies stated their customers, or one or two dominate")]
    return [
        _("%(share)s of what is sold stays in the region") % {"share": words.percent(Interval(*wanted["inside"]))},
        _("largest buying branch: %(share)s") % {"share": words.percent(Interval(*wanted["largest"]))},
        _("from %(n)s companies, as published for %(quarter)s, rounded to five points") % {
            "n": wanted["companies"], "quarter": found.as_of,
        },
    ]  # fmt: skip


def headline(found: Diamond) -> str:
    """The finding: what carries the branch here and what does not."""
    branch, place = NAMES.get(found.branch, found.branch), region(found.region)
    by = {level: [str(FACETS[c]) for c in engine.FACETS if _shown(found, c) == level] for level in ("strong", "weak")}
    filled = {"branch": branch, "place": place, "strong": _and(by["strong"]), "weak": _and(by["weak"])}
    if by["strong"] and by["weak"]:
        return _("%(branch)s in %(place)s: strong in “%(strong)s”, weak in “%(weak)s”") % filled
    if by["strong"]:
        return _("%(branch)s in %(place)s: strong in “%(strong)s”") % filled
    if by["weak"]:
        return _("%(branch)s in %(place)s: weak in “%(weak)s”") % filled
    return _("%(branch)s in %(place)s: little is known yet") % filled


def _and(names: Sequence[str]) -> str:
    return _("” and “").join(names)


def _shown(found: Diamond, code: str) -> str:
    f = found.facets[code]
    return f.by_data or (f.by_opinion.level if f.by_opinion else "")


def questions(own: dict[str, int]) -> list[tuple[str, str, int | None]]:
    """(code, words, own answer), in the order of the facets."""
    return [(q, str(ASKED[q]), own.get(q)) for codes in QUESTIONS.values() for q in codes]


def as_json(found: Diamond) -> dict[str, Any]:
    """For machines; data and opinion in fields of their own."""
    p = found.public
    return {
        "region": found.region,
        "branch": found.branch,
        "finding": headline(found),
        "facets": {
            b.code: {
                "by_data": found.facets[b.code].by_data,
                "by_opinion": None if (o := found.facets[b.code].by_opinion) is None else {
                    "level": o.level, "answers": o.answers,
                },
                "rests_on": found.facets[b.code].rests_on,
                "words": list(b.lines),
            }
            for b in boxes(found)
        },
        "location_quotient": [p.quotient.interval.low, p.quotient.interval.high] if p.quotient else None,
        "related": [{"branch": b, "proximity": phi, "present": here} for b, phi, here in p.near],
        "relatedness_density": p.density,
        "essential_inputs": {"here": p.inputs[0], "known": p.inputs[1], "missing": list(p.missing)},
        "companies": None if p.few else p.companies,
        "demand": found.demand,
        "turnover": found.turnover,
        "published": found.as_of,
        "own_answers": dict(found.own),
    }  # fmt: skip
