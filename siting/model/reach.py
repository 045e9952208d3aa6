"""Which rows a selection reaches: of a selection at hand, and as the variables of a program."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.model.nested import nested
from siting.model.types import Model, ReadsRows
from siting.program import IMPLIED, Program


def covered(model: Model, selection: Positions) -> NDArray[np.bool_]:
    """(n_rows,) whether an option of the selection reaches the row."""
    chosen = np.zeros(model.n_options, dtype=bool)
    chosen[selection] = True
    rows = np.searchsorted(model.indptr, np.flatnonzero(chosen[model.indices]), side="right") - 1
    found = np.zeros(model.n_rows, dtype=bool)
    found[rows] = True
    return found


def cover_variables(model: Model, program: Program) -> Positions:
    """(n_rows,) for each row a variable that is at most 1, and at most the number of open options that reach it; -1 for
    a row that none reaches or nobody stands behind. The same for all who ask: whoever uses it may only want it large.

    It is the option itself where one alone reaches the row, else continuous: with binary options the largest z_r is
    min(1, number of open options that reach r), so 0 or 1."""
    return program.shared("rows", lambda: _made(model, program))


def _made(model: Model, program: Program) -> Positions:
    degree = np.diff(model.indptr)
    found = np.full(model.n_rows, -1, dtype=np.int32)
    found[degree == 1] = model.indices[model.indptr[:-1][degree == 1]]
    counts = model.weight > 0
    if any(isinstance(each, ReadsRows) for each in (model.objective, *model.rules)):
        counts |= model.row_people > 0
    several = np.flatnonzero((degree > 1) & counts)
    reach = csr_matrix(
        (np.ones(len(model.indices), np.int8), model.indices, model.indptr), (model.n_rows, model.n_options)
    )[several]
    found[several] = program.add_variables(np.zeros(len(several)), 0.0, 1.0, IMPLIED)
    program.add_rows(_links(reach, found[several]), -np.inf, 0.0)
    return found


def write_cover(program: Program, indptr: NDArray[np.int64], indices: Positions, weight: Floats) -> None:
    """Weight covered, by rows of options as CSR, as the objective of a program."""
    degree = np.diff(indptr)
    alone = indices[indptr[:-1][degree == 1]]
    program.reward_options(np.bincount(alone, weights=weight[degree == 1], minlength=program.n_options))
    several = np.flatnonzero((degree > 1) & (weight > 0)).astype(np.int32)
    z = program.add_variables(weight[several], 0.0, 1.0, IMPLIED)
    reach = csr_matrix((np.ones(len(indices), np.int8), indices, indptr), (len(weight), program.n_options))
    program.add_rows(_links(reach[several], z), -np.inf, 0.0)


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
