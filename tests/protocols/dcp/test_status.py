from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.protocols.dcp import v1_0 as dcp
from verbund.protocols.dcp.v1_0 import BitString, Code, Profile, Purpose, StatusEntry, StatusList, check_status

from .world import DOCUMENTS, ISSUER, LIST_URL, NOW, STRANGER, status_list, vc


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(gzip.compress(data, mtime=0)).rstrip(b"=").decode()


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, dcp.MINIMUM_BITS - 1), max_size=50), st.sampled_from(list(Profile)))
def test_bits_survive_the_wire(indices: set[int], profile: Profile) -> None:
    bits = BitString.zeros()
    for index in indices:
        bits[index] = True
    again = BitString.decode(bits.encode(profile))
    assert len(again) == dcp.MINIMUM_BITS
    assert all(again[index] for index in indices)
    for index in indices:
        again[index] = False
    assert again == BitString.zeros()


def test_the_first_bit_is_the_leftmost() -> None:
    bits = BitString.decode(encoded(b"\x80" + bytes(16 * 1024 - 1)))
    assert bits[0]
    assert not any(bits[n] for n in range(1, 9))


def test_the_two_forms() -> None:
    bits = BitString.zeros()
    assert bits.encode(Profile.VC20).startswith("uH4sI")
    assert bits.encode(Profile.VC11).startswith("H4sI")
    plain = base64.b64encode(gzip.compress(bytes(range(256)) * 64)).decode()
    assert BitString.decode(plain)[15]


def test_a_list_has_a_size() -> None:
    for size in (0, 8, dcp.MINIMUM_BITS - 8, dcp.MINIMUM_BITS + 1, 1 << 40):
        with pytest.raises(ValueError):
            BitString.zeros(size)
    bits = BitString.zeros()
    for index in (-1, dcp.MINIMUM_BITS):
        with pytest.raises(IndexError):
            bits[index]
        with pytest.raises(IndexError):
            bits[index] = True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.MALFORMED),
        ("u", Code.MALFORMED),
        ("uü", Code.MALFORMED),
        ("u!!!!", Code.MALFORMED),
        ("u" + base64.urlsafe_b64encode(b"not gzip").decode(), Code.MALFORMED),
        (encoded(bytes(16384))[:-8], Code.MALFORMED),
        (
            base64.urlsafe_b64encode(gzip.compress(bytes(16384)) + gzip.compress(bytes(16384))).decode(),
            Code.MALFORMED,
        ),
        (encoded(bytes(2048)), Code.LIST_TOO_SHORT),
        (encoded(bytes(64 * 1024 * 1024)), Code.TOO_LARGE),
        ("u" + "A" * 200_000, Code.TOO_LARGE),
    ],
)
def test_hostile_lists_are_refused(text: str, code: Code) -> None:
    with pytest.raises(dcp.StatusRefused) as refused:
        BitString.decode(text)
    assert refused.value.code == code


def test_a_short_list_is_accepted_where_the_caller_says_so() -> None:
    assert len(BitString.decode(encoded(bytes(2048)), minimum_bits=8)) == 16384


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode()))
def test_garbage_is_an_error_of_ours(text: str) -> None:
    with pytest.raises(dcp.StatusRefused):
        BitString.decode(text)


def entry(**changes: Any) -> dict[str, Any]:
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": LIST_URL,
        **changes,
    }


@pytest.mark.parametrize("profile", list(Profile))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_an_entry_survives_the_wire(profile: Profile, purpose: Purpose) -> None:
    written = StatusEntry(LIST_URL, 94567, purpose, profile)
    assert StatusEntry.parse(written.to_dict()) == written
    assert written.to_dict()["statusListIndex"] == "94567"


def test_an_index_may_be_a_number() -> None:
    assert StatusEntry.parse(entry(statusListIndex=5, statusPurpose=None)).index == 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "RevocationList2020Status"}, Code.UNSUPPORTED),
        ({"type": None}, Code.MISSING_FIELD),
        ({"statusPurpose": "message"}, Code.UNSUPPORTED),
        ({"statusSize": 2}, Code.UNSUPPORTED),
        ({"statusListIndex": "-1"}, Code.WRONG_TYPE),
        ({"statusListIndex": "1.5"}, Code.WRONG_TYPE),
        ({"statusListIndex": "٣"}, Code.WRONG_TYPE),
        ({"statusListIndex": True}, Code.WRONG_TYPE),
        ({"statusListIndex": "9" * 5000}, Code.WRONG_TYPE),
        ({"statusListIndex": None}, Code.WRONG_TYPE),
        ({"statusListCredential": None}, Code.MISSING_FIELD),
        ({"statusListCredential": "file:///etc/passwd"}, Code.WRONG_TYPE),
    ],
)
def test_wrong_entries_are_refused(changes: dict[str, Any], code: Code) -> None:
    with pytest.raises(dcp.DcpError) as refused:
        StatusEntry.parse(entry(**changes))
    assert refused.value.code == code


def read(token: str) -> StatusList:
    return StatusList.of(dcp.verify_credential(token, DOCUMENTS[ISSUER], now=NOW))


@pytest.mark.parametrize("profile", list(Profile))
def test_a_list_tells_revoked_from_good(profile: Profile) -> None:
    found = read(status_list(5, profile=profile))
    check_status(StatusEntry(LIST_URL, 4), found, issuer=ISSUER)
    with pytest.raises(dcp.StatusRefused) as refused:
        check_status(StatusEntry(LIST_URL, 5), found, issuer=ISSUER)
    assert refused.value.code == Code.REVOKED
    suspended = read(status_list(5, profile=profile, purpose=Purpose.SUSPENSION))
    with pytest.raises(dcp.StatusRefused) as refused:
        check_status(StatusEntry(LIST_URL, 5, Purpose.SUSPENSION), suspended, issuer=ISSUER)
    assert refused.value.code == Code.SUSPENDED


@pytest.mark.parametrize(
    ("asked", "issuer", "code"),
    [
        (StatusEntry(LIST_URL, 1), STRANGER, Code.WRONG_ISSUER),
        (StatusEntry(LIST_URL, 1, Purpose.SUSPENSION), ISSUER, Code.STATUS_UNKNOWN),
        (StatusEntry(LIST_URL, dcp.MINIMUM_BITS), ISSUER, Code.INDEX_OUT_OF_RANGE),
    ],
)
def test_a_list_that_does_not_answer(asked: StatusEntry, issuer: str, code: Code) -> None:
    with pytest.raises(dcp.StatusRefused) as refused:
        check_status(asked, read(status_list()), issuer=issuer)
    assert refused.value.code == code


def test_a_membership_is_no_list() -> None:
    with pytest.raises(dcp.StatusRefused) as refused:
        read(vc())
    assert refused.value.code == Code.WRONG_TYPE
    with pytest.raises(dcp.StatusRefused):
        read(vc(types=("BitstringStatusListCredential",), claims={"type": "StatusList2021"}))
