from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import (
    Code,
    Evidence,
    Policy,
    Profile,
    Purpose,
    RegionMembership,
    Scope,
    StatusEntry,
    Step,
    VerificationRefused,
    Verified,
    issuers_named,
    presentation_response,
    resources_named,
    verify_participant,
)

from .world import (
    DOCUMENTS,
    HOLDER,
    ISSUER,
    KEYS,
    LIST_URL,
    NOW,
    STRANGER,
    VERIFIER,
    Memory,
    claims,
    minutes,
    signed,
    status_list,
    vc,
    vp,
)

SCHEMA_URL = "https://centre.example/schema.json"
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    "type": "object",
    "properties": {"role": {"enum": ["participant"]}},
    "required": ["id", "role"],
}
POLICY = Policy(VERIFIER, {"*": {ISSUER}}, (Scope.of_type("MembershipCredential"),))
FULL: dict[str, Any] = {"status": (StatusEntry(LIST_URL, 5),), "schema": SCHEMA_URL}


def evidence(*presentations: str, **changes: Any) -> Evidence:
    values: dict[str, Any] = {
        "token": signed(claims()),
        "documents": DOCUMENTS,
        "response": presentation_response(presentations),
        "status_lists": {LIST_URL: status_list()},
        "schemas": {SCHEMA_URL: SCHEMA},
        **changes,
    }
    return Evidence(**values)


def decide(*presentations: str, policy: Policy = POLICY, **changes: Any) -> Verified:
    return verify_participant(evidence(*presentations, **changes), policy, now=NOW)


def test_the_whole_flow() -> None:
    """As two nodes go through it, each step with nothing but what the step before gave."""
    access = dcp.issue_access_token(
        KEYS[HOLDER], holder=HOLDER, bearer=VERIFIER, scopes=[str(POLICY.scopes[0])], now=NOW, jti="a"
    )
    token = dcp.tokens.issue(KEYS[HOLDER], did=HOLDER, audience=VERIFIER, now=NOW, jti="t", access_token=access)
    # The verifier: whose document?
    holder = DOCUMENTS[dcp.tokens.peek(token).issuer]
    first = dcp.tokens.verify(token, holder, audience=VERIFIER, now=NOW)
    query = dcp.PresentationQuery(POLICY.scopes).to_dict()
    asking = dcp.tokens.issue(
        KEYS[VERIFIER], did=VERIFIER, audience=first.issuer, now=NOW, jti="q", access_token=first.access_token
    )
    # The credential service of the holder answers.
    asker = dcp.tokens.verify(asking, DOCUMENTS[VERIFIER], audience=HOLDER, now=NOW)
    grant = dcp.verify_access_token(asker.access_token, holder, bearer=asker.issuer, now=NOW)
    held = {dcp.read_credential(c)[2].id: c for c in (vc(**FULL), vc(id="urn:other", types=("Other",)))}
    chosen = dcp.PresentationQuery.parse(query).select((dcp.read_credential(c)[2] for c in held.values()), grant.scopes)
    response = presentation_response([vp(*(held[c.id] for c in chosen))])
    # The verifier fetches what is named and decides.
    assert issuers_named(response, POLICY) == {ISSUER}
    named = resources_named(response, DOCUMENTS, POLICY, now=NOW)
    assert named == dcp.Resources(frozenset({LIST_URL}), frozenset({SCHEMA_URL}))
    found = verify_participant(
        Evidence(token, DOCUMENTS, response, {LIST_URL: status_list()}, {SCHEMA_URL: SCHEMA}),
        POLICY,
        now=NOW,
        replay=Memory(),
    )
    assert found.did == HOLDER
    assert [c.credential.claims for c in found.of_type("MembershipCredential")] == [{"role": "participant"}]
    assert found.of_type("Other") == ()
    # The status list expires before the credential does.
    assert found.expires == NOW + minutes(30)


