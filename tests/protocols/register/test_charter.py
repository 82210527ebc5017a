"""The charter document: canonical form, hash, strict reading, differences."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.kit.errors import Invalid
from verbund.protocols.register.v1 import (
    Change,
    ChangeKind,
    Charter,
    Clause,
    charter_hash,
    difference,
    parse_charter,
)

from .world import charter, did, member


def test_the_hash_is_of_the_canonical_form_and_names_the_dataset() -> None:
    terms = charter()
    assert charter_hash(terms) == terms.hash
    assert terms.dataset_id == f"charter:{terms.hash}"
    assert parse_charter(terms.canonical) == terms
    pretty = json.dumps(terms.document, indent=4, sort_keys=False)
    assert parse_charter(pretty).hash == terms.hash
    assert parse_charter(terms.document).hash == terms.hash


def test_the_same_instant_in_another_zone_is_the_same_charter() -> None:
    berlin = timezone(timedelta(hours=2))
    assert charter(sign_by=datetime(2026, 4, 30, 2, tzinfo=berlin)).hash == charter().hash


def test_a_successor_counts_on_and_names_its_predecessor() -> None:
    terms = charter()
    second = terms.successor(notice_days=90)
    assert (second.version, second.previous, second.notice_days) == (2, terms.hash, 90)
    assert second.proposer.did == did("anna")
    assert [m.did for m in charter(members=(member("anna", "proposer"), member("bert", "companion"))).voters] == [
        did("anna")
    ]
    assert (terms.clause("D1") or terms.clauses[1]).form == "weak"
    assert terms.clause("K1") is None


_WRONG: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("charter.verbund", lambda d: d.update(verbund="urn:uuid:1\n")),
    ("charter.version", lambda d: d.update(version=0)),
    ("charter.version", lambda d: d.update(version=True)),
    ("charter.previous", lambda d: d.update(version=2)),
    ("charter.previous", lambda d: d.update(previous="12" * 32)),
    ("charter.kind", lambda d: d.update(kind="Data kind")),
    ("charter.title", lambda d: d.update(title={})),
    ("charter.title", lambda d: d.update(title={"Deutsch": "x"})),
    ("charter.members[0].key", lambda d: d["members"][0].update(key="short")),
    ("charter.members[1].role", lambda d: d["members"][1].update(role="boss")),
    ("charter.members", lambda d: d["members"][1].update(role="proposer")),
    ("charter.members", lambda d: d.update(members=d["members"][:1])),
    ("charter.members[1].did", lambda d: d["members"][1].update(did=d["members"][0]["did"])),
    ("charter.members[1].key", lambda d: d["members"][1].update(key=d["members"][0]["key"])),
    ("charter.registrar", lambda d: d.update(registrar=did("dora"))),
    ("charter.deputy", lambda d: d.update(deputy=did("dora"))),
    ("charter.deputy", lambda d: d.update(deputy=d["registrar"])),
    ("charter.clauses[0].code", lambda d: d["clauses"][0].update(code="data")),
    ("charter.clauses[1].code", lambda d: d["clauses"].append(d["clauses"][1]) or d["clauses"].pop(0)),
    ("charter.clauses[0].form", lambda d: d["clauses"][0].update(form="soft")),
    ("charter.clauses[0]", lambda d: d["clauses"][0].pop("odrl")),
    ("charter.clauses[0].parameters.delayDays", lambda d: d["clauses"][0]["parameters"].update(delayDays=2**60)),
    ("charter.clauses[0].parameters.share", lambda d: d["clauses"][0]["parameters"].update(share=0.5)),
    ("charter.signBy", lambda d: d.update(signBy="2026-13-01T00:00:00Z")),
    ("charter.signBy", lambda d: d.update(signBy="2026-12-01")),
    ("charter.validFrom", lambda d: d.update(validFrom="2026-02-30")),
    ("charter.validUntil", lambda d: d.update(validUntil="2026-02-28")),
    ("charter.noticeDays", lambda d: d.update(noticeDays=-1)),
    ("charter", lambda d: d.update(surprise=1)),
    ("charter.voting", lambda d: d.update(voting="whoever shouts")),
]


@pytest.mark.parametrize(("where", "break_it"), _WRONG)
def test_what_is_wrong_is_named(where: str, break_it: Callable[[dict[str, Any]], Any]) -> None:
    document = json.loads(charter().canonical)
    break_it(document)
    with pytest.raises(Invalid) as told:
        parse_charter(document)
    assert told.value.where == where


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"a":1,"a":2}', "duplicate-key"),
        (b"[" * 100_000, "too-deep"),
        (b"[" * 30 + b"]" * 30, "too-deep"),
        (b'{"a":1.5}', "fraction"),
        (b'{"a":NaN}', "fraction"),
        (b'{"a":' + b"9" * 400 + b"}", "number-too-large"),
        (b'{"a":12345678901234567}', "number-too-large"),
        (b'{"a":"\xff"}', "not-utf8"),
        (b'{"a":"\\ud800"}', "not-utf8"),
        (b"{", "not-json"),
        (b" " * (1024 * 1024 + 1), "too-large"),
        (b"null", "schema"),
    ],
)
def test_hostile_text_is_refused_with_a_reason(text: bytes, code: str) -> None:
    with pytest.raises(Invalid) as told:
        parse_charter(text)
    assert told.value.code == code


def test_what_has_no_json_form_is_refused_when_a_charter_is_made() -> None:
    with pytest.raises(Invalid, match="Write decimals and dates as text"):
        charter(clauses=(Clause("D1", "weak", "trust", {"from": date(2026, 1, 1)}, {}),))
    with pytest.raises(Invalid, match="A key is not text"):
        charter(policy={1: "x"})
    with pytest.raises(Invalid, match="zone"):
        charter(sign_by=datetime(2026, 4, 30))
    with pytest.raises(Invalid, match="at most 1048576"):
        parse_charter({**charter().document, "policy": {f"k{i}": "x" * 9000 for i in range(150)}})


def test_equal_terms_have_no_difference() -> None:
    terms = charter()
    assert difference(terms, terms.successor()) == ()
    assert difference(terms, terms.successor(clauses=terms.clauses[::-1], members=terms.members[::-1])) == ()


def test_the_difference_names_each_change() -> None:
    old = charter()
    grain, leaving = old.clauses
    new = old.successor(
        title={"de": "Datenverbund", "en": "Maintenance data"},
        members=(member("anna", "proposer"), member("bert", "coordinator"), member("dora")),
        registrar=did("bert"),
        deputy=None,
        clauses=(
            Clause(
                "D1", "strong", "trust", {"grain": "day", "fields": ["a"]}, {"en": "Daily values"}, {"permission": []}
            ),
            Clause("L1", "weak", "trust", {}, {}),
        ),
        sign_by=datetime(2026, 5, 31, tzinfo=UTC),
        valid_until=None,
        notice_days=90,
        voting="majority",
        policy={"uid": "x"},
    )
    told = {(c.kind, c.subject, c.name): (c.old, c.new) for c in difference(old, new)}
    kind = ChangeKind
    assert told == {
        (kind.MEMBER_CHANGED, did("bert"), "role"): ("member", "coordinator"),
        (kind.MEMBER_ADDED, did("dora"), None): (None, member("dora")),
        (kind.MEMBER_REMOVED, did("cleo"), None): (member("cleo"), None),
        (kind.OFFICE_CHANGED, "registrar", None): (did("anna"), did("bert")),
        (kind.OFFICE_CHANGED, "deputy", None): (did("bert"), None),
        (kind.CLAUSE_FORM_CHANGED, "D1", None): ("weak", "strong"),
        (kind.CLAUSE_ENFORCEMENT_CHANGED, "D1", None): ("machine", "trust"),
        (kind.PARAMETER_CHANGED, "D1", "grain"): ("hour", "day"),
        (kind.PARAMETER_ADDED, "D1", "fields"): (None, ["a"]),
        (kind.PARAMETER_REMOVED, "D1", "delayDays"): (7, None),
        (kind.CLAUSE_TEXT_CHANGED, "D1", "en"): (None, "Daily values"),
        (kind.CLAUSE_TEXT_CHANGED, "D1", "de"): ("Stundenwerte", None),
        (kind.CLAUSE_ODRL_CHANGED, "D1", None): (None, {"permission": []}),
        (kind.CLAUSE_ADDED, "L1", None): (None, new.clauses[1]),
        (kind.CLAUSE_REMOVED, "L2", None): (leaving, None),
        (kind.DATE_CHANGED, "sign_by", None): (old.sign_by, new.sign_by),
        (kind.DATE_CHANGED, "valid_until", None): (old.valid_until, None),
        (kind.NOTICE_CHANGED, "notice_days", None): (30, 90),
        (kind.RULE_CHANGED, "voting", None): ("unanimous", "majority"),
        (kind.RULE_CHANGED, "policy", None): (None, {"uid": "x"}),
        (kind.TEXT_CHANGED, "title", "de"): ("Datenverbund Wartung", "Datenverbund"),
    }
    assert grain.form == "weak"


def test_true_is_not_one() -> None:
    old = charter(clauses=(Clause("D1", "weak", "trust", {"x": 1}, {}),))
    new = old.successor(clauses=(Clause("D1", "weak", "trust", {"x": True}, {}),))
    assert difference(old, new) == (Change(ChangeKind.PARAMETER_CHANGED, "D1", "x", 1, True),)


_SIGNS = st.characters(exclude_characters="\0")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(_SIGNS, max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(_SIGNS, max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(value=_JSON, other=_JSON)
def test_two_charters_have_one_hash_exactly_when_nothing_differs(value: Any, other: Any) -> None:
    def terms(parameter: Any) -> Charter:
        return charter(clauses=(Clause("D1", "weak", "trust", {"x": parameter}, {}),))

    one, two = terms(value), terms(other)
    assert parse_charter(one.canonical) == one
    assert (one.hash == two.hash) == (difference(one, two) == ())
