"""Work under a charter in force: what members put in, get out, do, decide and offer; leaving and the end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions as dataspace
from verbund.apps.dataspace.models import DataOffer
from verbund.kit.errors import Conflict, Invalid, Missing
from verbund.protocols import odrl
from verbund.protocols.register.v1 import Entry, EntryType, sign_end
from verbund.protocols.register.v1.charter import format_instant

from .. import keystore, queries, rules
from ..light import FULL
from ._effect import END, end_statements
from ._open import Work, opened, said

Amount = Mapping[str, str] | None
"""`value` or `low` and `high` (decimals as text), with `currency` (ISO 4217) or `unit` (UCUM); None: unknown."""
WORK = frozenset(
    {
        *(EntryType.CONTRIBUTION, EntryType.BENEFIT, EntryType.TASK, EntryType.DECISION, EntryType.FILE_OFFERED),
        *(EntryType.OUTCOME, EntryType.NOTICE, EntryType.SIDE_EFFECT_REPORT),
    }
)
TEXT_END = {"de": "Wir stimmen dem Ende des Verbunds zu.", "en": "We agree that the Verbund ends."}


def texts(value: str | Mapping[str, str]) -> dict[str, str]:
    """A text of the profile; a bare string is in the language in force."""
    return {(get_language() or "de")[:2]: value} if isinstance(value, str) else dict(value)


def write(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    type: EntryType,
    payload: Mapping[str, Any],
) -> Entry:
    """One entry of work. Raises Invalid where the payload does not fit, Conflict where it would not count.

    What decides about terms and membership has actions of its own.
    """
    if type not in WORK:
        raise Invalid("not-work", _("This is no entry of work"), where="type")
    rules.must_release(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        return work.say(type, dict(payload))


def contribute(
    actor: Actor, company_id: UUID, verbund_id: UUID, title: str | Mapping[str, str], amount: Amount, **more: str
) -> Entry:
    """What the company put in; `more`: `from`, `to` (dates), `evidence` (SHA-256), `clause`."""
    payload = {"title": texts(title), "amount": amount, **more}
    return write(actor, company_id, verbund_id, EntryType.CONTRIBUTION, payload)


def benefit(
    actor: Actor, company_id: UUID, verbund_id: UUID, title: str | Mapping[str, str], amount: Amount, **more: str
) -> Entry:
    """What the company got out of it."""
    payload = {"title": texts(title), "amount": amount, **more}
    return write(actor, company_id, verbund_id, EntryType.BENEFIT, payload)


def task(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    title: str | Mapping[str, str],
    state: str = "open",
    *,
    task_id: UUID | None = None,
    assignee: str | None = None,
    due: date | None = None,
) -> Entry:
    """A task, or its new state under the same `task_id`."""
    payload = {
        "task": f"urn:uuid:{task_id or uuid.uuid4()}",
        "title": texts(title),
        "state": state,
        "assignee": assignee,
        "due": due.isoformat() if due else None,
    }
    return write(actor, company_id, verbund_id, EntryType.TASK, payload)


def decide(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    act: str,
    *,
    decision_id: UUID | None = None,
    question: str | Mapping[str, str] | None = None,
    until: date | None = None,
) -> Entry:
    """Put a question (`proposed`), or vote on it: yes, no, abstained."""
    queries.verbund(actor, company_id, verbund_id)
    if act != "proposed" and decision_id is None:
        raise Invalid("decision", _("Say on which question you vote"), where="decision_id")
    payload: dict[str, Any] = {"decision": f"urn:uuid:{decision_id or uuid.uuid4()}", "act": act}
    if question is not None:
        payload["question"] = texts(question)
    if until is not None:
        payload["until"] = until.isoformat()
    return write(actor, company_id, verbund_id, EntryType.DECISION, payload)


def offer_file(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    file_id: UUID,
    title: str,
    *,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    description: str = "",
    policy_body: Mapping[str, Any] | None = None,
) -> tuple[DataOffer, Entry]:
    """Offer a stored file to the members inside a window: a data offer bound to membership, and its entry.

    policy_body: an ODRL offer with further terms; it must be bound to membership of this Verbund.
    """
    rules.must_release(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        _must_be_full(work)
        offer = dataspace.offer_file(
            actor,
            company_id,
            file_id,
            title,
            verbund_id=work.verbund.urn,
            not_before=not_before,
            not_after=not_after,
            description=description,
            policy_body=_bound(policy_body, work.verbund.urn),
        )
        entry = work.say(EntryType.FILE_OFFERED, _offered(offer, title, not_before, not_after, withdrawn=False))
    return offer, entry


def _must_be_full(work: Work) -> None:
    """No data flow under an exchange circle or a letter of intent. Raises Conflict."""
    state = work.held.register.state()
    terms = next((c for c in work.held.register.charters() if c.hash == state.current), None)
    if terms is not None and terms.form != FULL:
        raise Conflict(
            "light-form",
            _("Files are offered under a full charter only."),
            remedy=_("Let the proposer take the next step, and sign the charter."),
        )


def withdraw_file(actor: Actor, company_id: UUID, verbund_id: UUID, dataset_id: str) -> DataOffer:
    """Offer a file to the members no longer: access ends at once, and the register says so. Raises Missing."""
    rules.must_release(actor, company_id)
    urn = queries.verbund(actor, company_id, verbund_id).urn
    with scoped_to(company_id):
        mine = {o.dataset_id: o for o in DataOffer.objects.filter(company_id=company_id, verbund_id=urn)}
    if dataset_id not in mine:
        raise rules.missing()
    return dataspace.withdraw_offer(actor, mine[dataset_id].pk)


def file_withdrawn(actor: Actor, offer: DataOffer) -> None:
    """The entry for a file that was withdrawn by any door; none where the register would not count it any more."""
    if not offer.verbund_id.startswith("urn:uuid:"):
        return
    with suppress(Conflict, Missing), opened(actor, offer.company_id, UUID(offer.verbund_id[9:])) as work:
        told = [
            e.payload
            for e in work.held.register.entries()
            if e.type is EntryType.FILE_OFFERED and e.author == work.did and e.payload
        ]
        last = next((p for p in reversed(told) if p["dataset"] == offer.dataset_id), None)
        if last is not None and not last["withdrawn"]:
            work.say(EntryType.FILE_OFFERED, {**last, "withdrawn": True})


def _bound(body: Mapping[str, Any] | None, urn: str) -> dict[str, Any] | None:
    """The policy, if every permission of it asks for membership. Raises Invalid."""
    if body is None:
        return None
    policy = odrl.Policy.from_json({"@id": "urn:verbund:offer", **body}, kind=odrl.Kind.OFFER)
    for rule in policy.permissions:
        if not any(
            c.left == odrl.vocabulary.MEMBERSHIP and urn in str(c.right)
            for c in rule.constraints
            if isinstance(c, odrl.Constraint)
        ):
            raise Invalid("not-bound", _("Files of a Verbund are offered to its members only."), where="policy")
    return dict(body)


def _offered(
    offer: DataOffer, title: str, opens: datetime | None, closes: datetime | None, *, withdrawn: bool
) -> dict[str, Any]:
    return {
        "dataset": offer.dataset_id,
        "title": texts(title),
        "sha256": offer.file.sha256,
        "bytes": offer.file.size,
        "mediaType": offer.file.media_type,
        "from": format_instant(opens) if opens else None,
        "until": format_instant(closes) if closes else None,
        "withdrawn": withdrawn,
    }


def outcome(
    actor: Actor,
    company_id: UUID,
    verbund_id: UUID,
    title: str | Mapping[str, str],
    measures: list[Mapping[str, Any]],
    *,
    summary: Mapping[str, str] | None = None,
    public: bool = False,
    project: str = "",
) -> Entry:
    """What came of it; `measures`: `measure` (code of the kind), `amount`, optionally `source`."""
    payload: dict[str, Any] = {
        "title": texts(title),
        "summary": dict(summary or {}),
        "measures": [dict(item) for item in measures],
        "public": public,
    }
    if project:
        payload["project"] = project
    return write(actor, company_id, verbund_id, EntryType.OUTCOME, payload)


def leave(actor: Actor, company_id: UUID, verbund_id: UUID, reason: str = "", last_day: date | None = None) -> Entry:
    """Leave: one's own act, at once. All transfers of this Verbund end; the others' nodes end theirs on receipt."""
    rules.must_release(actor, company_id)
    payload: dict[str, Any] = said(reason)
    if last_day is not None:
        payload["lastDay"] = last_day.isoformat()
    with opened(actor, company_id, verbund_id) as work:
        return work.say(EntryType.LEFT, payload)


def end(actor: Actor, company_id: UUID, verbund_id: UUID, reason: str = "") -> bool:
    """Agree that the Verbund ends; once enough have agreed under the charter's voting rule it does.

    Returns whether it has ended. The agreement is a signed statement inside a notice.
    """
    queries.verbund(actor, company_id, verbund_id)
    rules.must_sign(actor, company_id)
    with opened(actor, company_id, verbund_id) as work:
        state = work.held.register.state()
        if state.current is None or state.ended:
            raise Conflict("not-in-force", _("There is no charter in force that could end."))
        signer = keystore.signer(company_id, work.did)
        statement = sign_end(signer, verbund=work.verbund.urn, charter=state.current, member=work.did)
        work.say(EntryType.NOTICE, {"topic": "general", "text": {**TEXT_END, END: statement}}, state.current)
        return _end_if_enough(work, reason)


def _end_if_enough(work: Any, reason: str) -> bool:
    state = work.held.register.state()
    charter = next(c for c in work.held.register.charters() if c.hash == state.current)
    voters = {member.did for member in charter.voters} & set(state.active)
    statements = end_statements(work.held, state)
    from verbund.protocols.register.v1 import read_statement

    yes = len({str(read_statement(s, "notice").claims["member"]) for s in statements} & voters)
    everyone = len(voters)
    enough = {"unanimous": yes == everyone, "two_thirds": 3 * yes >= 2 * everyone, "majority": 2 * yes > everyone}
    if not enough[charter.voting]:
        return False
    work.say(EntryType.ENDED, {"signatures": statements, **said(reason)}, charter.hash)
    return True
