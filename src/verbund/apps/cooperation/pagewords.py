"""What pages say of a Verbund: states, entries and amounts in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from verbund.kit.errors import Problem
from verbund.protocols.register.v1 import Charter, Clause

from . import clauses, words
from .models import Verbund
from .queries import EntryRow

STATE: Mapping[str, tuple[str, Any]] = {
    "draft": ("unknown", _("draft")),
    "proposed": ("run", _("waits for signatures")),
    "in_force": ("good", _("in force")),
    "disputed": ("danger", _("disputed: access rests")),
    "declined": ("info", _("declined")),
    "left": ("info", _("left")),
    "ended": ("info", _("ended")),
}
MEMBER: Mapping[str, tuple[str, Any]] = {
    "invited": ("run", _("invited")),
    "active": ("good", _("member")),
    "suspended": ("danger", _("suspended")),
    "left": ("info", _("left")),
    "former": ("info", _("former member")),
}
POSITION: Mapping[str, tuple[str, Any]] = {
    "none": ("run", _("not signed yet")),
    "assented": ("good", _("signed")),
    "countered": ("watch", _("counter-proposal")),
    "refused": ("danger", _("refused")),
    "withdrawn": ("danger", _("took the signature back")),
}
ROLE: Mapping[str, Any] = {
    "proposer": _("proposes"),
    "coordinator": _("coordinates"),
    "member": _("member"),
    "companion": _("companion, no share"),
}
ENTRY: Mapping[str, tuple[str, Any]] = {
    "assent": ("stone", _("signed the charter")),
    "refusal": ("danger", _("refused to sign")),
    "counter_proposal": ("undo", _("made a counter-proposal")),
    "adopted": ("agree", _("put a new version forward")),
    "withdrawn": ("undo", _("took the signature back")),
    "effective": ("stone", _("brought the charter into force")),
    "joined": ("check", _("stays a member after a dispute")),
    "left": ("danger", _("left the Verbund")),
    "contribution": ("plus", _("contributed")),
    "benefit": ("good", _("had a benefit")),
    "task": ("check", _("entered a task")),
    "decision": ("pen", _("asked or voted")),
    "file_offered": ("lock", _("offered a file")),
    "outcome": ("learn", _("recorded an outcome")),
    "side_effect_report": ("file", _("checked the side effects again")),
    "key_changed": ("lock", _("changed the key")),
    "ended": ("info", _("ended the Verbund")),
    "notice": ("info", _("gave notice to all")),
}
TASK: Mapping[str, tuple[str, Any]] = {
    "open": ("run", _("open")),
    "doing": ("run", _("in work")),
    "done": ("good", _("done")),
    "dropped": ("info", _("dropped")),
}
VOTE: Mapping[str, Any] = {"yes": _("yes"), "no": _("no"), "abstained": _("abstained")}
VOTING: Mapping[str, Any] = {
    "unanimous": _("all must agree"),
    "two_thirds": _("two thirds must agree"),
    "majority": _("more than half must agree"),
}
FORM: Mapping[str, Any] = {
    "exchange_circle": _("Exchange circle"),
    "letter_of_intent": _("Letter of intent"),
    "charter": _("Charter"),
}
BY: Mapping[str, Any] = {
    "membership": _("by membership"),
    "policy": _("by the rules of each access"),
    "connector": _("by the connector"),
    "trustee": _("by a trustee"),
    "preparation": _("before data leave"),
    "training": _("in training"),
}


PER_YEAR = _("a year")


def lang() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


def say(texts: Mapping[str, str] | None) -> str:
    """A text of the profile in the language in force, else any."""
    if not texts:
        return ""
    return texts.get(lang()) or texts.get("de") or texts.get("en") or next(iter(texts.values()))


def title(row: Verbund) -> str:
    return (row.title_en if lang() == "en" else row.title_de) or row.title_de


def amount(value: Mapping[str, str] | None) -> str:
    """`1.200 €` (English `€1,200`), `10–20 h`; empty for unknown."""
    if not value:
        return ""
    unit = value.get("currency") or value.get("unit", "")
    unit = "€" if unit == "EUR" else "" if unit == "1" else unit
    parts = [value["value"]] if "value" in value else [value["low"], value["high"]]
    shown = [words.number(Decimal(part), lang()) for part in parts]
    said = "–".join(shown)
    if lang() == "en" and unit in ("€", "%"):
        return f"€{said}" if unit == "€" else f"{said}%"
    return f"{said}\u00a0{unit}".rstrip()


def euros(value: Mapping[str, str] | None) -> Decimal | None:
    """Exact euros, None for anything else."""
    return Decimal(value["value"]) if value and value.get("currency") == "EUR" and "value" in value else None


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause as a page shows it."""

    code: str
    title: str
    text: str
    form: str
    machine: bool
    by: Any
    law: str
    odrl: bool
    parameters: tuple[tuple[Any, Any], ...] = ()


