"""An aggregate is shown only where nobody can be recognised in it."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from verbund.engines.disclosure import Withheld, against, independent


def test_five_independent_companies_are_the_least() -> None:
    assert against(4) is Withheld.TOO_FEW
    assert against(5) is Withheld.NO
    assert against(4, [1, 1, 1, 1]) is Withheld.TOO_FEW


def test_nobody_may_dominate() -> None:
    assert against(5, [20, 20, 20, 20, 20]) is Withheld.NO
    assert against(5, [34, 17, 17, 16, 16]) is Withheld.DOMINATED, "more than a third"
    assert against(6, [32, 28, 10, 10, 10, 10]) is Withheld.DOMINATED, "two make 60 per cent"
    assert against(5, [0, 0, 0, 0, 0]) is Withheld.NO


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=5, max_size=30))
def test_what_is_shown_also_keeps_the_p_percent_rule(parts: list[Decimal]) -> None:
    """The second largest cannot tell the largest closer than 100 per cent of it."""
    if against(len(parts), parts) is Withheld.NO and sum(parts):
        first, second, *rest = sorted(parts, reverse=True)
        assert sum(rest) > first, (first, second)


def test_a_group_and_a_stake_make_one_of_many() -> None:
    stands = independent("abcdef", {"a": 1, "b": 1, "e": 2}, [("b", "c"), ("x", "d")])
    assert len(set(stands.values())) == 4
    assert stands["a"] == stands["b"] == stands["c"]
    assert len({stands["d"], stands["e"], stands["f"]}) == 3
