"""Every word, mark and exception of a rule once: where exactly a line begins."""

from __future__ import annotations

from typing import Any

from ..synthetic import buys, did, sells
from ._shared import BAN, BIG, DRAWN, FREE, SHARES, TITAN, Scenario, made

ALWAYS = ("price", "prices", "cost", "costs", "sales_prices", "orders", "customers", "free_hours", "capacity")
FINE_ONLY = ("quantity", "piece_time", "runtime")
GRAINS = ({"grain": "machine"}, {"grain": "part"}, {"grain": "order"}, {"interval": "live"}, {"interval": "day"})
COARSE = {"grain": "part_family", "interval": "week"}
TWENTY = (sells("big", 200_000), sells(None, 800_000, others_count=9))
THIRTY = (sells("big", 300_000), sells(None, 700_000, others_count=9))


def fields(*names: str, **more: Any) -> dict[str, Any]:
    return {"D1-": {"fields": list(names), **COARSE, **more}}


EDGES = (
    *(
        Scenario("DA1", f"field {f}", made("data", fields(f, grain="machine"), "big", ties=BIG))
        for f in (*ALWAYS, *FINE_ONLY, "scrap", "energy")
    ),
    *(Scenario("DA1", f"fine by {g}", made("data", fields("runtime", **g), "big", ties=BIG)) for g in GRAINS),
    Scenario("DA1", "exactly a fifth", made("data", fields("scrap"), "big", ties=TWENTY)),
    Scenario(
        "DA1",
        "named giver",
        made("data", fields("scrap", givers=["me"], reader="big"), "big", ties=BIG),
        (
            made("data", fields("scrap", givers=["other"]), "big", "other", ties=BIG),
            made("data", {**fields("scrap"), "D3-": {"place": ["me"]}}, "big", ties=BIG),
            made("data", fields("scrap", readers=["other"]), "big", "other", ties=BIG),
            made("data", fields("scrap"), "big", me="lab", ties=BIG),
        ),
    ),
    Scenario("DA1", "listed reader", made("data", fields("scrap", readers=["big"]), "big", "other", ties=BIG)),
    Scenario("DA1", "a ban without the word", made("data", {**fields("scrap"), "D2-": BAN}, "big", ties=BIG)),
    *(Scenario("DA3", f"always {f}", made("data", fields(f), "rival")) for f in ALWAYS),
    *(
        Scenario(
            "DA3", f"fine {f}", made("data", fields(f, grain="part"), "rival"), (made("data", fields(f), "rival"),)
        )
        for f in FINE_ONLY
    ),
    *(Scenario("DA3", f"fine by {g}", made("data", fields("runtime", **g), "rival")) for g in GRAINS),
    Scenario("DA5", "asks for the works council", made("data", fields("scrap"), persons_in_data=True)),
    Scenario("DA5", "council is there", made("data", fields("scrap"), persons_in_data=True, works_council=True)),
    *(
        Scenario(
            "V2", f"to {to}", made("data", {"L1+": {"notice_months": 2, "to": to}, "L2+": {"takes": ["own_data"]}})
        )
        for to in ("year_end", "month_end", "round_end", "training_year_end", "never")
    ),
    Scenario("V2", "no hours said", made("data", {"L1+": {"notice_months": 2, "to": "never"}})),
    Scenario("V4", "exactly a fifth", made("data", {}, "big", ties=TWENTY)),
    Scenario(
        "V4", "a fifth at most", made("data", {}, "big", ties=(sells("big", 100_000, 250_000), sells(None, 800_000)))
    ),
    *(
        Scenario("V7", f"{k}, {s}", made(k, {"B2-": {"settlement": s}}))
        for k in ("production", "competence", "training", "development")
        for s in ("none", "barter", "invoice")
    ),
    Scenario("V8", "hours at the start alone", made("data", {"B1+": {"hours_start": 0}})),
    Scenario(
        "V1", "weak with a name that nobody uses", made("data", {"H4-": {"common_name": "Bund"}}, common_name=False)
    ),
    Scenario(
        "V3",
        "exactly half the burden",
        made(
            "development",
            {
                "B1+": {"hours_month": {"me": 2, "other": 1}},
                "E1-": {"rule": "two_thirds", "votes": {"me": 1, "other": 1, "third": 4}},
            },
            "other",
            "third",
        ),
    ),
    Scenario(
        "V3",
        "two are stronger",
        made(
            "development",
            {
                "E2-": {"interface_owner": "other", "coordinator": "third"},
                "E1-": {"votes": {"me": 1, "other": 2, "third": 2, "big": 2}},
            },
            "other",
            "third",
            "big",
        ),
    ),
    Scenario(
        "V3",
        "hours and money",
        made(
            "development",
            {
                "B1+": {"hours_month": {"me": 30, "other": 1}, "money_eur": {"me": "100", "other": "900"}},
                "E1-": {"votes": {"me": 1, "other": 3}},
            },
        ),
        (made("development", {"B1+": {"money_eur": {"me": "500", "other": "500"}}}),),
    ),
    Scenario(
        "EV1",
        "goods by a word",
        made(
            "purchasing",
            {"X1-": {"bundle_share": "0.5"}},
            ties=(*TITAN, buys("other", 40_000)),
            bundle_goods=["VON OTHER"],
            quantity_swing="0.2",
        ),
    ),
    Scenario(
        "EV1",
        "nothing bundled by that name",
        made("purchasing", {"X1-": {"bundle_share": "0.5"}}, ties=TITAN),
        (made("purchasing", {"X1-": {"bundle_share": "0.5"}}, ties=TITAN, bundle_goods=["Holz"]),),
    ),
    Scenario(
        "EV1",
        "weak band",
        made("purchasing", {"X1-": {"bundle_share": "0.5"}, "X2-": {"band_percent": 20}}, ties=TITAN),
    ),
    Scenario(
        "EV2",
        "hard to replace",
        made(
            "purchasing",
            {"X1-": {"bundle_share": "0.5"}},
            ties=(buys("big", 100_000, wz_code="24.45", replaceable="hard"), buys("other", 9_000, wz_code="24.45")),
        ),
    ),
    Scenario(
        "EV2",
        "not to replace",
        made(
            "purchasing",
            {"X1-": {"bundle_share": "0.4"}},
            ties=(buys("big", 100_000, wz_code="24.45", replaceable="no"), buys("other", 9_000, wz_code="24.45")),
        ),
    ),
    Scenario(
        "EV3",
        "exactly fifteen, no wall",
        made("purchasing", {"X1-": {}}, "rival", selling_share="0.15", purchasing_share="0.15", equal_cost_share="0.3"),
        (made("purchasing", {"X1-": {}, "W1+": {}}, "rival", selling_share="0.15", purchasing_share="0.15"),),
    ),
    Scenario(
        "EV3",
        "purchasing above",
        made(
            "purchasing",
            {"X1-": {}, "W1+": {}},
            "rival",
            selling_share="0.1",
            purchasing_share="0.2",
            equal_cost_share="0.3",
        ),
    ),
    Scenario("EV3", "others compete", made("purchasing", {"X1-": {}}, "me", "rival", me="third", skills=(), **SHARES)),
    Scenario(
        "EV4",
        "smaller than our part",
        made("purchasing", {"X1-": {"bundle_share": "0.9"}}, ties=TITAN, joint_order_eur=10),
    ),
    Scenario("EV5", "wall weak, alone not", made("purchasing", {"W1-": {}}, joint_bid=True, could_bid_alone=False)),
    Scenario(
        "EV6",
        "revenue unknown",
        made("purchasing", {"L2-": {"takes": ["own_customers"]}}, revenue=None, sold_through_verbund="0.1"),
    ),
    Scenario("PR1", "zero of them, no list", made("production", {}, ties=(DRAWN, FREE), parts_without_release=0)),
    Scenario(
        "PR5",
        "stock lasts not quite",
        made(
            "production",
            ties=(buys("other", 50_000, replaceable="no", stock_days=39, requalify_weeks=8), sells("big", 1_000_000)),
        ),
    ),
    Scenario(
        "PR5",
        "two goods",
        made(
            "production",
            ties=(
                buys("other", 50_000, replaceable="no", stock_days=9, requalify_weeks=3),
                buys("other", 10_000, 10_000, replaceable="hard", stock_days=4, requalify_weeks=12, wz_code="1"),
                sells("big", 1_000_000),
            ),
        ),
    ),
    Scenario(
        "PR5",
        "strong without second source",
        made(
            "production",
            {"L3+": {}},
            ties=(buys("other", 50_000, replaceable="hard", stock_days=1), sells("big", 1_000_000)),
        ),
    ),
    Scenario(
        "PR6",
        "others compete",
        made("production", {"W1-": {"sealed_bids": True}}, "me", "rival", me="third", skills=()),
    ),
    Scenario("KO1", "exactly the mark", made("competence", {"T1-": {"warn_days": 40}}, "lab", days_booked=40)),
    Scenario(
        "KO1", "weak by the sender", made("competence", {"T1-": {"instructions_by": "sender"}}, "lab", days_booked=31)
    ),
    Scenario(
        "KO2",
        "a range",
        made("competence", {}, "lab", people_able=[3, 6]),
        (made("competence", {}, "other", me="lab", people_able=1),),
    ),
    Scenario("KO2", "ban weak", made("competence", {"T1-": {"solicitation_months": 12}}, "lab", people_able=1)),
    Scenario("KO3", "escort alone", made("competence", {"G1+": {"escort": True}}, "rival")),
    Scenario("KO3", "zones weak", made("competence", {"G1-": {"zones": True, "escort": True}}, "rival")),
    *(
        Scenario(
            "KO5",
            f"from {who}",
            made("competence", {"B1+": {}}, who, people_able=1),
            (made("competence", {"B1+": {}}, "other", me=who) if who != "guide" else made("data"),),
        )
        for who in ("lab",)
    ),
    Scenario(
        "KO6",
        "price in a range",
        made(
            "competence",
            {"B2-": {"day_rate_eur": ["600", "700"], "market_rate_eur": ["650", "980"]}},
            "lab",
            days_booked=10,
        ),
    ),
    Scenario(
        "KO6",
        "named lender",
        made("competence", {"B2-": {"day_rate_eur": "1", "market_rate_eur": "2", "lender": "other"}}, "other"),
    ),
    Scenario("AU1", "coordinator holds it", made("training", role="coordinator")),
    Scenario(
        "AU2",
        "strong to the month",
        made(
            "training",
            {"B1+": {"weeks": {"other": 5}}, "L1+": {"notice_months": 1, "to": "month_end"}},
            holds_contract=True,
        ),
    ),
    Scenario(
        "AU3",
        "a little more than its part",
        made("training", {"B1+": {"weeks": {"me": 60, "other": 40}}}),
        (made("training", {"B1+": {"weeks": {"me": 59, "other": 41}}}),),
    ),
    Scenario(
        "AU3",
        "weak settlement",
        made(
            "training",
            {"B1+": {"weeks": {"me": 80, "other": 20}}, "B2-": {"settlement": "by_weeks", "week_eur": "100"}},
        ),
    ),
    Scenario("AU4", "nothing said of a fee", made("training", {"T1+": {}})),
    Scenario(
        "AU5",
        "check without visits",
        made("training", {"B1+": {"weeks": {"other": 5}}, "T1+": {"monthly_check": True}}, holds_contract=True),
    ),
    Scenario(
        "AU5", "weak", made("training", {"T1-": {"right_to_visit": True, "monthly_check": True}}, holds_contract=True)
    ),
    Scenario("KI1", "gain just above the noise", made("ai", {"K1-": {}}, metric_alone="0.5", metric_joint="0.5")),
    Scenario("KI1", "free exit weak", made("ai", {"K1-": {}, "L2-": {"cost_free_after_rounds": 8}})),
    Scenario(
        "KI2",
        "exactly one, four members",
        made("ai", {"K2+": {"epsilon": "1", "secure_sum": True}}, "other", "third", "big"),
    ),
    Scenario(
        "KI2",
        "exactly ten",
        made("ai", {"K2-": {"epsilon": "10", "secure_sum": True, "min_members": 2}}, "other", "third", "big", "lab"),
    ),
    Scenario(
        "KI2",
        "just above ten",
        made("ai", {"K2+": {"epsilon": "10.1", "secure_sum": True}}, "other", "third", "big", "lab"),
    ),
    Scenario("KI3", "layers weak", made("ai", {"K1-": {"own_last_layers": True}}, "rival")),
    Scenario("KI3", "strong without layers", made("ai", {"K1+": {}}, "rival")),
    Scenario("KI5", "copy weak", made("ai", {"K1-": {"copy_at_exit": True}})),
    Scenario("EN1", "large among others", made("development", {}, "other", "big")),
    Scenario("EN3", "first weak", made("development", {"R3-": {"filing_first": True, "hold_days": 30}}, "lab")),
    Scenario("EN3", "strong, not first", made("development", {"R3+": {}}, "lab")),
    Scenario("EN5", "exactly twelve", made("development", {}, "young", startup_runway_months=12)),
    Scenario("EN5", "strong without escrow", made("development", {"L3+": {}}, "young", startup_runway_months=[12, 13])),
    Scenario("EN6", "insured only", made("development", {"H3+": {}, "H1-": {}})),
    Scenario(
        "W",
        "two rivals by answer",
        made("data", {"W1-": {}}, "other", "third", competitors=[did("other"), did("third")]),
    ),
    Scenario("DA1", "three tenths", made("data", fields("scrap"), "big", ties=THIRTY)),
)
