"""Pages of the terms: a new Verbund, a charter with its clauses, other terms proposed, adopted, put forward."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from verbund.apps.dataspace import queries as participants
from verbund.apps.matching import queries as matching
from verbund.kit.errors import Forbidden, Missing, Problem
from verbund.protocols.register.v1 import Charter, parse_charter

from . import actions, clauses, hosting, kinds, light, pagewords, queries, rules
from .forms import ClauseEditor, NewForm
from .models import CharterVersion
from .views import Room, company_of

V = CharterVersion.Status
MOST = 300


def told(problem: Problem) -> str:
    return f"{problem.message} {problem.remedy}".strip()


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Kind, title, purpose, partners; the terms the kind proposes follow as a draft."""
    from django.shortcuts import render

    actor, company_id = company_of(request)
    rules.must_draft(actor, company_id)
    own = queries.own_did(company_id)
    agreed = {i.peer_did for i in matching.interests(actor, company_id) if i.state == "consented"}
    people = [p for p in participants.participants(actor) if p.did != own]
    asked = set(request.GET.getlist("mit"))
    people.sort(key=lambda p: (p.did not in asked, p.did not in agreed, p.name.casefold()))
    form = NewForm(
        request.POST if request.method == "POST" else None,
        kinds=[k.code for k in kinds.kinds()],
        people=[p.did for p in people[:MOST]],
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = actions.draft(
                actor,
                company_id,
                kind=data["kind"],
                form=data["form"] or light.FULL,
                title=_texts(data, "title"),
                purpose=_texts(data, "purpose"),
                members=form.members,
                valid_until=data["valid_until"],
                opportunity_ref=data["opportunity"],
            )
        except (Missing, Forbidden):
            raise
        except Problem as problem:
            form.add_error(None, told(problem))
        else:
            return redirect("cooperation:edit", row.verbund_id)
    first = request.POST if request.method == "POST" else request.GET
    return render(
        request,
        "cooperation/new.html",
        {
            "stop": "agree",
            "form": form,
            "kinds": kinds.kinds(),
            "forms": pagewords.FORM.items(),
            "form_given": first.get("form") or light.ORDER[0],
            "chosen": first.get("kind") or first.get("art") or "",
            "people": [
                {"p": p, "field": f"role-{n}", "role": first.get(f"role-{n}") or ("member" if p.did in asked else ""),
                 "agreed": p.did in agreed}
                for n, p in enumerate(people[:MOST])
            ],
            "roles": [(role, pagewords.ROLE[role]) for role in ("member", "coordinator", "companion")],
            "opportunity": first.get("opportunity") or first.get("gesuch") or "",
            "title_given": first.get("title") or first.get("titel") or "",
        },
    )  # fmt: skip


def _texts(data: dict[str, Any], name: str) -> dict[str, str]:
    found = {pagewords.lang(): data[name]}
    if data.get(f"{name}_other"):
        found["en" if pagewords.lang() == "de" else "de"] = data[f"{name}_other"]
    return found


@login_required
@require_GET
def charter(request: HttpRequest, verbund_id: UUID, charter_hash: str = "") -> HttpResponse:
    """A version: where each member stands, every clause with who enforces it, what changed."""
    room = Room.of(request, verbund_id)
    version = next((v for v in room.versions if v.hash == charter_hash), None) if charter_hash else room.shown
    if version is None:
        raise rules.missing()
    terms = parse_charter(version.document)
    names = room.names()
    rows = [pagewords.clause_text(clause, names) for clause in terms.clauses]
    kept = hosting.hosts(room.entries, version.hash)
    positions = [
        {"member": m, "mine": m.did == room.own, "role": pagewords.ROLE.get(m.role, m.role),
         "level": pagewords.POSITION[room.position(version, m.did)][0],
         "words": pagewords.POSITION[room.position(version, m.did)][1],
         "signed": room.position(version, m.did) == "assented", "host": kept.get(m.did, "")}
        for m in terms.members
    ]  # fmt: skip
    forms = list(pagewords.FORM)
    following = (
        pagewords.FORM.get(light.following(terms.form), "") if version.status in ("in_force", "proposed") else ""
    )
    return room.page(
        request,
        "charter",
        "charter",
        version=version,
        charter=terms,
        purpose=pagewords.say(terms.purpose),
        free=pagewords.say(terms.text),
        rows=rows,
        machine=sum(r.machine for r in rows),
        positions=positions,
        open=sum(not p["signed"] for p in positions),
        mine=room.position(version),
        named=room.own in terms.by_did,
        voting=pagewords.VOTING[terms.voting],
        steps=[
            (name, words, forms.index(name), forms.index(terms.form), _since(room, name))
            for name, words in pagewords.FORM.items()
        ],
        following=following if version == room.shown else "",
        changed=room.changed(version),
        before=room.before(version),
        versions=[v for v in room.versions if v.pk != version.pk],
        counters=room.counters,
        names=names,
        registrar=names.get(terms.registrar, terms.registrar),
        deputy=names.get(terms.deputy or "", ""),
    )


def _since(room: Room, form: str) -> datetime | None:
    """When a version of this form first came into force."""
    of_form = {v.hash for v in room.versions if v.document["form"] == form}
    return next((e.time for e in room.entries if e.type == "effective" and e.counts and e.charter in of_form), None)


@dataclass(frozen=True, slots=True)
class _Change:
    """Other terms as a form says them."""

    values: dict[str, Any]
    sentences: list[clauses.Difference]


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """Other terms: of our draft, as a new version of our own, or as a counter-proposal; shown in words before sent."""
    room = Room.of(request, verbund_id)
    base_row = room.draft or room.on_table or room.in_force
    if base_row is None:
        raise rules.missing()
    (rules.must_draft if room.draft else rules.must_release)(room.actor, room.company_id)
    base = parse_charter(base_row.document)
    names = room.names()
    editor = ClauseEditor(base, names, request.POST if request.method == "POST" else None)
    reason = request.POST.get("reason", "")[:2000].strip()
    how = "draft" if room.draft else "adopt" if room.proposes else "counter"
    change: _Change | None = None
    if request.method == "POST":
        change = _change(base, editor, how)
        step = request.POST.get("step")
        if change is not None and change.sentences and step in ("send", "save"):
            try:
                return _send(request, room, change, how, reason)
            except (Missing, Forbidden):
                raise
            except Problem as problem:
                editor.errors.append(("", told(problem)))
        elif change is not None and not change.sentences:
            editor.errors.append(("", _("Nothing would change. Change a value, a form or strike a clause.")))
    people: list[Any] = []
    if how != "counter":
        people = [p for p in participants.participants(room.actor) if p.did not in base.by_did][:MOST]
    return room.page(
        request,
        "edit",
        "charter",
        version=base_row,
        charter=base,
        editor=editor,
        change=change if change and change.sentences and not editor.errors else None,
        reason=reason,
        how=how,
        people=people,
    )


def _change(base: Charter, editor: ClauseEditor, how: str) -> _Change | None:
    """None where the form has errors."""
    found = editor.clauses()
    values = editor.frame()
    if editor.errors:
        return None
    if tuple(found) != base.clauses:
        values["clauses"] = found
    try:
        new = replace(base, **{k: v for k, v in values.items() if k != "members"})
    except Problem as problem:
        editor.errors.append(("", told(problem)))
        return None
    sentences = list(clauses.differences(base, new, pagewords.lang()))
    if values.get("members"):
        added = [m["name"] for m in values["members"] if m["did"] not in base.by_did]
        sentences += [clauses.Difference(_("%(name)s joins") % {"name": name}) for name in added]
    return _Change(values, sentences)


def _send(request: HttpRequest, room: Room, change: _Change, how: str, reason: str) -> HttpResponse:
    if how == "draft":
        actions.edit_draft(*room.key, change.values)
        messages.info(request, _("Saved. Nobody else sees the draft until you put it forward."))
        return redirect("cooperation:edit", room.row.verbund_id)
    if how == "adopt":
        actions.adopt(*room.key, changes=change.values)
        messages.info(request, _("Put forward. Everybody reads the new version and signs anew."))
        return redirect("cooperation:charter", room.row.verbund_id)
    actions.counter_propose(*room.key, change.values, reason)
    messages.info(request, _("Sent. The proposer decides whether to adopt it; the request stays in the register."))
    return redirect("cooperation:verbund", room.row.verbund_id)


@login_required
@require_POST
def propose(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    room = Room.of(request, verbund_id)
    return _tried(
        request,
        room,
        lambda: actions.propose(*room.key),
        _("Put forward. The others are invited to read; reading is not signing."),
    )


@login_required
@require_POST
def further(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """From the exchange circle to the letter of intent, from there to the charter."""
    room = Room.of(request, verbund_id)
    return _tried(
        request,
        room,
        lambda: actions.take_further(*room.key),
        _("Put forward. What was agreed stays; everybody reads what the next form adds."),
    )


@login_required
@require_POST
def adopt(request: HttpRequest, verbund_id: UUID, charter_hash: str) -> HttpResponse:
    """The proposer takes a counter-proposal over as the new version."""
    room = Room.of(request, verbund_id)
    return _tried(
        request,
        room,
        lambda: actions.adopt(*room.key, draft_hash=charter_hash),
        _("Adopted. Everybody reads the new version and signs anew."),
    )


def _tried(request: HttpRequest, room: Room, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except (Missing, Forbidden):
        raise
    except Problem as problem:
        messages.error(request, told(problem))
    else:
        messages.info(request, said)
    return redirect("cooperation:verbund", room.row.verbund_id)
