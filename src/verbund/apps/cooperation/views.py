"""Pages of a Verbund: the list, one at a glance, its register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from verbund.apps.core.actor import Actor
from verbund.kit import clock
from verbund.protocols.register.v1 import Charter, State, parse_charter

from . import clauses, hosting, kinds, light, pagewords, queries, rules, workspace
from .models import CharterVersion, Verbund

V = CharterVersion.Status
PER_PAGE = 50
FEW = 12


def company_of(request: HttpRequest) -> tuple[Actor, UUID]:
    """Who acts, for which company. Raises Missing without one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise rules.missing()
    return actor, actor.company_id


@dataclass
class Room:
    """One Verbund as its pages need it; each part is read once."""

    actor: Actor
    company_id: UUID
    row: Verbund

    @classmethod
    def of(cls, request: HttpRequest, verbund_id: UUID) -> Room:
        """Raises Missing."""
        actor, company_id = company_of(request)
        return cls(actor, company_id, queries.verbund(actor, company_id, verbund_id))

    @property
    def key(self) -> tuple[Actor, UUID, UUID]:
        """The first arguments of queries and actions."""
        return self.actor, self.company_id, self.row.verbund_id

    @cached_property
    def own(self) -> str:
        return queries.own_did(self.company_id)

    @cached_property
    def versions(self) -> list[CharterVersion]:
        return queries.versions(*self.key)

    @cached_property
    def state(self) -> State | None:
        return None if self.row.state == Verbund.State.DRAFT else queries.state(*self.key)

    @cached_property
    def entries(self) -> list[queries.EntryRow]:
        return [] if self.row.state == Verbund.State.DRAFT else queries.register(*self.key)

    def _last(self, *status: str) -> CharterVersion | None:
        return max((v for v in self.versions if v.status in status), key=lambda v: v.version, default=None)

    @property
    def draft(self) -> CharterVersion | None:
        return self._last(V.DRAFT)

    @property
    def on_table(self) -> CharterVersion | None:
        return self._last(V.PROPOSED)

    @property
    def in_force(self) -> CharterVersion | None:
        return self._last(V.IN_FORCE)

    @property
    def shown(self) -> CharterVersion | None:
        """The version a person should look at first."""
        return self.on_table or self.in_force or self.draft or (self.versions[-1] if self.versions else None)

    @property
    def counters(self) -> list[CharterVersion]:
        """Counter-proposals that nobody answered yet."""
        return [v for v in self.versions if v.status == V.COUNTER]

    @property
    def proposes(self) -> bool:
        return self.own == self.row.proposer_did

    def position(self, version: CharterVersion | None, did: str = "") -> str:
        """What a member did about a version."""
        standing = self.state.charters.get(version.hash) if self.state and version else None
        return standing.positions.get(did or self.own, "none") if standing else "none"

    def names(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for version in self.versions:
            found |= {m["did"]: m["name"] for m in version.document["members"]}
        return found

    def expected(self) -> dict[str, Any] | None:
        """The gain that the company itself named for its latest report."""
        latest = next(iter(queries.reports(*self.key)), None)
        gain = latest.answers.get("gain") if latest else None
        return gain if isinstance(gain, dict) else None

    def before(self, version: CharterVersion) -> CharterVersion | None:
        """The version it follows."""
        previous = version.document["previous"]
        return next((v for v in self.versions if v.hash == previous), None)

    def changed(self, version: CharterVersion) -> list[clauses.Difference]:
        """What it changes against the one before, in plain sentences."""
        old = self.before(version)
        if old is None:
            return []
        return list(clauses.differences(parse_charter(old.document), parse_charter(version.document), pagewords.lang()))

    def page(self, request: HttpRequest, template: str, tab: str, **context: Any) -> HttpResponse:
        running = self.row.state in ("in_force", "disputed", "left", "ended")
        level, words = pagewords.STATE[self.row.state]
        context |= {
            "stop": "work" if running else "agree",
            "tab": tab,
            "v": self.row,
            "title": pagewords.title(self.row),
            "kind_name": kinds.kind_or_plain(self.row.kind).name,
            "level": level,
            "words": words,
            "proposes": self.proposes,
            "may_release": self.actor.may_release(self.company_id),
            "may_write": self.actor.may_write(self.company_id),
            "works": self.row.state == "in_force",
        }
        return render(request, f"cooperation/{template}.html", context)


@login_required
@require_GET
def verbuende(request: HttpRequest) -> HttpResponse:
    """All of the company's, those that wait first."""
    return _list(request, "agree")


@login_required
@require_GET
def running(request: HttpRequest) -> HttpResponse:
    """Those in which the company works."""
    return _list(request, "work")


def _list(request: HttpRequest, stop: str) -> HttpResponse:
    actor, company_id = company_of(request)
    found = queries.verbuende(actor, company_id)
    rows = [
        {"v": row, "title": pagewords.title(row), "level": pagewords.STATE[row.state][0],
         "words": pagewords.STATE[row.state][1], "kind_name": kinds.kind_or_plain(row.kind).name}
        for row in found
    ]  # fmt: skip
    groups = {
        "open": [r for r in rows if r["v"].state in ("draft", "proposed", "declined")],
        "running": [r for r in rows if r["v"].state in ("in_force", "disputed")],
        "past": [r for r in rows if r["v"].state in ("left", "ended")],
    }
    if stop == "work":
        groups["open"] = []
        rows = groups["running"] + groups["past"]
    context = {"stop": stop, "rows": rows, **groups, "may_write": actor.may_write(company_id)}
    return render(request, "cooperation/list.html", context)


@login_required
@require_GET
def verbund(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    room = Room.of(request, verbund_id)
    entries, own, names = room.entries, room.own, room.names()
    kind = kinds.kind_or_plain(room.row.kind)
    table, force = room.on_table, room.in_force
    shown = force or room.shown
    charter: Charter | None = parse_charter(shown.document) if shown else None
    state = room.state
    signed = table or force
    kept = hosting.hosts(entries, signed.hash) if signed else {}
    members = [
        {"did": did, "name": names.get(did, did), "role": pagewords.ROLE.get(m.role, m.role), "mine": did == own,
         "level": pagewords.MEMBER[m.state][0], "words": pagewords.MEMBER[m.state][1],
         "signed": room.position(table or force, did) == "assented", "host": kept.get(did, "")}
        for did, m in (state.members.items() if state else ())
    ] or [
        {"did": m.did, "name": m.name, "role": pagewords.ROLE.get(m.role, m.role), "mine": m.did == own,
         "level": "unknown", "words": pagewords.STATE["draft"][1], "signed": False}
        for m in (charter.members if charter else ())
    ]  # fmt: skip
    files = [
        {"title": pagewords.say(o.payload["title"]), "bytes": o.payload["bytes"], "name": names.get(o.provider, ""),
         "mine": o.provider == own, "did": o.provider, "dataset": o.dataset, "closes": o.closes, "opens": o.opens,
         "withdrawn": o.payload["withdrawn"], "closed": o.closes is not None and o.closes <= clock.now(),
         "pk": o.dataset.partition(":")[2]}
        for o in (state.offers.values() if state else ())
    ]  # fmt: skip
    return room.page(
        request,
        "verbund",
        "overview",
        charter=charter,
        purpose=pagewords.say(charter.purpose) if charter else "",
        shown=shown,
        sign_by=parse_charter(table.document).sign_by if table else None,
        table=table,
        force=force,
        mine=room.position(table),
        counters=room.counters,
        members=members,
        waiting=[m for m in members if table and not m["signed"]],
        changed=room.changed(shown) if shown else [],
        tasks=pagewords.tasks(entries, names),
        questions=pagewords.questions(entries, own)[:FEW],
        ledger=pagewords.ledger(entries, own, clock.now().date()),
        files=files,
        workspace=kind.workspace or "cooperation/_workspace.html",
        results=workspace.results(kind, entries, room.expected()),
        parts=workspace.parts(entries, own),
        effects=queries.reported_effects(*room.key) if room.row.in_force_since else [],
        light=charter.form if charter and charter.form != light.FULL else "",
        form_name=pagewords.FORM[charter.form] if charter else "",
        history=[pagewords.line(row) for row in reversed(entries[-FEW:])],
        problems=queries.integrity(*room.key) if state else None,
        findings=queries.findings(*room.key),
        hosted_here=hosting.host_of(room.key[1]) and settings.NODE.name,
        names=names,
    )


@login_required
@require_GET
def register(request: HttpRequest, verbund_id: UUID) -> HttpResponse:
    """Every entry with its verdict; lies and gaps by name on top."""
    room = Room.of(request, verbund_id)
    page = Paginator(list(reversed(room.entries)), PER_PAGE).get_page(request.GET.get("page"))
    names = room.names()
    found = queries.integrity(*room.key)
    findings = [{"name": names.get(f.author, f.author), "finding": f} for f in found.findings]
    frozen = [names.get(did, did) for did in found.frozen]
    return room.page(
        request,
        "register",
        "register",
        page=page,
        rows=[pagewords.line(row) for row in page],
        found=found,
        findings=findings,
        frozen=frozen,
        digest=queries.register_digest(*room.key),
    )
