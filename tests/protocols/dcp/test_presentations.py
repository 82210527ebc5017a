from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import (
    DCP_CONTEXT,
    Code,
    PresentationQuery,
    Profile,
    Scope,
    parse_jws,
    parse_response,
    presentation_response,
    verify_presentation,
)

from .world import DOCUMENTS, HOLDER, KEYS, NOW, STRANGER, VERIFIER, membership, minutes, signed, vc, vp

TYPE = "org.eclipse.dspace.dcp.vc.type"
ID = "org.eclipse.dspace.dcp.vc.id"
BOTH = pytest.mark.parametrize("profile", list(Profile))


def check(token: str, **changes: Any) -> dcp.Presentation:
    return verify_presentation(token, DOCUMENTS[HOLDER], **{"audience": VERIFIER, "now": NOW, **changes})


@BOTH
def test_a_presentation_survives_the_wire(profile: Profile) -> None:
    credentials = (vc(profile), vc(profile, types=("Other",)))
    found = check(vp(*credentials, nonce="n"), nonce="n")
    assert (found.holder, found.profile, found.credentials, found.jti) == (HOLDER, profile, credentials, "vp-1")


def test_each_profile_gets_a_presentation_of_its_own() -> None:
    mixed = [vc(Profile.VC20), vc(Profile.VC11), vc(Profile.VC20)]
    made = dcp.build_presentations(mixed, KEYS[HOLDER], holder=HOLDER, audience=VERIFIER, now=NOW, ids=["1", "2"])
    found = [check(token) for token in made]
    assert sorted((p.profile, len(p.credentials)) for p in found) == [(Profile.VC11, 1), (Profile.VC20, 2)]
    assert len({p.jti for p in found}) == 2
    with pytest.raises(ValueError, match="id of its own"):
        dcp.build_presentations(mixed, KEYS[HOLDER], holder=HOLDER, audience=VERIFIER, now=NOW, ids=["1"])
    assert dcp.build_presentations([], KEYS[HOLDER], holder=HOLDER, audience=VERIFIER, now=NOW, ids=[]) == []


def test_wire() -> None:
    two, one = parse_jws(vp(vc())), parse_jws(vp(vc(Profile.VC11)))
    assert two.header["typ"] == "vp+jwt"
    (envelope,) = two.payload["verifiableCredential"]
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert envelope["id"].startswith("data:application/vc+jwt,ey")
    assert one.payload["iss"] == one.payload["sub"] == HOLDER
    assert one.payload["aud"] == VERIFIER
    (inside,) = one.payload["vp"]["verifiableCredential"]
    assert inside.startswith("ey")


def raw(profile: Profile, outer: dict[str, Any] | None = None, **inner: Any) -> str:
    payload = dict(parse_jws(vp(vc(profile))).payload)
    body = dict(payload["vp"]) if profile is Profile.VC11 else payload
    body.update(inner)
    body = {k: v for k, v in body.items() if v is not None}
    payload = {**payload, "vp": body} if profile is Profile.VC11 else body
    return signed({k: v for k, v in {**payload, **(outer or {})}.items() if v is not None})


