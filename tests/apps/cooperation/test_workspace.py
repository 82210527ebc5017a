"""What a running Verbund shows of its kind, and clauses that a kind brings along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from verbund.apps.cooperation import actions, kinds, queries, workspace
from verbund.apps.cooperation.clauses import library
from verbund.kit.errors import Invalid

pytestmark = pytest.mark.django_db
CLAUSE = """
["{code}"]
name = {{ de = "Hilfe", en = "Help" }}
version = 1
law = "BGB § 311(1)"
law_as_of = 2026-08-01
review_by = 2027-08-01
enforced = {{ weak = "trust", strong = "trust" }}
weak = {{ de = ["Man hilft."], en = ["One helps."] }}
strong = {{ de = ["Man hilft sofort."], en = ["One helps at once."] }}
"""


def test_expected_beside_measured_and_shares_by_member(near, kind) -> None:
    charter = near.propose()
    gain = {"measure": "hours", "low": "10", "high": "20", "unit": "h/a", "from_month": 3, "certainty": "likely"}
    actions.show_report(*near.who("anna"), charter, {"gain": gain})
    for name in ("anna", "bert", "cleo"):
        near.sign(name, charter)
    near.run()
    actions.contribute(*near.who("anna"), "Stunden", {"value": "1200", "currency": "EUR"})
    actions.benefit(*near.who("bert"), "Tage", {"value": "4", "unit": "d"})
    actions.outcome(*near.who("bert"), "Ergebnis", [{"measure": "hours", "amount": {"value": "14", "unit": "h"}}])
    near.run()
    entries = queries.register(*near.who("anna"))
    (result,) = workspace.results(kind, entries, gain)
    assert (result.expected, result.month, result.measured, result.by) == (
        "10–20\u00a0h im Jahr",
        "3",
        "14\u00a0h",
        "Bert",
    )
    shares = {p.name: (p.given, p.got, p.others, p.mine) for p in workspace.parts(entries, near.did("anna"))}
    assert shares == {"Anna": (1200, 0, 0, True), "Bert": (0, 0, 1, False)}


def test_a_measure_without_figures_says_so(kind) -> None:
    (result,) = workspace.results(kind, [], None)
    assert (result.title, result.expected, result.measured) == ("Hours", "", "")


def test_a_kind_brings_clauses_of_its_own_only(kind, monkeypatch) -> None:
    def bring(code: str) -> None:
        monkeypatch.setattr(
            kinds._kinds, "_items", {**kinds._kinds._items, "testing": replace(kind, clauses=CLAUSE.format(code=code))}
        )

    bring("testing:R1")
    assert "testing:R1" in library()
    assert kinds.clause_of(kinds.Term("testing:R1", "weak")).text["en"] == "One helps."
    bring("Z1")
    with pytest.raises(Invalid, match="kind testing"):
        library()
    monkeypatch.undo()
    assert "testing:R1" not in library()
