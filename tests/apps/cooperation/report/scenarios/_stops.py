"""Stop signs."""

from __future__ import annotations

from ._shared import BAN, BIG, LIVE, SHARES, SMALL, WEEK, Scenario, made

STOPS = (
    Scenario(
        "V1",
        "one name, nothing settled",
        made("data", {"H4-": {"common_name": "Bund"}}),
        (
            made("data", {"H4-": {"common_name": "Bund"}, "H1+": {}}),
            made("data", {"H4+": {"common_name": "Bund"}}),
            made("data"),
        ),
    ),
    Scenario("V1", "said so", made("data", common_name=True)),
    Scenario("V2", "no way out", made("data"), (made("data", {"L1-": {}}), made("data", {"L2-": {}}))),
    Scenario(
        "W",
        "raw figures among competitors",
        made("data", {"D1-": LIVE}, "rival"),
        (
            made("data", {"D1-": LIVE, "W1+": {}}, "rival"),
            made("data", {"D1+": WEEK}, "rival"),
            made("data", {"D1-": LIVE}, "other"),
        ),
    ),
    Scenario(
        "DA1",
        "price talks with the largest customer",
        made("data", {"D1+": WEEK}, "big", ties=BIG),
        (
            made("data", {"D1+": WEEK, "D2+": BAN}, "big", ties=BIG),
            made("data", {"D1+": WEEK}, "big", ties=SMALL),
            made("data", {"D1+": {"fields": ["fault_cause"]}}, "big", ties=BIG),
        ),
    ),
    Scenario(
        "EV3",
        "no wall",
        made("purchasing", {"X1-": {}}, "rival", **SHARES),
        (made("purchasing", {"X1-": {}}, "other", **SHARES), made("purchasing", {}, "rival", **SHARES)),
    ),
    Scenario(
        "EV3",
        "above the mark without a note",
        made("purchasing", {"X1-": {}, "W1+": {}}, "rival", **SHARES),
        (
            made("purchasing", {"X1-": {}, "W1+": {"lawyer_note": True}}, "rival", **SHARES),
            made("purchasing", {"X1-": {}, "W1+": {}}, "rival", selling_share="0.1", purchasing_share="0.15"),
        ),
    ),
    Scenario("EV3", "share unknown", made("purchasing", {"X1-": {}, "W1+": {}}, "rival")),
    Scenario(
        "PR1",
        "release missing",
        made("production", {}, parts_without_release=4),
        (
            made("production"),
            made("production", {"G1+": {"release_list_per_part": True}}, parts_without_release=4),
            made("production", parts_without_release=0),
        ),
    ),
    Scenario(
        "PR6",
        "competitors see bids",
        made("production", {}, "rival"),
        (made("production", {"W1+": {}}, "rival"), made("production")),
    ),
    Scenario(
        "AU1",
        "items without a company",
        made("training", {"B1+": {"items": 34, "items_covered": 25}}),
        (made("training", {"B1+": {"items": 34, "items_covered": 34}}), made("training", {"B1+": {"items": 34}})),
    ),
    Scenario(
        "KI4",
        "judges people, no provider",
        made("ai", ai_judges_people=True),
        (
            made("ai", {"K3-": {"provider": "other"}}, ai_judges_people=True),
            made("ai", ai_judges_people=False),
            made("ai"),
        ),
    ),
)
