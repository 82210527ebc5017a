"""Production, competence, training, AI."""

from __future__ import annotations

from verbund.kit.interval import Interval

from ..synthetic import CORE, buys, sells
from ._shared import APPRENTICE, DRAWN, FREE, HARD, ONE, SEALED, VISITS, Scenario, made

WORKING = (
    Scenario(
        "PR1",
        "drawings of the customer",
        made("production", {}, ties=(DRAWN, FREE)),
        (
            made("production", {"G1+": {"release_list_per_part": True}}, ties=(DRAWN, FREE), parts_without_release=0),
            made("production"),
        ),
    ),
    Scenario("PR1", "four parts lack it", made("production", {"G1-": {}}, ties=(DRAWN, FREE), parts_without_release=4)),
    Scenario(
        "PR1",
        "list agreed, number unknown",
        made("production", {"G1+": {"release_list_per_part": True}}, ties=(DRAWN, FREE)),
    ),
    Scenario(
        "PR2", "no inspection", made("production", {}, part_price_eur=100, rework_factor=[10, 40]), (made("data"),)
    ),
    Scenario("PR2", "inspected, capped", made("production", {"H2+": {}, "H1+": {"cap_eur": "20000"}})),
    Scenario(
        "PR3",
        "capacity promised",
        made("production", {"B1+": {"capacity_share": "0.18"}}, months_without_room=7),
        (
            made("production", {"B1+": {"capacity_share": "0.18"}}, months_without_room=0),
            made("production", {"B1+": {}}),
        ),
    ),
    Scenario(
        "PR3",
        "own orders first, unknown",
        made("production", {"B1+": {"capacity_share": "0.18", "own_orders_first": True, "recall_days": 10}}),
    ),
    Scenario(
        "PR3",
        "own orders first",
        made("production", {"B1+": {"capacity_share": "0.18", "own_orders_first": True}}, months_without_room=2),
    ),
    Scenario(
        "PR4",
        "through the coordinator",
        made("production", {"E2-": {"coordinator": "other"}}, revenue_through_coordinator="0.34"),
        (
            made(
                "production",
                {"E2-": {"coordinator": "other"}, "X1+": {"direct_contact": True}},
                revenue_through_coordinator="0.34",
            ),
            made("production", {"E2-": {"coordinator": "me"}}, revenue_through_coordinator="0.34"),
            made("production", {"E2-": {"coordinator": "other"}}, revenue_through_coordinator=0),
            made("production", revenue_through_coordinator="0.34"),
        ),
    ),
    Scenario(
        "PR4", "share unknown", made("production", {"E2+": {"coordinator": "other"}, "X1-": {"direct_contact": True}})
    ),
    Scenario(
        "PR5",
        "one hardener",
        made("production", {}, ties=(HARD, sells("big", 1_000_000)), orders_in_verbund_eur=500_000),
        (
            made("production", {"L3+": {"second_source": True}}, ties=(HARD,)),
            made("production", ties=(buys("other", 50_000, replaceable="no", stock_days=40, requalify_weeks=8),)),
            made("production", ties=(buys("other", 50_000, replaceable="yes"),)),
            made("production", {}, "third", ties=(HARD,)),
        ),
    ),
    Scenario(
        "PR5",
        "orders unknown",
        made(
            "production",
            {"L3-": {"second_source": True}},
            ties=(buys("other", 50_000, replaceable="hard"), sells("big", 1_000_000)),
        ),
    ),
    Scenario(
        "PR6",
        "open bids",
        made("production", {}, "rival"),
        (made("production", {"W1+": SEALED}, "rival"), made("production", {}, "other")),
    ),
    Scenario("PR6", "wall without sealed bids", made("production", {"W1+": {}, "T1+": {}}, "rival", "third")),
    Scenario(
        "KO1",
        "46 days under instructions",
        made("competence", {"T1-": {"warn_days": 30}}, "lab", days_booked=46),
        (
            made("competence", {"T1+": {"instructions_by": "sender"}}, "lab", days_booked=46),
            made("competence", {"T1-": {"warn_days": 30}}, "lab", days_booked=20),
        ),
    ),
    Scenario(
        "KO1", "planned only", made("competence", {"B1+": {"days_year": 60}, "T1+": {"instructions_by": "host"}}, "lab")
    ),
    Scenario("KO1", "nothing known", made("competence", {}, "lab")),
    Scenario("KO1", "range across the mark", made("competence", {}, "lab", days_booked=[20, 40])),
    Scenario(
        "KO2",
        "two can do it",
        made("competence", {}, "lab", people_able=2),
        (
            made("competence", {}, "lab", people_able=5),
            made("competence", {"T1+": {"solicitation_months": 24}}, "lab", people_able=2),
            made("competence", {}, "lab"),
        ),
    ),
    Scenario("KO2", "ban too long", made("competence", {"T1+": {"solicitation_months": 36}}, "lab", people_able=3)),
    Scenario(
        "KO3",
        "rival visits",
        made("competence", {}, "rival"),
        (made("competence", {}, "rival", skills=()), made("competence", {}, "rival", me="lab", skills=(CORE,))),
    ),
    Scenario("KO3", "zones agreed", made("competence", {"G1+": {"zones": True, "escort": True}}, "rival")),
    Scenario("KO3", "partner visits", made("competence", {"G1+": {"zones": True}})),
    Scenario(
        "KO4",
        "one can do it within 60 km",
        made("competence", {}, "other", "third", nearby=ONE),
        (
            made("competence", {"Z1+": {"excluded": ["core_know_how"]}}, "other", nearby=ONE),
            made("competence", {}, "lab", nearby=ONE),
            made("competence", {}, "other", skills=(), nearby=ONE),
        ),
    ),
    Scenario("KO4", "nobody counted", made("competence", {"Z1-": {"excluded": ["core_know_how"]}})),
    Scenario("KO4", "three can do it", made("competence", nearby=Interval(3, 3))),
    Scenario(
        "KO5",
        "rented",
        made("competence", {"B1+": {}}, "lab", people_able=0),
        (made("competence", {"B1+": {"side_by_side": True}}, "lab"), made("competence", {}, "lab")),
    ),
    Scenario("KO5", "people unknown", made("competence", {"B1+": {}})),
    Scenario(
        "KO6",
        "below the market price",
        made("competence", {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}}, "lab", days_booked=46),
        (
            made("competence", {"B2-": {"day_rate_eur": "980", "market_rate_eur": "980"}}, "lab"),
            made("competence", {"B2-": {"day_rate_eur": "640"}}, "lab"),
        ),
    ),
    Scenario(
        "KO6",
        "days planned, insured",
        made(
            "competence",
            {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}, "B1+": {"days_year": 10}, "H3+": {}},
            "lab",
        ),
    ),
    Scenario(
        "KO6",
        "the lender",
        made("competence", {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}}, "other", me="lab"),
    ),
    Scenario(
        "AU1",
        "plan unknown",
        made("training", role="proposer"),
        (made("training", holds_contract=False), made("training")),
    ),
    Scenario(
        "AU1",
        "nine items open",
        made("training", {"B1+": {"items": 34, "items_covered": 25}, "T1+": {}}, holds_contract=True),
    ),
    Scenario("AU1", "all covered", made("training", {"B1+": APPRENTICE}, role="proposer")),
    Scenario(
        "AU2",
        "one teaches 22 weeks",
        made("training", {"B1+": APPRENTICE, "L1-": {"notice_months": 3, "to": "month_end"}}, role="proposer"),
        (
            made(
                "training", {"B1+": APPRENTICE, "L1+": {"notice_months": 3, "to": "training_year_end"}}, role="proposer"
            ),
            made("training", {"B1+": APPRENTICE}, holds_contract=False),
            made("training", {}, role="proposer"),
        ),
    ),
    Scenario(
        "AU2",
        "no notice agreed",
        made("training", {"B1+": {"weeks": {"me": 40, "other": 10, "third": 12}}}, "other", "third", role="proposer"),
    ),
    Scenario(
        "AU3",
        "most of the weeks",
        made(
            "training",
            {"B1+": {"weeks": {"me": 84, "other": 18, "third": 22}}, "B2-": {"week_eur": "300"}},
            "other",
            "third",
        ),
        (
            made("training", {"B1+": {"weeks": {"me": 40, "other": 40, "third": 40}}}, "other", "third"),
            made("training", {"B1+": {"weeks": {"other": 40}}}),
        ),
    ),
    Scenario(
        "AU3",
        "settled by weeks",
        made("training", {"B1+": {"weeks": {"me": 84, "other": 18}}, "B2+": {"settlement": "by_weeks"}}),
    ),
    Scenario(
        "AU4", "who keeps the apprentice", made("training"), (made("training", {"T1+": {"transfer_fee": False}}),)
    ),
    Scenario("AU4", "transfer fee", made("training", {"T1+": {"transfer_fee": True}})),
    Scenario(
        "AU5",
        "helping hand",
        made("training", {"B1+": APPRENTICE}, role="proposer"),
        (
            made("training", {"B1+": APPRENTICE, "T1+": VISITS}, role="proposer"),
            made("training", {"B1+": APPRENTICE}, holds_contract=False),
            made("training", {"B1+": {"weeks": {"me": 60}}}, role="proposer"),
        ),
    ),
    Scenario(
        "AU5",
        "visits without check",
        made("training", {"B1+": APPRENTICE, "T1+": {"right_to_visit": True}}, holds_contract=True),
    ),
    Scenario(
        "KI1",
        "no certain gain",
        made("ai", {"K1+": {}}, metric_alone="0.63", metric_joint="0.67", metric_error="0.03"),
        (made("ai", {"K1+": {}}, metric_alone="0.55", metric_joint="0.71", metric_error="0.03"), made("ai")),
    ),
    Scenario("KI1", "not measured", made("ai", {"K1-": {}, "L2+": {"cost_free_after_rounds": 8}})),
    Scenario("KI1", "one side measured", made("ai", {"K1-": {}}, metric_alone="0.6")),
    Scenario(
        "KI2",
        "weak protection",
        made("ai", {"K2-": {"epsilon": "15"}}),
        (made("ai", {"K2+": {"epsilon": "1", "secure_sum": True}}, "other", "third", "big", "lab"),),
    ),
    Scenario(
        "KI2", "moderate, few members", made("ai", {"K2+": {"epsilon": "6", "secure_sum": True, "min_members": 3}})
    ),
    Scenario("KI2", "strong but few", made("ai", {"K2+": {"epsilon": "0.5", "secure_sum": True}})),
    Scenario("KI2", "nothing agreed", made("ai")),
    Scenario(
        "KI3",
        "rivals learn it",
        made("ai", {"K1-": {}}, "rival"),
        (
            made("ai", {"K1+": {"own_last_layers": True}}, "rival"),
            made("ai", {"K1-": {}}, "other"),
            made("ai", {}, "rival"),
        ),
    ),
    Scenario("KI4", "nobody is provider", made("ai"), (made("ai", {"K3+": {"provider": "other"}}),)),
    Scenario("KI4", "we are", made("ai", {"K3+": {"provider": "me"}}, ai_judges_people=False)),
    Scenario("KI4", "judges people", made("ai", {"K3+": {"provider": "other"}}, ai_judges_people=True)),
    Scenario("KI4", "weak", made("ai", {"K3-": {"provider": "other"}}, ai_judges_people=False)),
    Scenario("KI5", "stays in the model", made("ai", {"K1-": {}}), (made("ai"),)),
    Scenario("KI5", "a copy at exit", made("ai", {"K1+": {"copy_at_exit": True}})),
    Scenario(
        "KI6",
        "no entry test",
        made("ai", {"K1-": {}}),
        (made("ai", {"K1-": {}, "M1+": {"entry_test": True}}), made("ai")),
    ),
)
