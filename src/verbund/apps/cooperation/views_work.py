"""Pages of the work: entries of the register, votes, tasks; leaving and the end, with what follows from them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from verbund.apps.dataspace import queries as dataspace
from verbund.kit.errors import Forbidden, Missing, Problem
from verbund.protocols.register.v1 import parse_charter

from . import actions, kinds, pagewords, queries, rules
from .forms import EntryForm
from .views import Room
from .views_terms import told

WHAT = {
    "beitrag": ("contribution", gettext_lazy("What you put in")),
    "nutzen": ("benefit", gettext_lazy("What you got out of it")),
    "aufgabe": ("task", gettext_lazy("A new task")),
    "frage": ("decision", gettext_lazy("A question to all")),
    "ergebnis": ("outcome", gettext_lazy("What came of it")),
}
OPEN = ("REQUESTED", "STARTED", "SUSPENDED")


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, verbund_id: UUID, what: str) -> HttpResponse:
    """One entry; signed by the company's key and sent to all members."""
    room = Room.of(request, verbund_id)
    if what not in WHAT:
        raise rules.missing()
    rules.must_release(room.actor, room.company_id)
    kind, heading = WHAT[what]
    names = room.names()
    state = room.state
    members = [(did, names.get(did, did)) for did in (state.active if state else ())]
    measures = kinds.kind_or_plain(room.row.kind).measures if kind == "outcome" else ()
    form = EntryForm(request.POST if request.method == "POST" else None, members=members, measures=measures)
    if request.method == "POST" and form.is_valid():
        try:
            _write(room, kind, form)
        except (Missing, Forbidden):
            raise
        except Problem as problem:
            form.add_error(None, told(problem))
        else:
            messages.info(request, _("Entered and signed. The other members see it as soon as their nodes answer."))
            return redirect("cooperation:verbund", verbund_id)
    return room.page(request, "entry", "overview", form=form, kind=kind, heading=heading, members=members)


def _write(room: Room, kind: str, form: EntryForm) -> None:
    data = form.cleaned_data
    if kind == "contribution":
        actions.contribute(*room.key, data["title"], form.value())
    elif kind == "benefit":
        actions.benefit(*room.key, data["title"], form.value())
    elif kind == "task":
        actions.task(*room.key, data["title"], assignee=data["assignee"] or None, due=data["due"])
    elif kind == "decision":
        actions.decide(*room.key, "proposed", question=data["title"], until=data["due"])
    else:
        summary = {pagewords.lang(): data["summary"]} if data["summary"] else None
        actions.outcome(*room.key, data["title"], form.measured(), summary=summary, public=data["public"])


@login_required
@require_POST
def task(request: HttpRequest, verbund_id: UUID, task_id: UUID) -> HttpResponse:
    """A task gets a new state."""
    room = Room.of(request, verbund_id)
    found = next((t for t in pagewords.tasks(room.entries, {}) if t.id == str(task_id)), None)
    state = request.POST.get("state", "done")
    if found is None or state not in pagewords.TASK:
        raise rules.missing()
    original: Any = next(
        e.payload for e in reversed(room.entries) if e.payload and e.payload.get("task") == f"urn:uuid:{task_id}"
    )
    return _tried(
        request,
        room,
        lambda: actions.task(
            *room.key, original["title"], state, task_id=task_id, assignee=original.get("assignee"), due=found.due
        ),
    )


@login_required
@require_POST
def settle(request: HttpRequest, verbund_id: UUID, finding_id: UUID) -> HttpResponse:
    """A finding of the report was talked about."""
    room = Room.of(request, verbund_id)
    return _tried(request, room, lambda: actions.settle_finding(*room.key, finding_id))


@login_required
@require_POST
def vote(request: HttpRequest, verbund_id: UUID, decision_id: UUID) -> HttpResponse:
    room = Room.of(request, verbund_id)
    act = request.POST.get("act", "")
    if act not in pagewords.VOTE or str(decision_id) not in {q.id for q in pagewords.questions(room.entries, room.own)}:
        raise rules.missing()
    return _tried(request, room, lambda: actions.decide(*room.key, act, decision_id=decision_id))


