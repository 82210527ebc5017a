"""Texts as data: complete, strict, dated, and changed without a new program."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.report import wording
from verbund.apps.cooperation.report.build import build, lines
from verbund.apps.cooperation.report.present import presented
from verbund.kit.errors import Invalid

from .scenarios import SCENARIOS
from .synthetic import case

GOOD = """
[DA1]
version = 2
law_as_of = 2026-12-01
review_by = 2027-12-01
[DA1.fine]
basis = "law"
source = { de = "Gesetz § 1", en = "Act § 1" }
title = { de = "Titel", en = "title" }
text.de = ["[part] {reader} liest {part:share}.", "[!part] Niemand liest."]
text.en = ["[part] {reader} reads {part:share}.", "[!part] {reader} does not read."]
"""


def test_every_text_shipped_is_used_and_has_both_languages() -> None:
    shipped = wording.shipped()
    codes = {e.code for e in shipped.values()}
    assert codes == {s.code for s in SCENARIOS}
    for entry in shipped.values():
        assert entry.fields["text"]["de"]
        assert entry.review_by > entry.law_as_of
        if not entry.key.endswith(".stop"):
            assert {"title", "text", "mend"} <= set(entry.fields), entry.key


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (("version = 2", "version = 0"), "version"),
        (("version = 2", "version = true"), "version"),
        (("law_as_of = 2026-12-01", 'law_as_of = "soon"'), "law_as_of"),
        (("review_by = 2027-12-01", "review_by = 2026-11-01"), "review_by"),
        (('basis = "law"', 'basis = "opinion"'), "basis"),
        (("{reader} liest", "{leser} liest"), "text"),
        (("{part:share}.\", \"[!part] Nie", "{part:furlongs}.\", \"[!part] Nie"), "text"),
        (("Niemand liest.", "Niemand {liest."), "text"),
        (('title = { de = "Titel", en = "title" }', 'title = { de = "Titel" }'), "title"),
        (('title = { de = "Titel", en = "title" }', 'titel = { de = "Titel", en = "title" }'), "DA1.fine"),
        (('"[!part] Niemand liest."', '"[!part] "'), "text"),
        (('source = { de = "Gesetz § 1", en = "Act § 1" }', ""), "fine"),
        (("[DA1]", "[da one]"), "f"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_place(change: tuple[str, str], where: str) -> None:
    good = GOOD.replace('"[!part] {reader} does not read."', '"[!part] Nobody reads."')
    assert wording.load("f", good)["DA1.fine"].version == 2
    with pytest.raises(Invalid) as found:
        wording.load("f", good.replace(*change))
    assert where in str(found.value.where)


def test_both_languages_name_the_same_values() -> None:
    text = GOOD.replace("{reader} liest", "Wer liest:")
    with pytest.raises(Invalid, match="reader"):
        wording.load("f", text)


def test_other_texts_speak_within_their_block_only() -> None:
    made = SCENARIOS[0].shows()
    k = kind(made.charter.kind)
    before = lines(made, k)
    entry = wording.shipped()["V1.legal_form"]
    text = GOOD.replace("DA1", "V1").replace("fine", "legal_form").replace("[part] ", "").replace("[!part] ", "")
    text = text.replace("{reader}", "Wer").replace("{part:share}", "viel")
    loud = wording.load("f", text)["V1.legal_form"]
    with wording.using({**wording.shipped(), entry.key: loud}):
        changed = [x for x in lines(made, k) if x.code == "V1"]
        assert changed[0].text["de"] == "Wer liest viel. Niemand liest."
        assert changed[0].source == {"de": "Gesetz § 1", "en": "Act § 1"}
    assert lines(made, k) == before


def test_a_text_past_its_review_date_shows_that() -> None:
    made = case("data")
    late = replace(made, today=date(2027, 9, 1))
    k = kind("data")
    now, later = presented(build(made, k), "de"), presented(build(late, k), "de")
    assert not any(x["due"] for x in now["effects"])
    assert all(x["due"] == "Text ist zur Prüfung fällig" for x in later["effects"])
    assert "V1" in later["contents"]["stale_texts"]
