"""Protocol words as plain words: states, messages, datasets, policies as sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from verbund.apps.core.actor import Actor
from verbund.apps.core.scoping import scoped_to
from verbund.kit.errors import Problem
from verbund.protocols import odrl

from . import policy, queries, registry
from .models import CatalogEntry, DataOffer, Negotiation, ProtocolMessage, Transfer

NEGOTIATION: Mapping[str, tuple[str, Any]] = {
    "REQUESTED": ("run", _("asked for")),
    "OFFERED": ("run", _("offered")),
    "ACCEPTED": ("run", _("accepted")),
    "AGREED": ("run", _("being concluded")),
    "VERIFIED": ("run", _("being concluded")),
    "FINALIZED": ("good", _("concluded")),
    "TERMINATED": ("info", _("ended")),
}
TRANSFER: Mapping[str, tuple[str, Any]] = {
    "REQUESTED": ("run", _("asked for")),
    "STARTED": ("run", _("running")),
    "COMPLETED": ("good", _("complete")),
    "SUSPENDED": ("watch", _("paused")),
    "TERMINATED": ("info", _("ended")),
}
OUTCOME: Mapping[str, tuple[str, Any]] = {
    "granted": ("good", _("allowed")),
    "refused": ("danger", _("refused")),
    "cut": ("danger", _("cut off")),
    "failed": ("watch", _("broken off")),
}
LEVEL = {
    odrl.Level.ENFORCED: ("good", _("enforced by the connector")),
    odrl.Level.PARTLY: ("watch", _("partly enforced")),
    odrl.Level.TRUST: ("info", _("by contract only")),
}
THINGS: Mapping[str, Any] = {
    "charter": _("Charter of a Verbund"),
    "draft": _("Counter-proposal to a charter"),
    "register": _("Register of a Verbund"),
    "contact": _("Contact"),
    "profile": _("Profile"),
    "opportunity": _("Need or offer"),
    "file": _("File"),
}
WE: Mapping[str, Any] = {
    "ContractRequestMessage": _("ask for an agreement on these terms."),
    "ContractOfferMessage": _("offer an agreement on these terms."),
    "ContractAgreementMessage": _("agree. The terms are fixed."),
    "ContractAgreementVerificationMessage": _("have checked the agreement and confirm it."),
    "ContractNegotiationTerminationMessage": _("end the negotiation."),
    "TransferRequestMessage": _("ask for the data."),
    "TransferStartMessage": _("open the access."),
    "TransferCompletionMessage": _("report that everything has arrived."),
    "TransferSuspensionMessage": _("pause the transfer."),
    "TransferTerminationMessage": _("end the transfer."),
    "ACCEPTED": _("accept the terms."),
    "FINALIZED": _("confirm: the agreement is in force."),
}
THEY: Mapping[str, Any] = {
    "ContractRequestMessage": _("asks for an agreement on these terms."),
    "ContractOfferMessage": _("offers an agreement on these terms."),
    "ContractAgreementMessage": _("agrees. The terms are fixed."),
    "ContractAgreementVerificationMessage": _("has checked the agreement and confirms it."),
    "ContractNegotiationTerminationMessage": _("ends the negotiation."),
    "TransferRequestMessage": _("asks for the data."),
    "TransferStartMessage": _("opens the access."),
    "TransferCompletionMessage": _("reports that everything has arrived."),
    "TransferSuspensionMessage": _("pauses the transfer."),
    "TransferTerminationMessage": _("ends the transfer."),
    "ACCEPTED": _("accepts the terms."),
    "FINALIZED": _("confirms: the agreement is in force."),
}
ICONS = {
    "ContractRequestMessage": "file",
    "ContractOfferMessage": "file",
    "ContractAgreementMessage": "agree",
    "ContractAgreementVerificationMessage": "check",
    "ContractNegotiationTerminationMessage": "danger",
    "TransferRequestMessage": "lock",
    "TransferStartMessage": "run",
    "TransferCompletionMessage": "good",
    "TransferSuspensionMessage": "watch",
    "TransferTerminationMessage": "danger",
    "ACCEPTED": "check",
    "FINALIZED": "good",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A clause as a page shows it."""

    text: str
    level: str
    words: Any
    note: str


@dataclass(frozen=True, slots=True)
class Terms:
    """A policy in sentences; `gap`: why this node could not keep it."""

    sentences: list[Sentence]
    gap: str = ""

    @property
    def counts(self) -> list[tuple[str, Any, int]]:
        """Level, words, how many sentences."""
        found = [(level, words, sum(s.level == level for s in self.sentences)) for level, words in LEVEL.values()]
        return [row for row in found if row[2]]


