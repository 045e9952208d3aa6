"""Most weight covered: the maximal covering location problem.

R. Church and C. ReVelle, "The maximal covering location problem", Papers of the Regional Science Association
32 (1974) 101-118, DOI 10.1007/BF01942293."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model
from siting.objectives._nested import nested
from siting.program import IMPLIED, Program

ABOUT = mark("cover as many people as possible, each counted with its format's weight")
KEYS = ()


@dataclass(frozen=True, slots=True)
class MaxCoverage:
    """max sum_r w_r z_r with z_r <= sum_k A[r,k] x_k and 0 <= z_r <= 1.

    z is continuous: with binary x the best z_r is min(1, number of open options that reach r), so 0 or 1."""

    name: str = "max_coverage"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """Adds z where two or more options reach a row. A row that one option alone reaches has z_r = x_k in
        every optimum, and its weight goes to that option; a row that none reaches counts for nothing."""
        write_cover(cast(Program, program), model.indptr, model.indices, model.weight)

    def value(self, model: Model, selection: Positions) -> float:
        """Weight of the rows that the selection reaches, from the coverage alone."""
        # Summed over all rows in place, so that two selections that cover alike have the very same value.
        return float(np.where(covered(model, selection), model.weight, 0.0).sum())

    def cover_weight(self, model: Model) -> Floats | None:
        """The rows' weights: this objective is weight covered and nothing else."""
        return model.weight


def bind() -> MaxCoverage:
    """The objective, ready to be put into a model."""
    return MaxCoverage()


def write_cover(program: Program, indptr: NDArray[np.int64], indices: Positions, weight: Floats) -> None:
    """Weight covered, by rows of options as CSR, as the objective of a program."""
    degree = np.diff(indptr)
    alone = indices[indptr[:-1][degree == 1]]
    program.reward_options(np.bincount(alone, weights=weight[degree == 1], minlength=program.n_options))
    shared = np.flatnonzero((degree > 1) & (weight > 0)).astype(np.int32)
    z = program.add_variables(weight[shared], 0.0, 1.0, IMPLIED)
    reach = csr_matrix((np.ones(len(indices), np.int8), indices, indptr), (len(weight), program.n_options))[
        shared
    ]
    program.add_rows(_links(reach, z), -np.inf, 0.0)


def covered(model: Model, selection: Positions) -> NDArray[np.bool_]:
    """(n_rows,) whether an option of the selection reaches the row."""
    chosen = np.zeros(model.n_options, dtype=bool)
    chosen[selection] = True
    rows = np.searchsorted(model.indptr, np.flatnonzero(chosen[model.indices]), side="right") - 1
    found = np.zeros(model.n_rows, dtype=bool)
    found[rows] = True
    return found


def _links(reach: csr_matrix, z: Positions) -> csr_matrix:
    """z_r - sum_k A[r,k] x_k, one row for each row of reach; z_r - z_b - the other x_k where row r holds a row b."""
    base, beyond = nested(reach.indptr, reach.indices, reach.shape[1])
    held = np.flatnonzero(base >= 0)
    rows = np.repeat(np.arange(len(z)), np.diff(reach.indptr))[beyond]
    at = (
        np.concatenate((rows, held, np.arange(len(z)))),
        np.concatenate((reach.indices[beyond], z[base[held]], z)),
    )
    values = np.concatenate((np.full(len(rows) + len(held), -1.0), np.ones(len(z))))
    width = int(z[-1]) + 1 if len(z) else reach.shape[1]
    return csr_matrix((values, at), shape=(len(z), width))
