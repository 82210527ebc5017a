"""Loaded by the node that talks to Eclipse EDC: EDC's mock identity, and one dataset to fetch.

EDC's mock says who it is in a JSON object instead of a token; nobody could rely on that but a test.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit
from uuid import UUID

from verbund.apps.dataspace import identity, recognition, registry
from verbund.apps.dataspace.registry import Body, DatasetEntry, Verdict
from verbund.kit.errors import Problem

PEER, ADDRESS = "the-edc", os.environ["CONFORMANCE_EDC"]
DATASET, CONTENT = "conformance:table", b"machine;hours\n" + b"M1;17\n" * 50_000


class Unknown(Problem):
    status = 401


class Mock:
    def caller(self, authorization: str | None, me: identity.Participant) -> recognition.Caller:
        try:
            token = json.loads((authorization or "").removeprefix("Bearer "))
        except ValueError:
            token = {}
        if not isinstance(token, dict) or token.get("clientId") != PEER:
            raise Unknown("token-unknown", "This is not EDC.")
        return recognition.Caller(PEER, self.hosts(PEER))

    def authorization(self, me: identity.Participant, peer: str) -> dict[str, str]:
        return {"Authorization": json.dumps({"region": "eu", "audience": self.address(peer), "clientId": me.did})}

    def hosts(self, peer: str) -> frozenset[str]:
        return frozenset({urlsplit(ADDRESS).netloc})

    def address(self, peer: str) -> str:
        return ADDRESS

    def check_name(self, peer: str) -> None:
        if peer != PEER:
            raise Unknown("peer-unknown", f"{peer} is not EDC.")


class Table:
    def list(self, company_id: UUID, peer_did: str) -> Iterator[DatasetEntry]:
        terms = {"@type": "Offer", "permission": [{"action": "use"}]}
        yield DatasetEntry(DATASET, "Machine hours", terms)

    def find(self, company_id: UUID, dataset_id: str, peer_did: str) -> DatasetEntry | None:
        return next(iter(self.list(company_id, peer_did))) if dataset_id == DATASET else None

    def decide(self, company_id: UUID, dataset_id: str, peer_did: str) -> Verdict:
        return Verdict(True)

    def open(self, company_id: UUID, dataset_id: str, peer_did: str, query: Mapping[str, str]) -> Body:
        return Body.of(CONTENT, "text/csv", "hours.csv")

    def may_read(self, company_id: UUID, dataset_id: str, peer_did: str) -> str | None:
        return None


registry.dataset_providers.register("conformance", Table())
recognition.replace(Mock())
