"""Effects of every Verbund."""

from __future__ import annotations

from ..synthetic import buys, did, sells
from ._shared import BIG, HARD, SMALL, Scenario, made

GENERAL = (
    Scenario("V1", "no legal form", made("data"), (made("data", {"H4+": {}}), made("data", common_name=False))),
    Scenario(
        "V1", "one name, orders known", made("data", {"H4-": {"common_name": "Bund"}}, joint_orders_eur=["5000", 9000])
    ),
    Scenario("V1", "said so", made("data", common_name=True)),
    Scenario(
        "V2",
        "months and move",
        made(
            "data",
            {"L1+": {"notice_months": 3, "to": "quarter_end"}, "L2+": {"takes": ["own_data"]}, "D3-": {}},
            hours_month=10,
            hour_eur=50,
        ),
    ),
    Scenario("V2", "nothing settled", made("data", notice_days=61)),
    Scenario(
        "V2",
        "move known",
        made(
            "data",
            {
                "L1+": {"notice_months": 0, "to": "month_end"},
                "L2+": {"takes": ["own_data"]},
                "D3-": {},
                "B1+": {"hours_month": 2},
            },
            move_cost_eur=[4000, 6000],
        ),
    ),
    Scenario("V2", "open platform", made("data", {"L1-": {}, "L2-": {}, "D3+": {}}, hours_month=0)),
    Scenario(
        "V3",
        "half the burden, a fifth of the say",
        made(
            "development",
            {
                "E1-": {"rule": "majority", "votes": {"me": 1, "other": 3}},
                "B1+": {"money_eur": {"me": "5000", "other": "5000"}},
            },
        ),
        (
            made(
                "development",
                {
                    "E1-": {"rule": "unanimous", "votes": {"me": 1, "other": 3}},
                    "B1+": {"money_eur": {"me": "5000", "other": "5000"}},
                },
            ),
        ),
    ),
    Scenario(
        "V3",
        "another holds the interface",
        made("development", {"E2-": {"interface_owner": "other"}}, "other", "third"),
        (
            made("development", {"E2+": {"interface_owner": "other"}}, "other", "third"),
            made("development", {"E2-": {"interface_owner": "me"}}, "other", "third"),
        ),
    ),
    Scenario(
        "V4",
        "large customer",
        made("data", {}, "big", ties=BIG),
        (made("data", {}, "big", ties=SMALL), made("data", {}, "other", ties=BIG)),
    ),
    Scenario(
        "V4",
        "in three Verbünde",
        made("data", {}, "big", ties=SMALL, elsewhere={"big": 2}),
        (made("data", {}, "big", ties=SMALL, elsewhere={"big": 1}), made("data", {}, "other", elsewhere={"big": 3})),
    ),
    Scenario("V4", "both", made("data", {}, "big", ties=BIG, elsewhere={"big": 1})),
    Scenario("V5", "a sale is not settled", made("data"), (made("data", {"M2+": {}}),)),
    Scenario("V5", "weak and named", made("data", {"M2-": {}}, never_partner="Muster AG")),
    Scenario(
        "V6",
        "only supplier",
        made("data", {}, "other", ties=(HARD, sells("big", 1_000_000))),
        (made("data", {}, "third", ties=(HARD, sells("big", 1_000_000))), made("data", {}, "other")),
    ),
    Scenario(
        "V6",
        "substitute in four weeks, L3 strong",
        made("data", {"L3+": {}}, "other", ties=(HARD, sells("big", 1_000_000)), requalify_weeks=4),
    ),
    Scenario(
        "V6",
        "a long time is at most a quarter",
        made("data", {}, "other", ties=(HARD, buys("big", 350_000), sells("big", 1_000_000)), requalify_weeks=[20, 40]),
    ),
    Scenario(
        "V6",
        "amount in a range",
        made(
            "data",
            {},
            "other",
            ties=(buys("other", 20_000, 60_000, replaceable="yes"), buys("big", 100_000), sells("big", 1_000_000)),
        ),
    ),
    Scenario("V6", "large customer fails", made("data", {}, "big", ties=BIG)),
    Scenario(
        "V7",
        "barter and no letter",
        made("production"),
        (
            made("production", {"B2+": {"settlement": "invoice"}, "H3+": {"insurer_letter": True}}),
            made("data"),
            made("purchasing"),
            made("ai"),
        ),
    ),
    Scenario("V7", "no letter", made("training", {"B2+": {"settlement": "invoice"}, "H3+": {}}, policy_read=True)),
    Scenario("V7", "barter", made("competence", {"B2+": {"settlement": "barter"}, "H3+": {"insurer_letter": True}})),
    Scenario(
        "V8",
        "effort until the first benefit",
        made(
            "data",
            {"B1+": {"hours_start": 20, "hours_month": 5, "first_benefit_month": 4, "money_eur": "1000"}},
            hour_eur=60,
        ),
        (made("data"), made("data", {"B1+": {}})),
    ),
    Scenario(
        "V8", "month unknown, free exit", made("data", {"B1+": {"hours_month": 5, "exit_free_until": "2027-06-30"}})
    ),
    Scenario(
        "V8",
        "month from the gain",
        made("data", {"B1+": {"hours_start": 10}}, gain={"low": "1", "high": "2", "from_month": 6}),
    ),
    Scenario(
        "W",
        "competitors without a wall",
        made("data", {}, "rival"),
        (made("data", {"W1+": {}}, "rival"), made("data", {}, "other"), made("data", {}, "rival", competitors=[])),
    ),
    Scenario("W", "others compete", made("production", {}, "other", "rival", competitors=[did("rival")])),
)
