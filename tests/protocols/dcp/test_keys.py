from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import Algorithm, Code, KeyPair, PublicKey, parse_jws

from .world import HOLDER, KEYS, VERIFIER, b64, claims, signed

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("password", [None, b"secret"])
def test_a_key_survives_the_vault(algorithm: Algorithm, password: bytes | None) -> None:
    key = KeyPair.generate(algorithm)
    again = KeyPair.from_pem(key.to_pem(password), password)
    from_jwk = KeyPair.from_jwk(key.to_private_jwk())
    token = key.sign({"typ": "JWT"}, {"a": "ä"})
    for pair in (again, from_jwk):
        assert pair.thumbprint == key.thumbprint
        assert pair.public.verify(parse_jws(token)).payload == {"a": "ä"}
    assert "d" not in key.public.jwk
    assert PublicKey.from_jwk(key.public.jwk) == key.public


def test_the_secret_never_shows() -> None:
    for key in KEYS.values():
        assert key.to_private_jwk()["d"] not in repr(key)


def test_wrong_password_says_nothing_about_the_key() -> None:
    pem = KeyPair.generate().to_pem(b"right")
    for password in (b"wrong", None):
        with pytest.raises(dcp.KeyRefused) as refused:
            KeyPair.from_pem(pem, password)
        assert refused.value.code == Code.KEY_UNSUPPORTED


def test_thumbprint_is_that_of_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicKey.from_jwk(jwk).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_rfc_8037_signature_verifies() -> None:
    key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    native = ed25519.Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    assert KeyPair.from_native(native).public == key


def _foreign(alg: str, sign: object, payload: object = None) -> str:
    message = f"{b64({'alg': alg})}.{b64(payload or {'a': 1})}"
    return f"{message}.{b64(sign(message.encode()))}"  # type: ignore[operator]


def test_other_connectors_algorithms_verify() -> None:
    p384 = ec.generate_private_key(ec.SECP384R1())
    public = PublicKey.from_native(p384.public_key())

    def es384(message: bytes) -> bytes:
        r, s = decode_dss_signature(p384.sign(message, ec.ECDSA(hashes.SHA384())))
        return r.to_bytes(48, "big") + s.to_bytes(48, "big")

    assert PublicKey.from_jwk(public.jwk).verify(parse_jws(_foreign("ES384", es384)))
    rsa_key = PublicKey.from_jwk(PublicKey.from_native(RSA.public_key()).jwk)
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    assert rsa_key.verify(parse_jws(_foreign("PS256", lambda m: RSA.sign(m, pss, hashes.SHA256()))))
    assert rsa_key.verify(parse_jws(_foreign("RS256", lambda m: RSA.sign(m, padding.PKCS1v15(), hashes.SHA256()))))
    ed = KEYS[VERIFIER]
    assert ed.public.verify(parse_jws(_foreign("Ed25519", lambda m: ed._native.sign(m))))  # type: ignore[call-arg,arg-type]


def test_a_header_cannot_choose_another_algorithm() -> None:
    ec_key, ed_key = KEYS[HOLDER], KEYS[VERIFIER]
    for key, other in ((ec_key, "EdDSA"), (ed_key, "ES256"), (ec_key, "ES384"), (ec_key, "RS256")):
        head, body, signature = signed(claims(), by=HOLDER).split(".")
        token = f"{b64({'alg': other})}.{body}.{signature}"
        with pytest.raises(dcp.KeyRefused) as refused:
            key.public.verify(parse_jws(token))
        assert refused.value.code == Code.ALGORITHM_REFUSED
        assert head


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "HS256", "HS512", "ES256K", "RSA1_5", "", None, 7, ["ES256"]])
def test_no_none_and_no_shared_secrets(alg: object) -> None:
    pem = KEYS[HOLDER].public.native.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    message = f"{b64({'alg': alg, 'typ': 'JWT'})}.{b64(claims())}"
    mac = hmac.HMAC(pem, hashes.SHA256())
    mac.update(message.encode())
    for signature in ("", b64(mac.finalize())):
        with pytest.raises(dcp.KeyRefused) as refused:
            parse_jws(f"{message}.{signature}")
        assert refused.value.code == Code.ALGORITHM_REFUSED