V1, V2 = Profile.VC11, Profile.VC20
T = int(NOW.timestamp())
REFUSED: dict[str, tuple[str, Code]] = {
    "expired": (vp(vc(), now=NOW - minutes(10)), Code.EXPIRED),
    "from the future": (vp(vc(), now=NOW + minutes(10)), Code.NOT_YET_VALID),
    "no exp": (raw(V1, {"exp": None}), Code.MISSING_FIELD),
    "validUntil passed": (raw(V2, validUntil="2026-01-31T11:59:00Z"), Code.EXPIRED),
    "for another verifier": (vp(vc(), audience=STRANGER), Code.WRONG_AUDIENCE),
    "without audience": (raw(V1, {"aud": None}), Code.WRONG_TYPE),
    "another holder": (vp(vc(), by=STRANGER, holder=STRANGER), Code.WRONG_DOCUMENT),
    "stranger's key": (vp(vc(), by=STRANGER), Code.KEY_UNKNOWN),
    "forged": (vp(vc(), by=STRANGER, fragment=KEYS[HOLDER].thumbprint), Code.BAD_SIGNATURE),
    "iss is not sub": (raw(V1, {"sub": STRANGER}), Code.ISSUER_NOT_SUBJECT),
    "holder is not iss": (raw(V1, holder=STRANGER), Code.HOLDER_NOT_SUBJECT),
    "holder object is not iss": (raw(V2, holder={"id": STRANGER}), Code.HOLDER_NOT_SUBJECT),
    "nobody": (raw(V2, holder=None, iss=None), Code.MISSING_FIELD),
    "2.0 holds 1.1": (raw(V2, verifiableCredential=[vc(V1)]), Code.MIXED_PROFILES),
    "1.1 holds 2.0": (raw(V1, verifiableCredential=[vc(V2)]), Code.MIXED_PROFILES),
    "1.1 holds both": (raw(V1, verifiableCredential=[vc(V1), vc(V2)]), Code.MIXED_PROFILES),
    "1.1 under the context of 2.0": (raw(V1, **{"@context": [V2.context]}), Code.WRONG_PROFILE),
    "no type": (raw(V2, type=["Other"]), Code.WRONG_TYPE),
    "credential is a number": (raw(V1, verifiableCredential=[1]), Code.WRONG_TYPE),
    "credential is unsigned JSON": (
        raw(V2, verifiableCredential=[{"id": "urn:x", "type": ["VerifiableCredential"]}]),
        Code.WRONG_TYPE,
    ),
    "credential is another data URL": (
        raw(V2, verifiableCredential=[{"id": "data:text/plain,x", "type": "EnvelopedVerifiableCredential"}]),
        Code.WRONG_TYPE,
    ),
    "too many": (raw(V1, verifiableCredential=["x"] * 65), Code.TOO_LARGE),
    "vp is text": (raw(V1, {"vp": "x"}), Code.WRONG_TYPE),
    "unanswered": (vp(vc()), Code.WRONG_NONCE),
    "wrong answer": (vp(vc(), nonce="other"), Code.WRONG_NONCE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    token, code = REFUSED[name]
    with pytest.raises(dcp.DcpError) as refused:
        check(token, nonce="n" if code is Code.WRONG_NONCE else None)
    assert refused.value.code == code


def test_the_key_must_be_for_authentication() -> None:
    body = {**DOCUMENTS[HOLDER].to_dict(), "authentication": []}
    with pytest.raises(dcp.KeyRefused) as refused:
        verify_presentation(vp(vc()), dcp.DidDocument.parse(body, did=HOLDER), audience=VERIFIER, now=NOW)
    assert refused.value.code == Code.KEY_NOT_FOR_THIS


def test_foreign_forms_are_understood() -> None:
    for token in (
        raw(V1, type="VerifiablePresentation", holder=None),
        raw(V2, verifiableCredential=vc(V2)),
        raw(V2, verifiableCredential=None),
        raw(V1, {"aud": [STRANGER, VERIFIER]}),
    ):
        assert check(token).holder == HOLDER


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        (f"{TYPE}:Member", Scope(TYPE, "Member")),
        (f"{TYPE}:Member:read", Scope(TYPE, "Member", "read")),
        (f"{ID}:urn:uuid:8247b87d", Scope(ID, "urn:uuid:8247b87d")),
        (f"{ID}:urn:uuid:8247b87d:read", Scope(ID, "urn:uuid:8247b87d", "read")),
        ("other:thing", Scope("other", "thing")),
        (f"{TYPE}:read", Scope(TYPE, "read")),
    ],
)
def test_scopes(text: str, scope: Scope) -> None:
    assert Scope.parse(text) == scope
    assert str(scope) == text


@pytest.mark.parametrize("text", ["", "x", ":x", "x:", "a:b c", "a:\n", "a:" + "b" * 2000])
def test_wrong_scopes_are_refused(text: str) -> None:
    with pytest.raises(dcp.Malformed):
        Scope.parse(text)


def query(**changes: Any) -> dict[str, Any]:
    body = {"@context": [DCP_CONTEXT], "type": "PresentationQueryMessage", "scope": [f"{TYPE}:Member"], **changes}
    return {k: v for k, v in body.items() if v is not None}


