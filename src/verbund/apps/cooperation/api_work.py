"""The REST API of a Verbund at work: register, contributions, tasks, files, outcome, leaving."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AfterValidator, AwareDatetime, Field

from . import actions, queries
from .api_shared import DoneOut, Name, Text, Texts, VerbundEntryOut, VerbundReasonIn, _plain, who

router = Router(tags=["cooperation"])


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
    actor, company = who(request)
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
    return Status(201, actions.contribute(*who(request), verbund_id, body.title, body.amount))


@router.post("/verbuende/{verbund_id}/benefits", response={201: VerbundEntryOut})
def benefit(request: HttpRequest, verbund_id: UUID, body: ShareIn) -> Any:
    """What the company got out of it."""
    return Status(201, actions.benefit(*who(request), verbund_id, body.title, body.amount))


class TaskIn(Schema):
    title: Texts
    state: Literal["open", "doing", "done", "dropped"] = "open"
    task_id: UUID | None = None
    assignee: Name | None = None
    due: date | None = None


@router.post("/verbuende/{verbund_id}/tasks", response={201: VerbundEntryOut})
def task(request: HttpRequest, verbund_id: UUID, body: TaskIn) -> Any:
    """A task, or its new state."""
    return Status(201, actions.task(*who(request), verbund_id, **body.model_dump()))


class DecisionIn(Schema):
    act: Literal["proposed", "yes", "no", "abstained"]
    decision_id: UUID | None = None
    question: Texts | None = None
    until: date | None = None


@router.post("/verbuende/{verbund_id}/decisions", response={201: VerbundEntryOut})
def decide(request: HttpRequest, verbund_id: UUID, body: DecisionIn) -> Any:
    """Put a question, or vote."""
    return Status(201, actions.decide(*who(request), verbund_id, **body.model_dump()))


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
    offer, entry = actions.offer_file(*who(request), verbund_id, **body.model_dump())
    shown = {name: getattr(entry, name) for name in ("hash", "author", "seq", "time", "charter")}
    return Status(201, {**shown, "type": str(entry.type), "dataset_id": offer.dataset_id})


class EffectIn(Schema):
    text: Texts
    code: Annotated[str, Field(max_length=40), AfterValidator(_plain)] = ""
    share: bool = False


class ReportedEffectOut(Schema):
    id: UUID
    code: str
    text: dict[str, str]
    shared: bool
    reported_at: datetime


@router.get("/verbuende/{verbund_id}/side-effects", response=list[ReportedEffectOut])
def reported_effects(request: HttpRequest, verbund_id: UUID) -> Any:
    """The side effects the company reported."""
    return queries.reported_effects(*who(request), verbund_id)


@router.post("/verbuende/{verbund_id}/side-effects", response={201: ReportedEffectOut})
def report_effect(request: HttpRequest, verbund_id: UUID, body: EffectIn) -> Any:
    """Report a side effect; it stays with the company unless it is shared with the members."""
    return Status(201, actions.report_effect(*who(request), verbund_id, body.text, body.code, share=body.share))


class WithdrawFileIn(Schema):
    dataset_id: str


@router.post("/verbuende/{verbund_id}/files/withdraw", response=DoneOut)
def withdraw_file(request: HttpRequest, verbund_id: UUID, body: WithdrawFileIn) -> Any:
    """Offer a file to the members no longer; access ends at once."""
    actions.withdraw_file(*who(request), verbund_id, body.dataset_id)
    return {"done": True}


@router.post("/verbuende/{verbund_id}/go-on", response=DoneOut)
def go_on(request: HttpRequest, verbund_id: UUID) -> Any:
    """After a restore: write entries again, though not every member has answered."""
    actions.go_on(*who(request), verbund_id)
    return {"done": True}


class OutcomeIn(Schema):
    title: Texts
    measures: list[dict[str, Any]] = []
    summary: Texts = {}
    public: bool = False
    project: Name = ""


@router.post("/verbuende/{verbund_id}/outcomes", response={201: VerbundEntryOut})
def outcome(request: HttpRequest, verbund_id: UUID, body: OutcomeIn) -> Any:
    """What came of it."""
    return Status(201, actions.outcome(*who(request), verbund_id, **body.model_dump()))


class LeaveIn(VerbundReasonIn):
    last_day: date | None = None


@router.post("/verbuende/{verbund_id}/leave", response={201: VerbundEntryOut})
def leave(request: HttpRequest, verbund_id: UUID, body: LeaveIn) -> Any:
    """Leave at once."""
    return Status(201, actions.leave(*who(request), verbund_id, body.reason, body.last_day))


@router.post("/verbuende/{verbund_id}/end", response=DoneOut)
def end(request: HttpRequest, verbund_id: UUID, body: VerbundReasonIn) -> Any:
    """Agree that the Verbund ends; it does once enough have agreed."""
    return {"done": actions.end(*who(request), verbund_id, body.reason)}
