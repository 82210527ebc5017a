"""Shares with their complement, means, and what comparing two publications gives away."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verbund.engines.disclosure import LEAST, STEP, may_renew, mean_of, rounded, share


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_is_shown_only_where_part_and_rest_are_many(part: int, rest: int) -> None:
    found = share(part, part + rest)
    assert (found is None) is (part < LEAST or rest < LEAST)
    if found is not None:
        assert abs(found - part / (part + rest)) <= STEP / 2 + 1e-9


def test_all_but_two_on_one_platform_is_not_shown() -> None:
    assert share(20, 22) is None, "the two could be named by whoever knows the twenty"
    assert share(22, 22) is None, "it would tell of each single one"
    assert share(12, 24) == 0.5


def test_means_follow_the_primary_rule() -> None:
    assert mean_of(dict.fromkeys(range(5), 0.2)) == pytest.approx(0.2)
    assert mean_of(dict.fromkeys(range(4), 0.2)) is None
    assert mean_of({**dict.fromkeys(range(4), 0.1), "big": 0.9}) is None
    assert rounded(1.2) == 1.0
    assert rounded(0.474) == 0.45


people = st.frozensets(st.integers(0, 20), max_size=16)


@settings(max_examples=100)
@given(st.lists(people, min_size=1, max_size=6))
def test_subtracting_publications_never_isolates_fewer_than_five(seen: list[frozenset[int]]) -> None:
    """What the rule lets through over the periods, compared pair by pair: nobody or at least five differ."""
    published: list[frozenset[int]] = []
    for now in seen:
        if may_renew(published, now):
            published.append(now)
    for a in published:
        for b in published:
            assert len(a ^ b) == 0 or len(a ^ b) >= LEAST


def test_one_who_joins_is_not_told_before_four_more_do() -> None:
    before = frozenset(range(8))
    waits = [frozenset(range(8 + n)) for n in range(1, 5)]
    assert not any(may_renew([before], now) for now in waits)
    assert may_renew([before], frozenset(range(13)))
    assert may_renew([before], before), "nobody joined: new values of the same companies may be shown"
    assert not may_renew([before, frozenset(range(13))], frozenset(range(9))), "also against the period before last"


def test_without_the_rule_a_newcomer_would_be_read_off() -> None:
    """The attack the rule stops: two exact means and their numbers give the newcomer's figure."""
    figures = [0.1, 0.2, 0.3, 0.15, 0.25, 0.2]
    newcomer = 0.85
    means = [sum(f) / len(f) for f in (figures, [*figures, newcomer])]
    (first, second), n = next(pairwise(means)), len(figures)
    assert second * (n + 1) - first * n == pytest.approx(newcomer)