def clause_text(clause: Clause, names: Mapping[str, str]) -> ClauseText:
    """From the library where it knows the clause, else from the charter's own words."""
    library = clauses.library()
    known = library.clauses.get(clause.code)
    text = say(clause.text)
    if known is not None and not text:
        try:
            text = clauses.render(clause.code, clause.form, clause.parameters, lang(), names)
        except Problem:
            text = ""
    return ClauseText(
        code=clause.code,
        title=known.title[lang()] if known else clause.code,
        text=text or ", ".join(f"{k}: {v}" for k, v in clause.parameters.items()),
        form=clause.form,
        machine=clause.enforced == "machine",
        by=BY.get(known.by, "") if known else "",
        law=known.law if known else "",
        odrl=clause.odrl is not None,
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a sentence."""

    row: EntryRow
    icon: str
    text: Any
    about: str


def line(row: EntryRow) -> Line:
    icon, text = ENTRY.get(row.type, ("file", row.type))
    payload = row.payload or {}
    about = say(payload.get("title")) or say(payload.get("question")) or say(payload.get("reason"))  # type: ignore[arg-type]
    if row.type == "notice":
        about = say({k: v for k, v in dict(payload.get("text") or {}).items() if k != "zxx"})  # type: ignore[call-overload]
        if payload.get("about"):
            icon, text = "pen", _("gave the reason")
    if row.type == "decision" and payload.get("act") != "proposed":
        about = f"{VOTE.get(str(payload.get('act')), '')} {about}".strip()
    if row.type in ("contribution", "benefit") and amount(payload.get("amount")):  # type: ignore[arg-type]
        about = f"{about}, {amount(payload.get('amount'))}"  # type: ignore[arg-type]
    return Line(row, icon if row.counts else "watch", text, about)


@dataclass(slots=True)
class Share:
    """One line of the ledger."""

    time: datetime
    name: str
    mine: bool
    title: str
    contribution: str
    benefit: str
    evidence: bool


@dataclass(slots=True)
class Ledger:
    """Contributions and benefits; the sums are those of the company's own exact euros this year."""

    rows: list[Share] = field(default_factory=list)
    contributed: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    others: int = 0
    year: int = 0


def ledger(entries: Iterable[EntryRow], own: str, today: date) -> Ledger:
    found = Ledger(year=today.year)
    for row in entries:
        if row.type not in ("contribution", "benefit") or not row.counts or row.payload is None:
            continue
        given = row.type == "contribution"
        value: Any = row.payload.get("amount")
        shown = amount(value) or str(_("unknown"))
        found.rows.append(
            Share(
                row.time,
                row.name,
                row.author == own,
                say(row.payload.get("title")),  # type: ignore[arg-type]
                shown if given else "",
                "" if given else shown,
                bool(row.payload.get("evidence")),
            )
        )
        if row.author == own and row.time.year == today.year:
            exact = euros(value)
            if exact is None:
                found.others += 1
            elif given:
                found.contributed += exact
            else:
                found.received += exact
    found.rows.reverse()
    return found


@dataclass(slots=True)
class TaskRow:
    """The last word about a task."""

    id: str
    title: str
    state: str
    assignee: str
    due: date | None
    level: str = ""
    words: Any = ""


def tasks(entries: Iterable[EntryRow], names: Mapping[str, str]) -> list[TaskRow]:
    """Every task once, open ones and early ones first."""
    found: dict[str, TaskRow] = {}
    for row in entries:
        if row.type == "task" and row.counts and row.payload:
            told: Any = row.payload
            level, text = TASK[told["state"]]
            found[told["task"]] = TaskRow(
                told["task"].removeprefix("urn:uuid:"),
                say(told["title"]),
                told["state"],
                names.get(told.get("assignee") or "", ""),
                date.fromisoformat(told["due"]) if told.get("due") else None,
                level,
                text,
            )
    return sorted(found.values(), key=lambda t: (t.state in ("done", "dropped"), t.due or date.max, t.title))


@dataclass(slots=True)
class Question:
    """A question put to all, and who voted how."""

    id: str
    text: str
    by: str
    until: date | None
    votes: dict[str, str] = field(default_factory=dict)
    mine: str = ""

    def count(self, act: str) -> int:
        return sum(v == act for v in self.votes.values())

    @property
    def yes(self) -> int:
        return self.count("yes")

    @property
    def no(self) -> int:
        return self.count("no")


def questions(entries: Iterable[EntryRow], own: str) -> list[Question]:
    """Every question, latest first; the last vote of each member counts."""
    found: dict[str, Question] = {}
    for row in entries:
        if row.type != "decision" or not row.counts or not row.payload:
            continue
        told: Any = row.payload
        if told["act"] == "proposed":
            until = date.fromisoformat(told["until"]) if told.get("until") else None
            found[told["decision"]] = Question(
                told["decision"].removeprefix("urn:uuid:"), say(told.get("question")), row.name, until
            )
        elif told["decision"] in found:
            found[told["decision"]].votes[row.author] = told["act"]
            if row.author == own:
                found[told["decision"]].mine = told["act"]
    return list(reversed(found.values()))


def names_in(charter: Charter) -> dict[str, str]:
    return {member.did: member.name for member in charter.members}
