"""The options in an order that keeps those sharing rows close together, cut into blocks that share none.

Covers are local, so A'DA has entries only near its diagonal once options are sorted by reverse
Cuthill-McKee (1969, doi:10.1145/800195.805928); options of different formats share no row at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

from siting.cover.covers import Covers, Limits, Starts
from siting.inputs import Floats, Positions

POOLED = 48
MOST_LIMITS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Options first_option .. last_option (exclusive) and the rows that reach them, numbered from zero.

    row_start, row_options: CSR of its rows, ascending. bandwidth: largest distance of two options that share
    a row. limits: positions of the limits that its options take from; amounts: (n_limits here, n_options
    here), how much."""

    first_option: int
    last_option: int
    first_row: int
    last_row: int
    row_start: Starts
    row_options: Positions
    bandwidth: int
    limits: NDArray[np.intp]
    amounts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """options, rows, limits: positions in the question of what takes part, in layout order.

    reach: rows by options, ones; reached: its transpose. weight: (n_rows,). amounts: limits by options, each
    limit scaled to 1."""

    options: NDArray[np.intp]
    rows: NDArray[np.intp]
    limits: NDArray[np.intp]
    reach: csr_matrix
    reached: csr_matrix
    weight: Floats
    amounts: csr_matrix
    blocks: tuple[Block, ...]


def arrange(covers: Covers, limits: Limits) -> Layout:
    """The layout of all options that reach a row. Limits that nothing can exceed stay out, and of more than
    MOST_LIMITS those that are most asked for stay in: fewer limits still give a valid bound."""
    ones = np.ones(len(covers.row_options))
    reach = csr_matrix((ones, covers.row_options, covers.row_start), shape=(covers.n_rows, covers.n_options))
    options, block = _order(reach, np.flatnonzero(np.diff(covers.option_start)))
    place = np.empty(covers.n_options, np.int64)
    place[options] = np.arange(len(options))
    first = block[place[covers.row_options[covers.row_start[:-1]]]]
    rows = np.argsort(first, kind="stable")
    reach = reach[rows][:, options].tocsr()
    reach.sort_indices()
    active, amounts = _scaled(limits, options)
    blocks = _blocks(reach, first[rows], block, amounts)
    return Layout(options, rows, active, reach, reach.T.tocsr(), covers.weight[rows], amounts, blocks)


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


def _blocks(
    reach: csr_matrix, row_block: NDArray[np.intp], option_block: NDArray[np.intp], amounts: csr_matrix
) -> tuple[Block, ...]:
    n_blocks = int(option_block[-1]) + 1 if len(option_block) else 0
    option_ends = np.searchsorted(option_block, np.arange(n_blocks + 1))
    row_ends = np.searchsorted(row_block, np.arange(n_blocks + 1))
    by_option = amounts.tocsc()
    return tuple(
        _block(reach, by_option, option_ends[b : b + 2], row_ends[b : b + 2]) for b in range(n_blocks)
    )


def _block(
    reach: csr_matrix, amounts: csc_matrix, options: NDArray[np.intp], rows: NDArray[np.intp]
) -> Block:
    start = reach.indptr[rows[0] : rows[1] + 1].astype(np.int64)
    local = (reach.indices[start[0] : start[-1]] - options[0]).astype(np.int32)
    start -= start[0]
    spread = local[start[1:] - 1] - local[start[:-1]]
    taken = amounts[:, options[0] : options[1]].tocsr()
    touched = np.flatnonzero(np.diff(taken.indptr))
    return Block(
        int(options[0]),
        int(options[1]),
        int(rows[0]),
        int(rows[1]),
        start,
        local,
        int(spread.max()),
        touched,
        np.ascontiguousarray(taken[touched].toarray()),
    )
