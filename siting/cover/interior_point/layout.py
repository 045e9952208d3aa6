"""The variables in an order that keeps those sharing rows close together, cut into blocks that share none.

Variables are the options, and one more for every site that takes something for itself. Covers are local, so
A'DA has entries only near its diagonal; options of different formats share no row at all, only perhaps a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix, hstack

from siting.cover.covers import Covers, Limits, Starts
from siting.cover.interior_point.order import breadth_first
from siting.inputs import Floats, Positions

POOLED = 48
MOST_LIMITS = 2000


class Reach(NamedTuple):
    """Rows by variables, as Numba reads them.

    start, variables: CSR by row, ascending, unsigned since those index faster; rows by their first variable.
    roof: (n_variables,) the site variable that a variable stays below; -1 where it only stays below 1."""

    start: Starts
    variables: NDArray[np.uint32]
    roof: Positions


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Variables first .. last (exclusive), and rows first_row .. last_row, which share nothing with others.

    bandwidth: largest distance of two variables that share a row or a site. limits: positions of the limits
    that its variables take from; amounts: (n_limits here, n_variables here), how much."""

    first: int
    last: int
    first_row: int
    last_row: int
    bandwidth: int
    limits: NDArray[np.intp]
    amounts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """variables, rows, limits: positions in the question of what takes part, in layout order; variable
    n_options + g is site g. weight: (n_rows,). amounts: limits by variables, each limit scaled to 1."""

    variables: NDArray[np.int64]
    rows: NDArray[np.int64]
    limits: NDArray[np.intp]
    reach: Reach
    weight: Floats
    amounts: csr_matrix
    blocks: tuple[Block, ...]

    @property
    def by_row(self) -> csr_matrix:
        """Rows by variables, ones."""
        ones = np.ones(len(self.reach.variables))
        shape = len(self.weight), len(self.variables)
        return csr_matrix((ones, self.reach.variables.view(np.int32), self.reach.start), shape)


def arrange(covers: Covers, limits: Limits) -> Layout:
    """The layout of all options that reach a row, and of their sites. Limits that nothing can exceed stay out,
    and of more than MOST_LIMITS those that are most asked for stay in: fewer limits still give a valid bound."""
    variables, block = breadth_first(covers, limits.site, limits.n_sites, POOLED)
    place = np.full(covers.n_options + limits.n_sites, -1, np.int32)
    place[variables] = np.arange(len(variables))
    placed = place[covers.row_options]
    rows = np.argsort(np.minimum.reduceat(placed, covers.row_start[:-1]), kind="stable")
    ones = np.ones(len(placed), np.int8)
    by_row = csr_matrix((ones, placed, covers.row_start), (covers.n_rows, len(variables)))[rows]
    by_row.sort_indices()
    site = np.append(limits.site, np.full(limits.n_sites, -1, np.int32))[variables]
    roof = np.where(site >= 0, place[covers.n_options + site], -1) if limits.n_sites else site
    reach = Reach(by_row.indptr.astype(np.int64), by_row.indices.astype(np.uint32), roof.astype(np.int32))
    scarce, amounts = _scaled(limits, variables)
    return Layout(
        variables, rows, scarce, reach, covers.weight[rows], amounts, _blocks(reach, block, amounts)
    )


def _scaled(limits: Limits, variables: NDArray[np.int64]) -> tuple[NDArray[np.intp], csr_matrix]:
    """The limits that can bind, and what the variables take from each, as shares of the limit."""
    n_limits = len(limits.limit)
    own = csc_matrix((limits.amount, limits.which, limits.start), (n_limits, len(limits.start) - 1))
    once = csc_matrix((limits.site_amount, limits.site_which, limits.site_start), (n_limits, limits.n_sites))
    taken = csc_matrix(hstack((own, once)))[:, variables].tocsr()
    asked = np.asarray(taken.sum(axis=1)).ravel()
    scarce = np.flatnonzero(asked > limits.limit)
    if len(scarce) > MOST_LIMITS:
        ratio = asked[scarce] / limits.limit[scarce]
        scarce = np.sort(scarce[np.argsort(-ratio, kind="stable")[:MOST_LIMITS]])
    share = csr_matrix(taken[scarce])
    share.data /= np.repeat(limits.limit[scarce], np.diff(share.indptr))
    return scarce, share


def _blocks(reach: Reach, block: NDArray[np.int64], amounts: csr_matrix) -> tuple[Block, ...]:
    """block: (n_variables,) block of each variable, ascending."""
    lowest = reach.variables[reach.start[:-1]].astype(np.int64)
    bandwidth = np.zeros(int(block[-1]) + 1, np.int64)
    np.maximum.at(bandwidth, block[lowest], reach.variables[reach.start[1:] - 1] - lowest)
    below = np.flatnonzero(reach.roof >= 0)
    np.maximum.at(bandwidth, block[below], np.abs(reach.roof[below] - below))
    ends = np.searchsorted(block, np.arange(len(bandwidth) + 1))
    row_ends = np.searchsorted(lowest, ends)
    by_variable = amounts.tocsc()
    blocks = []
    for b, width in enumerate(bandwidth.tolist()):
        taken = by_variable[:, ends[b] : ends[b + 1]].tocsr()
        touched = np.flatnonzero(np.diff(taken.indptr))
        dense = np.ascontiguousarray(taken[touched].toarray())
        first, last, first_row, last_row = ends[b], ends[b + 1], row_ends[b], row_ends[b + 1]
        blocks.append(Block(int(first), int(last), int(first_row), int(last_row), width, touched, dense))
    return tuple(blocks)
