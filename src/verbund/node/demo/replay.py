"""Plays a story of a Verbund through the actions, each step at its own date, as the persons who may.

Members live on this node. What the actions put into the outbox is delivered after every step, so everybody has read
and judged the same before the next one. Signatures and hashes come into being here; nothing is written past an
action. The codes of the signers' second factors are read as `verbund user code` reads them, and their logs say so.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from verbund.apps.accounts import actions as accounts
from verbund.apps.accounts.models import Mandate, Membership, Person
from verbund.apps.accounts.queries import actor_of
from verbund.apps.cooperation import actions, clauses, queries
from verbund.apps.cooperation.models import SideEffectReport, Verbund
from verbund.apps.core import jobs, outbox
from verbund.apps.core.actor import Actor, system
from verbund.apps.core.models import Company, CompanyIdentifier
from verbund.apps.core.scoping import scoped_to
from verbund.kit import clock
from verbund.kit.errors import Problem
from verbund.protocols.register.v1 import Clause, EntryType

from .answers import answers_of

ROUNDS = 400
HALF_A_MINUTE = timedelta(seconds=30)
_signed = count()
OVER_STOP = {
    "de": "Mit dem Zentrum besprochen; wir tragen das Risiko bewusst.",
    "en": "Discussed with the centre; we bear the risk knowingly.",
}
NAMESPACE = uuid.UUID("6f0d7f4e-1f5b-4f0e-8a53-0d2ab5a4c0de")


class CannotPlay(Exception):
    """A step of a story does not work; says which and why."""


class Player:
    """One story on this node."""

    def __init__(self, story: Mapping[str, Any], source: str) -> None:
        self.story = story
        self.source = source
        self.verbund_id = uuid.uuid5(NAMESPACE, f"{source}:{story['id']}")
        self.companies: dict[str, Company] = {}
        self.drafts: list[str] = []
        self.hashes: dict[int, str] = {}

    def played(self) -> bool:
        with scoped_to(self.company(self.story["proposer"]).pk):
            return Verbund.objects.filter(verbund_id=self.verbund_id).exists()

    def play(self) -> int:
        """All steps in order; returns how many. Raises CannotPlay."""
        done = 0
        for number, step in enumerate(self.story["story"], 1):
            do = STEPS[step["step"]]
            # an hour apart, so that the order of a day is the order of the story
            moment = datetime.combine(date.fromisoformat(step["date"]), time(6 + number % 12), UTC)
            try:
                with clock.at(moment):
                    do(self, step)
                    settle()
            except Problem as error:
                where = f"{self.story['id']}, step {number} ({step['date']} {step['step']} by {step['by']})"
                raise CannotPlay(f"{where}: {error.code}: {error} {error.details or ''}") from error
            done += 1
        return done

    # ---- who is who

    def company(self, external_id: str) -> Company:
        if external_id not in self.companies:
            row = CompanyIdentifier.objects.select_related("company").get(
                scheme=f"import:{self.source}", value=external_id
            )
            self.companies[external_id] = row.company
        return self.companies[external_id]

    def did(self, external_id: str) -> str:
        return self.company(external_id).did or ""

    def signer(self, external_id: str) -> Actor:
        """A person with a mandate of the company, else one with a role, else the node."""
        company = self.company(external_id)
        person = self.person(external_id)
        return actor_of(person, "command", company.pk) if person else system("command", company.pk)

    def person(self, external_id: str) -> Person | None:
        """Who signs for the company."""
        company = self.company(external_id)
        mandate = Mandate.objects.filter(company=company, revoked_at=None).select_related("person").first()
        member = Membership.objects.filter(company=company, role="owner").select_related("person").first()
        return mandate.person if mandate else member.person if member else None

    def answers(self, external_id: str) -> dict[str, Any]:
        """What this member answered to the questions of its report."""
        return answers_of(self.story, external_id, self.did)

    def shown(self, external_id: str, version: int) -> SideEffectReport:
        """The report of a version, shown to who signs, with the member's own answers."""
        company, charter = self.company(external_id).pk, self.hash_of(version)
        answers = self.answers(external_id)
        return actions.show_report(self.signer(external_id), company, self.verbund_id, charter, answers)

    # ---- documents

    def clauses(self, rows: list[dict[str, Any]]) -> list[Clause]:
        """Clauses of a version; where the story gives no text, the clause library does."""
        found = []
        for row in rows:
            if row["form"] == "absent":
                continue
            parameters = self._named(row.get("parameters") or {})
            urn = f"urn:uuid:{self.verbund_id}"
            made = clauses.proposed(row["code"], row["form"], parameters, urn, self.names())
            text = texts(row, "text") or dict(made.text)
            found.append(Clause(row["code"], row["form"], row["enforced"], parameters, text, made.odrl))
        return found

    def _named(self, value: Any) -> Any:
        """Members by DID, as a charter names them."""
        here = {member["company"] for member in self.story["members"]}
        if isinstance(value, Mapping):
            return {self.did(k) if k in here else k: self._named(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._named(item) for item in value]
        return self.did(value) if value in here else value

    def names(self) -> dict[str, str]:
        return {self.did(m["company"]): self.company(m["company"]).name for m in self.story["members"]}

    def version(self, number: int) -> Mapping[str, Any]:
        return next(v for v in self.story["versions"] if v["number"] == number)

    def hash_of(self, number: int) -> str:
        """Hash of a version that was put forward."""
        return self.hashes[number]


def texts(row: Mapping[str, Any], name: str) -> dict[str, str]:
    """`name_de`, `name_en` as texts of the profile."""
    return {lang: row[f"{name}_{lang}"] for lang in ("de", "en") if row.get(f"{name}_{lang}")}


def settle() -> None:
    """Deliver and do everything that is due, until nothing is."""
    for _round in range(ROUNDS):
        if not outbox.dispatch_due() and not jobs.run_due():
            return
    raise CannotPlay("messages go round without end")


# ---- steps


def _draft(p: Player, step: Mapping[str, Any], clauses: list[Clause] | None, form: str, sign_by: datetime) -> None:
    s = p.story
    proposer = p.company(s["proposer"])
    actor = p.signer(s["proposer"])
    members = [
        {"did": p.did(m["company"]), "role": m["role"], "name": p.company(m["company"]).name} for m in s["members"]
    ]
    actions.draft(
        actor,
        proposer.pk,
        kind=s["kind"],
        title=texts(s, "title"),
        purpose=texts(s, "purpose"),
        members=members,
        clauses=clauses,
        form=form,
        registrar=p.did(s["registrar"]),
        deputy=p.did(s["deputy"]),
        sign_by=sign_by,
        valid_from=min(date.fromisoformat(s["valid_from"]), date.fromisoformat(step["date"])),
        valid_until=date.fromisoformat(s["valid_until"]) if s.get("valid_until") else None,
        notice_days=s["notice_days"],
        voting=s["voting"],
        verbund_id=p.verbund_id,
    )
    settle()


def _light(p: Player, step: Mapping[str, Any]) -> None:
    """An exchange circle or a letter of intent: put forward, and agreed to by everybody on the same day."""
    proposer = p.company(p.story["proposer"])
    actor, form = p.signer(p.story["proposer"]), step["step"]
    sign_by = datetime.combine(date.fromisoformat(step["date"]), time(21), UTC)
    if not p.played():
        _draft(p, step, None, form, sign_by)
        row = actions.propose(actor, proposer.pk, p.verbund_id)
    else:
        row = actions.take_further(actor, proposer.pk, p.verbund_id, {"sign_by": sign_by})
    settle()
    for member in p.story["members"]:
        company, who = p.company(member["company"]), p.signer(member["company"])
        report = actions.show_report(who, company.pk, p.verbund_id, row.hash, p.answers(member["company"]))
        reason = OVER_STOP["de"] if report.document["stops"] else ""
        actions.assent(who, company.pk, p.verbund_id, row.hash, reason)
        settle()
    _effective(p, step)


def _propose(p: Player, step: Mapping[str, Any]) -> None:
    proposer = p.company(p.story["proposer"])
    actor, clauses = p.signer(p.story["proposer"]), p.clauses(p.version(step["version"])["clauses"])
    if p.played():  # it began light: the charter follows
        terms = {"form": "charter", "clauses": clauses, "sign_by": _until(step, p.story)}
        valid_from = date.fromisoformat(p.story["valid_from"])
        row = actions.adopt(actor, proposer.pk, p.verbund_id, changes=terms | {"valid_from": valid_from})
    else:
        _draft(p, step, clauses, "charter", _until(step, p.story))
        row = actions.propose(actor, proposer.pk, p.verbund_id)
    p.hashes[step["version"]] = row.hash


def _until(step: Mapping[str, Any], story: Mapping[str, Any]) -> datetime:
    found = step.get("sign_by") or max(s["date"] for s in story["story"])
    return datetime.combine(date.fromisoformat(found), time(21), UTC)


def _counter(p: Player, step: Mapping[str, Any]) -> None:
    company = p.company(step["by"])
    held = {c["code"]: c for c in p.version(step["base"])["clauses"]}
    held |= {c["code"]: c for c in step["changes"]}
    changes = {"clauses": p.clauses(list(held.values()))}
    reason = texts(step, "reason")
    row = actions.counter_propose(p.signer(step["by"]), company.pk, p.verbund_id, changes, reason)
    p.drafts.append(row.hash)


def _adopt(p: Player, step: Mapping[str, Any]) -> None:
    proposer = p.company(p.story["proposer"])
    actor = p.signer(p.story["proposer"])
    version = p.version(step["version"])
    changes = {"clauses": p.clauses(version["clauses"]), "sign_by": _until(step, p.story)}
    row = actions.adopt(actor, proposer.pk, p.verbund_id, p.drafts[-1], changes)
    p.hashes[step["version"]] = row.hash


def _seen(p: Player, step: Mapping[str, Any]) -> None:
    p.shown(step["by"], step["version"])


def _stop_sign(p: Player, step: Mapping[str, Any]) -> None:
    """A stop sign that the story tells of must stand in the report."""
    stops = [stop["code"] for stop in p.shown(step["by"], step["version"]).document["stops"]]
    if step["code"] not in stops:
        raise CannotPlay(f"{p.story['id']}: the report of {step['by']} shows {stops or 'no stop sign'}")


def _side_effect(p: Player, step: Mapping[str, Any]) -> None:
    company = p.company(step["by"]).pk
    actions.report_effect(p.signer(step["by"]), company, p.verbund_id, texts(step, "text"), step["code"])


def _assent(p: Player, step: Mapping[str, Any]) -> None:
    company, actor = p.company(step["by"]), p.signer(step["by"])
    charter = p.hash_of(step["version"])
    state = queries.state(actor, company.pk, p.verbund_id)
    if state and charter in state.charters and state.charters[charter].positions.get(company.did) == "assented":
        return
    report = p.shown(step["by"], step["version"])
    reason = OVER_STOP["de"] if report.document["stops"] else ""
    with clock.at(clock.now() + HALF_A_MINUTE * next(_signed)):  # no code counts twice
        code = accounts.read_code(system("command"), p.person(step["by"]))
        actions.assent(actor, company.pk, p.verbund_id, charter, reason, code)
        settle()
    _companions(p, step["version"], charter)


def _companions(p: Player, version: int, charter: str) -> None:
    """Who moderates signs last, once all who have a share did."""
    state = queries.state(system("command"), p.company(p.story["proposer"]).pk, p.verbund_id)
    positions = state.charters[charter].positions if state else {}
    sharing = [m["company"] for m in p.story["members"] if m["role"] != "companion"]
    if any(positions.get(p.did(company)) != "assented" for company in sharing):
        return
    for member in p.story["members"]:
        if member["role"] == "companion" and positions.get(p.did(member["company"])) != "assented":
            _assent(p, {"by": member["company"], "version": version})


def _effective(p: Player, step: Mapping[str, Any]) -> None:
    """It comes into force by itself with the last signature; here we see that it did."""
    state = queries.state(system("command"), p.company(p.story["proposer"]).pk, p.verbund_id)
    if state is None or state.current is None:
        raise CannotPlay(f"{p.story['id']}: not in force although everybody has signed")


def _amount(step: Mapping[str, Any]) -> dict[str, str] | None:
    return dict(step["amount"]) if step.get("amount") else None


def _contribution(p: Player, step: Mapping[str, Any]) -> None:
    actions.contribute(
        p.signer(step["by"]), p.company(step["by"]).pk, p.verbund_id, texts(step, "title"), _amount(step)
    )


def _benefit(p: Player, step: Mapping[str, Any]) -> None:
    actions.benefit(p.signer(step["by"]), p.company(step["by"]).pk, p.verbund_id, texts(step, "title"), _amount(step))


def _task(p: Player, step: Mapping[str, Any]) -> None:
    state = queries.state(system("command"), p.company(step["by"]).pk, p.verbund_id)
    if state is None or state.current is None:
        return  # a register counts work only under a charter in force
    actions.task(
        p.signer(step["by"]),
        p.company(step["by"]).pk,
        p.verbund_id,
        texts(step, "title"),
        task_id=uuid.uuid5(NAMESPACE, f"{p.story['id']}:{step['title_de']}"),
        assignee=p.did(step["assignee"]) if step.get("assignee") else None,
        due=date.fromisoformat(step["due"]) if step.get("due") else None,
    )


def _notice(p: Player, step: Mapping[str, Any]) -> None:
    payload = {"topic": step.get("topic", "general"), "text": texts(step, "text")}
    actions.write(p.signer(step["by"]), p.company(step["by"]).pk, p.verbund_id, EntryType.NOTICE, payload)


def _left(p: Player, step: Mapping[str, Any]) -> None:
    day = date.fromisoformat(step["last_day"]) if step.get("last_day") else None
    actions.leave(p.signer(step["by"]), p.company(step["by"]).pk, p.verbund_id, step.get("reason_de", ""), last_day=day)


def _outcome(p: Player, step: Mapping[str, Any]) -> None:
    actions.outcome(
        p.signer(step["by"]),
        p.company(step["by"]).pk,
        p.verbund_id,
        texts(step, "title"),
        step["measures"],
        summary=texts(step, "text"),
        public=step["public"],
    )


def _ended(p: Player, step: Mapping[str, Any]) -> None:
    state = queries.state(system("command"), p.company(p.story["proposer"]).pk, p.verbund_id)
    still = set(state.active) if state else set()
    for member in p.story["members"]:
        if member["role"] != "companion" and p.did(member["company"]) in still:
            ended = actions.end(
                p.signer(member["company"]), p.company(member["company"]).pk, p.verbund_id, step.get("reason_de", "")
            )
            settle()
            if ended:
                return


STEPS: Mapping[str, Callable[[Player, Mapping[str, Any]], None]] = {
    "exchange_circle": _light,
    "letter_of_intent": _light,
    "propose": _propose,
    "counter_proposal": _counter,
    "adopted": _adopt,
    "report_seen": _seen,
    "stop_sign": _stop_sign,
    "side_effect": _side_effect,
    "assent": _assent,
    "effective": _effective,
    "contribution": _contribution,
    "benefit": _benefit,
    "task": _task,
    "notice": _notice,
    "warning": _notice,
    "left": _left,
    "outcome": _outcome,
    "ended": _ended,
}


def digests(story: Mapping[str, Any], source: str) -> dict[str, str]:
    """Register digest of every member that stayed: all the same when everything arrived."""
    player = Player(story, source)
    found = {}
    gone = {step["by"] for step in story["story"] if step["step"] == "left"}
    for member in story["members"]:
        if member["company"] in gone:
            continue
        company: UUID = player.company(member["company"]).pk
        found[member["company"]] = queries.register_digest(system("command"), company, player.verbund_id)
    return found
