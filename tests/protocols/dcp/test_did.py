from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Code, DidDocument, Relationship, RetiredKey, tokens

from .world import DOCUMENTS, HOLDER, ISSUER, KEYS, NOW, STRANGER, VERIFIER, minutes, vc


def document(**changes: Any) -> dict[str, Any]:
    return {**DOCUMENTS[HOLDER].to_dict(), **changes}


def test_a_document_survives_the_wire() -> None:
    for did, built in DOCUMENTS.items():
        assert DidDocument.parse(json.dumps(built.to_dict()), did=did) == built
    assert built.service("CredentialService").endpoint == "https://stranger.example/credentials"


def test_our_document_says_what_the_specification_asks() -> None:
    body = DOCUMENTS[HOLDER].to_dict()
    kid = f"{HOLDER}#{KEYS[HOLDER].thumbprint}"
    assert body["authentication"] == body["assertionMethod"] == body["capabilityInvocation"] == [kid]
    assert body["verificationMethod"][0]["publicKeyJwk"] == KEYS[HOLDER].public.jwk
    assert {"https://www.w3.org/ns/did/v1", "https://w3id.org/dspace-dcp/v1.0/dcp.jsonld"} <= set(body["@context"])


def test_services_get_ids_of_their_own() -> None:
    built = DidDocument.build(
        HOLDER,
        [("key-1", KEYS[HOLDER].public)],
        [
            (dcp.ServiceType.DATA_SERVICE, "https://holder.example/dsp/.well-known/dspace-version"),
            (dcp.ServiceType.CATALOG_SERVICE, "https://holder.example/dsp/2025-1/catalog"),
            (dcp.ServiceType.CATALOG_SERVICE, "https://holder.example/dsp/2024-1/catalog"),
        ],
    )
    assert [s.id for s in built.services] == [
        f"{HOLDER}#DataService",
        f"{HOLDER}#CatalogService",
        f"{HOLDER}#CatalogService-2",
    ]
    assert "https://w3id.org/dspace/2025/1/context.jsonld" in built.to_dict()["@context"]
    with pytest.raises(dcp.Malformed) as refused:
        built.service("CredentialService")
    assert refused.value.code == Code.NO_SERVICE


def test_relative_names_embedded_keys_and_bare_fragments_are_understood() -> None:
    jwk = KEYS[HOLDER].public.jwk
    body = {
        "id": HOLDER,
        "verificationMethod": [{"id": "#a", "type": "JsonWebKey", "controller": HOLDER, "publicKeyJwk": jwk}],
        "capabilityInvocation": ["a", {"id": "#b", "publicKeyJwk": KEYS[VERIFIER].public.jwk}],
        "authentication": [f"{HOLDER}#a"],
        "service": [
            {"id": "#cs", "type": ["CredentialService"], "serviceEndpoint": "https://h.example"},
            {"id": "#x", "type": "LinkedDomains", "serviceEndpoint": {"origins": ["https://h.example"]}},
            {"id": "#y", "type": "IssuerService", "serviceEndpoint": "file:///etc/passwd"},
            "nonsense",
        ],
    }
    parsed = DidDocument.parse(body, did=HOLDER)
    assert parsed.key_for("#a", Relationship.CAPABILITY_INVOCATION).key == KEYS[HOLDER].public
    assert parsed.key_for("a", Relationship.AUTHENTICATION).key == KEYS[HOLDER].public
    assert parsed.key_for(f"{HOLDER}#b", Relationship.CAPABILITY_INVOCATION).key == KEYS[VERIFIER].public
    assert [s.type for s in parsed.services] == ["CredentialService"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": STRANGER}, Code.WRONG_DOCUMENT),
        ({"id": None}, Code.MISSING_FIELD),
        ({"id": 7}, Code.WRONG_TYPE),
        ({"verificationMethod": "x"}, Code.WRONG_TYPE),
        ({"verificationMethod": ["x"]}, Code.WRONG_TYPE),
        ({"verificationMethod": [{"type": "JsonWebKey"}]}, Code.MISSING_FIELD),
        ({"verificationMethod": [{"id": "did:web:a"}]}, Code.MALFORMED),
        ({"verificationMethod": [{"id": f"#{n}"} for n in range(65)]}, Code.TOO_LARGE),
        ({"service": {}}, Code.WRONG_TYPE),
        (
            {
                "verificationMethod": [
                    {"id": "#a", "publicKeyJwk": KEYS[HOLDER].public.jwk},
                    {"id": f"{HOLDER}#a", "publicKeyJwk": KEYS[STRANGER].public.jwk},
                ]
            },
            Code.MALFORMED,
        ),
    ],
)
def test_wrong_documents_are_refused(changes: dict[str, Any], code: Code) -> None:
    with pytest.raises(dcp.Malformed) as refused:
        DidDocument.parse(document(**changes), did=HOLDER)
    assert refused.value.code == code


