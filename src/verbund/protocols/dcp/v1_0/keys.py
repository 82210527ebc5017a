"""Key pairs and compact JSON Web Signatures (RFC 7515, 7517, 7638, 8037).

The algorithm follows from the key, never from the token: a header may only repeat what the key allows.
Signing: ES256 (P-256) and EdDSA (Ed25519). Verifying also ES384 (P-384), and PS256 and RS256 (RSA from 2048
bits), which other connectors use. `none` and symmetric algorithms do not exist here.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

from ._json import read_object
from .errors import Code, KeyRefused, Malformed

MAX_JWS_BYTES = 1 << 20
_MAX_HEADER_BYTES = 8192
_MAX_RSA_BITS = 8192

NativePublic = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey
NativePrivate = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class Algorithm(StrEnum):
    """What a key pair of this side signs with."""

    ES256 = "ES256"
    EDDSA = "EdDSA"


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart. Nothing in it is proven until `PublicKey.verify` returned it."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    compact: str
    signing_input: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def kid(self) -> str | None:
        """The `kid` header, if it is a string."""
        kid = self.header.get("kid")
        return kid if isinstance(kid, str) else None


def encode_segment(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_segment(text: str, *, what: str) -> bytes:
    """base64url without padding, in its only canonical form. Raises `Malformed`."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise Malformed(Code.MALFORMED, "is not base64url", where=what) from error
    if encode_segment(raw) != text:
        raise Malformed(Code.MALFORMED, "is not canonical base64url", where=what)
    return raw


