"""Pieces: parts of a question that share no row and no site, so that at given prices each is decided alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from siting.cover.covers import Covers, Starts, sums
from siting.cover.price import Price
from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """option (n_options,), row (n_rows,): the piece of each; every row is reached by some option."""

    option: Positions
    row: Positions
    count: int

    def totals(self, per_row: Floats, per_option: Floats) -> Floats:
        """(count,) sums over the rows and options of each piece."""
        return sums(self.row, per_row, self.count) + sums(self.option, per_option, self.count)

    def bounds(self, spare: Floats, income: Floats, price: Price, site: Positions) -> Floats:
        """(count,) spare row weights w - u, and what options and sites bring beyond what they are charged: a limit
        on what any selection of the piece is worth at the price.

        spare: (n_rows,). income: (n_options,), A'u."""
        gained, shared = np.maximum(income - price.option, 0.0), np.flatnonzero(site >= 0)
        ahead = sums(site[shared], gained[shared], len(price.site)) - price.site
        piece, there = np.zeros(len(price.site), np.int64), np.unique(site[shared])
        piece[site[shared]] = self.option[shared]
        bound = self.totals(spare, np.where(site < 0, gained, 0.0))
        return bound + sums(piece[there], np.maximum(ahead[there], 0.0), self.count)


def pieces(covers: Covers, site: Positions) -> Pieces:
    """The connected components. site: (n_options,), as in `Limits`: -1 where an option shares none."""
    follows = np.ones(len(covers.row_options), np.bool_)
    follows[covers.row_start[:-1]] = False
    after = np.flatnonzero(follows)
    at = np.flatnonzero(site >= 0)
    at = at[np.argsort(site[at], kind="stable")]
    same = site[at[1:]] == site[at[:-1]]
    one = np.concatenate((covers.row_options[after - 1], at[:-1][same]))
    two = np.concatenate((covers.row_options[after], at[1:][same]))
    shape = (covers.n_options, covers.n_options)
    count, option = connected_components(csr_matrix((np.ones(len(one), np.int8), (one, two)), shape), False)
    option = option.astype(np.int32)
    return Pieces(option, option[covers.row_options[covers.row_start[:-1]]], int(count))


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One piece by itself. options, rows: positions in the question it was cut from, ascending."""

    options: NDArray[np.int64]
    rows: NDArray[np.int64]
    row_start: Starts
    row_options: Positions
    weight: Floats


def cut_out(covers: Covers, found: Pieces, wanted: NDArray[np.int64]) -> list[Piece]:
    """Some of the pieces, with their options numbered anew."""
    by_option, by_row = np.argsort(found.option, kind="stable"), np.argsort(found.row, kind="stable")
    option_ends = np.concatenate(([0], np.cumsum(np.bincount(found.option, minlength=found.count))))
    row_ends = np.concatenate(([0], np.cumsum(np.bincount(found.row, minlength=found.count))))
    size, place = np.diff(covers.row_start), np.empty(covers.n_options, np.int32)
    cut = []
    for piece in wanted:
        options = by_option[option_ends[piece] : option_ends[piece + 1]]
        rows = by_row[row_ends[piece] : row_ends[piece + 1]]
        place[options] = np.arange(len(options), dtype=np.int32)
        start = np.concatenate(([0], np.cumsum(size[rows])))
        entry = np.repeat(covers.row_start[rows] - start[:-1], size[rows]) + np.arange(start[-1])
        cut.append(Piece(options, rows, start, place[covers.row_options[entry]], covers.weight[rows]))
    return cut
