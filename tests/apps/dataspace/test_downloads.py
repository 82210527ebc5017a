"""The data plane of a pull: ranges, digests, cuts, uses."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting, all_of
from verbund.apps.core import jobs, outbox
from verbund.apps.core.scoping import scoped_to
from verbund.apps.dataspace import actions, files, queries
from verbund.apps.dataspace.actions import addresses
from verbund.apps.dataspace.machine import data
from verbund.apps.dataspace.models import AccessLog, Agreement, Transfer
from verbund.apps.dataspace.registry import Body

from .conftest import CONTENT
from .test_delivery import start

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(wire: Wire, consumer: Any, agreed: Any) -> tuple[str, dict[str, str]]:
    """Address and headers of a started pull that nobody has fetched yet."""
    transfer = actions.pull(acting(consumer), agreed.pk)
    outbox.dispatch_due()
    address = addresses.peer_address(queries.transfer(acting(consumer), transfer.pk))
    return address["endpoint"], {"Authorization": f"Bearer {address['authorization']}"}


def test_ranges_and_digests(wire: Wire, started: Any) -> None:
    url, headers = started
    client = httpx.Client(transport=wire)
    whole = client.get(url, headers=headers)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert "sha-256=:" in whole.headers["repr-digest"]
    part = client.get(url, headers={**headers, "Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, CONTENT[5:10])
    assert part.headers["content-range"] == f"bytes 5-9/{len(CONTENT)}"
    rest = client.get(url, headers={**headers, "Range": "bytes=100-"})
    assert rest.content == CONTENT[100:]
    assert client.get(url, headers={**headers, "Range": f"bytes={len(CONTENT)}-"}).status_code == 416
    assert client.head(url, headers=headers).headers["content-length"] == str(len(CONTENT))
    assert client.get(url).status_code == 401
    assert client.get(url.replace("havelmetall", "spreelogik"), headers=headers).status_code == 401


def test_a_running_download_is_cut(
    wire: Wire, started: Any, members: set[str], monkeypatch: pytest.MonkeyPatch, consumer: Any
) -> None:
    """Membership ends while bytes flow: the connection breaks off and the log says how much was given."""
    assert started
    monkeypatch.setattr(data, "CHECK_EVERY", 0.0)
    theirs = all_of(Transfer, role="PROVIDER")[0]
    with scoped_to(theirs.company_id):
        theirs = Transfer.objects.select_related("agreement").get(pk=theirs.pk)
    flow = data._flow(theirs, Body(lambda start: iter([b"a" * 10, b"b" * 10, b"c" * 10]), "text/plain", 30), 0, 30)
    assert next(flow) == b"a" * 10
    members.discard(consumer.did)
    with pytest.raises(data.Cut):
        next(flow)
    (line,) = all_of(AccessLog)
    assert (line.outcome, line.bytes) == ("cut", 10)


def test_a_broken_download_goes_on_where_it_stopped(wire: Wire, provider: Any, consumer: Any, started: Any) -> None:
    transfer = all_of(Transfer, role="CONSUMER")[0]
    files.incoming(transfer.pk).write_bytes(CONTENT[:4000])
    wire.run()
    found = queries.transfer(acting(consumer), transfer.pk)
    assert (found.state, found.sha256) == ("COMPLETED", hashlib.sha256(CONTENT).hexdigest())
    assert next(e for e in wire.log if "/data/" in e.url).headers["range"] == "bytes=4000-"
    assert not files.incoming(transfer.pk).exists()


def test_bytes_that_were_changed_on_the_way_are_not_filed(
    wire: Wire, provider: Any, consumer: Any, started: Any
) -> None:
    transfer = all_of(Transfer, role="CONSUMER")[0]
    files.incoming(transfer.pk).write_bytes(b"#" + CONTENT[1:4000])
    jobs.run_due()
    found = queries.transfer(acting(consumer), transfer.pk)
    assert found.state == "STARTED"
    assert "digest" in found.problem
    wire.run()
    assert queries.transfer(acting(consumer), transfer.pk).state == "COMPLETED"


def test_a_withdrawn_offer_gives_nothing(wire: Wire, provider: Any, offered: Any, started: Any) -> None:
    actions.withdraw_offer(acting(provider), offered.pk)
    url, headers = started
    answer = httpx.Client(transport=wire).get(url, headers=headers)
    assert answer.status_code == 403
    assert "zurück" in answer.json()["detail"] or "withdrawn" in answer.json()["detail"]


def test_uses_are_counted(wire: Wire, provider: Any, consumer: Any, stored: Any) -> None:
    from verbund.protocols import odrl

    policy = odrl.Policy(odrl.Kind.OFFER, "x", permissions=(odrl.Rule("use", odrl.conditions(uses=1)),)).to_json()
    offer = actions.offer_file(acting(provider), provider.pk, stored.pk, "Once", policy_body=policy)
    start(consumer, provider, offer.dataset_id)
    wire.run()
    agreement = all_of(Agreement, role="CONSUMER")[0]
    first = actions.pull(acting(consumer), agreement.pk)
    wire.run()
    second = actions.pull(acting(consumer), agreement.pk)
    wire.run()
    found = [queries.transfer(acting(consumer), t.pk).state for t in (first, second)]
    assert found == ["COMPLETED", "TERMINATED"]
    given = [(a.outcome, a.bytes > 0, bool(a.reason)) for a in queries.accesses(acting(provider))]
    assert given == [("refused", False, True), ("granted", True, False)]
