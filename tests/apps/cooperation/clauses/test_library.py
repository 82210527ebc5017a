from __future__ import annotations

from datetime import date

import pytest

from verbund.apps.cooperation.clauses import library, load, odrl, proposed, render
from verbund.kit.errors import Invalid
from verbund.protocols.odrl import Policy, understood

CODES = tuple(
    "Z1 M1 M2 E1 E2 B1 B2 D1 D2 D3 D4 D5 G1 G2 W1 R1 R2 R3 X1 X2 H1 H2 H3 H4 L1 L2 L3 L4 T1 K1 K2 K3".split()  # noqa: SIM905
)


def test_every_code_stands_in_both_forms_and_languages() -> None:
    lib = library()
    assert set(CODES) <= set(lib.clauses)
    for code in CODES:
        for form in ("weak", "strong"):
            clause = proposed(code, form, {})
            assert clause.enforced == lib[code].enforced[form]
            for lang in ("de", "en"):
                assert isinstance(render(code, form, clause.parameters, lang), str)


def test_a_clause_reads_in_both_languages() -> None:
    given = {"notice_months": 6, "to": "year_end"}
    assert "Frist von 6\u00a0Monaten kündigen" in render("L1", "strong", given, "de")
    assert "notice of 6\u00a0months" in render("L1", "strong", given, "en")
    assert "25.000\u00a0€" in render("D2", "strong", {"penalty_eur": "25000.00"}, "de-AT")
    names = {"did:web:x:nordring": "Nordring"}
    assert "Nordring" in render("D3", "weak", {"place": ["did:web:x:nordring"]}, "de", names)


def test_a_sentence_falls_away_with_its_parameter() -> None:
    assert "Niemand muss kaufen" in render("X1", "strong", {"duty_to_buy": False}, "de")
    assert "Niemand muss kaufen" not in render("X1", "strong", {}, "de")
    assert "getauscht" not in render("X2", "strong", {"band_percent": 20, "swap": False}, "de")


@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        ("L1", {"notice_months": "three"}),
        ("L1", {"notice_months": True}),
        ("L1", {"notice_months": -1}),
        ("L1", {"notice_months": {"did:web:a": 3}}),
        ("D2", {"penalty_eur": "1e999999"}),
        ("D2", {"penalty_eur": 25000.0}),
        ("X1", {"bundle_share": "1.5"}),
        ("D1", {"fields": "runtime"}),
        ("E1", {"votes": 3}),
        ("W1", {"lawyer_note": "soon"}),
    ],
)
def test_a_parameter_that_does_not_fit_is_refused_with_its_name(code: str, parameters: dict[str, object]) -> None:
    with pytest.raises(Invalid) as error:
        render(code, "strong", parameters, "de")
    assert error.value.where.startswith(f"{code}.")


def test_rules_for_machines_are_understood() -> None:
    urn = "urn:uuid:00000000-0000-4000-8000-000000000000"
    for code in CODES:
        found = odrl(code, "strong", proposed(code, "strong", {}, urn).parameters, urn)
        if found is not None:
            assert understood(Policy.from_json({"@id": "o:1", "@type": "Offer", **found})) == []
        assert odrl(code, "weak", {}, urn) is None
    assert odrl("D4", "strong", {"delete_days": 30}, urn)["obligation"][0]["constraint"][0]["rightOperand"] == "P30D"


GOOD = """
[D1]
name = { de = "a", en = "a" }
version = 1
law = "x"
law_as_of = 2026-01-01
review_by = 2027-01-01
enforced = { weak = "trust", strong = "machine" }
by = "policy"
[D1.parameters]
days = { type = "integer", unit = "d", default = 3, name = { de = "Tage", en = "days" } }
[D1.weak]
de = ["Eins {days}."]
en = ["One {days}."]
[D1.strong]
de = ["[days] Zwei {days:n}."]
en = ["[days] Two {days}."]
"""


def test_a_file_of_ones_own() -> None:
    lib = load([("own.toml", GOOD)], required=["D1"])
    assert lib["D1"].stale(date(2027, 1, 2))
    assert not lib["D1"].stale(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 0"),
        ("[D1]", "[D1]\nextra = 1"),
        ("[D1]", "[dd]"),
        ('law = "x"', 'law = ""'),
        ("review_by = 2027-01-01", "review_by = 2025-01-01"),
        ("law_as_of = 2026-01-01", 'law_as_of = "2026"'),
        ('strong = "machine"', 'strong = "magic"'),
        ('by = "policy"', ""),
        ('by = "policy"', 'by = "wizard"'),
        ("{days}.", "{hours}."),
        ("[days] Zwei", "[hours] Zwei"),
        ('en = ["One {days}."]', 'en = ["One."]'),
        ('en = ["One {days}."]', ""),
        ('en = ["One {days}."]', "en = []"),
        ('type = "integer"', 'type = "complex"'),
        ('unit = "d"', 'unit = "fortnight"'),
        ("default = 3", 'default = "3"'),
        ('de = "Tage", ', ""),
        ("[D1]", "[D1"),
    ],
)
def test_a_wrong_file_is_refused_and_the_place_named(old: str, new: str) -> None:
    with pytest.raises(Invalid) as error:
        load([("own.toml", GOOD.replace(old, new, 1))], required=["D1"])
    assert "own.toml" in error.value.where or error.value.where == "clauses"


def test_missing_and_double_clauses() -> None:
    with pytest.raises(Invalid, match="No text for"):
        load([("own.toml", GOOD)])
    with pytest.raises(Invalid, match="twice"):
        load([("a.toml", GOOD), ("b.toml", GOOD)], required=["D1"])
    with pytest.raises(Invalid, match="no clause"):
        library()["Q9"]