def test_oversized_documents_are_refused() -> None:
    with pytest.raises(dcp.Malformed) as refused:
        DidDocument.parse(json.dumps(document(x="x" * 300_000)), did=HOLDER)
    assert refused.value.code == Code.TOO_LARGE


def test_borrowed_and_unknown_keys_are_left_out() -> None:
    jwk = KEYS[STRANGER].public.jwk
    body = document(
        verificationMethod=[
            {"id": f"{STRANGER}#a", "controller": STRANGER, "publicKeyJwk": jwk},
            {"id": "#b", "controller": STRANGER, "publicKeyJwk": jwk},
            {"id": "#c", "controller": HOLDER, "publicKeyMultibase": "z6Mk"},
            {"id": "#d", "controller": HOLDER, "publicKeyJwk": {"kty": "oct", "k": "AAAA"}},
        ]
    )
    parsed = DidDocument.parse(body, did=HOLDER)
    assert parsed.methods == ()
    assert parsed.total_methods == 4


@pytest.mark.parametrize(
    ("kid", "code"),
    [(None, Code.KEY_AMBIGUOUS), ("#nobody", Code.KEY_UNKNOWN), (f"{STRANGER}#a", Code.KEY_UNKNOWN)],
)
def test_key_choice(kid: str | None, code: Code) -> None:
    two = DidDocument.build(HOLDER, [("a", KEYS[HOLDER].public), ("b", KEYS[STRANGER].public)])
    with pytest.raises(dcp.KeyRefused) as refused:
        two.key_for(kid, Relationship.AUTHENTICATION)
    assert refused.value.code == code


def test_one_key_needs_no_name() -> None:
    assert DOCUMENTS[HOLDER].key_for(None, Relationship.AUTHENTICATION).key == KEYS[HOLDER].public
    unlisted = DidDocument.parse(document(authentication=[]), did=HOLDER)
    with pytest.raises(dcp.KeyRefused) as refused:
        unlisted.key_for(None, Relationship.AUTHENTICATION)
    assert refused.value.code == Code.KEY_NOT_FOR_THIS


def test_rotation_keeps_old_signatures_until_their_dates() -> None:
    old, new = KEYS[ISSUER], dcp.KeyPair.generate()
    retired = RetiredKey(old.thumbprint, old.public, NOW + minutes(10), NOW + timedelta(days=30))
    token = tokens.issue(old, did=ISSUER, audience=VERIFIER, now=NOW, jti="1")

    def at(moment: timedelta) -> DidDocument:
        built = DidDocument.build(ISSUER, [new.public], retired=[retired], now=NOW + moment)
        return DidDocument.parse(built.to_dict(), did=ISSUER)

    # Just rotated: both still verify.
    assert tokens.verify(token, at(minutes(1)), audience=VERIFIER, now=NOW + minutes(1))
    # Minutes later: credentials do, tokens no longer.
    day = timedelta(days=1)
    assert dcp.verify_credential(vc(valid_until=NOW + 40 * day), at(day), now=NOW + day)
    with pytest.raises(dcp.KeyRefused) as refused:
        tokens.verify(token, at(minutes(11)), audience=VERIFIER, now=NOW)
    assert refused.value.code == Code.KEY_NOT_FOR_THIS
    # After the last date it is gone.
    with pytest.raises(dcp.KeyRefused) as refused:
        dcp.verify_credential(vc(valid_until=NOW + 40 * day), at(31 * day), now=NOW + 31 * day)
    assert refused.value.code == Code.KEY_UNKNOWN
    # The new key works throughout.
    fresh = tokens.issue(new, did=ISSUER, audience=VERIFIER, now=NOW, jti="2")
    for moment in (minutes(0), day, 40 * day):
        assert tokens.verify(fresh, at(moment), audience=VERIFIER, now=NOW)


def test_rotation_needs_the_time_and_distinct_names() -> None:
    old = RetiredKey("a", KEYS[HOLDER].public, NOW, NOW + minutes(1))
    with pytest.raises(ValueError, match="present time"):
        DidDocument.build(HOLDER, [], retired=[old])
    with pytest.raises(ValueError, match="one fragment"):
        DidDocument.build(HOLDER, [("a", KEYS[VERIFIER].public)], retired=[old], now=NOW)
