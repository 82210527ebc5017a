"""Every way this protocol says no, as one typed error with a stable code.

`DcpError.status` is the HTTP status a service answers with: 400 for a message that is wrong, 401 for a token,
403 for claims that do not hold, 501 for what the specification leaves optional and this side does not offer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from verbund.kit.errors import Problem


class Code(StrEnum):
    """Stable words for each refusal; the same word means the same thing at every step."""

    # form
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    MISSING_FIELD = "missing-field"
    WRONG_TYPE = "wrong-type"
    WRONG_CONTEXT = "wrong-context"
    UNSUPPORTED = "unsupported"
    # identifiers
    NOT_DID_WEB = "not-did-web"
    IP_ADDRESS_HOST = "ip-address-host"
    LOOPBACK_HOST = "loopback-host"
    WRONG_DOCUMENT = "wrong-document"
    NO_SERVICE = "no-service"
    # keys and signatures
    KEY_UNSUPPORTED = "key-unsupported"
    ALGORITHM_REFUSED = "algorithm-refused"
    KEY_UNKNOWN = "key-unknown"
    KEY_AMBIGUOUS = "key-ambiguous"
    KEY_NOT_FOR_THIS = "key-not-for-this"
    BAD_SIGNATURE = "bad-signature"
    # claims of a token
    WRONG_AUDIENCE = "wrong-audience"
    ISSUER_NOT_SUBJECT = "issuer-not-subject"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    LIFETIME_TOO_LONG = "lifetime-too-long"
    REPLAYED = "replayed"
    WRONG_NONCE = "wrong-nonce"
    WRONG_BEARER = "wrong-bearer"
    # credentials and presentations
    WRONG_ISSUER = "wrong-issuer"
    WRONG_SUBJECT = "wrong-subject"
    WRONG_PROFILE = "wrong-profile"
    MIXED_PROFILES = "mixed-profiles"
    UNTRUSTED_ISSUER = "untrusted-issuer"
    HOLDER_NOT_SUBJECT = "holder-not-subject"
    SCHEMA_VIOLATED = "schema-violated"
    CREDENTIAL_MISSING = "credential-missing"
    # status
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_UNKNOWN = "status-unknown"
    LIST_TOO_SHORT = "list-too-short"
    INDEX_OUT_OF_RANGE = "index-out-of-range"
    # what the verifier lacks
    DOCUMENT_MISSING = "document-missing"
    SCHEMA_MISSING = "schema-missing"


class DcpError(Problem):
    """Base of the errors of this protocol; `code` is a `Code`."""

    code: Code

    def __init__(self, code: Code, message: str, *, where: str = "", remedy: str = "", **details: Any) -> None:
        super().__init__(code, message, where=where, remedy=remedy, details=details)


class Malformed(DcpError):
    """A message, document or identifier does not have the specified form."""

    status = 400


class Unsupported(DcpError):
    """The specification leaves it optional, and it is not offered here."""

    status = 501


class KeyRefused(DcpError):
    """A key, its type or its use is not acceptable."""

    status = 401


class TokenRefused(DcpError):
    """A self-issued ID token or access token does not hold."""

    status = 401


class CredentialRefused(DcpError):
    """A verifiable credential does not hold."""

    status = 403


class PresentationRefused(DcpError):
    """A verifiable presentation does not hold."""

    status = 403


class StatusRefused(DcpError):
    """A status list, or the status it gives, does not allow the credential to be used."""

    status = 403
