"""For every effect of the facts: a small case in which it stands, and the change that takes it away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verbund.apps.cooperation.report import Case
from verbund.kit.interval import Interval

from .synthetic import CORE, buys, case, did, runs_at, sells

BIG = (sells("big", 400_000), sells(None, 600_000, others_count=9))
SMALL = (sells("big", 100_000), sells(None, 900_000, others_count=9))
LIVE: dict[str, Any] = {"fields": ["runtime", "scrap"], "grain": "machine", "interval": "live"}
WEEK: dict[str, Any] = {"fields": ["runtime", "scrap"], "grain": "part_family", "interval": "week"}
BAN = {"ban_against_giver": True}
TITAN = (buys("big", 100_000, wz_code="24.45"), sells(None, 1_000_000))
HARD = buys("other", 50_000, replaceable="no", stock_days=6, requalify_weeks=8)
DRAWN = sells("big", 300_000, drawing_owner="customer")
FREE = sells(None, 700_000, others_count=7, drawing_owner="supplier", tool_owner="supplier")
SHARES = {"selling_share": ["0.18", "0.23"], "purchasing_share": "0.1", "equal_cost_share": "0.4"}
APPRENTICE = {"weeks": {"me": 40, "other": 22}, "items": 34, "items_covered": 34}
VISITS = {"right_to_visit": True, "monthly_check": True, "transfer_fee": False}
SEALED = {"sealed_bids": True}
ONE = Interval(1, 1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """`shows` has a line (or only a stop sign) of this code; each of `away` has none."""

    code: str
    name: str
    shows: Callable[[], Case]
    away: tuple[Callable[[], Case], ...] = ()


def _(kind: str, clauses: dict[str, dict[str, Any]] | None = None, *others: str, **more: Any) -> Callable[[], Case]:
    return lambda: case(kind, clauses, *others, **more)


SCENARIOS = (
    Scenario("V1", "no legal form", _("data"), (_("data", {"H4+": {}}), _("data", common_name=False))),
    Scenario("V1", "one name, orders known", _("data", {"H4-": {"common_name": "Bund"}}, joint_orders_eur=["5000", 9000])),
    Scenario("V1", "said so", _("data", common_name=True)),
    Scenario("V2", "months and move", _("data", {"L1+": {"notice_months": 3, "to": "quarter_end"}, "L2+": {"takes": ["own_data"]}, "D3-": {}}, hours_month=10, hour_eur=50)),
    Scenario("V2", "nothing settled", _("data", notice_days=61)),
    Scenario("V2", "move known", _("data", {"L1+": {"notice_months": 0, "to": "month_end"}, "L2+": {"takes": ["own_data"]}, "D3-": {}, "B1+": {"hours_month": 2}}, move_cost_eur=[4000, 6000])),
    Scenario("V2", "open platform", _("data", {"L1-": {}, "L2-": {}, "D3+": {}}, hours_month=0)),
    Scenario("V3", "half the burden, a fifth of the say", _("development", {"E1-": {"rule": "majority", "votes": {"me": 1, "other": 3}}, "B1+": {"money_eur": {"me": "5000", "other": "5000"}}}),
             (_("development", {"E1-": {"rule": "unanimous", "votes": {"me": 1, "other": 3}}, "B1+": {"money_eur": {"me": "5000", "other": "5000"}}}),)),
    Scenario("V3", "another holds the interface", _("development", {"E2-": {"interface_owner": "other"}}, "other", "third"),
             (_("development", {"E2+": {"interface_owner": "other"}}, "other", "third"), _("development", {"E2-": {"interface_owner": "me"}}, "other", "third"))),
    Scenario("V4", "large customer", _("data", {}, "big", ties=BIG), (_("data", {}, "big", ties=SMALL), _("data", {}, "other", ties=BIG))),
    Scenario("V4", "in three Verbünde", _("data", {}, "big", ties=SMALL, elsewhere={"big": 2}), (_("data", {}, "big", ties=SMALL, elsewhere={"big": 1}), _("data", {}, "other", elsewhere={"big": 3}))),
    Scenario("V4", "both", _("data", {}, "big", ties=BIG, elsewhere={"big": 1})),
    Scenario("V5", "a sale is not settled", _("data"), (_("data", {"M2+": {}}),)),
    Scenario("V5", "weak and named", _("data", {"M2-": {}}, never_partner="Muster AG")),
    Scenario("V6", "only supplier", _("data", {}, "other", ties=(HARD, sells("big", 1_000_000))), (_("data", {}, "third", ties=(HARD, sells("big", 1_000_000))), _("data", {}, "other"))),
    Scenario("V6", "substitute in four weeks, L3 strong", _("data", {"L3+": {}}, "other", ties=(HARD, sells("big", 1_000_000)), requalify_weeks=4)),
    Scenario("V6", "a long time is at most a quarter", _("data", {}, "other", ties=(HARD, buys("big", 350_000), sells("big", 1_000_000)), requalify_weeks=[20, 40])),
    Scenario("V6", "amount in a range", _("data", {}, "other", ties=(buys("other", 20_000, 60_000, replaceable="yes"), buys("big", 100_000), sells("big", 1_000_000)))),
    Scenario("V6", "large customer fails", _("data", {}, "big", ties=BIG)),
    Scenario("V7", "barter and no letter", _("production"), (_("production", {"B2+": {"settlement": "invoice"}, "H3+": {"insurer_letter": True}}), _("data"), _("purchasing"), _("ai"))),
    Scenario("V7", "no letter", _("training", {"B2+": {"settlement": "invoice"}, "H3+": {}}, policy_read=True)),
    Scenario("V7", "barter", _("competence", {"B2+": {"settlement": "barter"}, "H3+": {"insurer_letter": True}})),
    Scenario("V8", "effort until the first benefit", _("data", {"B1+": {"hours_start": 20, "hours_month": 5, "first_benefit_month": 4, "money_eur": "1000"}}, hour_eur=60), (_("data"), _("data", {"B1+": {}}))),
    Scenario("V8", "month unknown, free exit", _("data", {"B1+": {"hours_month": 5, "exit_free_until": "2027-06-30"}})),
    Scenario("V8", "month from the gain", _("data", {"B1+": {"hours_start": 10}}, gain={"low": "1", "high": "2", "from_month": 6})),
    Scenario("W", "competitors without a wall", _("data", {}, "rival"), (_("data", {"W1+": {}}, "rival"), _("data", {}, "other"), _("data", {}, "rival", competitors=[]))),
    Scenario("W", "others compete", _("production", {}, "other", "rival", competitors=[did("rival")])),
    Scenario("DA1", "live to the large customer", _("data", {"D1-": LIVE}, "big", ties=BIG), (_("data", {"D1+": WEEK, "D2+": BAN}, "big", ties=BIG), _("data", {"D1-": LIVE}, "big", ties=SMALL), _("data", {}, "big", ties=BIG), _("data", {"D1-": {**LIVE, "reader": "trustee_only"}}, "big", ties=BIG))),
    Scenario("DA1", "live, ban agreed", _("data", {"D1-": LIVE, "D2+": BAN}, "big", ties=BIG)),
    Scenario("DA1", "coarse, no ban", _("data", {"D1+": WEEK}, "big", ties=BIG)),
    Scenario("DA1", "share in a range", _("data", {"D1+": {**WEEK, "interval": "day"}}, "big", ties=(sells("big", 100_000, 300_000), sells(None, 600_000)))),
    Scenario("DA2", "core in the data", _("data", {"D1-": LIVE}), (_("data", {"D1-": LIVE, "G1+": {}}), _("data", {"D1-": LIVE}, data_show_core=False), _("data"))),
    Scenario("DA2", "said so", _("data", {"D1-": LIVE, "G1-": {}}, data_show_core=True)),
    Scenario("DA3", "competitors read raw figures", _("data", {"D1-": LIVE}, "rival"), (_("data", {"D1-": LIVE, "W1+": {}}, "rival"), _("data", {"D1+": WEEK}, "rival"), _("data", {"D1-": LIVE}, "other"), _("data", {"D1-": {**LIVE, "reader": "trustee_only"}}, "rival"))),
    Scenario("DA3", "prices even when coarse", _("data", {"D1+": {**WEEK, "fields": ["price"]}}, "rival")),
    Scenario("DA4", "one provider", _("data", {"D3-": {"place": ["cloud"]}}, "cloud", ties=(runs_at("cloud", 0.6),)), (_("data", {"D3+": {"place": ["cloud"]}}, "cloud"), _("data", {"D3-": {"place": ["me"]}}, "cloud"), _("data", {"D3-": {}}, "cloud"))),
    Scenario("DA4", "share said", _("data", {"D3-": {"place": ["cloud"]}}, "cloud", ties=(runs_at("cloud", 0.6),), processes_in_room="0.25", region_on_provider=17)),
    Scenario("DA5", "operators in the data", _("data", {"D1-": LIVE}, persons_in_data=True), (_("data", {"D1-": LIVE, "D5+": {}}), _("data", {"D1-": LIVE}, persons_in_data=False), _("data"))),
    Scenario("DA5", "unknown, no works council", _("data", {"D1-": LIVE, "D5-": {}}, works_council=False)),
    Scenario("DA6", "copies", _("data", {"D1-": LIVE, "D4-": {}, "G1+": {}}), (_("data", {"D1-": LIVE, "D4+": {"query_only": True}}), _("data"))),
    Scenario("DA6", "deletion with proof", _("data", {"D1-": LIVE, "D4+": {"proof": True}})),
    Scenario("EN1", "nothing on results", _("development", {}, "big"), (_("development", {"R2+": {}}, "big"),)),
    Scenario("EN1", "weak, no large one", _("development", {"R2-": {}})),
    Scenario("EN2", "no list", _("development"), (_("development", {"R1+": {}}),)),
    Scenario("EN2", "no core named", _("development", {"R1-": {}}, skills=())),
    Scenario("EN3", "an institute takes part", _("development", {}, "lab"), (_("development", {}, "other"),)),
    Scenario("EN3", "filing first", _("development", {"R3+": {"filing_first": True, "hold_days": 60}}, "lab")),
    Scenario("EN3", "the institute itself", _("development", {"R3-": {"filing_first": True}}, "other", me="lab")),
    Scenario("EN4", "only to one", _("development", {"X1+": {"partner": "big", "months": 36}}, "big", ties=BIG), (_("development", {"X1+": {"partner": "big", "minimum_eur": "10000"}}, "big", ties=BIG), _("development", {"X1+": {"partner": "me"}}, "big"), _("development", {}, "big"))),
    Scenario("EN4", "without end", _("development", {"X1-": {"partner": "big"}}, "big", ties=BIG)),
    Scenario("EN5", "a start-up", _("development", {}, "young"), (_("development", {"L3+": {"escrow": True}}, "young"), _("development", {}, "other"))),
    Scenario("EN5", "money for seven months", _("development", {"L3-": {"escrow": True}}, "young", startup_runway_months=7)),
    Scenario("EN5", "paid-up right", _("development", {"R2+": {"paid_up": True}}, "young", startup_runway_months=7)),
    Scenario("EN5", "money for long", _("development", {}, "young", startup_runway_months=24)),
    Scenario("EN6", "whose name", _("development", {"H1+": {}}), (_("development", {"H1+": {}, "H3+": {}}), _("development", own_name_on_product=False))),
    Scenario("EN6", "ours", _("development", {"H3+": {}}, own_name_on_product=True)),
    Scenario("EV1", "fixed bundle", _("purchasing", {"X1-": {"bundle_share": "0.8"}}, ties=TITAN, quantity_swing="0.2", bundle_goods=["24.45"]), (_("purchasing", {}, ties=TITAN), _("purchasing", {"X1-": {"bundle_share": "0.8"}, "X2+": {"band_percent": 20}}, ties=TITAN, quantity_swing="0.2"), _("purchasing", {"X1-": {}}))),
    Scenario("EV1", "band of ten", _("purchasing", {"X1-": {"bundle_share": "0.5"}, "X2+": {"band_percent": 10}}, ties=TITAN)),
    Scenario("EV2", "full bundle", _("purchasing", {"X1-": {}}, ties=TITAN), (_("purchasing", {}, ties=TITAN), _("purchasing", {"X1-": {"bundle_share": "0"}}, ties=TITAN))),
    Scenario("EV2", "same supplier, half", _("purchasing", {"X1+": {"bundle_share": "0.5"}}, ties=TITAN, bundle_supplier_same=True)),
    Scenario("EV2", "two easy sources", _("purchasing", {"X1+": {"bundle_share": "0.4"}}, ties=(*TITAN, buys("other", 20_000, wz_code="24.45")), bundle_supplier_same=False)),
    Scenario("EV3", "equal costs, above the mark", _("purchasing", {"X1-": {}, "W1+": {}}, "rival", **SHARES), (_("purchasing", {"X1-": {}, "W1+": {"lawyer_note": True}}, "rival", **SHARES), _("purchasing", {"X1-": {}}, "other", **SHARES), _("purchasing", {"W1+": {}}, "rival", **SHARES), _("purchasing", {"X1-": {}, "W1+": {}}, "rival", selling_share="0.1", purchasing_share="0.1"))),
    Scenario("EV3", "below the mark without a wall", _("purchasing", {"X1-": {}}, "rival", selling_share="0.1", purchasing_share="0.1", equal_cost_share="0.3")),
    Scenario("EV3", "shares unknown", _("purchasing", {"X1-": {}, "W1+": {}}, "rival")),
    Scenario("EV4", "one pays for another", _("purchasing", {"X1-": {"bundle_share": "0.5"}}, ties=TITAN, joint_order_eur=[300_000, 400_000]), (_("purchasing", {"B2+": {"each_orders_itself": True}}),)),
    Scenario("EV4", "order unknown, form agreed", _("purchasing", {"H4+": {}})),
    Scenario("EV5", "joint bid", _("purchasing", joint_bid=True), (_("purchasing"), _("purchasing", joint_bid=False))),
    Scenario("EV5", "could have done it alone", _("purchasing", {"W1+": {}}, joint_bid=True, could_bid_alone=True)),
    Scenario("EV6", "customers stay behind", _("purchasing", {}, ties=BIG, sold_through_verbund="0.16"), (_("purchasing", {"L2+": {"takes": ["own_customers"]}}, ties=BIG, sold_through_verbund="0.16"), _("purchasing", ties=BIG), _("purchasing", ties=BIG, sold_through_verbund=0))),
    Scenario("PR1", "drawings of the customer", _("production", {}, ties=(DRAWN, FREE)), (_("production", {"G1+": {"release_list_per_part": True}}, ties=(DRAWN, FREE), parts_without_release=0), _("production"))),
    Scenario("PR1", "four parts lack it", _("production", {"G1-": {}}, ties=(DRAWN, FREE), parts_without_release=4)),
    Scenario("PR1", "list agreed, number unknown", _("production", {"G1+": {"release_list_per_part": True}}, ties=(DRAWN, FREE))),
    Scenario("PR2", "no inspection", _("production", {}, part_price_eur=100, rework_factor=[10, 40]), (_("data"),)),
    Scenario("PR2", "inspected, capped", _("production", {"H2+": {}, "H1+": {"cap_eur": "20000"}})),
    Scenario("PR3", "capacity promised", _("production", {"B1+": {"capacity_share": "0.18"}}, months_without_room=7), (_("production", {"B1+": {"capacity_share": "0.18"}}, months_without_room=0), _("production", {"B1+": {}}))),
    Scenario("PR3", "own orders first, unknown", _("production", {"B1+": {"capacity_share": "0.18", "own_orders_first": True, "recall_days": 10}})),
    Scenario("PR3", "own orders first", _("production", {"B1+": {"capacity_share": "0.18", "own_orders_first": True}}, months_without_room=2)),
    Scenario("PR4", "through the coordinator", _("production", {"E2-": {"coordinator": "other"}}, revenue_through_coordinator="0.34"), (_("production", {"E2-": {"coordinator": "other"}, "X1+": {"direct_contact": True}}, revenue_through_coordinator="0.34"), _("production", {"E2-": {"coordinator": "me"}}, revenue_through_coordinator="0.34"), _("production", {"E2-": {"coordinator": "other"}}, revenue_through_coordinator=0), _("production", revenue_through_coordinator="0.34"))),
    Scenario("PR4", "share unknown", _("production", {"E2+": {"coordinator": "other"}, "X1-": {"direct_contact": True}})),
    Scenario("PR5", "one hardener", _("production", {}, ties=(HARD, sells("big", 1_000_000)), orders_in_verbund_eur=500_000), (_("production", {"L3+": {"second_source": True}}, ties=(HARD,)), _("production", ties=(buys("other", 50_000, replaceable="no", stock_days=40, requalify_weeks=8),)), _("production", ties=(buys("other", 50_000, replaceable="yes"),)), _("production", {}, "third", ties=(HARD,)))),
    Scenario("PR5", "orders unknown", _("production", {"L3-": {"second_source": True}}, ties=(buys("other", 50_000, replaceable="hard"), sells("big", 1_000_000)))),
    Scenario("PR6", "open bids", _("production", {}, "rival"), (_("production", {"W1+": SEALED}, "rival"), _("production", {}, "other"))),
    Scenario("PR6", "wall without sealed bids", _("production", {"W1+": {}, "T1+": {}}, "rival", "third")),
    Scenario("KO1", "46 days under instructions", _("competence", {"T1-": {"warn_days": 30}}, "lab", days_booked=46), (_("competence", {"T1+": {"instructions_by": "sender"}}, "lab", days_booked=46), _("competence", {"T1-": {"warn_days": 30}}, "lab", days_booked=20))),
    Scenario("KO1", "planned only", _("competence", {"B1+": {"days_year": 60}, "T1+": {"instructions_by": "host"}}, "lab")),
    Scenario("KO1", "nothing known", _("competence", {}, "lab")),
    Scenario("KO1", "range across the mark", _("competence", {}, "lab", days_booked=[20, 40])),
    Scenario("KO2", "two can do it", _("competence", {}, "lab", people_able=2), (_("competence", {}, "lab", people_able=5), _("competence", {"T1+": {"solicitation_months": 24}}, "lab", people_able=2), _("competence", {}, "lab"))),
    Scenario("KO2", "ban too long", _("competence", {"T1+": {"solicitation_months": 36}}, "lab", people_able=3)),
    Scenario("KO3", "rival visits", _("competence", {}, "rival"), (_("competence", {}, "rival", skills=()), _("competence", {}, "rival", me="lab", skills=(CORE,)))),
    Scenario("KO3", "zones agreed", _("competence", {"G1+": {"zones": True, "escort": True}}, "rival")),
    Scenario("KO3", "partner visits", _("competence", {"G1+": {"zones": True}})),
    Scenario("KO4", "one can do it within 60 km", _("competence", {}, "other", "third", nearby=ONE), (_("competence", {"Z1+": {"excluded": ["core_know_how"]}}, "other", nearby=ONE), _("competence", {}, "lab", nearby=ONE), _("competence", {}, "other", skills=(), nearby=ONE))),
    Scenario("KO4", "nobody counted", _("competence", {"Z1-": {"excluded": ["core_know_how"]}})),
    Scenario("KO4", "three can do it", _("competence", nearby=Interval(3, 3))),
    Scenario("KO5", "rented", _("competence", {"B1+": {}}, "lab", people_able=0), (_("competence", {"B1+": {"side_by_side": True}}, "lab"), _("competence", {}, "lab"))),
    Scenario("KO5", "people unknown", _("competence", {"B1+": {}})),
    Scenario("KO6", "below the market price", _("competence", {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}}, "lab", days_booked=46), (_("competence", {"B2-": {"day_rate_eur": "980", "market_rate_eur": "980"}}, "lab"), _("competence", {"B2-": {"day_rate_eur": "640"}}, "lab"))),
    Scenario("KO6", "days planned, insured", _("competence", {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}, "B1+": {"days_year": 10}, "H3+": {}}, "lab")),
    Scenario("KO6", "the lender", _("competence", {"B2-": {"day_rate_eur": "640", "market_rate_eur": "980"}}, "other", me="lab")),
    Scenario("AU1", "plan unknown", _("training", role="proposer"), (_("training", holds_contract=False), _("training"))),
    Scenario("AU1", "nine items open", _("training", {"B1+": {"items": 34, "items_covered": 25}, "T1+": {}}, holds_contract=True)),
    Scenario("AU1", "all covered", _("training", {"B1+": APPRENTICE}, role="proposer")),
    Scenario("AU2", "one teaches 22 weeks", _("training", {"B1+": APPRENTICE, "L1-": {"notice_months": 3, "to": "month_end"}}, role="proposer"), (_("training", {"B1+": APPRENTICE, "L1+": {"notice_months": 3, "to": "training_year_end"}}, role="proposer"), _("training", {"B1+": APPRENTICE}, holds_contract=False), _("training", {}, role="proposer"))),
    Scenario("AU2", "no notice agreed", _("training", {"B1+": {"weeks": {"me": 40, "other": 10, "third": 12}}}, "other", "third", role="proposer")),
    Scenario("AU3", "most of the weeks", _("training", {"B1+": {"weeks": {"me": 84, "other": 18, "third": 22}}, "B2-": {"week_eur": "300"}}, "other", "third"), (_("training", {"B1+": {"weeks": {"me": 40, "other": 40, "third": 40}}}, "other", "third"), _("training", {"B1+": {"weeks": {"other": 40}}}))),
    Scenario("AU3", "settled by weeks", _("training", {"B1+": {"weeks": {"me": 84, "other": 18}}, "B2+": {"settlement": "by_weeks"}})),
    Scenario("AU4", "who keeps the apprentice", _("training"), (_("training", {"T1+": {"transfer_fee": False}}),)),
    Scenario("AU4", "transfer fee", _("training", {"T1+": {"transfer_fee": True}})),
    Scenario("AU5", "helping hand", _("training", {"B1+": APPRENTICE}, role="proposer"), (_("training", {"B1+": APPRENTICE, "T1+": VISITS}, role="proposer"), _("training", {"B1+": APPRENTICE}, holds_contract=False), _("training", {"B1+": {"weeks": {"me": 60}}}, role="proposer"))),
    Scenario("AU5", "visits without check", _("training", {"B1+": APPRENTICE, "T1+": {"right_to_visit": True}}, holds_contract=True)),
    Scenario("KI1", "no certain gain", _("ai", {"K1+": {}}, metric_alone="0.63", metric_joint="0.67", metric_error="0.03"), (_("ai", {"K1+": {}}, metric_alone="0.55", metric_joint="0.71", metric_error="0.03"), _("ai"))),
    Scenario("KI1", "not measured", _("ai", {"K1-": {}, "L2+": {"cost_free_after_rounds": 8}})),
    Scenario("KI1", "one side measured", _("ai", {"K1-": {}}, metric_alone="0.6")),
    Scenario("KI2", "weak protection", _("ai", {"K2-": {"epsilon": "15"}}), (_("ai", {"K2+": {"epsilon": "1", "secure_sum": True}}, "other", "third", "big", "lab"),)),
    Scenario("KI2", "moderate, few members", _("ai", {"K2+": {"epsilon": "6", "secure_sum": True, "min_members": 3}})),
    Scenario("KI2", "strong but few", _("ai", {"K2+": {"epsilon": "0.5", "secure_sum": True}})),
    Scenario("KI2", "nothing agreed", _("ai")),
    Scenario("KI3", "rivals learn it", _("ai", {"K1-": {}}, "rival"), (_("ai", {"K1+": {"own_last_layers": True}}, "rival"), _("ai", {"K1-": {}}, "other"), _("ai", {}, "rival"))),
    Scenario("KI4", "nobody is provider", _("ai"), (_("ai", {"K3+": {"provider": "other"}}),)),
    Scenario("KI4", "we are", _("ai", {"K3+": {"provider": "me"}}, ai_judges_people=False)),
    Scenario("KI4", "judges people", _("ai", {"K3+": {"provider": "other"}}, ai_judges_people=True)),
    Scenario("KI4", "weak", _("ai", {"K3-": {"provider": "other"}}, ai_judges_people=False)),
    Scenario("KI5", "stays in the model", _("ai", {"K1-": {}}), (_("ai"),)),
    Scenario("KI5", "a copy at exit", _("ai", {"K1+": {"copy_at_exit": True}})),
    Scenario("KI6", "no entry test", _("ai", {"K1-": {}}), (_("ai", {"K1-": {}, "M1+": {"entry_test": True}}), _("ai"))),
)  # fmt: skip

STOPS = (
    Scenario("V1", "one name, nothing settled", _("data", {"H4-": {"common_name": "Bund"}}), (_("data", {"H4-": {"common_name": "Bund"}, "H1+": {}}), _("data", {"H4+": {"common_name": "Bund"}}), _("data"))),
    Scenario("V1", "said so", _("data", common_name=True)),
    Scenario("V2", "no way out", _("data"), (_("data", {"L1-": {}}), _("data", {"L2-": {}}))),
    Scenario("W", "raw figures among competitors", _("data", {"D1-": LIVE}, "rival"), (_("data", {"D1-": LIVE, "W1+": {}}, "rival"), _("data", {"D1+": WEEK}, "rival"), _("data", {"D1-": LIVE}, "other"))),
    Scenario("DA1", "price talks with the largest customer", _("data", {"D1+": WEEK}, "big", ties=BIG), (_("data", {"D1+": WEEK, "D2+": BAN}, "big", ties=BIG), _("data", {"D1+": WEEK}, "big", ties=SMALL), _("data", {"D1+": {"fields": ["fault_cause"]}}, "big", ties=BIG))),
    Scenario("EV3", "no wall", _("purchasing", {"X1-": {}}, "rival", **SHARES), (_("purchasing", {"X1-": {}}, "other", **SHARES), _("purchasing", {}, "rival", **SHARES))),
    Scenario("EV3", "above the mark without a note", _("purchasing", {"X1-": {}, "W1+": {}}, "rival", **SHARES), (_("purchasing", {"X1-": {}, "W1+": {"lawyer_note": True}}, "rival", **SHARES), _("purchasing", {"X1-": {}, "W1+": {}}, "rival", selling_share="0.1", purchasing_share="0.15"))),
    Scenario("EV3", "share unknown", _("purchasing", {"X1-": {}, "W1+": {}}, "rival")),
    Scenario("PR1", "release missing", _("production", {}, parts_without_release=4), (_("production"), _("production", {"G1+": {"release_list_per_part": True}}, parts_without_release=4), _("production", parts_without_release=0))),
    Scenario("PR6", "competitors see bids", _("production", {}, "rival"), (_("production", {"W1+": {}}, "rival"), _("production"))),
    Scenario("AU1", "items without a company", _("training", {"B1+": {"items": 34, "items_covered": 25}}), (_("training", {"B1+": {"items": 34, "items_covered": 34}}), _("training", {"B1+": {"items": 34}}))),
    Scenario("KI4", "judges people, no provider", _("ai", ai_judges_people=True), (_("ai", {"K3-": {"provider": "other"}}, ai_judges_people=True), _("ai", ai_judges_people=False), _("ai"))),
)  # fmt: skip
