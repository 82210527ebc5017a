"""Entries and bits of status lists: Bitstring Status List 1.0 and StatusList2021.

A list is one bit for each credential, most significant bit first, compressed by gzip and encoded as
base64url. A list has at least 131,072 bits (16 KB), so that looking one up does not tell which credential is
meant.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ._json import field as required
from ._json import optional
from .errors import Code, Malformed, StatusRefused
from .profiles import Profile

MINIMUM_BITS = 131_072
MAX_LIST_BYTES = 4 * 1024 * 1024  # 33 million credentials in one list
MAX_ENCODED_CHARS = 192 * 1024
_GZIP = 31


class Purpose(StrEnum):
    """What a set bit means. Other purposes are refused, since ignoring them could be wrong."""

    REVOCATION = "revocation"
    SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """The `credentialStatus` of a credential: which bit of which list."""

    list_url: str
    index: int
    purpose: Purpose = Purpose.REVOCATION
    profile: Profile = Profile.VC20

    @classmethod
    def parse(cls, data: Any) -> StatusEntry:
        """Read an entry of either kind. Raises `Malformed`, or `StatusRefused` (`unsupported`)."""
        what = "credentialStatus"
        if not isinstance(data, Mapping):
            raise Malformed(Code.WRONG_TYPE, "must be an object", where=what)
        kind = required(data, "type", str, what=what)
        profile = _PROFILES.get(kind)
        if profile is None:
            raise StatusRefused(Code.UNSUPPORTED, "status method is not understood", where=f"{what}.type")
        if data.get("statusSize", 1) != 1:
            raise StatusRefused(Code.UNSUPPORTED, "only one bit for each credential", where=f"{what}.statusSize")
        index = data.get("statusListIndex")
        text = str(index) if isinstance(index, int) and not isinstance(index, bool) else index
        if not (isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) <= 12):
            raise Malformed(Code.WRONG_TYPE, "must be a number", where=f"{what}.statusListIndex")
        url: str = required(data, "statusListCredential", str, what=what)
        if not url.startswith(("https://", "http://")) or len(url) > 2048:
            raise Malformed(Code.WRONG_TYPE, "must be an http(s) address", where=f"{what}.statusListCredential")
        return cls(url, int(text), _purpose(data, what=what), profile)

    def to_dict(self) -> dict[str, Any]:
        """The entry as JSON; the index is a string in both specifications."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": _ENTRY_TYPES[self.profile],
            "statusPurpose": self.purpose.value,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


@dataclass(slots=True)
class BitString:
    """A mutable string of bits, first bit leftmost."""

    _bytes: bytearray = field(default_factory=lambda: bytearray(MINIMUM_BITS // 8), repr=False)

    @classmethod
    def zeros(cls, bits: int = MINIMUM_BITS) -> BitString:
        """A list in which nothing is set. Raises ValueError below the minimum or if not whole bytes."""
        if bits < MINIMUM_BITS or bits % 8 or bits > MAX_LIST_BYTES * 8:
            raise ValueError(f"a list has from {MINIMUM_BITS} to {MAX_LIST_BYTES * 8} bits, in whole bytes")
        return cls(bytearray(bits // 8))

    @classmethod
    def decode(cls, encoded: str, *, minimum_bits: int = MINIMUM_BITS) -> BitString:
        """Read `encodedList`; the multibase prefix `u`, padding and the plain base64 alphabet are all in use.

        Raises `StatusRefused`: `too-large` before a compression bomb unfolds, `list-too-short`, `malformed`.
        """
        where = "encodedList"
        if len(encoded) > MAX_ENCODED_CHARS:
            raise StatusRefused(Code.TOO_LARGE, f"more than {MAX_ENCODED_CHARS} characters", where=where)
        text = encoded.removeprefix("u").rstrip("=").replace("+", "-").replace("/", "_")
        unfold = zlib.decompressobj(wbits=_GZIP)
        try:
            packed = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
            raw = unfold.decompress(packed, MAX_LIST_BYTES + 1)
        except (binascii.Error, ValueError, zlib.error) as error:
            raise StatusRefused(Code.MALFORMED, "is not base64url of gzip", where=where) from error
        if len(raw) > MAX_LIST_BYTES:
            raise StatusRefused(Code.TOO_LARGE, f"unfolds to more than {MAX_LIST_BYTES} bytes", where=where)
        if not unfold.eof or unfold.unused_data:
            raise StatusRefused(Code.MALFORMED, "is cut off or has something behind it", where=where)
        if len(raw) * 8 < minimum_bits:
            raise StatusRefused(Code.LIST_TOO_SHORT, f"has fewer than {minimum_bits} bits", where=where)
        return cls(bytearray(raw))

    def encode(self, profile: Profile = Profile.VC20) -> str:
        """gzip and base64url; with the multibase prefix `u` for the Bitstring Status List."""
        packed = base64.urlsafe_b64encode(gzip.compress(bytes(self._bytes), mtime=0)).rstrip(b"=").decode("ascii")
        return f"u{packed}" if profile is Profile.VC20 else packed

    def __len__(self) -> int:
        return len(self._bytes) * 8

    def __getitem__(self, index: int) -> bool:
        self._check(index)
        return bool(self._bytes[index >> 3] >> (7 - (index & 7)) & 1)

    def __setitem__(self, index: int, value: bool) -> None:
        self._check(index)
        mask = 1 << (7 - (index & 7))
        if value:
            self._bytes[index >> 3] |= mask
        else:
            self._bytes[index >> 3] &= ~mask & 0xFF

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise IndexError(f"index {index} is outside a list of {len(self)} bits")


def _purpose(data: Mapping[str, Any], *, what: str) -> Purpose:
    stated = optional(data, "statusPurpose", str, what=what) or Purpose.REVOCATION.value
    try:
        return Purpose(stated)
    except ValueError as error:
        raise StatusRefused(Code.UNSUPPORTED, "purpose is not understood", where=f"{what}.statusPurpose") from error


_ENTRY_TYPES = {Profile.VC20: "BitstringStatusListEntry", Profile.VC11: "StatusList2021Entry"}
_PROFILES = {name: profile for profile, name in _ENTRY_TYPES.items()}
