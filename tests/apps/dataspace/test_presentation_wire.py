"""The credential service on the wire of the final DCP 1.0, where the official kit shows credentials of an earlier one.

One holder with two credentials in the profile vc11-sl2021/jwt, a verifier, and a third party.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.support.wire import Wire, acting
from verbund.apps.dataspace import actions, credentials, identity, issuer, keys
from verbund.apps.dataspace.issuer import CredentialKind
from verbund.apps.dataspace.registry import Verdict
from verbund.kit import clock
from verbund.protocols.dcp import v1_0 as dcp

pytestmark = pytest.mark.django_db
KINDS = ("MembershipCredential", "SensitiveDataCredential")
MEMBERSHIP, SENSITIVE = (f"org.eclipse.dspace.dcp.vc.type:{kind}:read" for kind in KINDS)


class Both:
    def kinds(self, company_id: Any) -> Iterator[CredentialKind]:
        for kind in KINDS:
            yield CredentialKind(
                kind, (kind,), lambda subject: {"foo": "bar"}, lambda subject: Verdict(True), dcp.Profile.VC11
            )


@pytest.fixture
def holder(wire: Wire, provider: Any, consumer: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A company that holds both credentials, issued and delivered over the wire."""
    monkeypatch.setattr(issuer, "issuers", [Both()])
    actions.request_credentials(acting(consumer), consumer.pk, provider.did, list(KINDS))
    wire.run()
    return consumer


@pytest.fixture
def verifier(stranger: Any) -> Any:
    return stranger


def _granted(holder: Any, verifier: Any, *scopes: str) -> str:
    return credentials.access_token(identity.of_company(holder), verifier.did, list(scopes or (MEMBERSHIP,)))


def _token(signer: Any, holder: Any, access_token: str, **changes: Any) -> str:
    """An ID token of `signer` as another implementation writes it, with changed claims."""
    kid, pair = keys.signing(signer.pk)
    now = int(clock.now().timestamp())
    claims = {"iss": signer.did, "sub": signer.did, "aud": holder.did, "jti": str(uuid.uuid4()), "token": access_token}
    return pair.sign({"typ": "JWT", "kid": f"{signer.did}#{kid}"}, {**claims, "iat": now, "exp": now + 600} | changes)


def _ask(wire: Wire, holder: Any, header: str, **query: Any) -> httpx.Response:
    body = {"@context": [dcp.DCP_CONTEXT], "type": "PresentationQueryMessage"} | (query or {"scope": [MEMBERSHIP]})
    return httpx.Client(transport=wire).post(
        f"{identity.of_company(holder).base}/dcp/presentations/query", json=body, headers={"Authorization": header}
    )


def _types(response: httpx.Response, holder: Any, verifier: Any) -> list[str]:
    assert response.status_code == 200
    document = identity.document(identity.of_company(holder))
    found = []
    for compact in dcp.parse_response(response.content):
        shown = dcp.verify_presentation(compact, document, audience=verifier.did, now=clock.now())
        assert shown.profile is dcp.Profile.VC11
        found += [t for c in shown.credentials for t in dcp.read_credential(c)[2].types]
    return sorted(found)


def test_a_token_bound_to_another_opens_nothing(wire, holder, verifier, provider) -> None:
    token = _token(provider, holder, _granted(holder, verifier))
    assert _ask(wire, holder, f"Bearer {token}").status_code == 401


@pytest.mark.parametrize("wrong", ["sub", "aud", "sub and aud", "nbf", "exp"])
def test_an_id_token_that_does_not_hold_opens_nothing(wire, holder, verifier, provider, wrong) -> None:
    now = int(clock.now().timestamp())
    changes: dict[str, Any] = {
        "sub": {"sub": provider.did},
        "aud": {"aud": verifier.did},
        "sub and aud": {"iss": provider.did, "sub": provider.did, "aud": verifier.did},
        "nbf": {"nbf": now + 1_000_000},
        "exp": {"exp": now - 1_000_000},
    }[wrong]
    token = _token(verifier, holder, _granted(holder, verifier), **changes)
    assert _ask(wire, holder, f"Bearer {token}").status_code == 401


def test_an_id_token_is_taken_once(wire, holder, verifier) -> None:
    jti = str(uuid.uuid4())
    first, second = (_token(verifier, holder, _granted(holder, verifier), jti=jti) for _ in range(2))
    assert _types(_ask(wire, holder, f"Bearer {first}"), holder, verifier) == ["MembershipCredential"]
    assert _ask(wire, holder, f"Bearer {second}").status_code == 401


def test_the_word_bearer_is_needed(wire, holder, verifier) -> None:
    assert _ask(wire, holder, _token(verifier, holder, _granted(holder, verifier))).status_code == 401


def test_a_made_up_access_token_opens_nothing(wire, holder, verifier) -> None:
    assert 400 <= _ask(wire, holder, f"Bearer {_token(verifier, holder, 'made up')}").status_code < 500


@pytest.mark.parametrize(
    "query",
    [
        {"scope": [MEMBERSHIP], "presentationDefinition": {"id": "1", "input_descriptors": [{"id": "c"}]}},
        {"presentationDefinition": {}},
        {"presentationDefinition": None},
        {"scope": []},
        {"scope": None},
    ],
    ids=["both", "empty definition", "null definition", "no scope", "nothing"],
)
def test_a_query_asks_by_scope_or_by_definition(wire, holder, verifier, query) -> None:
    token = _token(verifier, holder, _granted(holder, verifier))
    assert _ask(wire, holder, f"Bearer {token}", **query).status_code == 400


def test_a_scope_names_a_type(wire, holder, verifier) -> None:
    token = _token(verifier, holder, _granted(holder, verifier))
    assert _types(_ask(wire, holder, f"Bearer {token}"), holder, verifier) == ["MembershipCredential"]


def test_less_may_be_asked_for_than_was_granted(wire, holder, verifier) -> None:
    token = _token(verifier, holder, _granted(holder, verifier, MEMBERSHIP, SENSITIVE))
    answer = _ask(wire, holder, f"Bearer {token}", scope=[SENSITIVE])
    assert _types(answer, holder, verifier) == ["SensitiveDataCredential"]


def test_what_was_not_granted_is_left_out(wire, holder, verifier) -> None:
    token = _token(verifier, holder, _granted(holder, verifier, MEMBERSHIP))
    answer = _ask(wire, holder, f"Bearer {token}", scope=[MEMBERSHIP, SENSITIVE])
    assert _types(answer, holder, verifier) == ["MembershipCredential"]


def test_presentations_live_for_minutes(wire, holder, verifier) -> None:
    token = _token(verifier, holder, _granted(holder, verifier))
    (compact,) = dcp.parse_response(_ask(wire, holder, f"Bearer {token}").content)
    with pytest.raises(dcp.TokenRefused):
        dcp.verify_presentation(
            compact,
            identity.document(identity.of_company(holder)),
            audience=verifier.did,
            now=clock.now() + timedelta(hours=1),
        )
