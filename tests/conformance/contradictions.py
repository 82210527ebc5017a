"""Tests of the DCP kit 1.0.0-RC6 that the final DCP 1.0 contradicts: id → what, and the test of our wire in its place.

Later versions of the kit follow the specification; they are not published where a build can fetch them.
"""

from __future__ import annotations

MOST = 21
"""The gate: no more than these."""

_CREDENTIAL = (
    "Storage API, Credential Container: `payload` is a credential of the data model of the profile. The kit's has its "
    "own id as @context, lacks the type VerifiableCredential and has another `sub` than its subject (VC Data Model "
    "1.1, sections 4.1, 4.3, 6.3.1)"
)
_SEEDED = f"{_CREDENTIAL}; the kit delivers such credentials before the test begins"
_PRESENTED = f"{_CREDENTIAL}; its presentation has `context` for `@context`"
_SCOPES = "Scopes: what exceeds the granted scopes is left out of an answer of 2xx; the kit wants 4xx"
_FORMAT = "CredentialContainer: `format` carries the alias of the profile; the kit knows its own earlier names alone"

_HOLDER, _ISSUER, _VERIFIER = "presentation.cs", "issuance.issuer", "presentation.verifier"
_WIRE = "tests/apps/dataspace/test_presentation_wire.py"
_OURS = "tests/apps/dataspace/test_issuance.py"
_PURE = "tests/protocols/dcp/test_verifier.py"

CONTRADICTED: dict[str, tuple[str, str]] = {
    f"{_HOLDER}.PresentationFlowSection4Test.cs_04_03_03_idTokenInvalidIssuerSub": (
        _SEEDED,
        f"{_WIRE}::test_a_token_bound_to_another_opens_nothing",
    ),
    **{
        f"{_HOLDER}.PresentationFlowSection4Test.cs_04_03_03_{name}": (
            _SEEDED,
            f"{_WIRE}::test_an_id_token_that_does_not_hold_opens_nothing",
        )
        for name in (
            "idTokenInvalidSub",
            "idtokenIncorrectAud",
            "idtokenIncorrectSub",
            "idtokenNbfInFuture",
            "idtokenExpired",
        )
    },
    f"{_HOLDER}.PresentationFlowSection4Test.cs_04_03_03_idtokenJtiUsedTwice": (
        _SEEDED,
        f"{_WIRE}::test_an_id_token_is_taken_once",
    ),
    f"{_HOLDER}.PresentationFlowSection5Test.cs_05_03_01_accessTokenInvalidHeader": (
        _SEEDED,
        f"{_WIRE}::test_the_word_bearer_is_needed",
    ),
    f"{_HOLDER}.PresentationFlowSection5Test.cs_05_04_invalidTokenNotAuthorized": (
        _SEEDED,
        f"{_WIRE}::test_a_made_up_access_token_opens_nothing",
    ),
    **{
        f"{_HOLDER}.PresentationFlowSection5Test.{name}": (
            _SEEDED,
            f"{_WIRE}::test_a_query_asks_by_scope_or_by_definition",
        )
        for name in (
            "cs_05_04_01_invalidScopeAndPresentationRequest",
            "cs_05_04_01_emptyPresentationDefinition",
            "cs_05_04_02_emptyScopeExpect4xx",
        )
    },
    f"{_HOLDER}.PresentationFlowSection5Test.cs_05_04_01_02_scopeByTypeRequest": (
        _SEEDED,
        f"{_WIRE}::test_a_scope_names_a_type",
    ),
    f"{_HOLDER}.PresentationFlowSection5Test.cs_05_04_01_02_lessScopesThanAuthorizedByTypeRequest": (
        _SEEDED,
        f"{_WIRE}::test_less_may_be_asked_for_than_was_granted",
    ),
    f"{_HOLDER}.PresentationFlowSection5Test.cs_05_04_01_02_invalidScopeEscalationRequest": (
        _SCOPES,
        f"{_WIRE}::test_what_was_not_granted_is_left_out",
    ),
    "issuance.cs.CredentialIssuanceTest.cs_06_05_01_credentialMessage": (
        _CREDENTIAL,
        f"{_OURS}::test_what_was_asked_for_is_kept_once",
    ),
    "issuance.cs.CredentialIssuanceTest.cs_06_05_01_credentialMessage_jtiAlreadyUsed": (
        _CREDENTIAL,
        f"{_OURS}::test_a_delivery_with_a_used_token_is_refused",
    ),
    f"{_ISSUER}.CredentialRequestTest.is_6_4_1_credentialRequest": (
        _FORMAT,
        f"{_OURS}::test_from_request_to_proof_in_both_profiles",
    ),
    f"{_VERIFIER}.PresentationFlowSection5Test.verifier_05_01_presentationResponse_success": (
        _PRESENTED,
        f"{_OURS}::test_from_request_to_proof_in_both_profiles",
    ),
    f"{_VERIFIER}.PresentationFlowSection5Test.verifier_05_04_02_02_presentationResponse_tooManyCredentials": (
        _PRESENTED,
        f"{_PURE}::test_two_presentations_and_more_than_asked_are_fine",
    ),
    f"{_VERIFIER}.PresentationFlowSection4Test.verifier_04_03_03_idTokenJtiUsedTwice": (
        _PRESENTED,
        f"{_OURS}::test_a_proof_is_taken_once",
    ),
}
