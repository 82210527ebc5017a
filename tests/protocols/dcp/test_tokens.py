from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Code, tokens

from .world import DOCUMENTS, HOLDER, KEYS, NOW, STRANGER, VERIFIER, Memory, b64, claims, minutes, signed, vc, vp

T = int(NOW.timestamp())


def verify(token: str, **changes: Any) -> dcp.Claims:
    arguments: dict[str, Any] = {"audience": VERIFIER, "now": NOW, **changes}
    document = arguments.pop("document", DOCUMENTS[HOLDER])
    return tokens.verify(token, document, **arguments)


def test_a_token_says_who_and_carries_the_access_token() -> None:
    for did, other in ((HOLDER, VERIFIER), (VERIFIER, HOLDER)):
        token = tokens.issue(
            KEYS[did], did=did, audience=other, now=NOW, jti="j", access_token="abc", extra={"pre-authorized_code": "7"}
        )
        peeked = tokens.peek(token)
        found = tokens.verify(token, DOCUMENTS[peeked.issuer], audience=other, now=NOW)
        assert (found.issuer, found.audience, found.jti, found.access_token) == (did, other, "j", "abc")
        assert found.expires - found.issued == minutes(5)
        assert found.key_id == f"{did}#{KEYS[did].thumbprint}" == peeked.kid
        assert found.extra == {"pre-authorized_code": "7"}


def test_a_list_of_audiences_and_a_nameless_only_key_are_fine() -> None:
    assert verify(signed(claims(aud=[STRANGER, VERIFIER]), kid=None))
    assert verify(signed(claims(nbf=T, exp=T + 60.5)))


REFUSED: dict[str, tuple[str, Code]] = {
    "expired": (signed(claims(exp=T - 60)), Code.EXPIRED),
    "expires just now": (signed(claims(iat=T - 300, exp=T - 10)), Code.EXPIRED),
    "no exp": (signed(claims(exp=None)), Code.MISSING_FIELD),
    "no iat": (signed(claims(iat=None)), Code.MISSING_FIELD),
    "no jti": (signed(claims(jti=None)), Code.MISSING_FIELD),
    "empty jti": (signed(claims(jti="")), Code.MISSING_FIELD),
    "long jti": (signed(claims(jti="x" * 300)), Code.TOO_LARGE),
    "no iss": (signed(claims(iss=None)), Code.MISSING_FIELD),
    "no sub": (signed(claims(sub=None)), Code.MISSING_FIELD),
    "no aud": (signed(claims(aud=None)), Code.WRONG_TYPE),
    "iat in the future": (signed(claims(iat=T + 60)), Code.NOT_YET_VALID),
    "nbf in the future": (signed(claims(nbf=T + 60)), Code.NOT_YET_VALID),
    "wrong audience": (signed(claims(aud=STRANGER)), Code.WRONG_AUDIENCE),
    "audience is a prefix": (signed(claims(aud=VERIFIER[:-1])), Code.WRONG_AUDIENCE),
    "iss is not sub": (signed(claims(sub=STRANGER)), Code.ISSUER_NOT_SUBJECT),
    "another issuer": (signed(claims(iss=STRANGER, sub=STRANGER), by=STRANGER), Code.WRONG_DOCUMENT),
    "stranger's key under our name": (
        signed(claims(), by=STRANGER, kid=f"{HOLDER}#{KEYS[HOLDER].thumbprint}"),
        Code.BAD_SIGNATURE,
    ),
    "stranger's key under its name": (signed(claims(), by=STRANGER), Code.KEY_UNKNOWN),
    "unknown key": (signed(claims(), kid=f"{HOLDER}#other"), Code.KEY_UNKNOWN),
    "kid is a number": (signed(claims(), kid=None, header={"kid": 1}), Code.KEY_UNKNOWN),
    "lives too long": (signed(claims(exp=T + 86400)), Code.LIFETIME_TOO_LONG),
    "old but endless": (signed(claims(iat=T - 10 * 86400, exp=T + 10 * 86400)), Code.LIFETIME_TOO_LONG),
    "exp is text": (signed(claims(exp="soon")), Code.WRONG_TYPE),
    "exp is true": (signed(claims(exp=True)), Code.WRONG_TYPE),
    "exp is huge": (signed(claims(exp=10**30)), Code.WRONG_TYPE),
    "iat is negative": (signed(claims(iat=-1)), Code.WRONG_TYPE),
    "aud is an object": (signed(claims(aud={"a": 1})), Code.WRONG_TYPE),
    "token is an object": (signed(claims(token={"a": 1})), Code.WRONG_TYPE),
    "too large": (signed(claims(x="x" * 20_000)), Code.TOO_LARGE),
    "a presentation": (vp(vc(dcp.Profile.VC11)), Code.WRONG_TYPE),
    "a presentation 2.0": (vp(vc()), Code.WRONG_TYPE),
    "a credential about oneself": (
        vc(dcp.Profile.VC11, by=HOLDER, issuer=HOLDER, valid_until=NOW + minutes(5)),
        Code.WRONG_TYPE,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    token, code = REFUSED[name]
    with pytest.raises(dcp.DcpError) as refused:
        verify(token)
    assert refused.value.code == code
    assert refused.value.status in (400, 401)


def test_a_key_without_the_relationship_is_refused() -> None:
    body = {**DOCUMENTS[HOLDER].to_dict(), "capabilityInvocation": []}
    with pytest.raises(dcp.KeyRefused) as refused:
        verify(signed(claims()), document=dcp.DidDocument.parse(body, did=HOLDER))
    assert refused.value.code == Code.KEY_NOT_FOR_THIS


def test_a_changed_payload_is_refused() -> None:
    head, _, signature = signed(claims()).split(".")
    with pytest.raises(dcp.KeyRefused) as refused:
        verify(f"{head}.{b64(claims(token='other'))}.{signature}")
    assert refused.value.code == Code.BAD_SIGNATURE


def test_leeway_bounds_both_ends() -> None:
    late, early = signed(claims(iat=T - 300, exp=T - 5)), signed(claims(iat=T + 5))
    assert verify(late)
    assert verify(early)
    for token in (late, early):
        with pytest.raises(dcp.TokenRefused):
            verify(token, leeway=timedelta(0))


def test_a_token_counts_once() -> None:
    guard, token = Memory(), signed(claims())
    found = verify(token, replay=guard)
    assert guard.seen == {(HOLDER, "jti-1"): found.expires + tokens.DEFAULT_LEEWAY}
    with pytest.raises(dcp.TokenRefused) as refused:
        verify(token, replay=guard)
    assert refused.value.code == Code.REPLAYED
    # The same jti from somebody else is another token.
    other = signed(claims(iss=STRANGER, sub=STRANGER), by=STRANGER)
    assert verify(other, document=DOCUMENTS[STRANGER], replay=guard)


def test_a_refused_token_does_not_use_up_its_jti() -> None:
    guard = Memory()
    for name, (token, _) in REFUSED.items():
        with pytest.raises(dcp.DcpError):
            verify(token, replay=guard)
        assert not guard.seen, name


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (signed(claims(iss="did:key:z6Mk", sub="did:key:z6Mk")), Code.NOT_DID_WEB),
        (signed(claims(iss="did:web:127.0.0.1", sub="did:web:127.0.0.1"), kid="#a"), Code.IP_ADDRESS_HOST),
        (signed(claims(iss="did:web:localhost", sub="did:web:localhost"), kid="#a"), Code.LOOPBACK_HOST),
        (signed(claims(), by=STRANGER), Code.KEY_UNKNOWN),
        (signed(claims(sub=STRANGER)), Code.ISSUER_NOT_SUBJECT),
        (signed(claims(iss=["x"])), Code.WRONG_TYPE),
        ("x" * 20_000, Code.TOO_LARGE),
        ("a.b", Code.MALFORMED),
        (f"{b64({'alg': 'none'})}.{b64(claims())}.", Code.ALGORITHM_REFUSED),
    ],
)
def test_peek_refuses_before_anything_is_fetched(token: str, code: Code) -> None:
    with pytest.raises(dcp.DcpError) as refused:
        tokens.peek(token)
    assert refused.value.code == code


