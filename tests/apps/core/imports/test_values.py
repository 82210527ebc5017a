from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.apps.core.imports import Field, values
from verbund.apps.core.imports.mapping import check, propose
from verbund.apps.core.imports.target import Target
from verbund.kit.errors import Invalid

NUMBER = Field("n", "number", "number")


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1234,5", ",", "1234.5"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
        ("52.474460038", ".", "52.474460038"),
        ("13,454212789", ",", "13.454212789"),
        ("1.234.567", ",", "1234567"),
        ("1 234,50 €", ",", "1234.50"),
        ("-3", ".", "-3"),
        (5, ",", "5"),
        (1.5, ",", "1.5"),
    ],
)
def test_german_and_english_numbers(text, mark, value) -> None:
    assert values.parse(NUMBER, text, mark) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,2,3", "12.34.56", "abc", "1" * 41, "=1+1", "NaN", "Infinity", "1e999", True, "1.23,4.5"]
)
def test_what_is_no_number_says_so(text) -> None:
    with pytest.raises(values.Bad) as error:
        values.parse(NUMBER, text, ".")
    assert error.value.code == "number"


@pytest.mark.parametrize(
    ("column", "delimiter", "mark"),
    [
        (["1.234", "1.234,5"], ",", ","),
        (["1.234", "12.5"], ";", "."),
        (["1.234"], ";", ","),
        (["1.234"], ",", "."),
        (["1.234.567"], ",", ","),
        ([None, 3.5], ",", "."),
    ],
)
def test_a_column_proves_its_decimal_mark(column, delimiter, mark) -> None:
    assert values.decimal_mark(column, delimiter) == mark


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_german_writing_reads_back(number) -> None:
    german = f"{number:,.2f}".translate(str.maketrans(",.", ".,"))
    assert values.parse(NUMBER, german, ",") == number


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_a_flaw(text) -> None:
    for kind in ("text", "long", "number", "integer", "date", "yes-no", "choice", "url"):
        flaw = None
        try:
            values.parse(Field("f", "f", kind, choices={"a": "A"}), text)
        except values.Bad as error:
            flaw = values.flaw_of(error, "f").as_json()
        assert flaw is None or flaw["remedy"]


def test_dates_yes_no_choices_and_addresses() -> None:
    from datetime import date

    assert values.parse(Field("d", "d", "date"), "23.11.2026") == date(2026, 11, 23)
    assert values.parse(Field("d", "d", "date"), "2026-11-23") == date(2026, 11, 23)
    assert values.parse(Field("b", "b", "yes-no"), "Ja") is True
    assert values.parse(Field("c", "c", "choice", choices={"verein": "association"}), "Verein") == "association"
    assert values.parse(Field("u", "u", "url"), "havelmetall.example") == "https://havelmetall.example"
    assert values.parse(Field("t", "t"), " NULL ") is None
    for kind, text in (
        ("date", "31.02.2026"),
        ("yes-no", "vielleicht"),
        ("url", "javascript:alert(1)"),
        ("choice", "q"),
    ):
        with pytest.raises(values.Bad):
            values.parse(Field("f", "f", kind), text)


TARGET = Target(
    "t",
    "t",
    (
        Field("id", "id", required=True, key=True, synonyms=("nummer",)),
        Field("lat", "latitude", "number", synonyms=("breitengrad",)),
        Field("branch", "branch", synonyms=("wz_label", "branche")),
    ),
    apply=lambda rows, context: ["created"] * len(rows),
)


def test_columns_are_proposed_from_names_synonyms_and_near_misses() -> None:
    assert propose(TARGET, ["Nummer", "Breiten-Grad", "Branche", "x"]) == {
        "id": "Nummer",
        "lat": "Breiten-Grad",
        "branch": "Branche",
    }
    assert propose(TARGET, ["id", "Breitengrd"])["lat"] == "Breitengrd"
    assert propose(TARGET, ["branche", "wz_label"])["branch"] == "wz_label"


def test_a_mapping_that_cannot_work_is_refused() -> None:
    for columns, code in (
        ({"nope": "a"}, "mapping-field"),
        ({"id": "z"}, "mapping-column"),
        ({"lat": "a"}, "mapping-required"),
    ):
        with pytest.raises(Invalid) as error:
            check(TARGET, columns, ["a"])
        assert error.value.code == code
        assert error.value.remedy