def _tried(request: HttpRequest, room: Room, act: Any) -> HttpResponse:
    try:
        act()
    except (Missing, Forbidden):
        raise
    except Problem as problem:
        messages.error(request, told(problem))
    return redirect("cooperation:verbund", room.row.verbund_id)


@login_required
@require_http_methods(["GET", "POST"])
def effect(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """Report a side effect; what was reported before stands below."""
    room = Room.of(request, verbund_id)
    rules.must_draft(room.actor, room.company_id)
    known = queries.effect_codes(kinds.kind_or_plain(room.row.kind))
    latest = next(iter(queries.reports(*room.key)), None)
    lines = latest.document["effects"] if latest else []
    choices = {x["code"]: pagewords.say(x["title"] or x["text"]) for x in lines if x["code"] in known}
    problem: Problem | None = None
    if request.method == "POST":
        said = request.POST
        try:
            actions.report_effect(
                *room.key, said.get("text", ""), said.get("code", ""), share=said.get("share") == "on"
            )
        except (Missing, Forbidden):
            raise
        except Problem as found:
            problem = found
        else:
            messages.info(request, _("Noted. From five Verbünde of a kind on the leaflet says how often it happens."))
            return redirect("cooperation:verbund", verbund_id)
    return room.page(
        request,
        "effect",
        "overview",
        choices=choices.items(),
        chosen=request.POST.get("code", ""),
        text=request.POST.get("text", ""),
        problem=problem,
        told=queries.reported_effects(*room.key),
    )


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """What follows from leaving is said before."""
    room = Room.of(request, verbund_id)
    rules.must_release(room.actor, room.company_id)
    problem = ""
    if request.method == "POST":
        if request.POST.get("sure") != "on":
            problem = _("Tick the box if you want to leave.")
        else:
            try:
                actions.leave(*room.key, request.POST.get("reason", "")[:500])
            except (Missing, Forbidden):
                raise
            except Problem as found:
                problem = told(found)
            else:
                messages.info(request, _("You have left. Your access and that of the others to your files has ended."))
                return redirect("cooperation:verbund", verbund_id)
    return room.page(request, "leave", "leave", problem=problem, **_consequences(room))


def _consequences(room: Room) -> dict[str, Any]:
    state, own, names = room.state, room.own, room.names()
    offers = list(state.offers.values()) if state else []
    mine = [o.dataset for o in offers if o.provider == own]
    theirs = [o.dataset for o in offers if o.provider != own]
    running = dataspace.transfers(room.actor, room.company_id).filter(state__in=OPEN, dataset_id__in=[*mine, *theirs])
    version = room.in_force
    terms = parse_charter(version.document) if version else None
    after = [pagewords.clause_text(c, names) for c in terms.clauses if c.code[:1] == "L"] if terms else []
    return {
        "charter": terms,
        "mine": len(mine),
        "theirs": len(theirs),
        "running": running.count(),
        "after": after,
        "others": [names.get(d, d) for d in (state.active if state else ()) if d != own],
        "voting": pagewords.VOTING[terms.voting] if terms else "",
        "ended": room.row.state in ("ended", "left"),
        "agreed_end": _agreed_end(room),
    }


def _agreed_end(room: Room) -> bool:
    """Whether this company has agreed already that the Verbund ends."""
    for row in room.entries:
        if row.type == "notice" and row.author == room.own and "zxx" in str((row.payload or {}).get("text", "")):
            return True
    return False


@login_required
@require_POST
def end(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """Agree that the Verbund ends for all."""
    room = Room.of(request, verbund_id)
    try:
        ended = actions.end(*room.key, request.POST.get("reason", "")[:500])
    except (Missing, Forbidden):
        raise
    except Problem as problem:
        messages.error(request, told(problem))
        return redirect("cooperation:leave", verbund_id)
    messages.info(request, _("The Verbund has ended.") if ended else _("Noted. It ends once enough members agree."))
    return redirect("cooperation:verbund", verbund_id)


@login_required
@require_POST
def go_on(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """After a restore: write again, though not every member has answered."""
    room = Room.of(request, verbund_id)
    try:
        actions.go_on(*room.key)
    except (Missing, Forbidden):
        raise
    except Problem as problem:
        messages.error(request, told(problem))
    else:
        messages.info(request, _("Entries are written again."))
    return redirect("cooperation:verbund", verbund_id)
