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
    CredentialContainer,
    CredentialMessage,
    CredentialObject,
    CredentialOffer,
    CredentialRequest,
    CredentialStatus,
    IssuerMetadata,
    Profile,
    RequestStatus,
)

from .world import ISSUER, STRANGER, vc

EARLIER = {Profile.VC11: "VC1_0_JWT", Profile.VC20: "VC2_0_JOSE"}

FULL = CredentialObject(
    id="d5c77b0e",
    credential_type="MembershipCredential",
    profile=Profile.VC20,
    credential_schema="https://centre.example/schema.json",
    binding_methods=("did:web",),
    offer_reason="reissue",
    issuance_policy={"id": "p", "input_descriptors": []},
)
SPARSE = CredentialObject("d5c77b0e")
METADATA = IssuerMetadata(ISSUER, (FULL,))
MESSAGES: list[Any] = [
    CredentialRequest("holder-1", ("d5c77b0e", "c0f81e68")),
    CredentialMessage(
        "issuer-1",
        RequestStatus.ISSUED,
        "holder-1",
        (CredentialContainer("MembershipCredential", "vc20-bssl/jwt", "ey"),),
    ),
    CredentialMessage("issuer-1", RequestStatus.REJECTED, None, (), "not approved"),
    CredentialStatus("issuer-1", "holder-1", RequestStatus.RECEIVED),
    CredentialOffer(ISSUER, (FULL, SPARSE)),
    METADATA,
]
IDS = [f"{n}-{type(m).__name__}" for n, m in enumerate(MESSAGES)]


@pytest.mark.parametrize("message", MESSAGES, ids=IDS)
def test_messages_survive_the_wire(message: Any) -> None:
    body = message.to_dict()
    assert body["@context"] == [DCP_CONTEXT]
    assert type(message).parse(json.dumps(body)) == message


def test_wire_names() -> None:
    assert {m.to_dict()["type"] for m in MESSAGES} == {
        "CredentialRequestMessage",
        "CredentialMessage",
        "CredentialStatus",
        "CredentialOfferMessage",
        "IssuerMetadata",
    }
    assert FULL.to_dict() == {
        "id": "d5c77b0e",
        "type": "CredentialObject",
        "credentialType": "MembershipCredential",
        "credentialSchema": "https://centre.example/schema.json",
        "offerReason": "reissue",
        "bindingMethods": ["did:web"],
        "profile": "vc20-bssl/jwt",
        "issuancePolicy": {"id": "p", "input_descriptors": []},
    }
    assert MESSAGES[2].to_dict() == {
        "@context": [DCP_CONTEXT],
        "type": "CredentialMessage",
        "issuerPid": "issuer-1",
        "status": "REJECTED",
        "rejectionReason": "not approved",
    }


