from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp.v1_0 import Code, DcpError, DidWeb, Malformed, split_did_url


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:example.org", "https://example.org/.well-known/did.json"),
        ("did:web:Example.org", "https://example.org/.well-known/did.json"),
        ("did:web:example.org%3A8443", "https://example.org:8443/.well-known/did.json"),
        ("did:web:example.org:c:firma-a", "https://example.org/c/firma-a/did.json"),
        ("did:web:example.org%3a8443:c:a", "https://example.org:8443/c/a/did.json"),
        ("did:web:example.org:m%C3%BCller", "https://example.org/m%C3%BCller/did.json"),
        ("did:web:xn--mller-kva.example", "https://xn--mller-kva.example/.well-known/did.json"),
    ],
)
def test_address_of_the_document(did: str, url: str) -> None:
    assert DidWeb.parse(did).url == url


def test_insecure_loopback_is_for_localhost_only() -> None:
    did = "did:web:localhost%3A8083:holder"
    assert DidWeb.parse(did, insecure_loopback=True).url == "http://localhost:8083/holder/did.json"
    assert DidWeb.parse("did:web:example.org", insecure_loopback=True).url.startswith("https://")
    with pytest.raises(Malformed) as refused:
        DidWeb.parse(did)
    assert refused.value.code == Code.LOOPBACK_HOST
    with pytest.raises(Malformed):
        DidWeb.parse("did:web:a.localhost", insecure_loopback=True)


def test_build_is_the_reverse() -> None:
    did = DidWeb.build("localhost", "c", "müller-söhne", port=8001, insecure_loopback=True)
    assert did.did == "did:web:localhost%3A8001:c:m%C3%BCller-s%C3%B6hne"
    assert DidWeb.build("example.org").did == "did:web:example.org"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1%3A80",
        "%5B%3A%3A1%5D",
        "2130706433",
        "0x7f000001",
        "127.1",
        "0x7f.1",
        "1.0x",
        "fe80%3A%3A1",
    ],
)
def test_ip_addresses_are_refused_in_every_spelling(host: str) -> None:
    for loopback in (False, True):
        with pytest.raises(Malformed) as refused:
            DidWeb.parse(f"did:web:{host}", insecure_loopback=loopback)
        assert refused.value.code == Code.IP_ADDRESS_HOST


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:key:z6Mk",
        "did:web:",
        "did:web::a",
        "did:web:example.org:",
        "did:web:example.org::a",
        "did:web:example.org#key",
        "did:web:example.org/path",
        "did:web:example.org?x=1",
        "did:web:example.org%2Fpath",
        "did:web:user%40example.org",
        "did:web:example.org%3A",
        "did:web:example.org%3A0",
        "did:web:example.org%3A70000",
        "did:web:example.org%3A８０",
        "did:web:example.org%3A-1",
        "did:web:-example.org",
        "did:web:example..org",
        "did:web:example.org.",
        "did:web:example.org:..",
        "did:web:example.org:%2E%2E",
        "did:web:example.org:a%2Fb",
        "did:web:example.org:a%5Cb",
        "did:web:example.org:a%00b",
        "did:web:example.org:a%0Ab",
        "did:web:example.org:%FF",
        "did:web:example.org:a%",
        "did:web:exa mple.org",
        "did:web:" + "a" * 64 + ".org",
        "did:web:" + ".".join(["a" * 60] * 5),
        "did:web:" + "a" * 2000,
    ],
)
def test_what_is_not_did_web_is_refused(did: str) -> None:
    with pytest.raises(Malformed) as refused:
        DidWeb.parse(did)
    assert refused.value.code in (Code.NOT_DID_WEB, Code.TOO_LARGE)


@pytest.mark.parametrize("text", ["did:web:a", "did:web:a#", "#k", "did:web:a#b#c", "did:web:" + "a" * 2000 + "#k"])
def test_did_urls_have_one_fragment(text: str) -> None:
    with pytest.raises(Malformed):
        split_did_url(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_nothing_but_our_error_comes_out(text: str) -> None:
    try:
        url = DidWeb.parse("did:web:" + text, insecure_loopback=True).url
    except DcpError:
        return
    assert url.startswith(("https://", "http://localhost"))
    assert url.endswith("/did.json")
    assert url.isascii()
    assert "/../" not in url


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(min_size=1, max_size=12).filter(
            lambda s: s.isprintable() and not set(s) & set("/\\?# ") and s not in (".", "..")
        ),
        max_size=3,
    ),
    st.none() | st.integers(1, 65535),
)
def test_build_and_parse_agree(path: list[str], port: int | None) -> None:
    try:
        did = DidWeb.build("firma.example", *path, port=port)
    except DcpError:
        assert any("~" in part for part in path)
        return
    assert (did.path, did.port) == (tuple(path), port)
    assert DidWeb.parse(did.did) == did
