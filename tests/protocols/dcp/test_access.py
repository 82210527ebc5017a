from __future__ import annotations

from typing import Any

import pytest

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Code, TokenRequest, issue_access_token, token_response, verify_access_token

from .world import DOCUMENTS, HOLDER, KEYS, NOW, STRANGER, VERIFIER, claims, minutes, signed

SCOPE = "org.eclipse.dspace.dcp.vc.type:MembershipCredential:read"
GOOD: dict[str, Any] = {"holder": HOLDER, "bearer": VERIFIER, "scopes": [SCOPE], "now": NOW, "jti": "a"}


def check(token: str | None, **changes: Any) -> dcp.AccessGrant:
    arguments: dict[str, Any] = {"bearer": VERIFIER, "now": NOW, **changes}
    return verify_access_token(token, DOCUMENTS[HOLDER], **arguments)


def test_an_access_token_opens_its_scopes_to_its_bearer() -> None:
    grant = check(issue_access_token(KEYS[HOLDER], **GOOD))
    assert (grant.holder, grant.bearer, grant.scopes, grant.jti) == (HOLDER, VERIFIER, (SCOPE,), "a")
    assert check(issue_access_token(KEYS[HOLDER], **{**GOOD, "scopes": []})).scopes == ()


@pytest.mark.parametrize(
    ("token", "changes", "code"),
    [
        (None, {}, Code.MISSING_FIELD),
        ("", {}, Code.MISSING_FIELD),
        ("opaque", {}, Code.MALFORMED),
        (issue_access_token(KEYS[HOLDER], **GOOD), {"bearer": STRANGER}, Code.WRONG_BEARER),
        (issue_access_token(KEYS[HOLDER], **GOOD), {"now": NOW + minutes(10)}, Code.EXPIRED),
        (issue_access_token(KEYS[STRANGER], **{**GOOD, "holder": STRANGER}), {}, Code.WRONG_AUDIENCE),
        (issue_access_token(KEYS[STRANGER], **GOOD), {}, Code.KEY_UNKNOWN),
        (issue_access_token(KEYS[STRANGER], **GOOD, fragment=KEYS[HOLDER].thumbprint), {}, Code.BAD_SIGNATURE),
        (signed(claims(aud=HOLDER, sub=VERIFIER)), {}, Code.WRONG_TYPE),
    ],
)
def test_refusals(token: str | None, changes: dict[str, Any], code: Code) -> None:
    with pytest.raises(dcp.DcpError) as refused:
        check(token, **changes)
    assert refused.value.code == code


def test_an_access_token_is_no_id_token() -> None:
    own = issue_access_token(KEYS[HOLDER], **{**GOOD, "bearer": HOLDER})
    with pytest.raises(dcp.TokenRefused) as refused:
        dcp.tokens.verify(own, DOCUMENTS[HOLDER], audience=HOLDER, now=NOW)
    assert refused.value.code == Code.WRONG_TYPE


FORM = {"grant_type": "client_credentials", "client_id": "c", "client_secret": "s3cret", "audience": VERIFIER}


def test_the_secure_token_service_reads_and_answers() -> None:
    request = TokenRequest.parse({**FORM, "bearer_access_scope": f"{SCOPE} b:c", "token": "t"})
    assert (request.client_id, request.audience, request.scopes, request.access_token) == (
        "c",
        VERIFIER,
        (SCOPE, "b:c"),
        "t",
    )
    assert TokenRequest.parse(FORM).scopes == ()
    assert "s3cret" not in repr(request)
    assert token_response("abc") == {"access_token": "abc", "expires_in": 300, "token_type": "Bearer"}


@pytest.mark.parametrize(
    "change",
    [
        {"grant_type": "password"},
        {"grant_type": None},
        {"client_id": ""},
        {"client_secret": None},
        {"audience": None},
        {"bearer_access_scope": "a:b " * 100},
    ],
)
def test_wrong_token_requests_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(dcp.Malformed):
        TokenRequest.parse({**FORM, **change})
