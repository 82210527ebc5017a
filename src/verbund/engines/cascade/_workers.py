"""A sweep beyond one machine: parts of its scenarios, computed by workers that hold the network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from ._network import Floats, Ints, Network

PART = 2_000  # scenarios sent at a time
Scenarios: TypeAlias = tuple[Ints, Ints, Floats]  # scenario k shocks firm[start[k]:start[k+1]]
Found: TypeAlias = tuple[Floats, npt.NDArray[np.int32], npt.NDArray[np.uint64]]


class Client(Protocol):
    """What a sweep uses of `dask.distributed.Client`; any object with these methods will do."""

    def scatter(self, data: Any, *, broadcast: bool) -> Any:
        """Give the data to every worker; a handle on it."""

    def map(self, task: Callable[..., Any], *arguments: list[Any], pure: bool) -> Any:
        """Handles on task(…) of the first, second … of each list; a handle among them stands for what it holds."""

    def gather(self, handles: Any) -> Any:
        """The results."""


def spread(
    client: Client, task: Callable[[Network, Scenarios], Found], network: Network, scenarios: Scenarios
) -> Found:
    """Results of all scenarios, in their order. A part that is lost with its worker is the scheduler's to repeat."""
    count = len(scenarios[0]) - 1
    if count == 0:
        return task(network, scenarios)
    parts = [take(scenarios, np.arange(first, min(first + PART, count))) for first in range(0, count, PART)]
    held = client.scatter(network, broadcast=True)
    found = client.gather(client.map(task, [held] * len(parts), parts, pure=False))
    worth, steps, footprint = (np.concatenate(column) for column in zip(*found, strict=True))
    return worth, steps, footprint


def take(scenarios: Scenarios, chosen: Ints) -> Scenarios:
    """Some of the scenarios."""
    start, firm, shock = scenarios
    lengths = (start[1:] - start[:-1])[chosen]
    of = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    pick = np.arange(of[-1]) + np.repeat(start[:-1][chosen] - of[:-1], lengths)
    return of, firm[pick], shock[pick]
