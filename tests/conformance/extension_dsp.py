"""Loaded by the node under test (`extensions` in node.toml); uses what every operator's script can use.

Offers the datasets, makes the moves of `reactions` as the one decider, and recognises the kit by a token that both
know: the kit speaks the Dataspace Protocol alone, without identities.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from tests.conformance import reactions
from verbund.apps.dataspace import decisions, identity, recognition, registry
from verbund.apps.dataspace.decisions import Decision, Move, Situation
from verbund.apps.dataspace.registry import Body, DatasetEntry, Verdict
from verbund.kit.errors import Problem
from verbund.protocols.dsp import v2025_1 as dsp

KIT = "TCK_PARTICIPANT"
ADDRESS, TOKEN = os.environ["CONFORMANCE_ADDRESS"], os.environ["CONFORMANCE_TOKEN"]
PAUSE = timedelta(milliseconds=400)
"""The kit gets ready for our next message only after it has read the answer to its last one."""


class Unknown(Problem):
    status = 401


class StaticToken:
    def caller(self, authorization: str | None, me: identity.Participant) -> recognition.Caller:
        if not hmac.compare_digest(authorization or "", f"Bearer {TOKEN}"):
            raise Unknown("token-unknown", "This is not the kit.")
        return recognition.Caller(KIT, self.hosts(KIT))

    def authorization(self, me: identity.Participant, peer: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {TOKEN}"}

    def hosts(self, peer: str) -> frozenset[str]:
        return frozenset({urlsplit(ADDRESS).netloc})

    def address(self, peer: str) -> str:
        return ADDRESS

    def check_name(self, peer: str) -> None:
        if peer != KIT:
            raise Unknown("peer-unknown", f"{peer} is not the kit.")


class Datasets:
    """One dataset for each test, for everybody."""

    def __init__(self, tests: Mapping[str, str]) -> None:
        self._tests = dict(tests)

    def list(self, company_id: UUID, peer_did: str) -> Iterator[DatasetEntry]:
        for dataset_id in self._tests:
            yield self._entry(dataset_id)

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        return self._entry(dataset_id) if dataset_id in self._tests else None

    def _entry(self, dataset_id: str) -> DatasetEntry:
        terms = {"@type": "Offer", "permission": [{"action": "use"}]}
        return DatasetEntry(dataset_id, dataset_id, terms, offer_id=reactions.offer(self._tests[dataset_id]))

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        return Body.of(b"{}")

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        return None


@decisions.decides
def scripted(situation: Situation) -> Decision | None:
    """The next move of the test, if it is its turn."""
    negotiates = situation.protocol is dsp.Protocol.NEGOTIATION
    script = (reactions.NEGOTIATIONS if negotiates else reactions.TRANSFERS).get(_tests.get(situation.dataset_id, ""))
    if script is None:
        return None
    asked_first = situation.role is dsp.Role.CONSUMER
    done, steps = situation.ours - asked_first, reactions.steps(script)
    if done < len(steps) and steps[done][0] == situation.state:
        return Decision(Move(steps[done][1]), after=PAUSE)
    return Decision(Move.WAIT)


_tests = {
    reactions.dataset(test): test for test in (*reactions.CATALOGUE, *reactions.NEGOTIATIONS, *reactions.TRANSFERS)
}
for prefix in sorted({registry.prefix(name) for name in _tests}):
    here = {name: test for name, test in _tests.items() if registry.prefix(name) == prefix}
    registry.dataset_providers.register(prefix, Datasets(here))
recognition.replace(StaticToken())