def test_a_query_survives_the_wire() -> None:
    asked = PresentationQuery((Scope.of_type("Member"), Scope(ID, "urn:1")))
    assert PresentationQuery.parse(json.dumps(asked.to_dict())) == asked


DEFINITION = {"id": "x", "input_descriptors": [{"id": "y", "constraints": {"fields": []}}]}


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"presentationDefinition": DEFINITION}, 400, Code.MALFORMED),
        ({"presentationDefinition": {}}, 400, Code.MALFORMED),
        ({"scope": None, "presentationDefinition": {}}, 400, Code.MALFORMED),
        ({"scope": None, "presentationDefinition": "x"}, 400, Code.MALFORMED),
        ({"scope": None, "presentationDefinition": DEFINITION}, 501, Code.UNSUPPORTED),
        ({"scope": None}, 400, Code.MISSING_FIELD),
        ({"scope": []}, 400, Code.MISSING_FIELD),
        ({"scope": "x:y"}, 400, Code.WRONG_TYPE),
        ({"scope": [1]}, 400, Code.WRONG_TYPE),
        ({"scope": ["x"]}, 400, Code.MALFORMED),
        ({"scope": ["x:y"] * 65}, 400, Code.TOO_LARGE),
        ({"@context": None}, 400, Code.WRONG_CONTEXT),
        ({"@context": ["https://w3id.org/tractusx-trust/v0.8"]}, 400, Code.WRONG_CONTEXT),
        ({"type": "Other"}, 400, Code.WRONG_TYPE),
        ({"type": None}, 400, Code.MISSING_FIELD),
    ],
)
def test_wrong_queries_are_refused(changes: dict[str, Any], status: int, code: Code) -> None:
    with pytest.raises(dcp.DcpError) as refused:
        PresentationQuery.parse(query(**changes))
    assert (refused.value.status, refused.value.code) == (status, code)


def test_only_what_is_asked_and_granted_is_presented() -> None:
    member, sensitive = membership(), membership(id="urn:2", types=("SensitiveDataCredential",))
    held = [member, sensitive]

    def chosen(asked: list[str], granted: list[str]) -> list[dcp.Credential]:
        return PresentationQuery.parse(query(scope=asked)).select(held, granted)

    m, s = f"{TYPE}:MembershipCredential:read", f"{TYPE}:SensitiveDataCredential:read"
    assert chosen([m], [m]) == [member]
    assert chosen([m, s], [m]) == [member]
    assert chosen([s], [m, s]) == [sensitive]
    assert chosen([s], [m]) == []
    assert chosen([m], []) == []
    assert chosen([m], [f"{TYPE}:MembershipCredential:write"]) == []
    assert chosen([f"{ID}:urn:2"], [s]) == [sensitive]
    assert chosen(["other:thing"], ["other:thing"]) == []
    assert chosen([m], [f"{TYPE}:MembershipCredential"]) == [member]


def test_a_response_survives_the_wire() -> None:
    token = vp(vc())
    assert parse_response(json.dumps(presentation_response([token]))) == (token,)
    assert parse_response(presentation_response([])) == ()


def test_an_enveloped_presentation_is_unwrapped() -> None:
    token = vp(vc())
    envelope = {
        "@context": Profile.VC20.context,
        "type": ["EnvelopedVerifiablePresentation"],
        "id": f"data:application/vp+jwt,{token}",
    }
    assert parse_response({**presentation_response([]), "presentation": [envelope, token]}) == (token, token)


WRONG = [None, "x", [1], [{"vp": 1}], [{"type": "VerifiablePresentation", "id": "urn:1"}], ["x"] * 9]


@pytest.mark.parametrize("value", WRONG)
def test_wrong_responses_are_refused(value: object) -> None:
    with pytest.raises(dcp.Malformed):
        parse_response({**presentation_response([]), "presentation": value})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(["scope", "presentationDefinition", "type", "@context", "presentation"]), JSON))
def test_any_json_is_read_or_refused(body: dict[str, Any]) -> None:
    for kind, read in (
        ("PresentationQueryMessage", PresentationQuery.parse),
        ("PresentationResponseMessage", parse_response),
    ):
        for message in (body, {"@context": [DCP_CONTEXT], "type": kind, **body}):
            with suppress(dcp.DcpError):
                read(json.dumps(message))  # type: ignore[operator]
