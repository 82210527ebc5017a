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

from . import actions, kinds, queries, rules
from .models import CharterVersion, SideEffectReport, Verbund

router = Router(tags=["cooperation"])


def _plain(text: str) -> str:
    if "\x00" in text:
        raise ValueError("U+0000 has no place here")
    return text


Text = Annotated[str, Field(max_length=20_000), AfterValidator(_plain)]
Name = Annotated[str, Field(max_length=300), AfterValidator(_plain)]
Texts = dict[str, Text]
ClauseIn = dict[str, Any]


def _who(request: HttpRequest) -> tuple[Actor, UUID]:
    """The actor and the company it acts for. Raises Missing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.company_id is None:
        raise rules.missing()
    return actor, actor.company_id


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
                {"code": m.code, "name": str(m.name), "unit": m.unit, "better": m.better} for m in kind.measures
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
    reason: str
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
    return body.model_dump(exclude_unset=True, exclude=without or set())


@router.get("/verbuende", response=list[VerbundOut])
def verbuende(request: HttpRequest) -> Any:
    """All Verbünde of the company acted for, latest first."""
    return [_row(row) for row in queries.verbuende(*_who(request))]


@router.post("/verbuende", response={201: WholeOut})
def draft(request: HttpRequest, body: DraftIn) -> Any:
    """Draft a charter that the company acted for proposes."""
    actor, company = _who(request)
    given = {name: value for name, value in _given(body).items() if value is not None}
    return Status(201, _whole(actor, company, actions.draft(actor, company, **given).verbund_id))


@router.get("/verbuende/{verbund_id}", response=WholeOut)
def verbund(request: HttpRequest, verbund_id: UUID) -> Any:
    """One, with members and charter versions."""
    return _whole(*_who(request), verbund_id)


@router.patch("/verbuende/{verbund_id}/draft", response=VersionOut)
def edit_draft(request: HttpRequest, verbund_id: UUID, body: TermsIn) -> Any:
    """Change a draft that was not proposed yet."""
    return _version(actions.edit_draft(*_who(request), verbund_id, _given(body)))


@router.post("/verbuende/{verbund_id}/propose", response=WholeOut)
def propose(request: HttpRequest, verbund_id: UUID) -> Any:
    """Offer the draft to its members to read."""
    actions.propose(*_who(request), verbund_id)
    return _whole(*_who(request), verbund_id)


class CharterOut(Schema):
    hash: str
    document: dict[str, Any]


@router.get("/verbuende/{verbund_id}/charters/{charter_hash}", response=CharterOut)
def charter(request: HttpRequest, verbund_id: UUID, charter_hash: str) -> Any:
    """The text of one version."""
    row = queries.version(*_who(request), verbund_id, charter_hash)
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
    actor, company = _who(request)
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
        201, _version(actions.counter_propose(*_who(request), verbund_id, _given(body, {"reason"}), body.reason))
    )


@router.post("/verbuende/{verbund_id}/counter-proposals/{draft_hash}/adopt", response=VersionOut)
def adopt(request: HttpRequest, verbund_id: UUID, draft_hash: str) -> Any:
    """The proposer takes a counter-proposal over as the new version."""
    return _version(actions.adopt(*_who(request), verbund_id, draft_hash))


@router.post("/verbuende/{verbund_id}/versions", response={201: VersionOut})
def new_version(request: HttpRequest, verbund_id: UUID, body: TermsIn) -> Any:
    """The proposer puts a new version forward, for instance with a new member."""
    return Status(201, _version(actions.adopt(*_who(request), verbund_id, changes=_given(body))))


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
    return actions.show_report(*_who(request), verbund_id, charter_hash, body.answers)


class VerbundEntryOut(Schema):
    hash: str
    author: str
    seq: int
    type: str
    time: datetime
    charter: str


class AssentIn(Schema):
    stop_reason: Text = ""


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/assent", response={201: VerbundEntryOut})
def assent(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: AssentIn) -> Any:
    """Sign this version. Needs a mandate, the scope `sign`, and the report shown to the caller before."""
    return Status(201, actions.assent(*_who(request), verbund_id, charter_hash, body.stop_reason))


class VerbundReasonIn(Schema):
    reason: Text = ""


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/refuse", response={201: VerbundEntryOut})
def refuse(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: VerbundReasonIn) -> Any:
    """Say no to this version."""
    return Status(201, actions.refuse(*_who(request), verbund_id, charter_hash, body.reason))


@router.post("/verbuende/{verbund_id}/charters/{charter_hash}/withdraw", response={201: VerbundEntryOut})
def withdraw(request: HttpRequest, verbund_id: UUID, charter_hash: str, body: VerbundReasonIn) -> Any:
    """Take the signature back, as long as the version is not in force."""
    return Status(201, actions.withdraw(*_who(request), verbund_id, charter_hash, body.reason))


class DoneOut(Schema):
    done: bool


@router.post("/verbuende/{verbund_id}/effective", response=DoneOut)
def bring_into_force(request: HttpRequest, verbund_id: UUID) -> Any:
    """The proposer brings a version into force that all have signed; normally its node does so by itself."""
    return {"done": actions.bring_into_force(*_who(request), verbund_id)}


class RegisterRow(Schema):
    hash: str
    author: str
    name: str
    seq: int
    type: str
    time: datetime
    charter: str
    payload: dict[str, Any] | None
    counts: bool
    problem: str


class FindingOut(Schema):
    author: str
    code: str
    text: str
    proof: list[str]


class RejectedOut(Schema):
    from_did: str
    claimed_author: str
    code: str
    text: str
    at: datetime


class RegisterOut(Schema):
    digest: str
    entries: list[RegisterRow]
    findings: list[FindingOut]
    frozen: list[str]
    waiting: int
    rejected: list[RejectedOut]


@router.get("/verbuende/{verbund_id}/register", response=RegisterOut)
def register(request: HttpRequest, verbund_id: UUID) -> Any:
    """All entries in the order every member sees, and what is wrong with them by name."""
    actor, company = _who(request)
    sound = queries.integrity(actor, company, verbund_id)
    return {
        "digest": queries.register_digest(actor, company, verbund_id),
        "entries": queries.register(actor, company, verbund_id),
        "findings": sound.findings,
        "frozen": sound.frozen,
        "waiting": sound.waiting,
        "rejected": sound.rejected,
    }


class ShareIn(Schema):
    title: Texts
    amount: dict[str, str] | None = None


@router.post("/verbuende/{verbund_id}/contributions", response={201: VerbundEntryOut})
def contribute(request: HttpRequest, verbund_id: UUID, body: ShareIn) -> Any:
    """What the company put in."""
    return Status(201, actions.contribute(*_who(request), verbund_id, body.title, body.amount))


@router.post("/verbuende/{verbund_id}/benefits", response={201: VerbundEntryOut})
def benefit(request: HttpRequest, verbund_id: UUID, body: ShareIn) -> Any:
    """What the company got out of it."""
    return Status(201, actions.benefit(*_who(request), verbund_id, body.title, body.amount))


class TaskIn(Schema):
    title: Texts
    state: Literal["open", "doing", "done", "dropped"] = "open"
    task_id: UUID | None = None
    assignee: Name | None = None
    due: date | None = None


@router.post("/verbuende/{verbund_id}/tasks", response={201: VerbundEntryOut})
def task(request: HttpRequest, verbund_id: UUID, body: TaskIn) -> Any:
    """A task, or its new state."""
    return Status(201, actions.task(*_who(request), verbund_id, **body.model_dump()))


class DecisionIn(Schema):
    act: Literal["proposed", "yes", "no", "abstained"]
    decision_id: UUID | None = None
    question: Texts | None = None
    until: date | None = None


@router.post("/verbuende/{verbund_id}/decisions", response={201: VerbundEntryOut})
def decide(request: HttpRequest, verbund_id: UUID, body: DecisionIn) -> Any:
    """Put a question, or vote."""
    return Status(201, actions.decide(*_who(request), verbund_id, **body.model_dump()))


class FileIn(Schema):
    file_id: UUID
    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
    not_before: AwareDatetime | None = None
    not_after: AwareDatetime | None = None
    description: Text = ""


class VerbundFileOut(VerbundEntryOut):
    dataset_id: str


@router.post("/verbuende/{verbund_id}/files", response={201: VerbundFileOut})
def offer_file(request: HttpRequest, verbund_id: UUID, body: FileIn) -> Any:
    """Offer a stored file to the members, inside a window."""
    offer, entry = actions.offer_file(*_who(request), verbund_id, **body.model_dump())
    shown = {name: getattr(entry, name) for name in ("hash", "author", "seq", "time", "charter")}
    return Status(201, {**shown, "type": str(entry.type), "dataset_id": offer.dataset_id})


class OutcomeIn(Schema):
    title: Texts
    measures: list[dict[str, Any]] = []
    summary: Texts = {}
    public: bool = False
    project: Name = ""


@router.post("/verbuende/{verbund_id}/outcomes", response={201: VerbundEntryOut})
def outcome(request: HttpRequest, verbund_id: UUID, body: OutcomeIn) -> Any:
    """What came of it."""
    return Status(201, actions.outcome(*_who(request), verbund_id, **body.model_dump()))


class LeaveIn(VerbundReasonIn):
    last_day: date | None = None


@router.post("/verbuende/{verbund_id}/leave", response={201: VerbundEntryOut})
def leave(request: HttpRequest, verbund_id: UUID, body: LeaveIn) -> Any:
    """Leave at once."""
    return Status(201, actions.leave(*_who(request), verbund_id, body.reason, body.last_day))


@router.post("/verbuende/{verbund_id}/end", response=DoneOut)
def end(request: HttpRequest, verbund_id: UUID, body: VerbundReasonIn) -> Any:
    """Agree that the Verbund ends; it does once enough have agreed."""
    return {"done": actions.end(*_who(request), verbund_id, body.reason)}
