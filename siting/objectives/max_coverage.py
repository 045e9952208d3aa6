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
        target = cast(Program, program)
        degree = np.diff(model.indptr)
        alone = model.indices[model.indptr[:-1][degree == 1]]
        target.reward_options(
            np.bincount(alone, weights=model.weight[degree == 1], minlength=model.n_options)
        )
        shared = np.flatnonzero((degree > 1) & (model.weight > 0)).astype(np.int32)
        z = target.add_variables(model.weight[shared], 0.0, 1.0, IMPLIED)
        target.add_rows(_links(model, shared, z), -np.inf, 0.0)

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


def covered(model: Model, selection: Positions) -> NDArray[np.bool_]:
    """(n_rows,) whether an option of the selection reaches the row."""
    chosen = np.zeros(model.n_options, dtype=bool)
    chosen[selection] = True
    hits = np.concatenate([[0], np.cumsum(chosen[model.indices])])
    return np.asarray(hits[model.indptr[1:]] > hits[model.indptr[:-1]])


def _links(model: Model, rows: Positions, z: Positions) -> csr_matrix:
    """z_r - sum_k A[r,k] x_k, one row for each of `rows`."""
    reach = csr_matrix(
        (np.full(len(model.indices), -1.0), model.indices, model.indptr),
        shape=(model.n_rows, model.n_options),
    )[rows]
    ends = reach.indptr[1:]
    width = int(z[-1]) + 1 if len(z) else model.n_options
    return csr_matrix(
        (
            np.insert(reach.data, ends, 1.0),
            np.insert(reach.indices, ends, z),
            reach.indptr + np.arange(len(rows) + 1),
        ),
        shape=(len(rows), width),
    )
