"""The REST API of cooperation: the company acted for proposes, reads, signs, works, leaves. Same rules as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime, Field

from verbund.apps.core.actor import Actor
from verbund.protocols.register.v1 import Clause, Member

from . import actions, kinds, pagewords, queries
from .api_shared import ClauseIn, DoneOut, Name, Text, Texts, VerbundEntryOut, VerbundReasonIn, _plain, who
from .api_work import router as work
from .models import CharterVersion, SideEffectReport, Verbund

router = Router(tags=["cooperation"])
router.add_router("", work)


class VerbundKindOut(Schema):
    code: str
    name: str
    noun: str
    terms: list[dict[str, Any]]
    measures: list[dict[str, str]]


@router.get("/cooperation-kinds", response=list[VerbundKindOut])
def kinds_known(request: HttpRequest) -> Any:
    """The kinds of cooperation known here, with the terms each proposes."""
    return [
        {
            "code": kind.code,
            "name": str(kind.name),
            "noun": str(kind.noun),
            "terms": [{"code": t.code, "form": t.form, "parameters": dict(t.parameters)} for t in kind.terms()],
            "measures": [
                {"code": m.code, "name": m.title(pagewords.lang()), "unit": m.unit, "better": m.better}
                for m in kind.measures
            ],
        }
        for kind in kinds.kinds()
    ]


class VerbundMemberOut(Schema):
    did: str
    name: str
    role: str
    state: str


class VersionOut(Schema):
    hash: str
    version: int
    status: str
    author_did: str
    reason: dict[str, str]
    received_at: datetime


class VerbundOut(Schema):
    id: UUID
    kind: str
    title: dict[str, str]
    state: str
    proposer_did: str
    created_at: datetime
    in_force_since: datetime | None
    valid_from: date | None
    valid_until: date | None
    ended_at: datetime | None
    opportunity_ref: str


class WholeOut(VerbundOut):
    members: list[VerbundMemberOut]
    versions: list[VersionOut]
    on_table: str | None
    in_force: str | None
    register_digest: str


def _row(row: Verbund) -> dict[str, Any]:
    title = {"de": row.title_de} | ({"en": row.title_en} if row.title_en else {})
    return {**vars(row), "id": row.verbund_id, "title": title}


def _version(row: CharterVersion) -> dict[str, Any]:
    return {**vars(row)}


def _whole(actor: Actor, company: UUID, verbund_id: UUID) -> dict[str, Any]:
    about = (actor, company, verbund_id)
    row = queries.verbund(*about)
    versions = queries.versions(*about)
    table, force = queries.on_table(*about), queries.in_force(*about)
    return {
        **_row(row),
        "members": [vars(member) for member in queries.members(*about)],
        "versions": [_version(version) for version in versions],
        "on_table": table.hash if table else None,
        "in_force": force.hash if force else None,
        "register_digest": queries.register_digest(*about),
    }


class MemberIn(Schema):
    did: Annotated[str, Field(max_length=400), AfterValidator(_plain)]
    role: Literal["proposer", "member", "coordinator", "companion"] = "member"
    name: Name = ""


class TermsIn(Schema):
    """Parts of a charter that a new version may change; what is absent stays."""

    title: Texts | None = None
    purpose: Texts | None = None
    members: list[MemberIn] | None = None
    registrar: Name | None = None
    deputy: Name | None = None
    clauses: list[ClauseIn] | None = None
    sign_by: AwareDatetime | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    notice_days: int | None = None
    voting: Literal["unanimous", "two_thirds", "majority"] | None = None
    text: Texts | None = None
    form: Literal["exchange_circle", "letter_of_intent", "charter"] | None = None


class DraftIn(TermsIn):
    kind: Name
    title: Texts
    purpose: Texts
    members: list[MemberIn]
    opportunity_ref: Annotated[str, Field(max_length=200), AfterValidator(_plain)] = ""


def _given(body: TermsIn, without: set[str] | None = None) -> dict[str, Any]:
    """What was sent; null means absent, but for what may be taken away."""
    sent = body.model_dump(exclude_unset=True, exclude=without or set())
    return {name: value for name, value in sent.items() if value is not None or name in ("deputy", "valid_until")}


@router.get("/verbuende", response=list[VerbundOut])
def verbuende(request: HttpRequest) -> Any:
    """All Verbünde of the company acted for, latest first."""
    return [_row(row) for row in queries.verbuende(*who(request))]


@router.post("/verbuende", response={201: WholeOut})
def draft(request: HttpRequest, body: DraftIn) -> Any:
    """Draft a charter that the company acted for proposes."""
    actor, company = who(request)
    given = {name: value for name, value in _given(body).items() if value is not None}
    return Status(201, _whole(actor, company, actions.draft(actor, company, **given).verbund_id))


@router.get("/verbuende/{verbund_id}", response=WholeOut)
def verbund(request: HttpRequest, verbund_id: UUID) -> Any:
    """One, with members and charter versions."""
    return _whole(*who(request), verbund_id)


@router.patch("/verbuende/{verbund_id}/draft", response=VersionOut)
def edit_draft(request: HttpRequest, verbund_id: UUID, body: TermsIn) -> Any:
    """Change a draft that was not proposed yet."""
    return _version(actions.edit_draft(*who(request), verbund_id, _given(body)))


@router.post("/verbuende/{verbund_id}/propose", response=WholeOut)
def propose(request: HttpRequest, verbund_id: UUID) -> Any:
    """Offer the draft to its members to read."""
    actions.propose(*who(request), verbund_id)
    return _whole(*who(request), verbund_id)


@router.post("/verbuende/{verbund_id}/further", response=WholeOut)
def further(request: HttpRequest, verbund_id: UUID) -> Any:
    """Put the next form forward: letter of intent after the exchange circle, then the charter."""
    actions.take_further(*who(request), verbund_id)
    return _whole(*who(request), verbund_id)


class CharterOut(Schema):
    hash: str
    document: dict[str, Any]


@router.get("/verbuende/{verbund_id}/charters/{charter_hash}", response=CharterOut)
def charter(request: HttpRequest, verbund_id: UUID, charter_hash: str) -> Any:
    """The text of one version."""
    row = queries.version(*who(request), verbund_id, charter_hash)
    return {"hash": row.hash, "document": row.document}


class ChangeOut(Schema):
    kind: str
    subject: str
    name: str | None
    old: Any
    new: Any


@router.get("/verbuende/{verbund_id}/charters/{charter_hash}/changes", response=list[ChangeOut])
def changes(request: HttpRequest, verbund_id: UUID, charter_hash: str, since: str = "") -> Any:
    """What changed since another version (its hash), by default since the previous one."""
    actor, company = who(request)
    found = queries.charter(actor, company, verbund_id, charter_hash)
    old = since if len(since) == 64 else found.previous
    if old is None:
        return []
    return [
        {
            "kind": str(change.kind),
            "subject": change.subject,
            "name": change.name,
            "old": _value(change.old),
            "new": _value(change.new),
        }
        for change in queries.changes(actor, company, verbund_id, old, charter_hash)
    ]


def _value(value: Any) -> Any:
    if isinstance(value, Member | Clause):
        return value.document()
    if isinstance(value, date):
        return value.isoformat()
    return value


class CounterIn(TermsIn):
    reason: Text = ""


@router.post("/verbuende/{verbund_id}/counter-proposals", response={201: VersionOut})
def counter_propose(request: HttpRequest, verbund_id: UUID, body: CounterIn) -> Any:
    """Propose other terms: a draft of one's own, announced to all."""
    return Status(
        201, _version(actions.counter_propose(*who(request), verbund_id, _given(body, {"reason"}), body.reason))
    )


