"""The credential service shows what was granted, to whom it was granted, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire
from verbund.apps.dataspace import credentials, identity, keys
from verbund.apps.dataspace.models import HeldCredential
from verbund.kit import clock
from verbund.protocols.dcp import v1_0 as dcp

from .test_tokens import token_of

pytestmark = pytest.mark.django_db
SCOPE = "org.eclipse.dspace.dcp.vc.type:VerbundMembershipCredential:read"


@pytest.fixture
def held(provider: Any, consumer: Any) -> str:
    """The consumer holds a membership credential that the provider signed."""
    kid, pair = keys.signing(provider.pk)
    now = clock.now()
    membership = dcp.VerbundMembership("urn:uuid:1", consumer.did, "member")
    credential = membership.credential(id="urn:uuid:2", issuer=provider.did, now=now)
    compact = dcp.sign_credential(credential, pair, fragment=kid)
    HeldCredential.objects.create(
        company=consumer,
        issuer=provider.did,
        types=["VerbundMembershipCredential"],
        profile="vc20-bssl/jwt",
        jwt=compact,
        valid_until=now + timedelta(hours=24),
        received_at=now,
    )
    return compact


def query(wire: Wire, consumer: Any, headers: dict[str, str], body: Any = None) -> httpx.Response:
    message = dcp.PresentationQuery((dcp.Scope.parse(SCOPE),)).to_dict()
    return httpx.Client(transport=wire).post(
        f"http://localhost:8100/p/{consumer.slug}/dcp/presentations/query",
        json=message if body is None else body,
        headers=headers,
    )


def test_a_granted_verifier_sees_the_credential(wire: Wire, provider: Any, consumer: Any, held: str) -> None:
    me = identity.of_company(consumer)
    granted = credentials.access_token(me, provider.did, [SCOPE])
    response = query(wire, consumer, token_of(provider, consumer.did, access_token=granted))
    assert response.status_code == 200
    (compact,) = dcp.presentations.parse_response(response.content)
    shown = dcp.presentations.verify_presentation(
        compact, identity.document(me), audience=provider.did, now=clock.now()
    )
    assert (shown.holder, shown.credentials) == (consumer.did, (held,))


def test_others_see_nothing(wire: Wire, provider: Any, consumer: Any, stranger: Any, held: str) -> None:
    me = identity.of_company(consumer)
    granted = credentials.access_token(me, provider.did, [SCOPE])
    assert query(wire, consumer, {}).status_code == 401
    assert query(wire, consumer, token_of(provider, consumer.did)).status_code == 401
    assert query(wire, consumer, token_of(stranger, consumer.did, access_token=granted)).status_code == 401
    assert query(wire, consumer, token_of(provider, stranger.did, access_token=granted)).status_code == 401


def test_what_was_not_granted_or_has_expired_is_left_out(wire: Wire, provider: Any, consumer: Any, held: str) -> None:
    me = identity.of_company(consumer)
    other = credentials.access_token(me, provider.did, ["org.eclipse.dspace.dcp.vc.type:Other:read"])
    response = query(wire, consumer, token_of(provider, consumer.did, access_token=other))
    assert dcp.presentations.parse_response(response.content) == ()
    with clock.at(clock.now() + timedelta(hours=25)):
        granted = credentials.access_token(me, provider.did, [SCOPE])
        response = query(wire, consumer, token_of(provider, consumer.did, access_token=granted))
    assert dcp.presentations.parse_response(response.content) == ()


def test_a_wrong_query_says_so(wire: Wire, provider: Any, consumer: Any) -> None:
    granted = credentials.access_token(identity.of_company(consumer), provider.did, [SCOPE])
    response = query(wire, consumer, token_of(provider, consumer.did, access_token=granted), {"type": "x"})
    assert response.status_code == 400
    assert query(wire, type(consumer)(slug="nobody"), {}).status_code == 404
