"""Forms that other implementations write, and the example in the package's documentation."""

from __future__ import annotations

import doctest
from typing import Any

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Evidence, Policy, Scope, presentation_response, verify_participant

from .world import DOCUMENTS, HOLDER, ISSUER, KEYS, LIST_URL, NOW, VERIFIER, claims, signed, status_list

T = int(NOW.timestamp())


def test_the_example_in_the_documentation_is_true() -> None:
    assert doctest.testmod(dcp).failed == 0


def compatibility_kit_credential(**members: Any) -> str:
    """Data model 1.1 as the compatibility kit 1.0.2 signs it: own jti, nanoseconds, null members."""
    body = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "id": "6f7d7c4a-0b6e-4f1c-9e59-3d3c9a4a2f11",
        "type": ["VerifiableCredential", "MembershipCredential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-01-31T11:59:58.123456789Z",
        "expirationDate": None,
        "credentialSubject": {"id": HOLDER, "foo": "bar"},
        **members,
    }
    outer = {"iss": ISSUER, "sub": HOLDER, "jti": "other", "nbf": T, "iat": T, "exp": T + 300, "vc": body}
    return signed(outer, by=ISSUER)


def compatibility_kit_presentation(*credentials: str) -> str:
    body = {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://identity.foundation/presentation-exchange/submission/v1",
        ],
        "type": "VerifiablePresentation",
        "verifiableCredential": list(credentials),
    }
    return signed(claims(jti="vp", nbf=T, token=None, vp=body))


def test_what_the_compatibility_kit_sends_is_accepted() -> None:
    # Its status entries are of the Bitstring kind also in data model 1.1.
    entry = dcp.StatusEntry(LIST_URL, 1)
    for members in ({}, {"credentialStatus": entry.to_dict()}):
        evidence = Evidence(
            signed(claims(exp=T + 600)),
            DOCUMENTS,
            presentation_response([compatibility_kit_presentation(compatibility_kit_credential(**members))]),
            {LIST_URL: status_list()},
        )
        policy = Policy(VERIFIER, {"*": [ISSUER]}, (Scope.of_type("MembershipCredential"),))
        found = verify_participant(evidence, policy, now=NOW)
        assert found.credentials[0].credential.claims == {"foo": "bar"}
        assert found.credentials[0].profile is dcp.Profile.VC11


def test_its_offers_and_documents_are_read() -> None:
    offer = dcp.CredentialOffer.parse(
        {
            "@context": [dcp.DCP_CONTEXT],
            "type": "CredentialOfferMessage",
            "issuer": ISSUER,
            "credentials": [
                {
                    "id": "1",
                    "type": "CredentialObject",
                    "credentialType": "MembershipCredential",
                    "offerReason": "reissue",
                    "bindingMethods": ["did:web:"],
                    "profile": "vc11-sl2021/jwt",
                    "issuancePolicy": {},
                },
                {"id": "2"},
            ],
        }
    )
    assert [c.is_sparse for c in offer.credentials] == [False, True]
    kid = f"{HOLDER}#{KEYS[HOLDER].thumbprint}"
    document = {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/dspace-dcp/v1.0"],
        "id": HOLDER,
        "service": [
            {
                "id": "TCK-Credential-Service",
                "type": "CredentialService",
                "serviceEndpoint": "http://localhost:8083/holder",
            }
        ],
        "verificationMethod": [
            {
                "id": kid,
                "type": "JsonWebKey2020",
                "controller": HOLDER,
                "publicKeyJwk": {**KEYS[HOLDER].public.jwk, "use": "sig", "kid": KEYS[HOLDER].thumbprint},
            }
        ],
        "authentication": [kid],
        "assertionMethod": [kid],
        "capabilityInvocation": [kid],
    }
    parsed = dcp.DidDocument.parse(document, did=HOLDER)
    assert dcp.tokens.verify(signed(claims()), parsed, audience=VERIFIER, now=NOW)
    assert parsed.service("CredentialService").endpoint == "http://localhost:8083/holder"
