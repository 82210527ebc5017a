"""The example region: its files are whole, consistent, and show what they are meant to show."""

import csv
import json
import math
import os
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

import verbund.node

REGION = Path(verbund.node.__file__).parent / "demo" / "region"
REPO = Path(__file__).resolve().parents[2]
WZ_FILES = [
    Path(base) / "taxonomy" / "wz2008.xml"
    for base in (
        os.environ.get("VERBUND_TEST_DATA", REPO / "data"),
        REPO.parent / "shared" / "data",
        REPO.parents[1] / "shared" / "data",
    )
]
Row = dict[str, str]
SALES = ("supplies", "platform")


@cache
def table(name: str) -> tuple[Row, ...]:
    with (REGION / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        rows = tuple(reader)
    assert reader.fieldnames is not None
    for number, row in enumerate(rows, start=2):
        assert None not in [*row, *row.values()], f"{name}:{number} has a wrong number of cells"
    return rows


def companies() -> dict[str, Row]:
    return {row["external_id"]: row for row in table("companies.csv")}


def region() -> set[str]:
    """The forty: what lies in Berlin or Brandenburg, without the operator of the node."""
    return {k for k, row in companies().items() if row["nuts3"].startswith(("DE3", "DE4")) and k != "zentrum"}


def stated(by: str, end: str) -> list[Row]:
    """What a company says itself about its sales (end=from_company) or purchases (end=to_company)."""
    return [r for r in table("relations.csv") if r["stated_by"] == by and r[end] == by and r["type"] in SALES]


def share(by: str, end: str, other: str) -> float:
    """Share of one partner in the total a company states, in per cent."""
    far = "to_company" if end == "from_company" else "from_company"
    rows = stated(by, end)
    total = sum(Decimal(r["amount_eur"]) for r in rows)
    return float(100 * sum(Decimal(r["amount_eur"]) for r in rows if r[far] == other) / total)


@cache
def wz_codes() -> frozenset[str]:
    for path in WZ_FILES:
        if path.is_file():
            items = ElementTree.parse(path).getroot().iter("Item")
            return frozenset(i.get("id", "") for i in items)
    pytest.skip("the list of WZ classes is not here")


@pytest.mark.parametrize("name", sorted(p.name for p in REGION.glob("*.csv")))
def test_tables_are_plain_utf8_with_unique_ids(name: str) -> None:
    raw = (REGION / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    raw.decode("utf-8")
    rows = table(name)
    assert rows
    if "external_id" in rows[0]:
        ids = Counter(r["external_id"] for r in rows)
        assert [k for k, n in ids.items() if n > 1] == []
        assert all(re.fullmatch(r"[a-z0-9-]+", k) for k in ids)


def test_every_reference_names_a_known_company() -> None:
    known = set(companies())
    single = ("company", "stated_by", "from_company", "to_company")
    several = ("runs_on", "members", "released_to")
    for path in REGION.glob("*.csv"):
        for number, row in enumerate(table(path.name), start=2):
            names = {row[c] for c in single if row.get(c)}
            for column in several:
                names |= set(filter(None, row.get(column, "").split(";"))) - {"centre", "public"}
            assert names <= known, f"{path.name}:{number}: {names - known}"


def test_forty_companies_in_the_region_and_their_kinds() -> None:
    assert len(region()) == 40
    kinds = Counter(companies()[k]["kind"] for k in region())
    assert {"sme", "large", "startup", "institute", "public", "school"} <= set(kinds)
    assert {r["hosted"] for r in companies().values()} == {"centre", "own", "listed"}
    assert sum(r["hosted"] == "own" for r in companies().values()) == 2


def test_coordinates_are_where_the_place_is() -> None:
    for key, row in companies().items():
        lat, lon = float(row["latitude"]), float(row["longitude"])
        if key in region():
            assert 51.3 < lat < 53.6, key
            assert 11.2 < lon < 14.8, key
        else:
            assert 47 < lat < 56, key
            assert -11 < lon < 15.1, key
        if row["nuts3"] == "DE300":
            assert 52.33 < lat < 52.68, key
            assert 13.08 < lon < 13.77, key


def test_contacts_are_invented() -> None:
    for path in REGION.iterdir():
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        for number in re.findall(r"\+49[\d ]+|\b0\d{2,4} \d[\d ]{4,}", text):
            assert re.fullmatch(r"030 23125 \d{3}", number.strip()), f"{path.name}: {number}"
        for host in re.findall(r"(?:https?://|@)([\w.-]+\w)", text):
            assert host.endswith(".example"), f"{path.name}: {host}"


def test_wz_classes_exist() -> None:
    known = wz_codes()
    for path in REGION.glob("*.csv"):
        for number, row in enumerate(table(path.name), start=2):
            codes = filter(None, (row.get("wz_code", "") + ";" + row.get("wz_codes", "")).split(";"))
            assert set(codes) <= known, f"{path.name}:{number}"


def test_unknown_is_empty_and_never_zero() -> None:
    for row in companies().values():
        assert "0" not in (row["revenue_eur"], row["material_cost_eur"], row["employees"])
    for row in table("relations.csv"):
        assert row["amount_eur"] == "" or Decimal(row["amount_eur"]) > 0


def test_a_relation_is_stated_by_one_of_its_ends() -> None:
    for row in table("relations.csv"):
        assert row["stated_by"] in (row["from_company"], row["to_company"]), row["external_id"]
        assert companies()[row["stated_by"]]["hosted"] != "listed", "who is only listed says nothing"
        assert row["from_company"] != row["to_company"]
        assert row["type"] in ("supplies", "platform", "data_access", "cooperates", "owns")
        assert row["replaceable"] in ("", "yes", "no", "hard", "unknown")
        assert bool(row["from_company"] and row["to_company"]) != bool(row["count"]), row["external_id"]
        date.fromisoformat(row["stated_on"])
        date.fromisoformat(row["period_from"])
        if row["type"] == "owns":
            assert 0 < Decimal(row["share"]) < 1


@pytest.mark.parametrize(("end", "column"), [("from_company", "revenue_eur"), ("to_company", "material_cost_eur")])
def test_complete_statements_sum_to_the_total(end: str, column: str) -> None:
    far = "to_company" if end == "from_company" else "from_company"
    complete = {r["stated_by"] for r in table("relations.csv") if r["count"] and not r[far]}
    assert len(complete) >= 15
    for key in complete:
        total = sum(Decimal(r["amount_eur"]) for r in stated(key, end))
        assert total == pytest.approx(Decimal(companies()[key][column]), rel=Decimal("0.01")), key


@pytest.mark.parametrize(
    ("by", "end", "other", "per_cent"),
    [
        ("havelmetall", "from_company", "spreewerk", 58),
        ("havelmetall", "from_company", "orthavel", 12),
        ("havelmetall", "from_company", "luchland", 7),
        ("havelmetall", "to_company", "spreestahl", 24),
        ("havelmetall", "to_company", "barnim", 5),
        ("adlershof", "from_company", "spreewerk", 22),
        ("adlershof", "from_company", "prignitz", 18),
        ("adlershof", "from_company", "orthavel", 15),
        ("flaeming", "from_company", "kiezmarkt", 9),
        ("medfeder", "to_company", "titanhalde", 44),
        ("federtechnik", "to_company", "titanhalde", 44),
    ],
)
def test_shares_of_the_story(by: str, end: str, other: str, per_cent: float) -> None:
    assert share(by, end, other) == pytest.approx(per_cent, abs=1)


def test_two_chains_take_71_per_cent_and_pay_after_52_days() -> None:
    chains = ("frischekette", "kiezmarkt")
    rows = [r for r in stated("uckerland", "from_company") if r["to_company"] in chains]
    total = sum(share("uckerland", "from_company", r["to_company"]) for r in rows)
    assert total == pytest.approx(71, abs=1)
    assert {r["payment_days"] for r in rows} == {"52"}


def test_nine_suppliers_hang_on_spreewerk_with_more_than_a_fifth() -> None:
    sellers = [k for k in companies() if stated(k, "from_company")]
    heavy = {k for k in sellers if share(k, "from_company", "spreewerk") > 20}
    assert len(heavy) == 9
    assert {"havelmetall", "adlershof", "rhinow"} <= heavy


def test_the_hardener_is_small_everywhere_and_essential_to_eleven() -> None:
    named = [r for r in stated("barnim", "from_company") if r["to_company"]]
    assert len(named) == 11
    for row in named:
        customer = companies()[row["to_company"]]
        assert Decimal(row["amount_eur"]) <= Decimal("0.06") * Decimal(customer["material_cost_eur"])
        own = [r for r in stated(row["to_company"], "to_company") if r["from_company"] == "barnim"]
        assert len(own) == 1
        assert own[0]["replaceable"] in ("no", "hard")
        assert int(own[0]["requalify_weeks"]) >= 12
    direct = [r for r in stated("spreewerk", "to_company") if r["from_company"] == "barnim"]
    assert direct == [], "it hangs on the hardener two tiers down"


def test_seventeen_of_forty_run_on_nordring_and_nordring_on_one() -> None:
    users = {k for k in region() if "nordring" in companies()[k]["runs_on"].split(";")}
    assert len(users) == 17
    assert {r["to_company"] for r in stated("nordring", "from_company") if r["type"] == "platform"} == users
    assert companies()["nordring"]["runs_on"] == "wolkenwerk"
    assert len(companies()["adlershof"]["runs_on"].split(";")) == 2


def test_61_per_cent_of_cooperations_run_through_teltow() -> None:
    pairs = {
        frozenset((r["from_company"], r["to_company"])) for r in table("relations.csv") if r["type"] == "cooperates"
    }
    assert 100 * sum("teltow" in p for p in pairs) / len(pairs) == pytest.approx(61, abs=1)


def test_flaeming_has_140_customers() -> None:
    rows = stated("flaeming", "from_company")
    assert sum(int(r["count"] or 1) for r in rows) == 140


def test_some_relations_are_told_differently_by_their_two_ends() -> None:
    told: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for r in table("relations.csv"):
        if r["type"] == "supplies" and r["from_company"] and r["to_company"]:
            told[r["from_company"], r["to_company"], r["product_de"]][r["stated_by"]] = r["amount_eur"]
    both = [v for v in told.values() if len(v) == 2]
    assert len(both) >= 40
    assert sum(len(set(v.values())) == 2 for v in both) >= 4


def test_the_welders_hold_small_stakes_in_one_another() -> None:
    owns = {(r["from_company"], r["to_company"]) for r in table("relations.csv") if r["type"] == "owns"}
    ring = {("ruppin", "behaelter"), ("behaelter", "zehdenick"), ("zehdenick", "ruppin")}
    assert ring <= owns


def test_who_declines_everything_states_nothing() -> None:
    assert not [r for r in table("relations.csv") if r["stated_by"] == "dosse"]
    if (REGION / "opportunities.csv").exists():
        assert not [r for r in table("opportunities.csv") if r["company"] == "dosse"]


def distance_km(a: Row, b: Row) -> float:
    rad = [(math.radians(float(r["latitude"])), math.radians(float(r["longitude"]))) for r in (a, b)]
    (lat1, lon1), (lat2, lon2) = rad
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def test_the_second_hardener_lies_130_km_away() -> None:
    firms = companies()
    assert distance_km(firms["havelmetall"], firms["schraden"]) == pytest.approx(130, abs=5)
    assert distance_km(firms["barnim"], firms["schraden"]) > 120
    heat = {r["company"] for r in table("competences.csv") if "heat-treatment" in r["process_tags"].split(";")}
    assert heat == {"barnim", "schraden"}


@pytest.mark.parametrize("name", ["sites.csv", "competences.csv"])
def test_every_company_has_a_site_and_a_competence(name: str) -> None:
    assert {r["company"] for r in table(name)} == set(companies())


def test_sites_lie_near_their_headquarters_region() -> None:
    for row in table("sites.csv"):
        if row["external_id"].endswith("-hauptsitz"):
            assert row["postcode"] == companies()[row["company"]]["postcode"]
        if row["nuts3"].startswith(("DE3", "DE4")):
            assert 51.3 < float(row["latitude"]) < 53.6
            assert 11.2 < float(row["longitude"]) < 14.8


def test_layers_and_types_are_known() -> None:
    assert {r["layer"] for r in table("competences.csv")} == {"core", "complementary", "peripheral"}
    types = "machine capacity prototype demonstrator laboratory data_set training_place expertise"
    assert {r["type"] for r in table("resources.csv")} == set(types.split())
    for row in table("resources.csv"):
        assert bool(row["price_eur"]) == bool(row["price_unit"]), row["external_id"]
        assert row["free_share"] == "" or 0 < Decimal(row["free_share"]) <= 1
        for column in ("available_from", "available_until", "bound_until"):
            assert row[column] == "" or date.fromisoformat(row[column])


def test_the_demonstrator_is_bound_until_2029() -> None:
    (row,) = [r for r in table("resources.csv") if r["type"] == "demonstrator"]
    assert row["company"] == "ivf"
    assert row["bound_until"].startswith("2029")


KINDS = {"data", "development", "purchasing", "production", "competence", "training", "ai"}


def test_every_kind_has_needs_and_offers() -> None:
    rows = table("opportunities.csv")
    assert len(rows) >= 25
    found = {(r["kind"], r["direction"]) for r in rows}
    assert found == {(k, d) for k in KINDS for d in ("need", "offer")}
    for row in rows:
        assert date.fromisoformat(row["valid_until"]) > date(2026, 12, 31)
        assert 1 <= int(row["min_partners"]) <= int(row["max_partners"])


@pytest.mark.parametrize(
    "name",
    [
        "companies.csv",
        "competences.csv",
        "resources.csv",
        "opportunities.csv",
        "projects.csv",
        "events.csv",
        "funding.csv",
        "relations.csv",
    ],
)
def test_every_german_text_has_its_english(name: str) -> None:
    for number, row in enumerate(table(name), start=2):
        for column in row:
            if column.endswith("_de"):
                english = column.removesuffix("_de") + "_en"
                assert bool(row[column]) == bool(row[english]), f"{name}:{number} {english}"


def test_the_library_holds_ideas_running_and_done() -> None:
    rows = table("projects.csv")
    assert {r["status"] for r in rows} == {"idea", "running", "implemented"}
    assert {r["kind"] for r in rows} == KINDS
    for row in rows:
        assert row["status"] != "implemented" or (row["measured_de"] and row["lesson_de"] and row["end"])


def test_whoever_is_hosted_has_a_person_who_may_sign() -> None:
    signers = {r["company"] for r in table("persons.csv") if r["may_sign"] == "true"}
    hosted = {k for k, r in companies().items() if r["hosted"] != "listed"}
    assert not hosted - signers
    assert len({r["email"] for r in table("persons.csv")}) == len(table("persons.csv"))


def test_the_region_names_its_operator_and_a_person_to_call() -> None:
    region_file = json.loads((REGION / "region.json").read_text(encoding="utf-8"))
    assert region_file["contact"]["phone"] == companies()["zentrum"]["contact_phone"]
    assert {region_file["operator_company"], *region_file["outside_region"]} == set(companies()) - region()
    needs = {r["external_id"]: r for r in table("opportunities.csv")}
    story = region_file["demo"]["story"]
    assert needs[story["need"]]["direction"] == "need"
    assert needs[story["offer"]]["direction"] == "offer"
    nodes = [companies()[k]["hosted"] for k in story["members"]]
    assert sorted(nodes) == ["centre", "own", "own"]


def test_the_readme_names_every_file_and_column() -> None:
    text = (REGION / "README.md").read_text(encoding="utf-8")
    for path in REGION.iterdir():
        if path.is_file() and path.name != "README.md":
            assert f"`{path.name}`" in text
        if path.suffix == ".csv":
            for column in (c for c in table(path.name)[0] if not c.isdigit()):  # a matrix has classes as columns
                stem = re.sub(r"_(de|en)$", "_…", column)
                assert f"`{stem}`" in text, f"{path.name}: {column}"