@pytest.mark.parametrize("profile", list(Profile))
def test_both_profiles_hold(profile: Profile) -> None:
    entry = StatusEntry(LIST_URL, 5, profile=profile)
    found = decide(vp(vc(profile, status=(entry,))), status_lists={LIST_URL: status_list(4, 6, profile=profile)})
    assert found.credentials[0].profile is profile


def test_two_presentations_and_more_than_asked_are_fine() -> None:
    found = decide(vp(vc(Profile.VC11)), vp(vc(), vc(types=("Other",))))
    assert len(found.credentials) == 3


def test_only_the_token_where_nothing_is_asked() -> None:
    found = decide(policy=Policy(VERIFIER, {}), response=None)
    assert (found.did, found.credentials, found.expires) == (HOLDER, (), None)


def test_trust_is_by_type() -> None:
    region = RegionMembership("urn:r", HOLDER).credential(id="urn:1", issuer=ISSUER, now=NOW, validity=minutes(60))
    presented = vp(dcp.sign_credential(region, KEYS[ISSUER]))
    both = {"MembershipCredential": [ISSUER], "RegionMembershipCredential": [ISSUER]}
    assert decide(presented, policy=Policy(VERIFIER, both, POLICY.scopes))
    half = {"MembershipCredential": [ISSUER]}
    with pytest.raises(VerificationRefused) as refused:
        decide(presented, policy=Policy(VERIFIER, half, POLICY.scopes))
    assert refused.value.step is Step.TRUST