@dataclass(frozen=True, slots=True)
class Step:
    """One message of a timeline."""

    message: ProtocolMessage
    who: str
    text: Any
    icon: str
    reason: str
    trouble: bool

    @property
    def json(self) -> str:
        """The message as it travelled, readable."""
        return json.dumps(self.message.body, ensure_ascii=False, indent=2)


def language() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


def group_names(actor: Actor, company_id: UUID) -> dict[str, str]:
    """Ids of the groups the company knows, with their titles."""
    return {a.id: a.title for provider in registry.audiences for a in provider(actor, company_id)}


def terms(body: Mapping[str, Any], names: Mapping[str, str], kind: odrl.Kind = odrl.Kind.OFFER) -> Terms:
    """A policy in the language in force. `names`: what to call participants and groups."""
    lang = language()
    try:
        parsed = policy.read(dict(body), kind)
    except Problem as problem:
        return Terms([], str(problem))
    rows = []
    for clause in odrl.clauses(parsed, lang, dict(names)):
        level, words = LEVEL[clause.enforcement.level]
        rows.append(Sentence(clause.text, level, words, clause.enforcement.note.in_language(lang)))
    gaps = odrl.understood(parsed)
    return Terms(rows, gaps[0].reason.in_language(lang) if gaps else "")


def mentioned(body: Any) -> set[str]:
    """Every DID in a policy."""
    if isinstance(body, str):
        return {body} if body.startswith("did:") else set()
    if isinstance(body, Mapping):
        body = list(body.values())
    return set().union(*(mentioned(item) for item in body)) if isinstance(body, list) else set()


def titles(company_id: UUID, about: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Any]:
    """(DID of the provider or "" for us, dataset id) → what to call the data; two queries."""
    wanted = set(about)
    ids = {dataset for _did, dataset in wanted}
    own = []
    for dataset in ids:
        try:
            own.append(UUID(dataset.removeprefix("file:")))
        except ValueError:
            continue
    with scoped_to(company_id):
        ours = {f"file:{pk}": title for pk, title in DataOffer.objects.filter(pk__in=own).values_list("pk", "title")}
    seen = {
        (did, dataset): title
        for did, dataset, title in CatalogEntry.objects.filter(dataset_id__in=ids).values_list(
            "participant_did", "dataset_id", "title"
        )
        if title
    }
    return {
        (did, dataset): ours.get(dataset, "")
        if not did and dataset in ours
        else seen.get((did, dataset)) or _thing(dataset)
        for did, dataset in wanted
    }


def _thing(dataset: str) -> Any:
    return THINGS.get(registry.prefix(dataset), dataset)


def about(row: Any) -> tuple[str, str]:
    """The key of `titles` for a negotiation, agreement, transfer or access."""
    return ("" if row.role == "PROVIDER" else row.peer_did, row.dataset_id)


def named(company_id: UUID, rows: Iterable[Any]) -> list[Any]:
    """The rows, each with `peer` and `title` beside it."""
    found = list(rows)
    names = queries.names_of(row.peer_did for row in found)
    called = titles(company_id, (about(row) for row in found))
    for row in found:
        row.peer = names.get(row.peer_did, row.peer_did)
        row.title = called[about(row)]
        if isinstance(row, Negotiation):
            row.level, row.words = NEGOTIATION[row.state]
        elif isinstance(row, Transfer):
            row.level, row.words = TRANSFER[row.state]
        elif hasattr(row, "outcome"):
            row.level, row.words = OUTCOME[row.outcome]
    return found


def steps(messages: Iterable[ProtocolMessage], peer: str) -> list[Step]:
    """Messages as sentences."""
    found = []
    for message in messages:
        event = str(message.body.get("eventType", "")).rpartition("/")[2].rpartition(":")[2]
        key = event if message.type == "ContractNegotiationEventMessage" else message.type
        ours = message.direction == "out"
        text = (WE if ours else THEY).get(key, message.type)
        reasons = message.body.get("reason") or []
        said = (
            " ".join(str(r.get("@value", "") if isinstance(r, Mapping) else r) for r in reasons)
            if isinstance(reasons, list)
            else str(reasons)
        )
        trouble = ours and bool(message.error)
        found.append(Step(message, "" if ours else peer, text, ICONS.get(key, "file"), said[:500], trouble))
    return found
