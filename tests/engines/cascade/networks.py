"""Random small networks for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

amounts = st.one_of(st.just(0.0), st.integers(1, 100).map(float), st.floats(0.01, 1e6))


@st.composite
def cases(draw, n_max=7):
    """Arguments of the oracle: W, sectors, E, shock, revenue, cost, weights, sigma, epsilon."""
    n = draw(st.integers(2, n_max))
    kinds = draw(st.integers(1, 3))
    W = [[draw(amounts) for _ in range(n)] for _ in range(n)]
    W[0][1] = draw(st.floats(1, 100))
    sectors = [draw(st.integers(0, kinds - 1)) for _ in range(n)]
    E = [[draw(st.integers(0, 2)) for _ in range(kinds)] for _ in range(kinds)]
    shock = [draw(st.sampled_from([0.0, 0.0, 0.25, 0.7, 1.0])) for _ in range(n)]
    s = [sum(row) for row in W]
    bought = [sum(W[i][j] for i in range(n)) for j in range(n)]
    revenue = draw(st.one_of(st.none(), st.just([x * draw(st.floats(1, 3)) for x in s])))
    cost = draw(st.one_of(st.none(), st.just([x * draw(st.floats(1, 3)) for x in bought])))
    weights = draw(st.one_of(st.none(), st.just([draw(st.floats(0.1, 10)) for _ in range(n)])))
    return {
        "W": W,
        "sectors": sectors,
        "E": E,
        "shock": shock,
        "revenue": revenue,
        "cost": cost,
        "weights": weights,
        "sigma": draw(st.booleans()),
        "epsilon": draw(st.sampled_from([1e-2, 1e-3, 1e-8])),
    }
