"""Two companies on one node that talk over the wire, and a Verbund that one of them belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from tests.support.wire import acting, wire
from verbund.apps.core.models import StoredFile
from verbund.apps.dataspace import actions, files, registry
from verbund.kit import clock

__all__ = ["wire"]
VERBUND = "urn:uuid:11111111-1111-4111-8111-111111111111"
CONTENT = b"machine,temperature\n" + b"M14860,298.1\n" * 1000


@pytest.fixture(autouse=True)
def _this_room_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What higher rooms plug in is tested there."""
    offered_here = {"file": registry.dataset_providers["file"]}
    monkeypatch.setattr(registry.dataset_providers, "_items", offered_here)
    monkeypatch.setattr(registry.receivers, "_items", {})
    monkeypatch.setattr(registry, "claims_providers", [])


@pytest.fixture
def provider(make_company: Callable[..., Any]) -> Any:
    return make_company("havelmetall")


@pytest.fixture
def consumer(make_company: Callable[..., Any]) -> Any:
    return make_company("spreelogik")


@pytest.fixture
def stranger(make_company: Callable[..., Any]) -> Any:
    return make_company("fremd")


@pytest.fixture
def members() -> Iterator[set[str]]:
    """DIDs that belong to the Verbund, as every node here judges."""
    found: set[str] = set()

    def claims(company_id: Any, peer_did: str) -> dict[str, Any]:
        return {"memberships": {VERBUND} if peer_did in found else set()}

    registry.claims_providers.append(claims)
    yield found
    registry.claims_providers.remove(claims)


@pytest.fixture
def stored(provider: Any) -> StoredFile:
    name = f"test-{provider.pk}.csv"
    path = settings.NODE.files / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(CONTENT)
    return StoredFile.objects.create(
        company=provider,
        name="ai4i.csv",
        media_type="text/csv",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        path=name,
    )


@pytest.fixture
def offered(provider: Any, stored: StoredFile, members: set[str], consumer: Any) -> Any:
    """A file offered to the members of the Verbund for an hour; the consumer is one."""
    members.add(consumer.did)
    return actions.offer_file(
        acting(provider),
        provider.pk,
        stored.pk,
        "Maintenance data",
        verbund_id=VERBUND,
        not_after=clock.now() + timedelta(hours=1),
    )


@pytest.fixture
def agreed(wire: Any, provider: Any, consumer: Any, offered: Any) -> Any:
    """The consumer's agreement on the file, in force."""
    from tests.support.wire import all_of
    from verbund.apps.dataspace.models import Agreement

    actions.request(acting(consumer), consumer.pk, provider.did, offered.dataset_id)
    wire.run()
    return all_of(Agreement, role="CONSUMER")[0]


assert files
