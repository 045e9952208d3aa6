"""Cover inequalities: what cannot all open within one limit, as cuts of a linear relaxation.

Options C that together take more than a limit, each with its site, cannot all open: sum over C of x <= |C| - 1, though
shares of them fit. Sites make these stronger than the limit's own row says: x_k = 1 pays for the site of k, so a cover
needs the options alone. Options that take no less than any of C, site included, join the sum for nothing.

E. Balas, "Facets of the knapsack polytope", Mathematical Programming 8 (1975) 146-164, DOI 10.1007/BF01580440;
E. A. Boyd, "Polyhedral results for the precedence-constrained knapsack problem", Discrete Applied Mathematics 41
(1993) 185-201, DOI 10.1016/0166-218X(90)90059-V."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.program import Arrays

MOST_ITEMS = 400
VIOLATED = 1e-3
MARGIN, LEAST_MARGIN = 1e-9, 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Knapsack:
    """One limit: items of which only some fit. An item is one option, or an option in each of several phases, of which
    one at most opens.

    options: options of each item; weight: (n_items,) what an item takes by itself; site: (n_items,) the variable that
    pays for its site, -1 for none; fee: (n_items,) what that takes, once. limit: with its tolerance. key: what makes
    it the same limit in another program."""

    options: tuple[Positions, ...]
    weight: Floats
    site: Positions
    fee: Floats
    limit: float
    key: bytes


@dataclass(slots=True, eq=False)
class Pool:
    """Cuts that were found, for questions that differ in rules alone: one that has the same limit has the same cuts."""

    cuts: dict[bytes, list[tuple[Positions, int]]] = field(default_factory=dict)

    def known(self, knapsacks: Iterable[Knapsack]) -> list[tuple[Positions, int]]:
        """Options and most of them that open, of the cuts that hold under these limits."""
        return [cut for one in knapsacks for cut in self.cuts.get(one.key, [])]

    def keep(self, knapsack: Knapsack, cut: tuple[Positions, int]) -> None:
        """Adds a cut of a limit."""
        self.cuts.setdefault(knapsack.key, []).append(cut)


def knapsacks(program: Arrays, n_options: int, alike: NDArray[np.int64]) -> list[Knapsack]:
    """The upper limits of a program on what options and their sites take, that do not hold by themselves.

    alike: (n_options,) options of the same number are those of which one at most opens."""
    matrix = csr_matrix(program.matrix)
    pays = _sites_of(matrix, program.row_upper, n_options)
    lengths = np.diff(matrix.indptr)
    few = (lengths > 1) & (lengths <= MOST_ITEMS) & np.isfinite(program.row_upper)
    negative = np.zeros(matrix.shape[0], dtype=bool)
    negative[np.searchsorted(matrix.indptr, np.flatnonzero(matrix.data < 0), side="right") - 1] = True
    found = []
    for row in np.flatnonzero(few & ~negative & (program.row_upper > 0)).tolist():
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        one = _knapsack(
            matrix.indices[span], matrix.data[span], float(program.row_upper[row]), n_options, alike, pays
        )
        if one is not None:
            found.append(one)
    return found


def violated(one: Knapsack, x: Floats) -> Iterator[tuple[Positions, int]]:
    """Cuts of the limit that the relaxation's x breaks: options, and how many of them open at most."""
    opened = np.array([x[options].sum() for options in one.options])
    used = np.flatnonzero(opened > 1e-6)
    whole = one.weight + one.fee
    if one.weight[used].sum() + one.fee[used].sum() <= one.limit:
        return
    seen: set[bytes] = set()
    for order in ((1.0 - opened) / whole, -opened, -opened * whole):
        cover = _cover(one, used[np.argsort(order[used], kind="stable")], opened)
        if cover is None:
            return
        least = float(whole[cover].max())
        items = np.union1d(cover, np.flatnonzero(one.weight >= least))
        name = items.tobytes()
        if opened[items].sum() > len(cover) - 1 + VIOLATED and name not in seen:
            seen.add(name)
            yield np.concatenate([one.options[item] for item in items.tolist()]), len(cover) - 1


