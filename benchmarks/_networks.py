"""Generated networks for the benchmarks: heavy-tailed sizes and degrees, as firm-level supply networks show."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array

from verbund.engines.cascade import Network


def supply_network(firms: int, links: int, *, sectors: int = 600, seed: int = 1) -> Network:
    """Degrees and sales follow Pareto tails, amounts a log-normal; a fifth of the sector pairs is essential."""
    rng = np.random.default_rng(seed)
    out, into = rng.pareto(1.3, firms) + 0.3, rng.pareto(1.6, firms) + 0.5
    key = np.empty(0, np.int64)
    while len(key) < links:  # drop doubles and self-supply until the number is reached
        supplier = rng.choice(firms, links, p=out / out.sum())
        customer = rng.choice(firms, links, p=into / into.sum())
        more = (supplier * firms + customer)[supplier != customer]
        key = np.unique(np.concatenate([key, more]))
    key = key[rng.permutation(len(key))[:links]]
    found = key // firms, key % firms
    amount = rng.lognormal(0, 1.5, links) * np.sqrt(out[found[0]] * into[found[1]])
    size = rng.lognormal(0, 1.3, sectors)  # the largest of 600 holds about 5 % of the firms
    sector = rng.choice(sectors, firms, p=size / size.sum())
    essentiality = rng.choice([0, 1, 2], (sectors, sectors), p=[0.4, 0.4, 0.2])
    W = coo_array((amount, (found[0], found[1])), shape=(firms, firms))
    sales = np.asarray(W.sum(axis=1))
    revenue = np.where(sales > 0, sales, 1) * rng.uniform(1, 3, firms)
    return Network(range(firms), sector.tolist(), W.tocsr(), essentiality, revenue=revenue)