def test_signing_refuses_a_chosen_algorithm() -> None:
    with pytest.raises(ValueError, match="follows from the key"):
        KEYS[HOLDER].sign({"alg": "none"}, {})


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": 1, "y": "AA"},
        {"kty": "EC", "crv": "P-256", "x": "A" * 5000, "y": "AA"},
        {"kty": "OKP", "crv": "X25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "alg": "ES256"},
        {"kty": "RSA", "n": b64(b"\xff" * 64), "e": "AQAB"},
        {"kty": "EC", "crv": "P-521", "x": b64(b"\x01" * 66), "y": b64(b"\x01" * 66)},
    ],
)
def test_bad_public_keys_are_refused(jwk: dict[str, object]) -> None:
    with pytest.raises(dcp.KeyRefused):
        PublicKey.from_jwk(jwk)


def test_weak_and_foreign_private_keys_are_refused() -> None:
    for native in (RSA, ec.generate_private_key(ec.SECP384R1()), object()):
        with pytest.raises(dcp.KeyRefused):
            KeyPair.from_native(native)
    with pytest.raises(dcp.KeyRefused):
        KeyPair.from_jwk({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "d": "AA"})
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    with pytest.raises(dcp.KeyRefused):
        PublicKey.from_native(weak.public_key())
    with pytest.raises(dcp.KeyRefused):
        PublicKey.from_native(ec.generate_private_key(ec.SECP521R1()).public_key())


def _forms() -> dict[str, str]:
    head, body, signature = signed(claims()).split(".")
    deep: object = []
    for _ in range(40):
        deep = [deep]

    def body_of(value: object) -> str:
        return f"{head}.{b64(value)}.{signature}"

    return {
        "empty": "",
        "two parts": f"{head}.{body}",
        "four parts": f"{head}.{body}.{signature}.",
        "padding": f"{head}=.{body}.{signature}",
        "not base64": f"{head}.{body}.!!!",
        "not ascii": f"{head}.{body}.ä",
        "second spelling": f"{head}.{body}.{signature[:-1]}{'B' if signature[-1] != 'B' else 'C'}",
        "not json": body_of(b"{"),
        "array": body_of([1]),
        "duplicate key": body_of(b'{"iss":"a","iss":"b"}'),
        "deep": body_of({"a": deep}),
        "very deep": body_of(b"[" * 100_000),
        "huge number": body_of(b'{"exp":' + b"9" * 5000 + b"}"),
        "not a number": body_of(b'{"exp":NaN}'),
        "not utf-8": body_of(bytes([0xFF, 0xFE])),
        "critical": f"{b64({'alg': 'ES256', 'crit': ['b64'], 'b64': False})}.{body}.{signature}",
        "large header": f"{b64({'alg': 'ES256', 'x': 'x' * 9000})}.{body}.{signature}",
        "too large": body_of({"a": "x" * (1 << 20)}),
    }


@pytest.mark.parametrize("name", _forms())
def test_malformed_tokens_are_refused(name: str) -> None:
    with pytest.raises(dcp.DcpError) as refused:
        KEYS[HOLDER].public.verify(parse_jws(_forms()[name]))
    assert isinstance(refused.value, dcp.Malformed) or name == "second spelling"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.builds(lambda a, b, c: f"{b64(a)}.{b64(b)}.{b64(c)}", *[st.binary(max_size=60)] * 3))
def test_garbage_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(dcp.DcpError):
        parse_jws(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_flipped_bit_is_noticed(position: int, mask: int) -> None:
    token = signed(claims())
    raw = bytearray(token.encode())
    raw[position % len(raw)] ^= mask
    with pytest.raises((dcp.DcpError, UnicodeDecodeError)):
        KEYS[HOLDER].public.verify(parse_jws(raw.decode()))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda c: st.lists(c, max_size=3),
            max_leaves=5,
        ),
        max_size=5,
    ),
    st.sampled_from([HOLDER, VERIFIER]),
)
def test_what_is_signed_comes_back(payload: dict[str, object], who: str) -> None:
    jws = KEYS[who].public.verify(parse_jws(KEYS[who].sign({}, payload)))
    assert json.loads(json.dumps(jws.payload)) == json.loads(json.dumps(payload))
