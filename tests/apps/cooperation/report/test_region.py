"""What the report says on the seven Verbünde of the example region (facts: side effects, section 15)."""

from __future__ import annotations

import json

import pytest

from tests.apps.cooperation import region
from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.report.build import build, canonical, lines, report_hash, stops
from verbund.apps.cooperation.report.model import Case, Certainty, Line


def kind_of(case: Case) -> kinds.Kind:
    return kinds.kind(case.charter.kind)


def lines_of(case: Case) -> tuple[Line, ...]:
    return lines(case, kind_of(case))


def codes(case: Case) -> set[str]:
    return {line.code for line in lines(case, kind_of(case))}


def signs(case: Case) -> set[tuple[str, str]]:
    return {(s.code, s.mend) for s in stops(case, kind_of(case))}


@pytest.mark.parametrize("verbund_id", list(region.verbuende()))
def test_each_verbund_shows_what_its_story_says(verbund_id: str) -> None:
    """Every effect named for the Verbund appears for some member in some version."""
    story = region.verbuende()[verbund_id]
    found = {
        code
        for version in story["versions"]
        for m in story["members"]
        if m["role"] != "companion"
        for code in codes(region.case(verbund_id, m["company"], version["number"]))
    }
    assert set(story["shows"]) <= found


def test_a_live_data_to_the_largest_customer_then_mended() -> None:
    live = region.case("maschinendaten-havel", "havelmetall", 1)
    line = next(x for x in lines(live, kind_of(live)) if x.code == "DA1")
    assert (line.cause, line.certainty, line.after.low) == ("D1", Certainty.LIKELY, 0.58)
    assert line.money.high == pytest.approx(0.03 * 4_872_000)
    mended = region.case("maschinendaten-havel", "havelmetall", 3)
    coarse = next(x for x in lines(mended, kind_of(mended)) if x.code == "DA1")
    assert (coarse.missing, coarse.certainty) == ("D2", Certainty.POSSIBLE)
    assert coarse.money.high < line.money.high
    assert signs(mended) == {("DA1", "D2")}
    document = build(mended, kind_of(mended))
    platform = next(d for d in document["dependences"] if d["code"] == "platform")
    assert platform["before"] == {"low": 0.6, "high": 0.6}
    assert platform["clauses"] == ["D3"]
    assert "Spreewerk" in document["stops"][0]["text"]["de"]
    assert "DA1" not in codes(region.case("maschinendaten-havel", "ivf", 1))


def test_b_results_settled_by_fields_escrow_still_open() -> None:
    first = region.case("greifer-losgroesse-1", "flaeming", 1)
    second = region.case("greifer-losgroesse-1", "flaeming", 2)
    assert "EN1" in codes(first)
    assert "EN1" not in codes(second)
    assert {"EN5", "V3"} <= codes(second)
    v3 = next(x for x in lines(second, kind_of(second)) if x.code == "V3")
    assert "Teltow" in v3.text["de"]
    assert "V3" not in codes(region.case("greifer-losgroesse-1", "teltow", 2))


def test_c_competitors_buy_together_and_the_sign_stays_until_a_note() -> None:
    case = region.case("titandraht", "medfeder", 2)
    assert signs(case) == {("EV3", "W1")}
    ev3 = next(x for x in lines(case, kind_of(case)) if x.code == "EV3")
    assert "44\u00a0%" in ev3.text["de"]
    assert "18 bis 23\u00a0%" in ev3.text["de"]
    assert "Federtechnik" in ev3.text["de"]
    assert "EV1" in codes(region.case("titandraht", "medfeder", 1))


def test_d_freer_of_the_large_customer_but_one_hardener() -> None:
    case = region.case("drehen-haerten-nord", "havelmetall")
    customers = next(d for d in build(case, kind_of(case))["dependences"] if d["code"] == "customers")
    assert customers["before"]["low"] == 0.58
    assert customers["after"]["low"] < 0.49 < customers["after"]["high"]
    assert (customers["direction"], customers["clauses"]) == ("falls", ["B1"])
    pr5 = next(x for x in lines(case, kind_of(case)) if x.code == "PR5")
    assert "Barnim" in pr5.text["de"]
    assert "nach 6 Tagen" in pr5.text["de"]
    assert pr5.money.high == 1_900_000
    assert "PR6" in codes(region.case("drehen-haerten-nord", "rhinow", 1))
    assert "PR6" not in codes(region.case("drehen-haerten-nord", "rhinow", 2))


def test_e_days_booked_and_funded_demonstrator() -> None:
    case = region.case("simulation-auf-zeit", "havelmetall")
    found = {x.code: x for x in lines(case, kind_of(case))}
    assert "46 Tage" in found["KO1"].text["de"]
    assert found["KO1"].certainty == Certainty.LIKELY
    assert found["KO6"].money.high == pytest.approx(46 * 340)


def test_f_weeks_that_only_one_partner_teaches() -> None:
    found = {x.code: x for x in lines_of(region.case("mechatronik-barnim", "flaeming"))}
    assert "22 Wochen" in found["AU2"].text["de"]
    assert "Spreewerk" in found["AU2"].text["de"]
    assert "AU2" not in codes(region.case("mechatronik-barnim", "spreewerk"))


def test_g_gain_only_where_it_is_measured() -> None:
    assert "KI1" in codes(region.case("vorausschauende-wartung", "spreewerk"))
    assert "KI1" not in codes(region.case("vorausschauende-wartung", "uckerland"))
    assert "KI5" in codes(region.case("vorausschauende-wartung", "uckerland"))


@pytest.mark.parametrize(("verbund_id", "slug"), region.all_cases())
def test_the_document_is_canonical_json_and_stable(verbund_id: str, slug: str) -> None:
    case = region.case(verbund_id, slug)
    first, second = build(case, kind_of(case)), build(case, kind_of(case))
    assert canonical(first) == canonical(second)
    assert json.loads(canonical(first)) == first
    assert len(report_hash(first)) == 64
    assert first["meta"]["valid_until"] == "2026-12-22"
    assert len(first["six"]) == len(first["dependences"]) == 6


@pytest.mark.parametrize(("verbund_id", "slug"), region.all_cases())
def test_lines_come_by_money_then_certainty(verbund_id: str, slug: str) -> None:
    case = region.case(verbund_id, slug)
    amounts = [x.money.high if x.money else -1 for x in lines(case, kind_of(case))]
    assert amounts == sorted(amounts, reverse=True)


def test_no_verdict_and_nothing_untranslated() -> None:
    for verbund_id, slug in region.all_cases():
        case = region.case(verbund_id, slug)
        text = canonical(build(case, kind_of(case))).decode()
        assert "verboten" not in text
        assert "zulässig" not in text
        assert "None" not in text
        assert "!" not in text
