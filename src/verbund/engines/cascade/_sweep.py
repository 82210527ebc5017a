"""Many scenarios: every firm closed alone, or a list of shocks; and only what changed, when the network changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from verbund.kit.errors import Invalid

from . import _plain
from ._esri import Criterion, Shocks, check, hits, index_weights, prepared
from ._network import Floats, Ints, Network
from ._workers import Client, Found, Scenarios, spread, take

PLAIN_WORK = 250_000  # scenarios × firms up to which numpy alone is quick enough
FOOTPRINT_WORDS = 256  # per scenario and direction, each 64 firms (modulo)


@dataclass(frozen=True, eq=False)
class Sweep:
    """K scenarios on one network: esri, esri_d, esri_u, steps, converged, one value each.

    network, epsilon … say what was computed; `resweep` takes it from there. recomputed: scenarios computed in the last
    call (all of them at first).
    """

    network: Network
    esri: Floats
    esri_d: Floats
    esri_u: Floats
    steps: npt.NDArray[np.int32]
    converged: npt.NDArray[np.bool_]
    recomputed: int
    scenarios: Scenarios
    options: Options
    worth: Floats
    footprint: npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Options:
    """How a sweep was computed."""

    epsilon: float
    criterion: Criterion
    replaceability: bool
    max_steps: int
    cores: int | None
    words: int
    plain: bool


def sweep(
    network: Network,
    scenarios: Sequence[Shocks] | None = None,
    *,
    epsilon: float = 1e-3,
    criterion: Criterion = "absolute",
    replaceability: bool = True,
    max_steps: int = 10_000,
    cores: int | None = None,
    remember: bool = False,
    client: Client | None = None,
) -> Sweep:
    """ESRI of each scenario; default: of each firm, closed alone. cores: None = all.

    client: a connected `dask.distributed.Client` (`pip install verbund[dask]`): its workers compute the scenarios in
    parts of 2,000, each with `cores` threads (None = 1), and give the same numbers. Each gets the network once; what a
    worker that dies had under way, another computes.
    remember: keep which firms each scenario touched (up to 4 KiB a scenario), so that `resweep` can skip the rest.
    Raises Invalid as `esri` does.

    >>> from verbund.engines.cascade import Network, sweep
    >>> chain = Network.from_links(["mill", "baker"], [0, 1], [("mill", "baker", 1.0)], [[1, 2], [1, 1]])
    >>> sweep(chain).esri.tolist()
    [1.0, 1.0]
    """
    check(epsilon, criterion, max_steps)
    if cores is not None and cores < 1:
        raise Invalid("cores", "at least one core is needed", where="cores")
    index_weights(network)
    n = len(network.firms)
    if scenarios is None:
        listed = np.arange(n + 1, dtype=np.int64), np.arange(n, dtype=np.int64), np.ones(n)
    else:
        listed = _listed(network, scenarios)
    words = min(-(-n // 64), FOOTPRINT_WORDS) if remember else 0
    plain = (len(listed[0]) - 1) * n <= PLAIN_WORK and not words
    options = Options(epsilon, criterion, replaceability, max_steps, cores or (1 if client else None), words, plain)
    worth, steps, footprint = _compute(network, listed, options, client)
    return _sweep(network, worth, steps, footprint, len(steps), listed, options)


def resweep(before: Sweep, network: Network, *, client: Client | None = None) -> Sweep:
    """The sweep on a changed network with the same firms and sectors: only scenarios whose cascade met a firm with
    changed links, replaceability or weight are computed again; the others are the same numbers by construction.

    Raises Invalid when firms or sectors differ or `before` was made without `remember`.
    """
    old = before.network
    if list(old.firms) != list(network.firms) or list(old.sectors) != list(network.sectors):
        raise Invalid("firms", "firms and sectors must be the same as before", where="network", remedy="use sweep")
    if not before.options.words:
        raise Invalid("footprint", "the sweep was made without remember=True", where="before")
    down, up = _changed(old, network, before.options.replaceability)
    stale = np.flatnonzero(_meets(before.footprint, np.concatenate([_bits(down, before), _bits(up, before)])))
    worth, steps, footprint = before.worth.copy(), before.steps.copy(), before.footprint.copy()
    if len(stale):
        again = take(before.scenarios, stale)
        worth[stale], steps[stale], footprint[stale] = _compute(network, again, before.options, client)
    return _sweep(network, worth, steps, footprint, len(stale), before.scenarios, before.options)


def _listed(network: Network, scenarios: Sequence[Shocks]) -> Scenarios:
    found = [hits(network, shocks) for shocks in scenarios]
    start = np.cumsum([0, *(len(firms) for firms, _ in found)], dtype=np.int64)
    firm, shock = (np.concatenate([part[k] for part in found]) if found else np.empty(0) for k in (0, 1))
    return start, firm.astype(np.int64), shock.astype(np.float64)


def _compute(network: Network, scenarios: Scenarios, options: Options, client: Client | None) -> Found:
    if client is None:
        return compute(options, network, scenarios)
    return spread(client, partial(compute, options), network, scenarios)


def compute(options: Options, network: Network, scenarios: Scenarios) -> Found:
    """Σ v·loss (all, down, up), steps and footprints of scenarios."""
    start, firm, shock = scenarios
    count, n, v = len(start) - 1, len(network.firms), index_weights(network)
    rule = (options.epsilon, options.criterion == "relative", options.replaceability, options.max_steps)
    if not options.plain:
        from . import _frontier  # numba is loaded only for large sweeps

        return _frontier.sweep(_frontier.prepared(network), start, firm, shock, rule, options.cores, options.words)
    worth, steps = np.empty((count, 3)), np.empty(count, np.int32)
    for k in range(count):
        vector = np.zeros(n)
        vector[firm[start[k] : start[k + 1]]] = shock[start[k] : start[k + 1]]
        down, up, made, converged = _plain.run(prepared(network), vector, v, *rule)
        worth[k] = np.maximum(down, up) @ v, down @ v, up @ v
        steps[k] = made if converged else -made
    return worth, steps, np.zeros((count, 0), np.uint64)


def _sweep(
    network: Network,
    worth: Floats,
    steps: npt.NDArray[np.int32],
    footprint: npt.NDArray[np.uint64],
    recomputed: int,
    scenarios: Scenarios,
    options: Options,
) -> Sweep:
    esri, esri_d, esri_u = (worth / index_weights(network).sum()).T
    return Sweep(
        network, esri, esri_d, esri_u, np.abs(steps), steps > 0, recomputed, scenarios, options, worth, footprint
    )


def _changed(old: Network, new: Network, replaceability: bool) -> tuple[Ints, Ints]:
    """Firms that pass a loss on differently: downstream (as suppliers) and upstream (as customers)."""
    a, b, n = prepared(old), prepared(new), len(new.firms)
    down = _rows(
        old.links.key[old.essential > 0],
        np.column_stack([a.down, old.essential[old.essential > 0]]),
        new.links.key[new.essential > 0],
        np.column_stack([b.down, new.essential[new.essential > 0]]),
    )
    up = _rows(old.links.key, a.up[:, None], new.links.key, b.up[:, None])
    weights = np.flatnonzero(old.v != new.v)
    replaced = np.empty(0, np.int64)
    if replaceability:
        kinds = np.unique(new.sector[old.sales != new.sales])
        replaced = np.flatnonzero(np.isin(new.sector, kinds))
    return np.concatenate([down // n, replaced, weights]), np.concatenate([up % n, weights])


def _rows(old_key: Ints, old: Floats, new_key: Ints, new: Floats) -> Ints:
    """Keys of links that appear, disappear or carry another value."""
    both, a, b = np.intersect1d(old_key, new_key, assume_unique=True, return_indices=True)
    differs = both[np.any(old[a] != new[b], axis=1)]
    return np.concatenate([differs, np.setxor1d(old_key, new_key, assume_unique=True)])


def _bits(firms: Ints, before: Sweep) -> npt.NDArray[np.uint64]:
    words = before.options.words
    bit = np.unique(firms % (words * 64))
    found = np.zeros(words, np.uint64)
    np.bitwise_or.at(found, bit >> 6, np.uint64(1) << (bit & 63).astype(np.uint64))
    return found


def _meets(footprint: npt.NDArray[np.uint64], changed: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    columns = np.flatnonzero(changed)
    met: npt.NDArray[np.bool_] = np.any(footprint[:, columns] & changed[columns], axis=1)
    return met
