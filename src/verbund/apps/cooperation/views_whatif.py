"""„What if?“ on the side-effect report: tried in place, and sent as a counter-proposal by one click."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from verbund.kit.errors import Problem

from . import actions, pagewords, queries, trying
from .report.present import presented_line, presented_moves
from .report.whatif import FORMS, Change, Moved

MOST = 60


def change_of(data: QueryDict) -> Change:
    """From a form: c=D2 (its strong form), c.D2=weak, m=DID left out, f.B1.hours_month=6 (a share in per cent: %B1…).

    Raises Problem for a figure that is none; the rest is judged against the charter.
    """
    forms = dict.fromkeys(data.getlist("c")[:MOST], "strong")
    figures: dict[tuple[str, str], str] = {}
    for key in list(data)[: 4 * MOST]:
        value = data.get(key, "").strip()
        mark, _dot, rest = key.partition(".")
        if not value or not rest:
            continue
        if mark == "c" and value in FORMS:
            forms[rest] = value
        elif mark in ("f", "s"):
            code, _dot, name = rest.rpartition(".")
            figures[code, name] = _figure(value, share=mark == "s", where=key)
    return Change(forms, figures, frozenset(data.getlist("m")[:MOST]))


def _figure(text: str, *, share: bool, where: str) -> str:
    plain = text.replace("\u00a0", "").replace(" ", "").rstrip("%€").replace(",", ".")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= 10**12:
        raise Problem("no-figure", _("Enter a number, for example 12."), where=where)
    return f"{value / 100 if share else value:f}"


def asked(request: HttpRequest) -> bool:
    """Whether the page was asked to try something."""
    return "try" in request.GET


def context(
    request: HttpRequest, key: tuple[Any, UUID, UUID], charter_hash: str, frequencies: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    """What the section needs: options, lines old and new, in words."""
    lang = get_language() or "de"
    problem, change = None, Change()
    try:
        if asked(request):
            change = change_of(request.GET)
        trial = trying.tried(*key, charter_hash, change)
    except Problem as found:
        problem, change = found, Change()
        trial = trying.tried(*key, charter_hash, change)
    names = {m["did"]: m["name"] for m in trial.options["members"]}
    say = pagewords.say
    parts = [f"{code} {_form_name(form)}" for code, form in change.forms.items()]
    parts += [f"{code} {value}" for (code, _name), value in change.figures.items()]
    parts += [_("without %(name)s") % {"name": names.get(did, did)} for did in sorted(change.without)]
    return {
        "problem": problem,
        "moves": presented_moves(trial.compared["lines"], lang, frequencies),
        "stops": [{"gone": m.state == "gone", "text": say(_text(m))} for m in trial.compared["stops"]],
        "dependences": [
            {"name": say(d["before"]["name"]), **presented_line(d["before"], d["after"], lang)}
            for d in trial.compared["dependences"]
        ],
        "count": trial.compared["count"],
        "tried": bool(change),
        "what": ", ".join(parts),
        "hidden": [(k, v) for k in request.GET for v in request.GET.getlist(k) if k != "try" and v] if change else [],
        "quick": [{**c, "title": say(c["title"]), "on": change.forms.get(c["code"]) == "strong"}
                  for c in trial.options["quick"]],
        "clauses": [{**c, "title": say(c["title"]), "chosen": change.forms.get(c["code"], "")}
                    for c in trial.options["clauses"]],
        "members": [{**m, "out": m["did"] in change.without} for m in trial.options["members"]],
        "figures": [
            {**f, "title": say(f["title"]), "field": f"{'s' if f['share'] else 'f'}.{f['code']}.{f['name']}",
             "value": _shown(f["value"], share=f["share"], lang=lang),
             "given": request.GET.get(f"{'s' if f['share'] else 'f'}.{f['code']}.{f['name']}", "")[:20]}
            for f in trial.options["figures"]
        ],
    }  # fmt: skip


def _form_name(form: str) -> str:
    return {"strong": _("strong"), "weak": _("weak"), "out": _("struck")}[form]


def _text(moved: Moved) -> Mapping[str, str]:
    return (moved.old or moved.new or {})["text"]


def _shown(value: str, *, share: bool, lang: str) -> str:
    from .words import number

    found = Decimal(value) * 100 if share else Decimal(value)
    return number(found, lang)


def send(key: tuple[Any, UUID, UUID], charter_hash: str, data: QueryDict) -> str:
    """The change as a counter-proposal, or as the proposer's next version. Returns the sentence to show."""
    change = change_of(data)
    if not change:
        raise Problem("no-change", _("Nothing would change."), where="try")
    changes = trying.terms(*key, charter_hash, change)
    row = queries.verbund(*key)
    version = queries.version(*key, charter_hash)
    if version.status == "draft":
        actions.edit_draft(*key, changes)
        return _("Saved. Nobody else sees the draft until you put it forward.")
    if row.proposer_did == queries.own_did(key[1]):
        actions.adopt(*key, changes=changes)
        return _("Put forward. Everybody reads the new version and signs anew.")
    actions.counter_propose(*key, changes, data.get("reason", "")[:2000].strip())
    return _("Sent. The proposer decides whether to adopt it; the request stays in the register.")