ALREADY_REVOKED = status_list(5)
SUSPENSION = StatusEntry(LIST_URL, 5, Purpose.SUSPENSION)
REFUSED: dict[str, tuple[Step, Code, dict[str, Any]]] = {
    "token expired": (Step.TOKEN, Code.EXPIRED, {"token": signed(claims(exp=1))}),
    "token for another": (Step.TOKEN, Code.WRONG_AUDIENCE, {"token": signed(claims(aud=STRANGER))}),
    "token unreadable": (Step.TOKEN, Code.MALFORMED, {"token": "x"}),
    "no document for the token": (Step.TOKEN, Code.DOCUMENT_MISSING, {"documents": {}}),
    "response is no message": (Step.RESPONSE, Code.WRONG_CONTEXT, {"response": {}}),
    "response is no JSON": (Step.RESPONSE, Code.MALFORMED, {"response": b"<html>"}),
    "presentation of a stranger": (
        Step.PRESENTATION,
        Code.WRONG_DOCUMENT,
        {"vp": [vp(vc(), by=STRANGER, holder=STRANGER)]},
    ),
    "presentation forged": (
        Step.PRESENTATION,
        Code.BAD_SIGNATURE,
        {"vp": [vp(vc(), by=STRANGER, fragment=KEYS[HOLDER].thumbprint)]},
    ),
    "presentation for another": (Step.PRESENTATION, Code.WRONG_AUDIENCE, {"vp": [vp(vc(), audience=STRANGER)]}),
    "nonce not answered": (Step.PRESENTATION, Code.WRONG_NONCE, {"nonce": "n"}),
    "issuer not trusted": (Step.TRUST, Code.UNTRUSTED_ISSUER, {"vp": [vp(vc(by=STRANGER, issuer=STRANGER))]}),
    "self-issued": (Step.TRUST, Code.UNTRUSTED_ISSUER, {"vp": [vp(vc(by=HOLDER, issuer=HOLDER))]}),
    "issuer's document missing": (
        Step.CREDENTIAL,
        Code.DOCUMENT_MISSING,
        {"documents": {HOLDER: DOCUMENTS[HOLDER]}},
    ),
    "credential forged": (
        Step.CREDENTIAL,
        Code.BAD_SIGNATURE,
        {
            "vp": [
                vp(KEYS[HOLDER].sign({"kid": f"{ISSUER}#{KEYS[ISSUER].thumbprint}"}, dict(dcp.parse_jws(vc()).payload)))
            ],
            "documents": {
                **DOCUMENTS,
                ISSUER: dcp.DidDocument.build(ISSUER, [(KEYS[ISSUER].thumbprint, KEYS[STRANGER].public)]),
            },
        },
    ),
    "credential signed with the holder's key": (
        Step.CREDENTIAL,
        Code.KEY_UNKNOWN,
        {"vp": [vp(signed(dict(dcp.parse_jws(vc()).payload)))]},
    ),
    "credential expired": (Step.CREDENTIAL, Code.EXPIRED, {"vp": [vp(vc(valid_until=NOW - minutes(1)))]}),
    "credential not yet valid": (Step.CREDENTIAL, Code.NOT_YET_VALID, {"vp": [vp(vc(valid_from=NOW + minutes(1)))]}),
    "credential about another": (Step.BINDING, Code.HOLDER_NOT_SUBJECT, {"vp": [vp(vc(subject=STRANGER))]}),
    "revoked": (Step.STATUS, Code.REVOKED, {"status_lists": {LIST_URL: ALREADY_REVOKED}}),
    "suspended": (
        Step.STATUS,
        Code.SUSPENDED,
        {
            "vp": [vp(vc(status=(SUSPENSION,)))],
            "status_lists": {LIST_URL: status_list(5, purpose=Purpose.SUSPENSION)},
        },
    ),
    "list missing": (Step.STATUS, Code.STATUS_UNKNOWN, {"status_lists": {}}),
    "list unsigned": (Step.STATUS, Code.MALFORMED, {"status_lists": {LIST_URL: "{}"}}),
    "list expired": (
        Step.STATUS,
        Code.EXPIRED,
        {"status_lists": {LIST_URL: status_list(valid_until=NOW - minutes(1))}},
    ),
    "list of another issuer": (
        Step.STATUS,
        Code.WRONG_ISSUER,
        {"status_lists": {LIST_URL: status_list(issuer=STRANGER)}},
    ),
    "list from another place": (
        Step.STATUS,
        Code.WRONG_DOCUMENT,
        {"status_lists": {LIST_URL: status_list(url="https://centre.example/status/2")}},
    ),
    "list for another purpose": (
        Step.STATUS,
        Code.STATUS_UNKNOWN,
        {"status_lists": {LIST_URL: status_list(purpose=Purpose.SUSPENSION)}},
    ),
    "schema missing": (Step.SCHEMA, Code.SCHEMA_MISSING, {"schemas": {}}),
    "schema violated": (Step.SCHEMA, Code.SCHEMA_VIOLATED, {"vp": [vp(vc(**FULL, claims={"role": "king"}))]}),
    "schema is nonsense": (Step.SCHEMA, Code.SCHEMA_VIOLATED, {"schemas": {SCHEMA_URL: {"type": "nothing"}}}),
    "schema refers elsewhere": (
        Step.SCHEMA,
        Code.SCHEMA_VIOLATED,
        {"schemas": {SCHEMA_URL: {"$ref": "http://127.0.0.1:9/schema"}}},
    ),
    "nothing presented": (Step.SCOPE, Code.CREDENTIAL_MISSING, {"vp": []}),
    "no response": (Step.SCOPE, Code.CREDENTIAL_MISSING, {"response": None}),
    "empty presentation": (
        Step.SCOPE,
        Code.CREDENTIAL_MISSING,
        {
            "vp": [
                signed(
                    claims(
                        jti="v",
                        vp={"@context": [Profile.VC11.context], "type": "VerifiablePresentation"},
                    )
                )
            ]
        },
    ),
    "another credential than asked": (Step.SCOPE, Code.CREDENTIAL_MISSING, {"vp": [vp(vc(types=("Other",)))]}),
    "one of several revoked": (
        Step.STATUS,
        Code.REVOKED,
        {"vp": [vp(vc(), vc(types=("Other",), **FULL))], "status_lists": {LIST_URL: ALREADY_REVOKED}},
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_names_its_step(name: str) -> None:
    step, code, changes = REFUSED[name]
    presentations = changes.get("vp", [vp(vc(**FULL))])
    rest = {k: v for k, v in changes.items() if k != "vp"}
    with pytest.raises(VerificationRefused) as refused:
        decide(*presentations, **rest)
    assert (refused.value.step, refused.value.code) == (step, code)
    assert refused.value.status == (401 if step is Step.TOKEN else 403)
    assert refused.value.cause.code == code
    assert str(step) in str(refused.value)


def test_the_good_case_of_the_table_is_good() -> None:
    assert decide(vp(vc(**FULL)))


def test_a_scope_that_is_not_understood_is_refused() -> None:
    with pytest.raises(VerificationRefused) as refused:
        decide(vp(vc()), policy=Policy(VERIFIER, {"*": [ISSUER]}, (Scope("other", "x"),)))
    assert (refused.value.step, refused.value.code) == (Step.SCOPE, Code.UNSUPPORTED)


def test_a_short_list_needs_a_policy_that_says_so() -> None:
    bits = dcp.BitString.zeros()
    short = dcp.BitString(bits._bytes[:2048])
    credential = dcp.status_list_credential(short, url=LIST_URL, issuer=ISSUER, valid_from=NOW)
    lists = {LIST_URL: dcp.sign_credential(credential, KEYS[ISSUER])}
    with pytest.raises(VerificationRefused) as refused:
        decide(vp(vc(**FULL)), status_lists=lists)
    assert refused.value.code == Code.LIST_TOO_SHORT
    lenient = Policy(VERIFIER, {"*": [ISSUER]}, POLICY.scopes, minimum_bits=16_384)
    assert decide(vp(vc(**FULL)), status_lists=lists, policy=lenient)


def test_a_list_may_have_a_name_that_is_no_address() -> None:
    listed = dcp.status_list_credential(dcp.BitString.zeros(), url="urn:uuid:1", issuer=ISSUER, valid_from=NOW)
    assert decide(vp(vc(**FULL)), status_lists={LIST_URL: dcp.sign_credential(listed, KEYS[ISSUER])})


def test_nothing_is_fetched_for_a_stranger() -> None:
    response = presentation_response([vp(vc(by=STRANGER, issuer=STRANGER, **FULL))])
    for ask in (
        lambda: issuers_named(response, POLICY),
        lambda: resources_named(response, DOCUMENTS, POLICY, now=NOW),
    ):
        with pytest.raises(VerificationRefused) as refused:
            ask()
        assert refused.value.step is Step.TRUST


def test_no_address_of_a_forged_credential_is_fetched() -> None:
    forged = KEYS[STRANGER].sign(
        {"kid": f"{ISSUER}#{KEYS[ISSUER].thumbprint}"}, dict(dcp.parse_jws(vc(**FULL)).payload)
    )
    response = presentation_response([vp(forged)])
    assert issuers_named(response, POLICY) == {ISSUER}
    with pytest.raises(VerificationRefused) as refused:
        resources_named(response, DOCUMENTS, POLICY, now=NOW)
    # An Ed25519 issuer key never accepts the ES256 of the forger.
    assert (refused.value.step, refused.value.code) == (Step.CREDENTIAL, Code.ALGORITHM_REFUSED)


def test_a_replayed_token_is_refused_at_the_token_step() -> None:
    guard, presented = Memory(), evidence(vp(vc()))
    assert verify_participant(presented, POLICY, now=NOW, replay=guard)
    with pytest.raises(VerificationRefused) as refused:
        verify_participant(presented, POLICY, now=NOW, replay=guard)
    assert (refused.value.step, refused.value.code) == (Step.TOKEN, Code.REPLAYED)


def test_claims_end_with_the_credential() -> None:
    assert decide(vp(vc())).expires == NOW + minutes(60)
    assert decide(vp(vc(valid_until=None))).expires is None
    with pytest.raises(VerificationRefused):
        verify_participant(evidence(vp(vc())), POLICY, now=NOW + timedelta(hours=2))
