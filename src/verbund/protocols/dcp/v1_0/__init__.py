"""Decentralized Claims Protocol 1.0: who a participant is, and what trusted issuers say about it.

Pure values and functions. Documents, lists and messages are fetched, stored and sent by the caller, who also
passes in the time. A refusal is a `DcpError` with a stable `Code`; `verify_participant` names the step too.

    >>> from datetime import UTC, datetime
    >>> from verbund.protocols.dcp import v1_0 as dcp
    >>> now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    >>> key, alice, bob = dcp.KeyPair.generate(), "did:web:alice.example", "did:web:bob.example"
    >>> services = [("CredentialService", "https://alice.example/dcp")]
    >>> document = dcp.DidDocument.build(alice, [key.public], services)
    >>> token = dcp.tokens.issue(key, did=alice, audience=bob, now=now, jti="e5b1")
    >>> dcp.DidWeb.parse(dcp.tokens.peek(token).issuer).url
    'https://alice.example/.well-known/did.json'
    >>> dcp.tokens.verify(token, document, audience=bob, now=now).issuer
    'did:web:alice.example'

Source: Eclipse Decentralized Claims Protocol 1.0 and the W3C and IETF documents it builds on.
"""

from . import access, tokens
from .access import AccessGrant, TokenRequest, issue_access_token, token_response, verify_access_token
from .credentials import (
    Credential,
    VerifiedCredential,
    read_credential,
    sign_credential,
    verify_credential,
)
from .did import DidDocument, Relationship, RetiredKey, Service, ServiceType, VerificationMethod
from .didweb import DidWeb, split_did_url
from .errors import (
    Code,
    CredentialRefused,
    DcpError,
    KeyRefused,
    Malformed,
    PresentationRefused,
    StatusRefused,
    TokenRefused,
    Unsupported,
)
from .issuance import (
    CredentialContainer,
    CredentialMessage,
    CredentialObject,
    CredentialOffer,
    CredentialRequest,
    CredentialStatus,
    IssuerMetadata,
    RequestStatus,
)
from .keys import Algorithm, Jws, KeyPair, PublicKey, parse_jws
from .memberships import (
    REGION_MEMBERSHIP,
    VERBUND_MEMBERSHIP,
    RegionMembership,
    VerbundMembership,
)
from .presentations import (
    Presentation,
    build_presentations,
    parse_response,
    presentation_response,
    read_presentation,
    verify_presentation,
)
from .profiles import DCP_CONTEXT, Profile
from .scopes import ID_ALIAS, TYPE_ALIAS, PresentationQuery, Scope
from .status import MINIMUM_BITS, BitString, Purpose, StatusEntry
from .status_lists import StatusList, check_status, status_list_credential
from .tokens import Claims, Peek, ReplayGuard
from .verifier import (
    ANY_TYPE,
    Evidence,
    Policy,
    Resources,
    Step,
    VerificationRefused,
    Verified,
    issuers_named,
    resources_named,
    verify_participant,
)

__all__ = [
    "ANY_TYPE",
    "DCP_CONTEXT",
    "ID_ALIAS",
    "MINIMUM_BITS",
    "REGION_MEMBERSHIP",
    "TYPE_ALIAS",
    "VERBUND_MEMBERSHIP",
    "AccessGrant",
    "Algorithm",
    "BitString",
    "Claims",
    "Code",
    "Credential",
    "CredentialContainer",
    "CredentialMessage",
    "CredentialObject",
    "CredentialOffer",
    "CredentialRefused",
    "CredentialRequest",
    "CredentialStatus",
    "DcpError",
    "DidDocument",
    "DidWeb",
    "Evidence",
    "IssuerMetadata",
    "Jws",
    "KeyPair",
    "KeyRefused",
    "Malformed",
    "Peek",
    "Policy",
    "Presentation",
    "PresentationQuery",
    "PresentationRefused",
    "Profile",
    "PublicKey",
    "Purpose",
    "RegionMembership",
    "Relationship",
    "ReplayGuard",
    "RequestStatus",
    "Resources",
    "RetiredKey",
    "Scope",
    "Service",
    "ServiceType",
    "StatusEntry",
    "StatusList",
    "StatusRefused",
    "Step",
    "TokenRefused",
    "TokenRequest",
    "Unsupported",
    "VerbundMembership",
    "VerificationMethod",
    "VerificationRefused",
    "Verified",
    "VerifiedCredential",
    "access",
    "build_presentations",
    "check_status",
    "issue_access_token",
    "issuers_named",
    "parse_jws",
    "parse_response",
    "presentation_response",
    "read_credential",
    "read_presentation",
    "resources_named",
    "sign_credential",
    "split_did_url",
    "status_list_credential",
    "token_response",
    "tokens",
    "verify_access_token",
    "verify_credential",
    "verify_participant",
    "verify_presentation",
]
