from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Code, Profile, RegionMembership, StatusEntry, VerbundMembership, parse_jws

from .world import DOCUMENTS, HOLDER, ISSUER, KEYS, LIST_URL, NOW, STRANGER, b64, membership, minutes, signed, vc

BOTH = pytest.mark.parametrize("profile", list(Profile))


@BOTH
def test_a_credential_survives_the_wire(profile: Profile) -> None:
    entry = StatusEntry(LIST_URL, 7, profile=profile)
    written = membership(status=(entry,), schema="https://centre.example/schema.json", contexts=("https://c.example",))
    token = dcp.sign_credential(written, KEYS[ISSUER], profile=profile)
    found = dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW, subject=HOLDER)
    assert found.credential == written
    assert (found.profile, found.compact, found.expires) == (profile, token, written.valid_until)
    assert found.is_of("MembershipCredential")
    assert found.is_of("VerifiableCredential")
    assert not found.is_of("Other")


def test_wire_of_data_model_2() -> None:
    jws = parse_jws(vc(Profile.VC20))
    assert jws.header["typ"] == "vc+jwt"
    body = jws.payload
    assert body["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert body["type"] == ["VerifiableCredential", "MembershipCredential"]
    assert (body["iss"], body["sub"]) == (body["issuer"], body["credentialSubject"]["id"]) == (ISSUER, HOLDER)
    assert (body["validFrom"], body["validUntil"]) == ("2026-01-31T11:00:00Z", "2026-01-31T13:00:00Z")
    assert "vc" not in body


def test_wire_of_data_model_1() -> None:
    jws = parse_jws(vc(Profile.VC11))
    assert jws.header["typ"] == "JWT"
    assert jws.header["kid"] == f"{ISSUER}#{KEYS[ISSUER].thumbprint}"
    body = jws.payload["vc"]
    assert body["@context"][0] == "https://www.w3.org/2018/credentials/v1"
    assert body["issuanceDate"] == "2026-01-31T11:00:00Z"
    assert body["expirationDate"] == "2026-01-31T13:00:00Z"
    assert (jws.payload["iss"], jws.payload["sub"]) == (ISSUER, HOLDER)


def raw(profile: Profile, outer: dict[str, Any] | None = None, **inner: Any) -> str:
    """A credential with members replaced, or removed by None, signed by the issuer all the same."""
    payload = dict(parse_jws(vc(profile)).payload)
    body = dict(payload["vc"]) if profile is Profile.VC11 else payload
    body.update(inner)
    body = {k: v for k, v in body.items() if v is not None}
    if profile is Profile.VC11:
        payload["vc"] = body
    else:
        payload = body
    payload = {k: v for k, v in {**payload, **(outer or {})}.items() if v is not None}
    return signed(payload, by=ISSUER)


V1, V2 = Profile.VC11, Profile.VC20
REFUSED: dict[str, tuple[str, Code]] = {
    "expired": (vc(valid_until=NOW - minutes(1)), Code.EXPIRED),
    "expired 1.1": (vc(V1, valid_until=NOW - minutes(1)), Code.EXPIRED),
    "not yet": (vc(valid_from=NOW + minutes(1)), Code.NOT_YET_VALID),
    "not yet 1.1": (vc(V1, valid_from=NOW + minutes(1)), Code.NOT_YET_VALID),
    "the earlier of two ends counts": (raw(V1, expirationDate="2026-01-31T11:30:00Z"), Code.EXPIRED),
    "the earlier of two ends counts, exp": (raw(V2, validUntil="2030-01-01T00:00:00Z", exp=1), Code.EXPIRED),
    "the later of two starts counts": (raw(V1, issuanceDate="2026-01-31T12:30:00.123456789Z"), Code.NOT_YET_VALID),
    "stranger's issuer": (vc(by=STRANGER, issuer=STRANGER), Code.WRONG_ISSUER),
    "stranger's key": (vc(by=STRANGER), Code.KEY_UNKNOWN),
    "about somebody else": (vc(subject=STRANGER), Code.WRONG_SUBJECT),
    "iss is not issuer": (raw(V1, issuer=STRANGER), Code.WRONG_ISSUER),
    "iss is not issuer 2.0": (raw(V2, iss=STRANGER), Code.WRONG_ISSUER),
    "sub is not subject": (raw(V1, {"sub": STRANGER}), Code.WRONG_SUBJECT),
    "1.1 in the form of 2.0": (raw(V2, **{"@context": [V1.context]}), Code.WRONG_PROFILE),
    "2.0 in the form of 1.1": (raw(V1, **{"@context": [V2.context]}), Code.WRONG_PROFILE),
    "no context": (raw(V2, **{"@context": None}), Code.WRONG_PROFILE),
    "context last": (raw(V2, **{"@context": ["https://c.example", V2.context]}), Code.WRONG_PROFILE),
    "no issuer": (raw(V2, issuer=None), Code.MISSING_FIELD),
    "no subject": (raw(V2, credentialSubject=None), Code.WRONG_TYPE),
    "two subjects": (raw(V2, credentialSubject=[{"id": HOLDER}, {"id": STRANGER}]), Code.WRONG_TYPE),
    "nameless subject": (raw(V2, credentialSubject={"a": 1}), Code.MISSING_FIELD),
    "no base type": (raw(V2, type=["MembershipCredential"]), Code.WRONG_TYPE),
    "no type": (raw(V2, type=None), Code.WRONG_TYPE),
    "no start": (raw(V2, validFrom=None, nbf=None), Code.MISSING_FIELD),
    "start without offset": (raw(V2, validFrom="2026-01-31T11:00:00"), Code.WRONG_TYPE),
    "start is a day": (raw(V2, validFrom="2026-01-31"), Code.WRONG_TYPE),
    "start is a number": (raw(V2, validFrom=1), Code.WRONG_TYPE),
    "start is nonsense": (raw(V2, validFrom="T" * 30), Code.WRONG_TYPE),
    "start out of range": (raw(V2, validFrom="0001-01-01T00:00:00+14:00"), Code.WRONG_TYPE),
    "vc is text": (raw(V1, {"vc": "x"}), Code.WRONG_TYPE),
    "status is text": (raw(V2, credentialStatus="x"), Code.WRONG_TYPE),
    "nine status entries": (raw(V2, credentialStatus=[{}] * 9), Code.TOO_LARGE),
    "unknown status": (raw(V2, credentialStatus={"type": "Other"}), Code.UNSUPPORTED),
    "schema is text": (raw(V2, credentialSchema="x"), Code.UNSUPPORTED),
    "schema without id": (raw(V2, credentialSchema=[{"type": "JsonSchema"}]), Code.MISSING_FIELD),
    "too large": (raw(V2, name="x" * 300_000), Code.TOO_LARGE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str) -> None:
    token, code = REFUSED[name]
    with pytest.raises(dcp.DcpError) as refused:
        dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW, subject=HOLDER)
    assert refused.value.code == code


def test_foreign_forms_are_understood() -> None:
    for token in (
        raw(V1, issuer={"id": ISSUER, "name": "Centre"}),
        raw(V1, issuer=None),
        raw(V1, credentialSubject={"role": "x"}),
        raw(V2, **{"@context": V2.context}),
        raw(V1, {"jti": "0d9c", "exp": None}, issuanceDate="2026-01-31T11:00:00.123456789Z", expirationDate=None),
        raw(V2, iss=None, sub=None, iat=None, nbf=None, exp=None, validUntil="2026-01-31T14:00:00+01:00"),
    ):
        assert dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW, subject=HOLDER)


