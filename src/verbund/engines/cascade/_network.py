"""The supply network: firms, their sectors, who sells how much to whom, and how essential an input is."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from verbund.kit.errors import Invalid

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Positions: TypeAlias = npt.NDArray[np.int32]
Essentiality: TypeAlias = npt.ArrayLike | Callable[[Any, Any], int]
"""How essential inputs of a sector (first) are to a sector (second): 0 negligible, 1 non-essential, 2
essential.

A square matrix indexed by sector numbers, or a function of two sector labels (called once for each pair that
trades).
"""


@dataclass(frozen=True, eq=False)
class Network:
    """A supply network of n firms and the m links between them.

    firms: n distinct labels. sectors: n labels (whole numbers from 0 when `essentiality` is a matrix).
    W: n × n, W[i, j] = sales of firm i to firm j in money per period; scipy sparse or dense.
    revenue: n, all sales including final demand; cost: n, all material cost; both in the unit of W, optional.
    weights: n, what a lost firm counts in the index; default: the sales s_i inside the network, as published.

    Without `revenue` final demand is missing and upstream dependence is overstated: give it where it is
    known. Raises Invalid naming the argument that does not fit.
    """

    firms: Sequence[Hashable]
    sectors: Sequence[Hashable]
    W: Any
    essentiality: Essentiality
    revenue: npt.ArrayLike | None = None
    cost: npt.ArrayLike | None = None
    weights: npt.ArrayLike | None = None

    def __post_init__(self) -> None:
        n = len(self.firms)
        if len(self.sectors) != n:
            raise Invalid("shape", f"{len(self.sectors)} sectors for {n} firms", where="sectors")
        for name in ("revenue", "cost", "weights"):
            values = getattr(self, name)
            if values is not None:
                object.__setattr__(self, name, amounts(values, n, name))
        if self.cost is not None and np.any((self.costs == 0) & (self.inputs > 0)):
            raise Invalid(
                "cost-zero",
                "a firm that buys inputs has no material cost",
                where="cost",
                remedy="give at least the purchases inside the network, or leave cost out",
            )

    def __getstate__(self) -> dict[str, Any]:
        """What was given, without what was computed from it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_links(
        cls,
        firms: Sequence[Hashable],
        sectors: Sequence[Hashable],
        links: Iterable[tuple[Hashable, Hashable, float]],
        essentiality: Essentiality,
        *,
        revenue: npt.ArrayLike | None = None,
        cost: npt.ArrayLike | None = None,
        weights: npt.ArrayLike | None = None,
    ) -> Network:
        """The same from (supplier, customer, amount) triples; several triples of one pair add up."""
        position = index_of(firms)
        rows, columns, values = [], [], []
        for supplier, customer, amount in links:
            try:
                rows.append(position[supplier])
                columns.append(position[customer])
            except KeyError as missing:
                raise Invalid("unknown-firm", f"{missing.args[0]!r} is no firm of the network", where="links") from None
            values.append(float(amount))
        W = Links(len(firms), np.array(rows, np.int32), np.array(columns, np.int32), np.array(values, np.float64))
        return cls(firms, sectors, W, essentiality, revenue, cost, weights)

    @cached_property
    def index(self) -> dict[Hashable, int]:
        """Position of each firm."""
        return index_of(self.firms)

    @cached_property
    def links(self) -> Links:
        """W as links sorted by supplier, then customer; zero amounts dropped."""
        return Links.of(self.W, len(self.firms))

    @cached_property
    def matrix(self) -> csr_array[Any, tuple[int, int]]:
        """W as a scipy CSR array."""
        from scipy.sparse import csr_array

        n = len(self.firms)
        return csr_array((self.links.amount, (self.links.supplier, self.links.customer)), shape=(n, n))

    @cached_property
    def sector_names(self) -> tuple[Hashable, ...]:
        """Distinct sector labels in order of first appearance."""
        return tuple(dict.fromkeys(self.sectors))

    @cached_property
    def sector(self) -> Ints:
        """n, position of each firm's sector in `sector_names`."""
        code = {name: k for k, name in enumerate(self.sector_names)}
        return np.fromiter((code[name] for name in self.sectors), np.int64, len(self.sectors))

    @cached_property
    def essential(self) -> npt.NDArray[np.uint8]:
        """m, essentiality 0, 1 or 2 of the input that each link carries."""
        return link_essentiality(self.essentiality, self.sector_names, self.sector, self.links)

    @cached_property
    def sales(self) -> Floats:
        """n, s_i: sales inside the network."""
        return sums(self.links.supplier, self.links.amount, len(self.firms))

    @cached_property
    def inputs(self) -> Floats:
        """n, in_j: purchases inside the network."""
        return sums(self.links.customer, self.links.amount, len(self.firms))

    @property
    def costs(self) -> Floats:
        """n, material cost, or the purchases inside the network where none is given."""
        return self.inputs if self.cost is None else np.asarray(self.cost, np.float64)

    @property
    def revenues(self) -> Floats:
        """n, revenue, or the sales inside the network where none is given."""
        return self.sales if self.revenue is None else np.asarray(self.revenue, np.float64)

    @property
    def v(self) -> Floats:
        """n, the weights of the index."""
        return self.sales if self.weights is None else np.asarray(self.weights, np.float64)


