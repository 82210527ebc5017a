"""Compact JWS (RFC 7515) with ES256 (RFC 7518) or Ed25519 (RFC 8037), and key thumbprints (RFC 7638).

A key is found by its `kid` (a DID URL) through a resolver the caller passes in, and counts only when its
thumbprint is the one the charter or the author's chain names: a lying resolver cannot make a forgery pass.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from verbund.kit.errors import Invalid

from . import _json

ALGORITHMS = ("ES256", "EdDSA")
MAX_JWS = 128 * 1024

Jwk = Mapping[str, Any]
Resolver = Callable[[str], Jwk | None]
"""kid -> public JWK, or None when it is not known (yet). Must not call out: fetch DID documents before."""


class Signer(Protocol):
    """Who signs: `kid` is a DID URL under the author's DID, `alg` one of ALGORITHMS."""

    @property
    def kid(self) -> str: ...

    @property
    def alg(self) -> str: ...

    def sign(self, data: bytes) -> bytes:
        """JOSE signature of `data`: 64 bytes, for ES256 r‖s (not DER)."""
        ...


@dataclass(frozen=True, slots=True)
class KeySigner:
    """Signer over a private key in memory; raises Invalid for other keys than P-256 and Ed25519."""

    kid: str
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey = field(repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.key, ec.EllipticCurvePrivateKey) and not isinstance(self.key.curve, ec.SECP256R1):
            raise Invalid("unsupported-key", f"The curve {self.key.curve.name} is not P-256.", where="key")

    @classmethod
    def from_pem(cls, kid: str, pem: bytes, password: bytes | None = None) -> KeySigner:
        """From a PKCS #8 private key; raises Invalid when it cannot be read or is of another kind."""
        try:
            key = serialization.load_pem_private_key(pem, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise Invalid("bad-key", "The private key cannot be read.", where="key") from error
        if not isinstance(key, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey):
            raise Invalid("unsupported-key", "The key is neither P-256 nor Ed25519.", where="key")
        return cls(kid, key)

    @property
    def alg(self) -> str:
        return "EdDSA" if isinstance(self.key, ed25519.Ed25519PrivateKey) else "ES256"

    def sign(self, data: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(data)
        r, s = decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public key as JWK, members `kty`, `crv`, `x` and for P-256 `y`."""
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": b64(self.key.public_key().public_bytes_raw())}
        numbers = self.key.public_key().public_numbers()
        return {
            "kty": "EC",
            "crv": "P-256",
            "x": b64(numbers.x.to_bytes(32, "big")),
            "y": b64(numbers.y.to_bytes(32, "big")),
        }

    @property
    def thumbprint(self) -> str:
        return thumbprint(self.public_jwk)


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart; nothing is verified yet."""

    compact: str
    alg: str
    kid: str
    payload: bytes
    signature: bytes = field(repr=False)

    @property
    def did(self) -> str:
        """The DID in front of the kid's fragment."""
        return self.kid.partition("#")[0]


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str, where: str) -> bytes:
    """Inverse of b64; raises Invalid unless `text` is the one canonical spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("not-base64url", "Not base64url.", where=where) from error
    if b64(data) != text:
        raise Invalid("not-base64url", "Not the canonical base64url form.", where=where, remedy="Leave padding out.")
    return data


def thumbprint(jwk: Jwk) -> str:
    """SHA-256 thumbprint of a public JWK, 43 characters (RFC 7638 section 3; RFC 8037 section 2)."""
    names = ("crv", "kty", "x", "y") if jwk.get("kty") == "EC" else ("crv", "kty", "x")
    try:
        required = {name: str(jwk[name]) for name in names}
    except KeyError as error:
        raise Invalid("bad-key", f"The key lacks {error.args[0]!r}.", where="jwk") from error
    return b64(bytes.fromhex(_json.sha256(_json.canonical(required, "jwk"))))


def owner(jwk: Jwk | None) -> str | None:
    """The thumbprint, or None where there is no key or none that can be read."""
    try:
        return None if jwk is None else thumbprint(jwk)
    except Invalid:
        return None


def sign(signer: Signer, typ: str, payload: bytes) -> str:
    """Compact JWS of `payload` with the header members alg, kid, typ."""
    header = _json.canonical({"alg": signer.alg, "kid": signer.kid, "typ": typ}, "header")
    signing_input = f"{b64(header)}.{b64(payload)}"
    return f"{signing_input}.{b64(signer.sign(signing_input.encode()))}"


def read(compact: str, typ: str, where: str) -> Jws:
    """Take a compact JWS apart; raises Invalid when form, type or algorithm is wrong. Verifies nothing."""
    if len(compact) > MAX_JWS:
        raise Invalid("too-large", f"The signature is longer than {MAX_JWS} characters.", where=where)
    parts = compact.split(".")
    if len(parts) != 3:
        raise Invalid("not-jws", "Not a compact JWS of three parts.", where=where)
    header = _json.parse(unb64(parts[0], where), limit=2048, where=f"{where}.header")
    if not isinstance(header, dict) or set(header) != {"alg", "kid", "typ"}:
        raise Invalid("bad-header", "The header must hold alg, kid and typ, nothing else.", where=where)
    alg, kid = header["alg"], header["kid"]
    if alg not in ALGORITHMS:
        raise Invalid("bad-algorithm", f"The algorithm must be one of {', '.join(ALGORITHMS)}.", where=where)
    if header["typ"] != typ:
        raise Invalid("bad-type", f"The type is not {typ}.", where=where, remedy="Send what was signed as such.")
    if not isinstance(kid, str) or not 5 < len(kid) <= 512 or not kid.startswith("did:") or "#" not in kid:
        raise Invalid("bad-kid", "The kid must be a DID URL with a fragment.", where=where)
    return Jws(compact, alg, kid, unb64(parts[1], where), unb64(parts[2], where))


def verify(jws: Jws, jwk: Jwk) -> bool:
    """True when the signature is by this public key and the algorithm fits the key."""
    signing_input = jws.compact.rpartition(".")[0].encode()
    try:
        x = unb64(str(jwk.get("x", "")), "jwk.x")
        if jws.alg == "EdDSA" and jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519":
            ed25519.Ed25519PublicKey.from_public_bytes(x).verify(jws.signature, signing_input)
            return True
        if jws.alg == "ES256" and jwk.get("kty") == "EC" and jwk.get("crv") == "P-256":
            y = unb64(str(jwk.get("y", "")), "jwk.y")
            if len(jws.signature) != 64 or len(x) != 32 or len(y) != 32:
                return False
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + x + y)
            r, s = int.from_bytes(jws.signature[:32], "big"), int.from_bytes(jws.signature[32:], "big")
            key.verify(encode_dss_signature(r, s), signing_input, ec.ECDSA(hashes.SHA256()))
            return True
    except (InvalidSignature, ValueError, Invalid):
        return False
    return False
