"""Covers and Limits: the arrays every kernel works on. Named tuples, since Numba reads those by name."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions

Starts = NDArray[np.int64]


class Covers(NamedTuple):
    """Which options reach which row, both ways round, and the weight of a row.

    row_start (n_rows + 1,), row_options (nnz,): options that reach a row, ascending.
    option_start (n_options + 1,), option_rows (nnz,): rows that an option reaches, ascending.
    weight: (n_rows,), positive, multiples of one power of two, so that sums of them are exact."""

    row_start: Starts
    row_options: Positions
    option_start: Starts
    option_rows: Positions
    weight: Floats

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.weight)

    @property
    def n_options(self) -> int:
        """Number of options, those that reach nothing included."""
        return len(self.option_start) - 1

    @property
    def total(self) -> float:
        """Weight of all rows together: no selection covers more."""
        return float(self.weight.sum())


class Limits(NamedTuple):
    """Packing rules as an option sees them: sum of amounts <= limit for every limit.

    start (n_options + 1,), which (nnz,), amount (nnz,): limits that an option takes from, and how much.
    limit: (n_limits,), what there is, TOLERANCE included."""

    start: Starts
    which: Positions
    amount: Floats
    limit: Floats


TOLERANCE = 1e-9


def covers(row_start: Starts, row_options: Positions, weight: Floats, n_options: int) -> Covers:
    """Covers from rows by options, with the transposed arrays added."""
    ones = np.ones(len(row_options), np.int8)
    by_row = csr_matrix((ones, row_options, row_start), shape=(len(weight), n_options))
    by_option = by_row.tocsc()
    return Covers(
        row_start.astype(np.int64),
        row_options.astype(np.int32),
        by_option.indptr.astype(np.int64),
        by_option.indices.astype(np.int32),
        np.ascontiguousarray(weight, np.float64),
    )


def limits(matrix: csr_matrix, limit: Floats) -> Limits:
    """Limits from packing constraints matrix @ x <= limit, matrix (n_limits, n_options), entries >= 0.

    A limit is widened by a billionth (of itself, at least of one), so that the order of adding costs never
    decides; the rules' own checks allow the same."""
    by_option = csr_matrix(matrix).tocsc()
    by_option.eliminate_zeros()
    by_option.sort_indices()
    limit = np.asarray(limit, np.float64)
    return Limits(
        by_option.indptr.astype(np.int64),
        by_option.indices.astype(np.int32),
        by_option.data.astype(np.float64),
        limit + TOLERANCE * np.abs(limit),
    )


def exceeded(limits: Limits, is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n_limits,) which limits these options break together."""
    taken = limits.amount * np.repeat(is_open, np.diff(limits.start))
    return np.asarray(sums(limits.which, taken, len(limits.limit)) > limits.limit)


def fit_alone(limits: Limits) -> NDArray[np.bool_]:
    """(n_options,) options that break no limit by themselves; the others can never open."""
    too_much = limits.amount > limits.limit[limits.which]
    return np.asarray(sums(owners(limits.start), too_much, len(limits.start) - 1) == 0)


def sums(groups: NDArray[np.integer[Any]], amounts: NDArray[Any], n_groups: int) -> Floats:
    """(n_groups,) amounts added up by group; every group is in 0 .. n_groups - 1."""
    return np.bincount(groups, weights=amounts, minlength=n_groups).astype(np.float64, copy=False)


def owners(start: Starts) -> NDArray[np.int64]:
    """The row of each entry of a CSR whose rows begin at `start`."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start))