def test_the_key_must_be_for_assertions() -> None:
    body = {**DOCUMENTS[ISSUER].to_dict(), "assertionMethod": []}
    with pytest.raises(dcp.KeyRefused) as refused:
        dcp.verify_credential(vc(), dcp.DidDocument.parse(body, did=ISSUER), now=NOW)
    assert refused.value.code == Code.KEY_NOT_FOR_THIS


@BOTH
def test_a_changed_claim_is_noticed(profile: Profile) -> None:
    head, _, signature = vc(profile).split(".")
    other = parse_jws(vc(profile, claims={"role": "registrar"})).payload
    with pytest.raises(dcp.KeyRefused) as refused:
        dcp.verify_credential(f"{head}.{b64(dict(other))}.{signature}", DOCUMENTS[ISSUER], now=NOW)
    assert refused.value.code == Code.BAD_SIGNATURE


@BOTH
def test_membership_of_a_verbund(profile: Profile) -> None:
    stated = VerbundMembership("urn:uuid:7d5e", HOLDER, "registrar", "ab" * 32)
    entry = StatusEntry(LIST_URL, 3, profile=profile)
    credential = stated.credential(id="urn:uuid:1", issuer=ISSUER, now=NOW, status=entry)
    token = dcp.sign_credential(credential, KEYS[ISSUER], profile=profile)
    found = dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW + minutes(60 * 23))
    assert VerbundMembership.of(found) == stated
    assert found.credential.status == (entry,)
    with pytest.raises(dcp.CredentialRefused):
        dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW + minutes(60 * 24 + 1))
    with pytest.raises(dcp.CredentialRefused) as refused:
        RegionMembership.of(found)
    assert refused.value.code == Code.WRONG_TYPE


def test_membership_of_a_region_is_a_membership_credential_too() -> None:
    stated = RegionMembership("urn:uuid:9a1b", HOLDER)
    credential = stated.credential(id="urn:uuid:2", issuer=ISSUER, now=NOW, validity=minutes(60))
    found = dcp.verify_credential(dcp.sign_credential(credential, KEYS[ISSUER]), DOCUMENTS[ISSUER], now=NOW)
    assert RegionMembership.of(found) == stated
    assert found.is_of("MembershipCredential")
    with pytest.raises(dcp.CredentialRefused):
        VerbundMembership.of(found)


def test_a_membership_without_its_claims_is_refused() -> None:
    token = vc(types=(dcp.VERBUND_MEMBERSHIP,), claims={"role": "member"})
    found = dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW)
    with pytest.raises(dcp.Malformed):
        VerbundMembership.of(found)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1, max_size=8).filter(lambda k: k != "id"), st.text(max_size=8) | st.integers(), max_size=4
    ),
    st.sampled_from(list(Profile)),
)
def test_claims_come_back_unchanged(claims: dict[str, Any], profile: Profile) -> None:
    found = dcp.verify_credential(vc(profile, claims=claims), DOCUMENTS[ISSUER], now=NOW)
    assert found.credential.claims == json.loads(json.dumps(claims))
