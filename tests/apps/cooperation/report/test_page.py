"""What page and terminal show of a report, and what they keep from it."""

from __future__ import annotations

import re

import pytest

from tests.apps.cooperation import region
from verbund.apps.cooperation import kinds
from verbund.apps.cooperation.report.build import build, canonical
from verbund.apps.cooperation.report.present import presented
from verbund.apps.cooperation.report.text import as_text
from verbund.apps.cooperation.views_report import _figures


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(("verbund_id", "slug"), region.all_cases())
def test_text_for_every_member_in_both_languages(verbund_id: str, slug: str, lang: str) -> None:
    case = region.case(verbund_id, slug)
    document = build(case, kinds.kind(case.charter.kind))
    text = as_text(document, lang)
    assert max(map(len, text.splitlines())) <= 130
    assert case.member.name in text
    assert not re.search(r"\bNone\b|\{|\}", text)
    shown = presented(document, lang)
    assert len(shown["six"]) == 6
    assert all(d["words"] and d["label"] for d in shown["dependences"])


def test_a_partners_private_figures_stay_out() -> None:
    """The network of another member has no way into a report: its figures change nothing in it."""
    case = region.case("maschinendaten-havel", "nordring")
    document = canonical(build(case, kinds.kind("data"))).decode()
    secrets = [
        r["amount_eur"]
        for r in region.rows("relations")
        if r["stated_by"] == "havelmetall" and not r["released_to"] and len(r["amount_eur"]) > 5
    ]
    assert secrets
    assert not any(secret in document for secret in secrets)


def test_figures_as_people_type_them() -> None:
    assert _figures(["10", "15 %"], "share") == ["0.1", "0.15"]
    assert _figures(["1,5", ""], "amount") == ["1.5", "1.5"]
    assert _figures(["20", "10"], "count") == ["10", "20"]
    assert _figures(["", ""], "count") is None
    assert _figures(["many", ""], "count") is None
    assert _figures(["-1", ""], "count") is None
    assert _figures(["1e99", ""], "amount") is None
