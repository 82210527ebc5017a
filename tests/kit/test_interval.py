import pytest
from hypothesis import given
from hypothesis import strategies as st

from verbund.kit.interval import Interval

ends = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(ends), draw(ends)))
    return Interval(low, high)


@given(intervals(), intervals(), st.floats(0, 100), st.floats(0, 100))
def test_widening_an_input_never_narrows_a_result(a: Interval, b: Interval, left: float, right: float) -> None:
    wider = Interval(a.low - left, a.high + right)
    assert (wider + b).contains(a + b)
    assert (wider - b).contains(a - b)
    assert (wider * b).contains(a * b)
    assert wider.clip(0, 1).contains(a.clip(0, 1))


@pytest.mark.parametrize(("low", "high"), [(1, 0), (float("nan"), 1), (0, float("inf"))])
def test_what_is_no_interval_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Interval(low, high)