def _cover(one: Knapsack, order: NDArray[np.int64], opened: Floats) -> NDArray[np.int64] | None:
    """Items in this order until they are too many, less those without which they still are; None where all fit."""
    chosen: list[int] = []
    times: dict[int, int] = {}
    taken = 0.0
    for item in order.tolist():
        chosen.append(item)
        site = int(one.site[item])
        first = site < 0 or times.get(site, 0) == 0
        times[site] = times.get(site, 0) + 1
        taken += float(one.weight[item]) + (float(one.fee[item]) if first else 0.0)
        if taken > one.limit:
            break
    else:
        return None
    for item in sorted(chosen, key=lambda item: float(opened[item])):
        site = int(one.site[item])
        last = site < 0 or times[site] == 1
        less = float(one.weight[item]) + (float(one.fee[item]) if last else 0.0)
        if taken - less > one.limit:
            chosen.remove(item)
            times[site] -= 1
            taken -= less
    return np.array(sorted(chosen), dtype=np.int64)


def _sites_of(matrix: csr_matrix, upper: Floats, n_options: int) -> dict[int, NDArray[np.int64]]:
    """Variable -> options that it has to pay for: rows x_k - y <= 0."""
    pairs = np.flatnonzero((np.diff(matrix.indptr) == 2) & (upper == 0.0))
    first, second = matrix.indptr[pairs], matrix.indptr[pairs] + 1
    swap = matrix.indices[first] > matrix.indices[second]
    option, other = np.where(swap, second, first), np.where(swap, first, second)
    kept = (matrix.indices[option] < n_options) & (matrix.indices[other] >= n_options)
    kept &= (matrix.data[option] > 0) & (matrix.data[option] == -matrix.data[other])
    found: dict[int, list[int]] = {}
    for spot, pays in zip(matrix.indices[option[kept]], matrix.indices[other[kept]], strict=True):
        found.setdefault(int(pays), []).append(int(spot))
    return {pays: np.array(options, dtype=np.int64) for pays, options in found.items()}


def _knapsack(
    columns: Positions,
    weights: Floats,
    limit: float,
    n_options: int,
    alike: NDArray[np.int64],
    pays: dict[int, NDArray[np.int64]],
) -> Knapsack | None:
    """The row as a limit; None where it is none on options and their sites, or all of them fit."""
    site_of: dict[int, tuple[int, float]] = {}
    items: dict[int, tuple[list[int], float]] = {}
    mine = {int(column) for column in columns if column < n_options}
    for column, weight in zip(columns.tolist(), weights.tolist(), strict=True):
        if column < n_options:
            known, least = items.get(int(alike[column]), ([], np.inf))
            items[int(alike[column])] = ([*known, column], min(least, weight))
        elif column in pays:
            for option in pays[column].tolist():
                if option in mine:
                    site_of[option] = (column, weight)
        else:
            return None
    owners = [{site_of.get(option, (-1, 0.0)) for option in known} for known, _ in items.values()]
    place = [next(iter(one)) if len(one) == 1 else (-1, 0.0) for one in owners]
    fees = dict(place)
    fees.pop(-1, None)
    if not items:
        return None
    weight = np.array([least for _, least in items.values()])
    limit += MARGIN * abs(limit) + LEAST_MARGIN
    if not fees and np.ptp(weight) == 0.0:  # a count: its covers say what it says
        return None
    if weight.sum() + sum(fees.values()) <= limit:
        return None
    options = tuple(np.array(sorted(one), dtype=np.int32) for one, _ in items.values())
    key = b"|".join([columns.tobytes(), weights.tobytes(), np.float64(limit).tobytes()])
    site, fee = np.array([one for one, _ in place], dtype=np.int32), np.array([one for _, one in place])
    return Knapsack(options, weight, site, fee, limit, key)
