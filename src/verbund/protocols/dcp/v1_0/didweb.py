"""The did:web method: from an identifier to the address of its document, and back.

Source: W3C CCG did:web method specification. A did:web names a host by its domain name; IP addresses are
forbidden there. https always, except for the host `localhost` where the caller allows insecure loopback.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

from .errors import Code, Malformed

MAX_DID_LENGTH = 1024
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\Z")
_IDCHARS = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z")
_NUMERIC = re.compile(r"(?:[0-9]+|0[xX][0-9A-Fa-f]*)\Z")


@dataclass(frozen=True, slots=True)
class DidWeb:
    """A parsed did:web. `did` is the text as given; two texts that differ are two identifiers."""

    did: str
    host: str
    port: int | None
    path: tuple[str, ...]
    secure: bool

    @classmethod
    def parse(cls, did: str, *, insecure_loopback: bool = False) -> DidWeb:
        """Read a did:web without fragment.

        Raises `Malformed`: `not-did-web`, `ip-address-host`, `loopback-host` (localhost while
        `insecure_loopback` is off), `too-large`.
        """
        if len(did) > MAX_DID_LENGTH:
            raise Malformed(Code.TOO_LARGE, f"longer than {MAX_DID_LENGTH} characters", where="DID")
        if not did.startswith("did:web:"):
            raise _wrong("only did:web is understood")
        first, *rest = did.removeprefix("did:web:").split(":")
        if not all(_IDCHARS.match(part) for part in (first, *rest)):
            raise _wrong("holds characters that did:web does not allow")
        host, port = _host_and_port(first)
        loopback = host == "localhost" or host.endswith(".localhost")
        if loopback and not (insecure_loopback and host == "localhost"):
            raise Malformed(
                Code.LOOPBACK_HOST,
                "names this machine itself",
                where="DID",
                remedy="Use a public domain name.",
            )
        return cls(did, host, port, tuple(_segment(part) for part in rest), secure=not loopback)

    @classmethod
    def build(cls, host: str, *path: str, port: int | None = None, insecure_loopback: bool = False) -> DidWeb:
        """The did:web for a host, an optional port and path segments."""
        authority = host if port is None else f"{host}%3A{port}"
        return cls.parse(
            ":".join(["did:web", authority, *(quote(part, safe="") for part in path)]),
            insecure_loopback=insecure_loopback,
        )

    @property
    def url(self) -> str:
        """Where the DID document lies."""
        authority = self.host if self.port is None else f"{self.host}:{self.port}"
        folder = "/".join(quote(part, safe="") for part in self.path) or ".well-known"
        return f"{'https' if self.secure else 'http'}://{authority}/{folder}/did.json"


def split_did_url(did_url: str) -> tuple[str, str]:
    """`did:web:a#key` as `("did:web:a", "key")`. Raises `Malformed` without exactly one fragment."""
    did, mark, fragment = did_url.partition("#")
    if len(did_url) > MAX_DID_LENGTH or not mark or not did or not fragment or "#" in fragment:
        raise Malformed(Code.MALFORMED, "is not a DID with one fragment", where="DID URL")
    return did, fragment


def _host_and_port(text: str) -> tuple[str, int | None]:
    decoded = _decode(text)
    host, colon, digits = decoded.partition(":")
    labels = host.split(".")
    # A resolver reads a last label of digits or 0x… as an IPv4 address in one of its many spellings.
    if decoded.startswith("[") or digits.count(":") or _NUMERIC.match(labels[-1]):
        raise Malformed(Code.IP_ADDRESS_HOST, "did:web forbids IP addresses", where="DID")
    port: int | None = None
    if colon:
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5 and 0 < int(digits) <= 65535):
            raise _wrong("the port is not a number from 1 to 65535")
        port = int(digits)
    if len(host) > 253 or not all(_LABEL.match(label) for label in labels):
        raise _wrong("the host is not a domain name")
    return host.lower(), port


def _segment(part: str) -> str:
    text = _decode(part)
    if text in (".", "..") or any(c in "/\\?#" or ord(c) < 33 or ord(c) == 127 for c in text):
        raise _wrong("a path segment is not allowed")
    return text


def _decode(part: str) -> str:
    try:
        return unquote_to_bytes(part).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong("percent-encoding is not UTF-8") from error


def _wrong(message: str) -> Malformed:
    return Malformed(Code.NOT_DID_WEB, message, where="DID")
