"""The options in an order that keeps those sharing rows close together, cut into blocks that share none.

Covers are local, so A'DA has entries only near its diagonal once options are sorted by reverse
Cuthill-McKee (1969, doi:10.1145/800195.805928); options of different formats share no row at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

from siting.cover.covers import Covers, Limits
from siting.inputs import Floats, Positions

POOLED = 48
MOST_LIMITS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Options first .. last (exclusive), which share rows with no others.

    bandwidth: largest distance of two options that share a row. limits: positions of the limits that its
    options take from; amounts: (n_limits here, n_options here), how much."""

    first: int
    last: int
    bandwidth: int
    limits: NDArray[np.intp]
    amounts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """options, rows, limits: positions in the question of what takes part, in layout order.

    reach: rows by options, ones; reached: its transpose. entry: (nnz,) for each entry of `reached`, where the
    same entry stands in `reach`. weight: (n_rows,). amounts: limits by options, each limit scaled to 1."""

    options: NDArray[np.intp]
    rows: NDArray[np.intp]
    limits: NDArray[np.intp]
    reach: csr_matrix
    reached: csr_matrix
    entry: Positions
    weight: Floats
    amounts: csr_matrix
    blocks: tuple[Block, ...]


def arrange(covers: Covers, limits: Limits) -> Layout:
    """The layout of all options that reach a row. Limits that nothing can exceed stay out, and of more than
    MOST_LIMITS those that are most asked for stay in: fewer limits still give a valid bound."""
    ones = np.ones(len(covers.row_options))
    reach = csr_matrix((ones, covers.row_options, covers.row_start), shape=(covers.n_rows, covers.n_options))
    options, block = _order(reach, np.flatnonzero(np.diff(covers.option_start)))
    place = np.empty(covers.n_options, np.int32)
    place[options] = np.arange(len(options))
    rows = np.argsort(np.minimum.reduceat(place[covers.row_options], covers.row_start[:-1]), kind="stable")
    reach = reach[rows][:, options].tocsr()
    reach.sort_indices()
    numbered = csr_matrix((np.arange(reach.nnz, dtype=np.int32), reach.indices, reach.indptr), reach.shape)
    entry = numbered.T.tocsr()
    reached = csr_matrix((np.ones(reach.nnz), entry.indices, entry.indptr), entry.shape)
    active, amounts = _scaled(limits, options)
    blocks = _blocks(reach, block, amounts)
    return Layout(options, rows, active, reach, reached, entry.data, covers.weight[rows], amounts, blocks)


def _order(reach: csr_matrix, used: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Used options, neighbours close, and the block of each; small components share a last block."""
    reach = csr_matrix(reach[:, used], dtype=np.int32)
    neighbours = (reach.T @ reach).tocsr()
    _, component = connected_components(neighbours, directed=False)
    size = np.bincount(component)
    order = reverse_cuthill_mckee(neighbours, symmetric_mode=True)
    pool = len(size)
    block = np.where(size[component] <= POOLED, pool, component)[order]
    by_block = np.argsort(block, kind="stable")
    _, block = np.unique(block[by_block], return_inverse=True)
    return used[order[by_block]], block


def _scaled(limits: Limits, options: NDArray[np.intp]) -> tuple[NDArray[np.intp], csr_matrix]:
    """The limits that can bind, and what the options take from each, as shares of the limit."""
    whole = csc_matrix(
        (limits.amount, limits.which, limits.start), shape=(len(limits.limit), len(limits.start) - 1)
    )
    taken = whole[:, options].tocsr()
    asked = np.asarray(taken.sum(axis=1)).ravel()
    scarce = np.flatnonzero(asked > limits.limit)
    if len(scarce) > MOST_LIMITS:
        ratio = asked[scarce] / limits.limit[scarce]
        scarce = np.sort(scarce[np.argsort(-ratio, kind="stable")[:MOST_LIMITS]])
    share = csr_matrix(taken[scarce])
    share.data /= np.repeat(limits.limit[scarce], np.diff(share.indptr))
    return scarce, share


def _blocks(reach: csr_matrix, block: NDArray[np.intp], amounts: csr_matrix) -> tuple[Block, ...]:
    """block: (n_options,) block of each option, ascending."""
    first = reach.indices[reach.indptr[:-1]]
    spread = reach.indices[reach.indptr[1:] - 1] - first
    bandwidth = np.zeros(int(block[-1]) + 1, np.int64)
    np.maximum.at(bandwidth, block[first], spread)
    ends = np.searchsorted(block, np.arange(len(bandwidth) + 1))
    by_option = amounts.tocsc()
    return tuple(
        _block(by_option, int(ends[b]), int(ends[b + 1]), int(bandwidth[b])) for b in range(len(bandwidth))
    )


def _block(amounts: csc_matrix, first: int, last: int, bandwidth: int) -> Block:
    taken = amounts[:, first:last].tocsr()
    touched = np.flatnonzero(np.diff(taken.indptr))
    return Block(first, last, bandwidth, touched, np.ascontiguousarray(taken[touched].toarray()))