def test_peek_allows_loopback_only_when_told() -> None:
    did = "did:web:localhost%3A8001"
    token = signed(claims(iss=did, sub=did), kid="#a")
    assert tokens.peek(token, insecure_loopback=True).issuer == did


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic abc", "abc.def.ghi"])
def test_the_header_needs_its_prefix(header: str | None) -> None:
    with pytest.raises(dcp.TokenRefused):
        tokens.bearer(header)


def test_the_header_gives_the_token() -> None:
    assert tokens.bearer("Bearer abc") == tokens.bearer("bearer  abc ") == "abc"


def test_issuing_refuses_what_would_be_refused() -> None:
    good: dict[str, Any] = {"did": HOLDER, "audience": VERIFIER, "now": NOW, "jti": "1"}
    for change in ({"ttl": timedelta(0)}, {"ttl": timedelta(hours=2)}, {"extra": {"iss": STRANGER}}):
        with pytest.raises(ValueError):
            tokens.issue(KEYS[HOLDER], **{**good, **change})
    with pytest.raises(ValueError, match="time zone"):
        tokens.issue(KEYS[HOLDER], **{**good, "now": NOW.replace(tzinfo=None)})


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["iss", "sub", "aud", "jti", "iat", "exp", "nbf", "token"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(max_size=20)
        | st.lists(st.text(max_size=5), max_size=2),
        max_size=4,
    )
)
def test_any_mixture_of_claims_is_accepted_rightly_or_refused(changes: dict[str, Any]) -> None:
    try:
        found = verify(signed({**claims(), **changes}))
    except dcp.DcpError:
        return
    assert (found.issuer, found.audience) == (HOLDER, VERIFIER)
    assert found.issued <= NOW + minutes(1)
    assert found.expires > NOW - minutes(1)