def parse_jws(compact: str, *, what: str = "token", max_bytes: int = MAX_JWS_BYTES) -> Jws:
    """Take a compact JWS apart without trusting it.

    Raises `Malformed` for size, form, duplicate keys, a detached or critical header; `KeyRefused`
    (`algorithm-refused`) for `none` and everything that is not an accepted signature algorithm.
    """
    if len(compact) > max_bytes:
        raise Malformed(Code.TOO_LARGE, f"larger than {max_bytes} bytes", where=what)
    parts = compact.split(".")
    if len(parts) != 3 or not parts[0] or not parts[1]:
        raise Malformed(Code.MALFORMED, "is not a compact JWS of three parts", where=what)
    header = read_object(decode_segment(parts[0], what=what), what=f"{what} header", max_bytes=_MAX_HEADER_BYTES)
    alg = header.get("alg")
    if not isinstance(alg, str) or alg not in _ALL_ALGORITHMS:
        raise KeyRefused(Code.ALGORITHM_REFUSED, f"algorithm {str(alg)[:20]!r} is not accepted", where=f"{what} header")
    if "crit" in header or "b64" in header:
        raise Malformed(Code.UNSUPPORTED, "critical header extensions are not understood", where=f"{what} header")
    payload = read_object(decode_segment(parts[1], what=what), what=what, max_bytes=max_bytes)
    signature = decode_segment(parts[2], what=what)
    return Jws(header, payload, compact, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that knows which algorithms it may be used with."""

    native: NativePublic = field(repr=False, compare=False)
    thumbprint: str
    algorithms: frozenset[str]
    _jwk: tuple[tuple[str, str], ...] = field(repr=False, compare=False)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read a public JWK. Raises `KeyRefused`: private, unknown type or curve, weak, bad."""
        if "d" in jwk or "k" in jwk:
            raise KeyRefused(Code.KEY_UNSUPPORTED, "a public key must not hold secret members", where="publicKeyJwk")
        kty, crv, alg = jwk.get("kty"), jwk.get("crv"), jwk.get("alg")
        names = {"EC": ("kty", "crv", "x", "y"), "OKP": ("kty", "crv", "x"), "RSA": ("kty", "n", "e")}.get(str(kty))
        if names is None:
            raise KeyRefused(Code.KEY_UNSUPPORTED, "key type is not supported", where="publicKeyJwk.kty")
        members = {name: jwk.get(name) for name in names}
        if not all(isinstance(value, str) and len(value) <= 2048 for value in members.values()):
            raise KeyRefused(Code.KEY_UNSUPPORTED, "key members are missing", where="publicKeyJwk")
        if kty == "OKP" and crv != "Ed25519":
            raise KeyRefused(Code.KEY_UNSUPPORTED, "curve is not supported", where="publicKeyJwk.crv")
        texts = {name: str(value) for name, value in members.items()}
        try:
            native: Any
            if kty == "EC":
                native = ECKey.import_key(dict(texts)).public_key
            elif kty == "OKP":
                native = OKPKey.import_key(dict(texts)).public_key
            else:
                n, e = (int.from_bytes(decode_segment(texts[m], what="publicKeyJwk"), "big") for m in ("n", "e"))
                native = rsa.RSAPublicNumbers(e, n).public_key()
        except (JoseError, ValueError, KeyError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyRefused(Code.KEY_UNSUPPORTED, "is not a usable public key", where="publicKeyJwk") from error
        key = cls.from_native(native)
        if alg is not None and alg not in key.algorithms:
            raise KeyRefused(Code.ALGORITHM_REFUSED, "alg does not fit the key type", where="publicKeyJwk.alg")
        return key

    @classmethod
    def from_native(cls, native: NativePublic) -> PublicKey:
        """Wrap a key of `cryptography`."""
        if isinstance(native, ec.EllipticCurvePublicKey):
            algorithms = _EC_ALGORITHMS.get(native.curve.name)
            if algorithms is None:
                raise KeyRefused(Code.KEY_UNSUPPORTED, "curve is not supported", where="publicKeyJwk.crv")
            jose: Any = ECKey.import_key(_pem(native))
        elif isinstance(native, ed25519.Ed25519PublicKey):
            algorithms = frozenset({"EdDSA", "Ed25519"})
            jose = OKPKey.import_key(_pem(native))
        else:
            if not 2048 <= native.key_size <= _MAX_RSA_BITS:
                raise KeyRefused(Code.KEY_UNSUPPORTED, "RSA keys have 2048 to 8192 bits", where="publicKeyJwk.n")
            algorithms = frozenset({"PS256", "RS256"})
            jose = RSAKey.import_key(_pem(native))
        members = {str(k): str(v) for k, v in jose.as_dict(private=False).items() if k in _JWK_MEMBERS}
        return cls(native, jose.thumbprint(), algorithms, tuple(sorted(members.items())))

    @property
    def jwk(self) -> dict[str, str]:
        """The public JWK: required members only."""
        return dict(self._jwk)

    def verify(self, jws: Jws) -> Jws:
        """Return `jws` if this key signed it. Raises `KeyRefused`: `algorithm-refused`, `bad-signature`."""
        alg = jws.header.get("alg")
        if alg not in self.algorithms:
            raise KeyRefused(Code.ALGORITHM_REFUSED, "the algorithm does not belong to the key", where="header.alg")
        try:
            self._check(str(alg), jws.signing_input, jws.signature)
        except (InvalidSignature, ValueError) as error:
            raise KeyRefused(Code.BAD_SIGNATURE, "the signature does not fit the key", where="signature") from error
        return jws

    def _check(self, alg: str, message: bytes, signature: bytes) -> None:
        native = self.native
        if isinstance(native, ed25519.Ed25519PublicKey):
            native.verify(signature, message)
        elif isinstance(native, ec.EllipticCurvePublicKey):
            size = (native.curve.key_size + 7) // 8
            if len(signature) != 2 * size:
                raise InvalidSignature
            r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
            native.verify(encode_dss_signature(r, s), message, ec.ECDSA(_EC_HASHES[alg]))
        elif alg == "PS256":
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)
            native.verify(signature, message, pss, hashes.SHA256())
        else:
            native.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A private key of this side. Its `repr` never shows the secret."""

    algorithm: Algorithm
    public: PublicKey
    _native: NativePrivate = field(repr=False, compare=False)

    @classmethod
    def generate(cls, algorithm: Algorithm = Algorithm.ES256) -> KeyPair:
        """A new pair from the operating system's random source."""
        if algorithm is Algorithm.ES256:
            return cls.from_native(ec.generate_private_key(ec.SECP256R1()))
        return cls.from_native(ed25519.Ed25519PrivateKey.generate())

    @classmethod
    def from_native(cls, native: object) -> KeyPair:
        """Wrap a private key of `cryptography`. Raises `KeyRefused` unless P-256 or Ed25519."""
        if isinstance(native, ed25519.Ed25519PrivateKey):
            return cls(Algorithm.EDDSA, PublicKey.from_native(native.public_key()), native)
        if isinstance(native, ec.EllipticCurvePrivateKey) and isinstance(native.curve, ec.SECP256R1):
            return cls(Algorithm.ES256, PublicKey.from_native(native.public_key()), native)
        raise KeyRefused(Code.KEY_UNSUPPORTED, "signing keys are P-256 or Ed25519", where="private key")

    @classmethod
    def from_pem(cls, pem: bytes, password: bytes | None = None) -> KeyPair:
        """Read PKCS#8 PEM, encrypted or not. Raises `KeyRefused`; the message never holds key material."""
        try:
            native = serialization.load_pem_private_key(pem, password)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyRefused(Code.KEY_UNSUPPORTED, "cannot be read with this password", where="PEM") from error
        return cls.from_native(native)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> KeyPair:
        """Read a private JWK. Raises `KeyRefused`."""
        value: dict[str, Any] = {k: jwk[k] for k in ("kty", "crv", "x", "y", "d") if k in jwk}
        try:
            native: Any = (OKPKey if value.get("kty") == "OKP" else ECKey).import_key(value).private_key
        except (JoseError, ValueError, KeyError, TypeError, UnsupportedAlgorithm) as error:
            raise KeyRefused(Code.KEY_UNSUPPORTED, "is not a usable private key", where="JWK") from error
        return cls.from_native(native)

    def to_pem(self, password: bytes | None = None) -> bytes:
        """PKCS#8 PEM, encrypted when a password is given."""
        protection: serialization.KeySerializationEncryption = (
            serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        )
        return self._native.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)

    def to_private_jwk(self) -> dict[str, str]:
        """The private JWK, for a vault only."""
        kind = OKPKey if self.algorithm is Algorithm.EDDSA else ECKey
        members: Mapping[str, Any] = kind.import_key(self.to_pem()).as_dict(private=True)
        return {k: str(v) for k, v in members.items() if k in ("kty", "crv", "x", "y", "d")}

    @property
    def thumbprint(self) -> str:
        """RFC 7638 SHA-256 thumbprint of the public key."""
        return self.public.thumbprint

    def sign(self, header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
        """Compact JWS over `payload`; `alg` is set here and an `alg` in `header` is an error."""
        if "alg" in header:
            raise ValueError("the algorithm follows from the key")
        protected = _dump({"alg": str(self.algorithm), **header})
        message = f"{encode_segment(protected)}.{encode_segment(_dump(payload))}"
        native = self._native
        if isinstance(native, ed25519.Ed25519PrivateKey):
            signature = native.sign(message.encode("ascii"))
        else:
            r, s = decode_dss_signature(native.sign(message.encode("ascii"), ec.ECDSA(hashes.SHA256())))
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{message}.{encode_segment(signature)}"


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _pem(native: NativePublic) -> bytes:
    return native.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


_EC_ALGORITHMS = {"secp256r1": frozenset({"ES256"}), "secp384r1": frozenset({"ES384"})}
_EC_HASHES: dict[str, hashes.HashAlgorithm] = {"ES256": hashes.SHA256(), "ES384": hashes.SHA384()}
_ALL_ALGORITHMS = frozenset({"ES256", "ES384", "EdDSA", "Ed25519", "PS256", "RS256"})
_JWK_MEMBERS = frozenset({"kty", "crv", "x", "y", "n", "e"})
