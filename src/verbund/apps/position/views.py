"""Pages of position: where we stand, what if a partner fails, for print."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from verbund.kit import clock
from verbund.kit.errors import Invalid, Missing

from . import drawing, network_words, page, queries, registry, words
from .answers import QUESTION_OF

PARTS = (("1", gettext_lazy("wholly")), ("0.5", gettext_lazy("by half")), ("0.25", gettext_lazy("by a quarter")))


@login_required
@require_GET
def lage(request: HttpRequest, printed: bool = False) -> HttpResponse:
    """Role, six dependences, network, failure; `printed`: the same on paper."""
    actor = request.actor
    if actor.company_id is None:
        raise Missing("company", queries.NO_COMPANY)
    partner = _uuid(request.GET.get("partner"))
    share = _number(request.GET.get("share"), "share", 1.0)
    weeks = _number(request.GET.get("weeks"), "weeks", page.WEEKS)
    found = page.lage(actor, actor.company_id, partner, share, weeks)
    n, position = found.neighbourhood, found.position
    every = request.GET.get("netz") == "alle" and not printed
    small, large = drawing.tiers(n, position), drawing.tiers(n, position, whole_net=True)
    tiers = large if every else small
    weekly = found.what_if.weeks if found.what_if else ()
    context = {
        "stop": "see",
        "printed": printed,
        "now": clock.now(),
        "found": found,
        "position": position,
        "title": words.headline(position),
        "lede": words.lede(n, position),
        "role": words.role_title(position),
        "evidence": [
            {"words": words.TRAITS[s.needed.trait], "value": words.percent(s.now), "rule": words.condition(s.needed)}
            for s in position.role.rule
        ],
        "missing": [(words.TRAITS[t], QUESTION_OF.get(t, "")) for t in position.role.ask],
        "otherwise": [
            {"role": words.ROLES[role], "changes": words.shifts(changes)}
            for role, changes in position.role.otherwise
            if changes
        ],
        "lying": drawing.lying(tiers),
        "standing": drawing.standing(tiers),
        "every": every,
        "known": drawing.known(n, position),
        "drawable": len(large.firms),
        "foldable": len(large.firms) > len(small.firms),
        "fewer": _query(request, netz=""),
        "more": _query(request, netz="alle"),
        "partners": page.partners(n),
        "choices": page.choices(n),
        "parts": [(value, name, float(value) == share) for value, name in PARTS],
        "durations": page.DURATIONS,
        "weeks": weeks,
        "bars": _bars(weekly),
        "least": page.compare.LEAST,
        "seen": network_words.seen(position),
        "figures": network_words.figures(position) if position.own else (),
        "may_write": actor.may_write(actor.company_id),
        "hands_over": bool(registry.hand_over),
        "second_source": urlencode({"q": words.second_source(n, found.what_if.partner)}) if found.what_if else "",
    }
    return render(request, "position/lage.html", context)


def _query(request: HttpRequest, **new: str) -> str:
    """The address of this page with its chosen partner, and `new` in it."""
    kept = {k: request.GET[k] for k in ("partner", "share", "weeks") if request.GET.get(k)}
    return "?" + urlencode({k: v for k, v in (kept | new).items() if v})


def _bars(weekly: page.Weekly) -> list[dict[str, float | str]]:
    """Weeks as bars of an SVG 324 × 140."""
    most = max((money for _week, money in weekly), default=0.0)
    if most <= 0:
        return []
    step = 320 / len(weekly)
    return [
        {
            "week": week,
            "money": round(money / 1000),
            "x": round(4 + k * step, 1),
            "middle": round(4 + k * step + (step - 8) / 2, 1),
            "width": round(step - 8, 1),
            "y": round(118 - 92 * money / most, 1),
            "above": round(112 - 92 * money / most, 1),
            "height": round(92 * money / most, 1),
        }
        for k, (week, money) in enumerate(weekly)
    ]


def _uuid(text: str | None) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Missing("partner", queries.NO_PARTNER) from None


def _number(text: str | None, name: str, default: float) -> float:
    if not text:
        return default
    try:
        return float(text.replace(",", ".")[:20])
    except ValueError:
        raise Invalid("number", _("This is not a number"), where=name) from None
