"""Data, development, purchasing and selling."""

from __future__ import annotations

from ..synthetic import buys, runs_at, sells
from ._shared import BAN, BIG, LIVE, SHARES, SMALL, TITAN, WEEK, Scenario, made

SHARING = (
    Scenario(
        "DA1",
        "live to the large customer",
        made("data", {"D1-": LIVE}, "big", ties=BIG),
        (
            made("data", {"D1+": WEEK, "D2+": BAN}, "big", ties=BIG),
            made("data", {"D1-": LIVE}, "big", ties=SMALL),
            made("data", {}, "big", ties=BIG),
            made("data", {"D1-": {**LIVE, "reader": "trustee_only"}}, "big", ties=BIG),
        ),
    ),
    Scenario("DA1", "live, ban agreed", made("data", {"D1-": LIVE, "D2+": BAN}, "big", ties=BIG)),
    Scenario("DA1", "coarse, no ban", made("data", {"D1+": WEEK}, "big", ties=BIG)),
    Scenario(
        "DA1",
        "share in a range",
        made(
            "data",
            {"D1+": {**WEEK, "interval": "day"}},
            "big",
            ties=(sells("big", 100_000, 300_000), sells(None, 600_000)),
        ),
    ),
    Scenario(
        "DA2",
        "core in the data",
        made("data", {"D1-": LIVE}),
        (made("data", {"D1-": LIVE, "G1+": {}}), made("data", {"D1-": LIVE}, data_show_core=False), made("data")),
    ),
    Scenario("DA2", "said so", made("data", {"D1-": LIVE, "G1-": {}}, data_show_core=True)),
    Scenario(
        "DA3",
        "competitors read raw figures",
        made("data", {"D1-": LIVE}, "rival"),
        (
            made("data", {"D1-": LIVE, "W1+": {}}, "rival"),
            made("data", {"D1+": WEEK}, "rival"),
            made("data", {"D1-": LIVE}, "other"),
            made("data", {"D1-": {**LIVE, "reader": "trustee_only"}}, "rival"),
        ),
    ),
    Scenario("DA3", "prices even when coarse", made("data", {"D1+": {**WEEK, "fields": ["price"]}}, "rival")),
    Scenario(
        "DA4",
        "one provider",
        made("data", {"D3-": {"place": ["cloud"]}}, "cloud", ties=(runs_at("cloud", 0.6),)),
        (
            made("data", {"D3+": {"place": ["cloud"]}}, "cloud"),
            made("data", {"D3-": {"place": ["me"]}}, "cloud"),
            made("data", {"D3-": {}}, "cloud"),
        ),
    ),
    Scenario(
        "DA4",
        "share said",
        made(
            "data",
            {"D3-": {"place": ["cloud"]}},
            "cloud",
            ties=(runs_at("cloud", 0.6),),
            processes_in_room="0.25",
            region_on_provider=17,
        ),
    ),
    Scenario(
        "DA5",
        "operators in the data",
        made("data", {"D1-": LIVE}, persons_in_data=True),
        (made("data", {"D1-": LIVE, "D5+": {}}), made("data", {"D1-": LIVE}, persons_in_data=False), made("data")),
    ),
    Scenario("DA5", "unknown, no works council", made("data", {"D1-": LIVE, "D5-": {}}, works_council=False)),
    Scenario(
        "DA6",
        "copies",
        made("data", {"D1-": LIVE, "D4-": {}, "G1+": {}}),
        (made("data", {"D1-": LIVE, "D4+": {"query_only": True}}), made("data")),
    ),
    Scenario("DA6", "deletion with proof", made("data", {"D1-": LIVE, "D4+": {"proof": True}})),
    Scenario("EN1", "nothing on results", made("development", {}, "big"), (made("development", {"R2+": {}}, "big"),)),
    Scenario("EN1", "weak, no large one", made("development", {"R2-": {}})),
    Scenario("EN2", "no list", made("development"), (made("development", {"R1+": {}}),)),
    Scenario("EN2", "no core named", made("development", {"R1-": {}}, skills=())),
    Scenario("EN3", "an institute takes part", made("development", {}, "lab"), (made("development", {}, "other"),)),
    Scenario("EN3", "filing first", made("development", {"R3+": {"filing_first": True, "hold_days": 60}}, "lab")),
    Scenario("EN3", "the institute itself", made("development", {"R3-": {"filing_first": True}}, "other", me="lab")),
    Scenario(
        "EN4",
        "only to one",
        made("development", {"X1+": {"partner": "big", "months": 36}}, "big", ties=BIG),
        (
            made("development", {"X1+": {"partner": "big", "minimum_eur": "10000"}}, "big", ties=BIG),
            made("development", {"X1+": {"partner": "me"}}, "big"),
            made("development", {}, "big"),
        ),
    ),
    Scenario("EN4", "without end", made("development", {"X1-": {"partner": "big"}}, "big", ties=BIG)),
    Scenario(
        "EN5",
        "a start-up",
        made("development", {}, "young"),
        (made("development", {"L3+": {"escrow": True}}, "young"), made("development", {}, "other")),
    ),
    Scenario(
        "EN5",
        "money for seven months",
        made("development", {"L3-": {"escrow": True}}, "young", startup_runway_months=7),
    ),
    Scenario("EN5", "paid-up right", made("development", {"R2+": {"paid_up": True}}, "young", startup_runway_months=7)),
    Scenario("EN5", "money for long", made("development", {}, "young", startup_runway_months=24)),
    Scenario(
        "EN6",
        "whose name",
        made("development", {"H1+": {}}),
        (made("development", {"H1+": {}, "H3+": {}}), made("development", own_name_on_product=False)),
    ),
    Scenario("EN6", "ours", made("development", {"H3+": {}}, own_name_on_product=True)),
    Scenario(
        "EV1",
        "fixed bundle",
        made("purchasing", {"X1-": {"bundle_share": "0.8"}}, ties=TITAN, quantity_swing="0.2", bundle_goods=["24.45"]),
        (
            made("purchasing", {}, ties=TITAN),
            made(
                "purchasing",
                {"X1-": {"bundle_share": "0.8"}, "X2+": {"band_percent": 20}},
                ties=TITAN,
                quantity_swing="0.2",
            ),
            made("purchasing", {"X1-": {}}),
        ),
    ),
    Scenario(
        "EV1",
        "band of ten",
        made("purchasing", {"X1-": {"bundle_share": "0.5"}, "X2+": {"band_percent": 10}}, ties=TITAN),
    ),
    Scenario(
        "EV2",
        "full bundle",
        made("purchasing", {"X1-": {}}, ties=TITAN),
        (made("purchasing", {}, ties=TITAN), made("purchasing", {"X1-": {"bundle_share": "0"}}, ties=TITAN)),
    ),
    Scenario(
        "EV2",
        "same supplier, half",
        made("purchasing", {"X1+": {"bundle_share": "0.5"}}, ties=TITAN, bundle_supplier_same=True),
    ),
    Scenario(
        "EV2",
        "two easy sources",
        made(
            "purchasing",
            {"X1+": {"bundle_share": "0.4"}},
            ties=(*TITAN, buys("other", 20_000, wz_code="24.45")),
            bundle_supplier_same=False,
        ),
    ),
    Scenario(
        "EV3",
        "equal costs, above the mark",
        made("purchasing", {"X1-": {}, "W1+": {}}, "rival", **SHARES),
        (
            made("purchasing", {"X1-": {}, "W1+": {"lawyer_note": True}}, "rival", **SHARES),
            made("purchasing", {"X1-": {}}, "other", **SHARES),
            made("purchasing", {"W1+": {}}, "rival", **SHARES),
            made("purchasing", {"X1-": {}, "W1+": {}}, "rival", selling_share="0.1", purchasing_share="0.1"),
        ),
    ),
    Scenario(
        "EV3",
        "below the mark without a wall",
        made("purchasing", {"X1-": {}}, "rival", selling_share="0.1", purchasing_share="0.1", equal_cost_share="0.3"),
    ),
    Scenario("EV3", "shares unknown", made("purchasing", {"X1-": {}, "W1+": {}}, "rival")),
    Scenario(
        "EV4",
        "one pays for another",
        made("purchasing", {"X1-": {"bundle_share": "0.5"}}, ties=TITAN, joint_order_eur=[300_000, 400_000]),
        (made("purchasing", {"B2+": {"each_orders_itself": True}}),),
    ),
    Scenario("EV4", "order unknown, form agreed", made("purchasing", {"H4+": {}})),
    Scenario(
        "EV5",
        "joint bid",
        made("purchasing", joint_bid=True),
        (made("purchasing"), made("purchasing", joint_bid=False)),
    ),
    Scenario("EV5", "could have done it alone", made("purchasing", {"W1+": {}}, joint_bid=True, could_bid_alone=True)),
    Scenario(
        "EV6",
        "customers stay behind",
        made("purchasing", {}, ties=BIG, sold_through_verbund="0.16"),
        (
            made("purchasing", {"L2+": {"takes": ["own_customers"]}}, ties=BIG, sold_through_verbund="0.16"),
            made("purchasing", ties=BIG),
            made("purchasing", ties=BIG, sold_through_verbund=0),
        ),
    ),
)
