"""Three participants with keys and documents, and shorthands to forge what they would never sign."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from verbund.protocols.dcp import v1_0 as dcp

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HOLDER = "did:web:holder.example"
VERIFIER = "did:web:verifier.example"
ISSUER = "did:web:centre.example:issuer"
STRANGER = "did:web:stranger.example"
LIST_URL = "https://centre.example/status/1"

KEYS = {
    HOLDER: dcp.KeyPair.generate(dcp.Algorithm.ES256),
    VERIFIER: dcp.KeyPair.generate(dcp.Algorithm.EDDSA),
    ISSUER: dcp.KeyPair.generate(dcp.Algorithm.EDDSA),
    STRANGER: dcp.KeyPair.generate(dcp.Algorithm.ES256),
}
DOCUMENTS = {
    did: dcp.DidDocument.build(did, [key.public], [("CredentialService", f"https://{did.split(':')[2]}/credentials")])
    for did, key in KEYS.items()
}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def b64(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(**changes: Any) -> dict[str, Any]:
    """The claims of a good ID token; None removes one."""
    now = int(NOW.timestamp())
    good = {
        "iss": HOLDER,
        "sub": HOLDER,
        "aud": VERIFIER,
        "jti": "jti-1",
        "iat": now,
        "exp": now + 300,
        "token": "opaque",
    }
    return {k: v for k, v in {**good, **changes}.items() if v is not None}


def signed(
    payload: dict[str, Any], *, by: str = HOLDER, kid: str | None = "", header: dict[str, Any] | None = None
) -> str:
    key = KEYS[by]
    head: dict[str, Any] = {"typ": "JWT", **(header or {})}
    if kid is not None:
        head["kid"] = kid or f"{by}#{key.thumbprint}"
    return key.sign(head, payload)


class Memory:
    """A replay guard for tests."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], datetime] = {}

    def remember(self, issuer: str, jti: str, until: datetime) -> bool:
        if (issuer, jti) in self.seen:
            return False
        self.seen[issuer, jti] = until
        return True


def membership(**changes: Any) -> dcp.Credential:
    values: dict[str, Any] = {
        "id": "urn:uuid:0b4e8f66-5b0f-4f0a-9f5e-000000000001",
        "types": ("MembershipCredential",),
        "issuer": ISSUER,
        "subject": HOLDER,
        "claims": {"role": "participant"},
        "valid_from": NOW - minutes(60),
        "valid_until": NOW + minutes(60),
        **changes,
    }
    return dcp.Credential(**values)


def vc(profile: dcp.Profile = dcp.Profile.VC20, *, by: str = ISSUER, **changes: Any) -> str:
    return dcp.sign_credential(membership(**changes), KEYS[by], profile=profile)


def vp(*credentials: str, by: str = HOLDER, holder: str = HOLDER, **changes: Any) -> str:
    values: dict[str, Any] = {
        "holder": holder,
        "audience": VERIFIER,
        "now": NOW,
        "ids": ["vp-1", "vp-2"],
        **changes,
    }
    (presentation,) = dcp.build_presentations(credentials, KEYS[by], **values)
    return presentation


def status_list(*revoked: int, profile: dcp.Profile = dcp.Profile.VC20, **changes: Any) -> str:
    bits = dcp.BitString.zeros()
    for index in revoked:
        bits[index] = True
    values: dict[str, Any] = {
        "url": LIST_URL,
        "issuer": ISSUER,
        "valid_from": NOW - minutes(5),
        "valid_until": NOW + minutes(30),
        "profile": profile,
        **changes,
    }
    credential = dcp.status_list_credential(bits, **values)
    return dcp.sign_credential(credential, KEYS[credential.issuer], profile=profile)