@pytest.mark.parametrize(
    ("number", "changes", "code"),
    [
        (0, {"holderPid": None}, Code.MISSING_FIELD),
        (0, {"holderPid": ""}, Code.MISSING_FIELD),
        (0, {"credentials": None}, Code.MISSING_FIELD),
        (0, {"credentials": []}, Code.MISSING_FIELD),
        (0, {"credentials": "x"}, Code.WRONG_TYPE),
        (0, {"credentials": ["d5c77b0e"]}, Code.WRONG_TYPE),
        (0, {"credentials": [{}]}, Code.MISSING_FIELD),
        (0, {"credentials": [{"id": "x"}] * 65}, Code.TOO_LARGE),
        (0, {"type": "CredentialMessage"}, Code.WRONG_TYPE),
        (1, {"issuerPid": None}, Code.MISSING_FIELD),
        (1, {"status": "RECEIVED"}, Code.WRONG_TYPE),
        (1, {"status": "issued"}, Code.WRONG_TYPE),
        (1, {"status": 1}, Code.WRONG_TYPE),
        (1, {"credentials": None}, Code.MISSING_FIELD),
        (1, {"credentials": [{"credentialType": "a", "format": "b"}]}, Code.MISSING_FIELD),
        (1, {"credentials": [{"credentialType": "a", "format": "b", "payload": {}}]}, Code.WRONG_TYPE),
        (3, {"holderPid": None}, Code.MISSING_FIELD),
        (3, {"@context": []}, Code.WRONG_CONTEXT),
        (4, {"issuer": None}, Code.MISSING_FIELD),
        (4, {"credentials": []}, Code.MISSING_FIELD),
        (4, {"credentials": [{"id": "x", "type": "Other"}]}, Code.WRONG_TYPE),
        (4, {"credentials": [{"id": "x", "bindingMethods": [1]}]}, Code.WRONG_TYPE),
        (5, {"issuer": 7}, Code.WRONG_TYPE),
        (5, {"credentialsSupported": {}}, Code.WRONG_TYPE),
    ],
)
def test_wrong_messages_are_refused(number: int, changes: dict[str, Any], code: Code) -> None:
    body = {k: v for k, v in {**MESSAGES[number].to_dict(), **changes}.items() if v is not None}
    with pytest.raises(dcp.Malformed) as refused:
        type(MESSAGES[number]).parse(body)
    assert refused.value.code == code
    assert refused.value.where


def test_a_credential_object_must_be_an_object() -> None:
    with pytest.raises(dcp.Malformed):
        CredentialObject.parse("x")


def test_offers_of_ids_alone_are_filled_from_the_metadata() -> None:
    bare = CredentialOffer.parse({**CredentialOffer(ISSUER, ()).to_dict(), "credentials": [{"id": "d5c77b0e"}]})
    assert bare.credentials[0].is_sparse
    assert bare.resolve(METADATA) == CredentialOffer(ISSUER, (FULL,))
    with pytest.raises(dcp.Malformed) as refused:
        bare.resolve(IssuerMetadata(STRANGER, (FULL,)))
    assert refused.value.code == Code.WRONG_ISSUER
    with pytest.raises(dcp.Malformed) as refused:
        bare.resolve(IssuerMetadata(ISSUER))
    assert refused.value.code == Code.UNSUPPORTED


def test_requests_name_what_the_metadata_know() -> None:
    assert METADATA.resolve(CredentialRequest("h", ("d5c77b0e",))) == (FULL,)
    with pytest.raises(dcp.Malformed) as refused:
        METADATA.resolve(MESSAGES[0])
    assert refused.value.code == Code.UNSUPPORTED


@pytest.mark.parametrize("profile", list(Profile))
def test_a_container_holds_what_it_says(profile: Profile) -> None:
    CredentialContainer("MembershipCredential", profile.value, vc(profile)).check()
    CredentialContainer("MembershipCredential", EARLIER[profile], vc(profile)).check()
    other = next(p for p in Profile if p is not profile)
    for kind, form, payload, code in (
        ("MembershipCredential", other.value, vc(profile), Code.WRONG_PROFILE),
        ("MembershipCredential", "VC1_0_SD_JWT", vc(profile), Code.WRONG_PROFILE),
        ("MembershipCredential", EARLIER[other], vc(profile), Code.WRONG_PROFILE),
        ("OtherCredential", profile.value, vc(profile), Code.WRONG_TYPE),
        ("MembershipCredential", profile.value, "ey", Code.MALFORMED),
    ):
        with pytest.raises(dcp.DcpError) as refused:
            CredentialContainer(kind, form, payload).check()
        assert refused.value.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(range(len(MESSAGES))), st.data())
def test_any_json_is_read_or_refused(number: int, data: st.DataObject) -> None:
    body = MESSAGES[number].to_dict()
    changes = data.draw(st.dictionaries(st.sampled_from(sorted(body)), JSON, min_size=1))
    with suppress(dcp.DcpError):
        type(MESSAGES[number]).parse(json.dumps({**body, **changes}))
