"""How far everybody walks: to the nearest outlet of today, or to the nearest that a selection opens."""

from __future__ import annotations

import numpy as np

from siting.inputs import Floats, Positions
from siting.model import Model

TOLERANCE = 1e-6


def cutoffs(model: Model) -> Floats:
    """(n_rows,) the longest walk that counts, in the unit of travel: the cutoff of the row's format. In a question of
    bare arrays, which knows no cutoffs, the longest of all."""
    if len(model.city.cutoffs):
        return model.city.cutoffs[model.row_format]
    known = model.row_nearest[np.isfinite(model.row_nearest)]
    return np.full(model.n_rows, max(model.travel.max(initial=0.0), known.max(initial=0.0)))


def nearest_today(model: Model) -> Floats:
    """(n_rows,) travel to the nearest outlet of today, infinite where there is none."""
    return model.row_nearest if len(model.row_nearest) else np.full(model.n_rows, np.inf)


def nearest(model: Model, selection: Positions) -> Floats:
    """(n_rows,) travel to the nearest outlet of today or of the selection, infinite where there is none."""
    chosen = np.zeros(model.n_options, dtype=bool)
    chosen[selection] = True
    pairs = np.flatnonzero(chosen[model.indices])
    found = nearest_today(model).copy()
    rows = np.searchsorted(model.indptr, pairs, side="right") - 1
    np.minimum.at(found, rows, model.travel[pairs])
    return found


def owners(model: Model) -> Positions:
    """(nnz,) row of each pair (row, option)."""
    return np.repeat(np.arange(model.n_rows, dtype=np.int32), np.diff(model.indptr))
