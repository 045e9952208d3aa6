"""Covers and Limits: the arrays every kernel works on. Named tuples, since Numba reads those by name."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

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
    limit: (n_limits,), what there is, TOLERANCE included.
    site: (n_options,), site of an option whose site takes something for itself; -1 where it does not.
    site_start (n_sites + 1,), site_which, site_amount: limits that a site takes from, once, as soon as one of
    its options opens, and how much."""

    start: Starts
    which: Positions
    amount: Floats
    limit: Floats
    site: Positions
    site_start: Starts
    site_which: Positions
    site_amount: Floats

    @property
    def n_sites(self) -> int:
        """Number of sites that `site` may name."""
        return len(self.site_start) - 1


class Members(NamedTuple):
    """start (n_sites + 1,), options (nnz,): options of each site that takes something for itself, ascending."""

    start: Starts
    options: Positions


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


def limits(
    matrix: csr_matrix, limit: Floats, site: Positions | None = None, site_matrix: csr_matrix | None = None
) -> Limits:
    """Limits from packing constraints matrix @ x + site_matrix @ y <= limit, entries >= 0.

    matrix: (n_limits, n_options). site: (n_options,), site of each option, -1 for none; site_matrix:
    (n_limits, n_sites), what a site takes once, y being 1 where an option of the site is open.
    A limit is widened by a billionth (of itself, at least of one), so that the order of adding costs never
    decides; the rules' own checks allow the same."""
    limit = np.asarray(limit, np.float64)
    shared = csr_matrix((len(limit), 0)) if site_matrix is None else site_matrix
    own, once = _by_column(matrix), _by_column(shared)
    place = np.full(own.shape[1], -1, np.int32) if site is None else np.asarray(site, np.int32)
    takes = np.append(np.diff(once.indptr) > 0, False)
    return Limits(
        own.indptr.astype(np.int64),
        own.indices.astype(np.int32),
        own.data.astype(np.float64),
        limit + TOLERANCE * np.abs(limit),
        np.where(takes[place], place, np.int32(-1)),
        once.indptr.astype(np.int64),
        once.indices.astype(np.int32),
        once.data.astype(np.float64),
    )


def _by_column(matrix: csr_matrix) -> csc_matrix:
    columns = csr_matrix(matrix).tocsc()
    columns.eliminate_zeros()
    columns.sort_indices()
    return columns


def members(limits: Limits) -> Members:
    """The options of every site of `Limits.site`."""
    options = np.flatnonzero(limits.site >= 0)
    site = limits.site[options]
    start = np.concatenate(([0], np.cumsum(np.bincount(site, minlength=limits.n_sites))))
    order = np.argsort(site, kind="stable")
    return Members(start.astype(np.int64), options[order].astype(np.int32))


def taken(limits: Limits, is_open: NDArray[np.bool_], is_paid: NDArray[np.bool_] | None = None) -> Floats:
    """(n_limits,) what these options take, and the sites with an open option or, if given, the paid ones."""
    if is_paid is None:
        is_paid = np.zeros(limits.n_sites, np.bool_)
        is_paid[limits.site[is_open & (limits.site >= 0)]] = True
    own = limits.amount * np.repeat(is_open, np.diff(limits.start))
    once = limits.site_amount * np.repeat(is_paid, np.diff(limits.site_start))
    n_limits = len(limits.limit)
    return sums(limits.which, own, n_limits) + sums(limits.site_which, once, n_limits)


def exceeded(limits: Limits, is_open: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n_limits,) which limits these options break together."""
    return np.asarray(taken(limits, is_open) > limits.limit)


def fit_alone(limits: Limits) -> NDArray[np.bool_]:
    """(n_options,) options that break no limit by themselves, their site's share included; the others can
    never open."""
    n_options, n_limits = len(limits.start) - 1, len(limits.limit)
    own = csr_matrix((limits.amount, limits.which, limits.start), (n_options, n_limits))
    sites = np.flatnonzero(limits.site >= 0)
    at = csr_matrix((np.ones(len(sites)), (sites, limits.site[sites])), (n_options, limits.n_sites))
    once = csr_matrix((limits.site_amount, limits.site_which, limits.site_start), (limits.n_sites, n_limits))
    whole = csr_matrix(own + at @ once)
    too_much = whole.data > limits.limit[whole.indices]
    return np.asarray(sums(owners(whole.indptr), too_much, n_options) == 0)


def sums(groups: NDArray[np.integer[Any]], amounts: NDArray[Any], n_groups: int) -> Floats:
    """(n_groups,) amounts added up by group; every group is in 0 .. n_groups - 1."""
    return np.bincount(groups, weights=amounts, minlength=n_groups).astype(np.float64, copy=False)


def owners(start: Starts) -> NDArray[np.int64]:
    """The row of each entry of a CSR whose rows begin at `start`."""
    return np.repeat(np.arange(len(start) - 1), np.diff(start))
