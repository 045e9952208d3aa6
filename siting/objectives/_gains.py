"""Objectives in which each row takes the best of the open options: written as a chain of levels, or recast as weight
covered on a row for each level.

With the gains g_1 > g_2 > ... > g_m > 0 of a row's options, g_(m+1) = 0, the best open option gives

    max_k g_k x_k = sum_l (g_l - g_(l+1)) z_l,        z_l = 1 where an option of gain g_l or more is open

so that every level is a row of weight g_l - g_(l+1) which those options reach: the radius formulation of the p-median
(S. Garcia, M. Labbe and A. Marin, "Solving large p-median problems with a radius formulation", INFORMS Journal on
Computing 23 (2011) 546-556, DOI 10.1287/ijoc.1100.0418), here for any gains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.model import Model
from siting.program import IMPLIED, Program


@dataclass(frozen=True, slots=True, eq=False)
class Gains:
    """value = constant + sign * sum_r max(0, the largest gain of r's open options).

    gain: (nnz,) of each pair (row, option) of the model, at least 0; of two options of a row, the nearer one never
    has less, so that gains of several objectives add up. sign: 1 or -1."""

    gain: Floats
    constant: float
    sign: float


@runtime_checkable
class Gaining(Protocol):
    """An objective that adds up over rows what the best open option brings each of them."""

    def gains(self, model: Model) -> Gains | None:
        """What each option brings each row; None where the objective is more than that."""


@runtime_checkable
class Measured(Protocol):
    """An objective that is no plain sum of weights or costs, and knows its numbers."""

    def counts_whole(self, model: Model) -> bool:
        """Whether the value of every selection is a whole number."""

    def spread(self, model: Model) -> float:
        """How far apart the values of two selections can lie at most, or somewhat more."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """row, weight: (n_levels,) of the model's rows, level by level, best gain first. first: (n_levels,) where a row's
    entries begin; start, end: those of the level itself. option: (n_entries,) best gain first in a row."""

    row: NDArray[np.int64]
    weight: Floats
    first: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    option: Positions

    @property
    def n_pairs(self) -> int:
        """Pairs (level, option that reaches it)."""
        return int((self.end - self.first).sum())

    def reach(self, n_options: int) -> csr_matrix:
        """(n_levels, n_options) which options reach which level."""
        lengths = self.end - self.first
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        at = np.arange(indptr[-1]) + np.repeat(self.first - indptr[:-1], lengths)
        found = csr_matrix(
            (np.ones(len(at), np.int8), self.option[at], indptr), shape=(len(lengths), n_options)
        )
        found.sort_indices()
        return found


def levels(model: Model, gain: Floats) -> Levels:
    """The levels of gains (nnz,); pairs that gain nothing are left out."""
    kept = np.flatnonzero(gain > 0)
    row = np.searchsorted(model.indptr, kept, side="right") - 1
    order = np.lexsort((model.indices[kept], -gain[kept], row))
    row, worth, option = row[order], gain[kept][order], model.indices[kept][order]
    new_row = np.append(True, row[1:] != row[:-1])[: len(row)]
    start = np.flatnonzero(new_row | np.append(True, worth[1:] != worth[:-1])[: len(row)])
    end = np.append(start[1:], len(row)).astype(np.int64)[: len(start)]
    last = np.append(new_row, True)[end]
    below = np.where(last, 0.0, np.append(worth, 0.0)[end])
    first = np.flatnonzero(new_row)[np.cumsum(new_row)[start] - 1]
    return Levels(row[start], worth[start] - below, first, start, end, option)


def write_gains(program: Program, model: Model, gains: Gains) -> None:
    """The gains as a chain: z_l <= z_(l-1) + sum of the options of exactly that gain; z_1 is the option itself where
    it is one."""
    found = levels(model, gains.gain)
    program.offset += gains.constant
    n_levels = len(found.row)
    begins = found.start == found.first
    alone = begins & (found.end - found.start == 1)
    variable = np.empty(n_levels, dtype=np.int32)
    variable[alone] = found.option[found.start[alone]]
    made = np.flatnonzero(~alone)
    variable[made] = program.add_variables(np.zeros(len(made)), 0.0, 1.0, IMPLIED)
    program.reward(variable, gains.sign * found.weight)
    size = (found.end - found.start)[made]
    at = np.arange(size.sum()) + np.repeat(found.start[made] - np.cumsum(size) + size, size)
    number, chained = np.arange(len(made)), np.flatnonzero(~begins[made])
    rows = np.concatenate([number, chained, np.repeat(number, size)])
    columns = np.concatenate([variable[made], variable[made[chained] - 1], found.option[at]])
    values = np.concatenate([np.ones(len(made)), np.full(len(rows) - len(made), -1.0)])
    links = csr_matrix((values, (rows, columns)), shape=(len(made), program.n_variables))
    program.add_rows(links, -np.inf, 0.0)


def counts_whole(gains: Gains) -> bool:
    """Whether every selection's value is a whole number."""
    return float(gains.constant).is_integer() and bool((gains.gain == np.rint(gains.gain)).all())


def spread(model: Model, gains: Gains) -> float:
    """What the best option of every row brings together."""
    most = np.zeros(model.n_rows)
    np.maximum.at(most, np.repeat(np.arange(model.n_rows), np.diff(model.indptr)), gains.gain)
    return float(most.sum())