@router.post("/verbuende/{verbund_id}/counter-proposals/{draft_hash}/adopt", response=VersionOut)
def adopt(request: HttpRequest, verbund_id: UUID, draft_hash: str) -> Any:
    """The proposer takes a counter-proposal over as the new version."""
    return _version(actions.adopt(*who(request), verbund_id, draft_hash))


@router.post("/verbuende/{verbund_id}/versions", response={201: VersionOut})
def new_version(request: HttpRequest, verbund_id: UUID, body: TermsIn) -> Any:
    """The proposer puts a new version forward, for instance with a new member."""
    return Status(201, _version(actions.adopt(*who(request), verbund_id, changes=_given(body))))


class AnswersIn(Schema):
    answers: dict[str, Any] | None = None


class VerbundReportOut(Schema):
    hash: str
    charter_hash: str
    document: dict[str, Any]
    computed_at: datetime
    valid_until: datetime
    shown_at: datetime | None


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/report", response=VerbundReportOut)
def show_report(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: AnswersIn) -> SideEffectReport:
    """Compute and show the side-effect report of this version; it counts as shown to the caller."""
    return actions.show_report(*who(request), verbund_id, charter_hash, body.answers)


class AssentIn(Schema):
    stop_reason: Text = ""
    code: Annotated[str, Field(max_length=12), AfterValidator(_plain)] = ""


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/assent", response={201: VerbundEntryOut})
def assent(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: AssentIn) -> Any:
    """Sign this version. Needs a mandate, the report shown to the caller before, and `code`, the fresh code of the
    caller's second factor; a token with the scope `sign` stands for that code."""
    return Status(201, actions.assent(*who(request), verbund_id, charter_hash, body.stop_reason, body.code))


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/refuse", response={201: VerbundEntryOut})
def refuse(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: VerbundReasonIn) -> Any:
    """Say no to this version."""
    return Status(201, actions.refuse(*who(request), verbund_id, charter_hash, body.reason))


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/withdraw", response={201: VerbundEntryOut})
def withdraw(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: VerbundReasonIn) -> Any:
    """Take the signature back, as long as the version is not in force."""
    return Status(201, actions.withdraw(*who(request), verbund_id, charter_hash, body.reason))


@router.post("/verbuende/{verbund_id}/effective", response=DoneOut)
def bring_into_force(request: HttpRequest, verbund_id: UUID) -> Any:
    """The proposer brings a version into force that all have signed; normally its node does so by itself."""
    return {"done": actions.bring_into_force(*who(request), verbund_id)}
