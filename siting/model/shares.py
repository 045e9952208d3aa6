"""Shares of people in reach: how many must still come into reach for a share to hold, and rows of a program that add
them up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats
from siting.model.reach import cover_variables
from siting.model.types import Model
from siting.program import Program

TOLERANCE = 1e-9


def still_needed(model: Model, share: float, people: Floats, reached: Floats) -> Floats:
    """People of groups of any shape who must newly come into reach, a billionth of the share less, or rounded up where
    all are whole: adding up must not decide. Not above 0 where the share holds today."""
    needed = share * people
    needed = needed - TOLERANCE * needed - reached
    whole = bool((model.row_people == np.rint(model.row_people)).all())
    return np.asarray(np.ceil(needed) if whole else needed)


def gained(group: NDArray[np.int64], people: Floats, n_groups: int) -> Floats:
    """(n_groups,) sums of the people of rows; group: (n_rows,), -1 for rows that belong to none."""
    inside = group >= 0
    return np.bincount(group[inside], weights=people[inside], minlength=n_groups).astype(np.float64)


def reach_rows(
    model: Model, program: Program, group: NDArray[np.int64], needed: Floats
) -> tuple[csr_matrix, Floats]:
    """sum_r in g people_r z_r of every group, and what is needed of it; both times a power of two that brings the
    latter close to a million, far above a solver's tolerance.

    group: (n_rows,) -1 for rows that count nowhere; needed: (n_groups,) above 0. No row counts for more than its group
    needs: nothing whole is lost, and entries stay small."""
    z = cover_variables(model, program)
    rows = np.flatnonzero((group >= 0) & (z >= 0))
    scale = 2.0 ** (20 - np.frexp(needed)[1])
    entry = np.minimum(model.row_people[rows], needed[group[rows]]) * scale[group[rows]]
    shape = (len(needed), program.n_variables)
    return csr_matrix((entry, (group[rows], z[rows])), shape=shape), needed * scale


def renumbered(group: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(n_rows,) groups numbered anew among those kept, -1 for all others."""
    number = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
    return np.asarray(number[group], dtype=np.int64)