@dataclass(frozen=True, eq=False)
class Links:
    """m links: supplier and customer positions (int32) and amounts (float64), in any order."""

    n: int
    supplier: Positions
    customer: Positions
    amount: Floats

    @classmethod
    def of(cls, W: Any, n: int) -> Links:
        """From links, a scipy sparse matrix or a dense one; sorted, pairs added up."""
        tidy = False
        if not isinstance(W, Links):
            if hasattr(W, "tocoo"):
                tidy = W.format == "csr" and W.has_canonical_format
                found = W.tocoo(copy=False)
                shape, supplier, customer, amount = found.shape, found.row, found.col, found.data
            else:
                dense = np.asarray(W, np.float64)
                shape = dense.shape
                supplier, customer = np.nonzero(dense) if dense.ndim == 2 else (np.empty(0), np.empty(0))
                amount = dense[supplier, customer] if dense.ndim == 2 else dense
            if tuple(shape) != (n, n):
                raise Invalid("shape", f"W is {tuple(shape)}, expected ({n}, {n})", where="W")
            W = Links(n, as_positions(supplier), as_positions(customer), amount.astype(np.float64, copy=False))
        if not np.all(np.isfinite(W.amount)) or np.any(W.amount < 0):
            raise Invalid("amount", "amounts must be finite and not negative", where="W")
        if tidy and np.all(W.amount > 0):
            return cast("Links", W)
        key = W.supplier.astype(np.int64) * n + W.customer
        key, position = np.unique(key, return_inverse=True)
        amount = sums(position.ravel(), W.amount, len(key))
        keep = amount > 0
        key, amount = key[keep], amount[keep]
        return Links(n, as_positions(key // max(n, 1)), as_positions(key % max(n, 1)), amount)

    @property
    def key(self) -> Ints:
        """m, one number for each pair."""
        return self.supplier.astype(np.int64) * self.n + self.customer


def as_positions(values: npt.NDArray[Any]) -> Positions:
    """Positions of firms, four bytes each."""
    return np.ascontiguousarray(values, np.int32)


def sums(group: Ints | Positions, values: Floats, count: int) -> Floats:
    """count, sums of the values of each group."""
    return np.bincount(group, values, count).astype(np.float64, copy=False)


def index_of(firms: Sequence[Hashable]) -> dict[Hashable, int]:
    """Position of each firm; raises Invalid when a firm is named twice."""
    position = {firm: i for i, firm in enumerate(firms)}
    if len(position) != len(firms):
        twice = next(firm for i, firm in enumerate(firms) if position[firm] != i)
        raise Invalid("duplicate-firm", f"{twice!r} is named twice", where="firms")
    return position


def amounts(values: npt.ArrayLike, n: int, name: str) -> Floats:
    """n finite amounts that are not negative; raises Invalid otherwise."""
    found = np.array(values, np.float64)
    if found.shape != (n,):
        raise Invalid("shape", f"{found.shape} values for {n} firms", where=name)
    if not np.all(np.isfinite(found)) or np.any(found < 0):
        raise Invalid(
            "amount",
            "values must be finite and not negative",
            where=name,
            remedy="for unknown values use IntervalNetwork",
        )
    return found


def link_essentiality(
    essentiality: Essentiality, names: Sequence[Any], sector: Ints, links: Links
) -> npt.NDArray[np.uint8]:
    """Essentiality of each link; raises Invalid for values other than 0, 1, 2 and for sectors outside the
    matrix.
    """
    m = len(names)
    if callable(essentiality):
        pair = sector[links.supplier] * m + sector[links.customer]
        trading, position = np.unique(pair, return_inverse=True)
        asked = [essentiality(names[pair // m], names[pair % m]) for pair in trading.tolist()]
        found: npt.NDArray[np.uint8] = levels(asked)[position.ravel()]
        return found
    E = np.asarray(essentiality, np.float64)
    if E.ndim != 2 or E.shape[0] != E.shape[1]:
        raise Invalid("shape", f"the essentiality matrix is {E.shape}, expected square", where="essentiality")
    if not all(isinstance(name, int | np.integer) and 0 <= name < len(E) for name in names):
        raise Invalid(
            "sector",
            f"with a matrix, sectors are whole numbers from 0 to {len(E) - 1}",
            where="sectors",
            remedy="or give essentiality as a function of two labels",
        )
    number = np.array(names, np.int64)
    kind = as_positions(sector)
    return levels(E[np.ix_(number, number)])[kind[links.supplier], kind[links.customer]]


def levels(values: npt.ArrayLike) -> npt.NDArray[np.uint8]:
    """Essentialities; raises Invalid for values other than 0, 1, 2."""
    found = np.asarray(values, np.float64)
    if not np.all(np.isin(found, (0, 1, 2))):
        raise Invalid("essentiality", "essentiality is 0, 1 or 2", where="essentiality")
    return found.astype(np.uint8)
