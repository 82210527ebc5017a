"""Lines are exact: taking a clause away changes its lines and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.apps.cooperation import region
from verbund.apps.cooperation.kinds import kind
from verbund.apps.cooperation.report.build import lines, stops
from verbund.apps.cooperation.report.dependences import figures


@pytest.mark.parametrize(("verbund_id", "slug"), region.all_cases())
def test_removing_a_clause_changes_exactly_its_lines(verbund_id: str, slug: str) -> None:
    for version in region.verbuende()[verbund_id]["versions"]:
        case = region.case(verbund_id, slug, version["number"])
        k = kind(case.charter.kind)
        before = set(map(_key, lines(case, k)))
        signs = {(s.code, s.mend, s.text["de"]) for s in stops(case, k)}
        for clause in case.charter.clauses:
            less = case.without(clause.code)
            found = lines(less, k)
            after = set(map(_key, found))
            changed = {key for key in before ^ after if clause.code not in key[1]}
            assert not changed, (clause.code, changed)
            assert not any(x.cause == clause.code for x in found), clause.code
            now = stops(less, k)
            moved = {(s.code, s.mend, s.text["de"]) for s in now} ^ signs
            read = {clause.code for s in (*now, *stops(case, k)) if clause.code in s.clauses}
            assert not moved or read, (clause.code, moved)


def _key(line):
    return (line.code, line.clauses, line.text["de"], line.money, line.before, line.after, line.certainty)


@pytest.mark.parametrize(("verbund_id", "slug"), region.all_cases())
def test_an_empty_charter_leaves_the_network_as_it_was(verbund_id: str, slug: str) -> None:
    case = region.case(verbund_id, slug)
    k = kind(case.charter.kind)
    empty = replace(case, charter=replace(case.charter, clauses=()))
    then = k.after(empty) if k.after else empty.before
    old, new = figures(empty, empty.before, False), figures(empty, then, True)
    assert {c: v[0] for c, v in old.items() if c != "core"} == {c: v[0] for c, v in new.items() if c != "core"}
