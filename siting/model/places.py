"""Who finds a place where: people of formats that can be full, assigned to the outlets within their reach.

    max  sum_r v_r sum_j a_rj   s.t.  sum_j a_rj <= people_r,   sum_r a_rj <= places_j,   a >= 0

over pairs of a row r and an open outlet j that reaches it: a transportation problem. v_r is what one person counts,
so the people of a row may be divided among outlets. Places are those of a phase: each phase has its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from siting.inputs import Floats, Positions
from siting.model.types import Model

AS_LARGE_AS = 1024.0
NEAR = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """rows: (n,) rows of the model whose people need a place; people, value: (n,) how many, and what one counts.

    row, door: (n_pairs,) position in rows and among doors. A door is an outlet in a phase; option: (n_doors,) the
    option that opens it, -1 for an outlet of today; outlet: (n_doors,) the outlet of today, -1 for an option;
    limit: (n_doors,) places, infinite where there is no limit; phase: (n_doors,)."""

    rows: NDArray[np.int64]
    people: Floats
    value: Floats
    row: NDArray[np.int64]
    door: NDArray[np.int64]
    option: Positions
    outlet: Positions
    limit: Floats
    phase: Positions

    def opened(self, n_options: int, selection: Positions) -> NDArray[np.bool_]:
        """(n_doors,) whether the door is open under a selection; those of today are."""
        chosen = np.ones(n_options + 1, dtype=bool)
        chosen[:n_options] = False
        chosen[selection] = True
        return np.asarray(chosen[self.option])

    def assigned(self, is_open: NDArray[np.bool_]) -> Floats:
        """(n_pairs,) people of each row at each door, so that most value is served; none at closed doors."""
        found = np.zeros(len(self.row))
        pairs = np.flatnonzero(is_open[self.door])
        if len(pairs):
            found[pairs] = _transported(self, pairs)
        return found

    def worth(self, assigned: Floats) -> float:
        """What the people assigned count together."""
        served = np.bincount(self.row, weights=assigned, minlength=len(self.rows))
        return float((self.value * np.minimum(served, self.people)).sum())


def limited_rows(model: Model) -> NDArray[np.bool_]:
    """(n_rows,) whether people of the row need a place: an outlet of today, or an option, in reach can be full."""
    found = np.zeros(model.n_rows, dtype=bool)
    if len(model.today_indptr):
        found |= np.diff(model.today_indptr) > 0
    full = ~np.isnan(model.option_capacity)
    if full.any():
        pairs = np.flatnonzero(full[model.indices])
        found[np.searchsorted(model.indptr, pairs, side="right") - 1] = True
    return found


def places_of(model: Model) -> Places | None:
    """The doors of a model, and who may go through which; None where no row needs a place.

    Rows that count nothing are left out: they would take places from nobody."""
    rows = np.flatnonzero(limited_rows(model) & (model.weight > 0))
    if not len(rows):
        return None
    people = (model.row_people if len(model.row_people) else model.weight)[rows]
    phase = model.row_phase[rows] if len(model.row_phase) else np.zeros(len(rows), dtype=np.int32)
    row, key = _pairs(model.indptr, model.indices, rows)
    if len(model.today_indptr):
        at, outlet = _pairs(model.today_indptr, model.today, rows)
        row, key = np.concatenate([row, at]), np.concatenate([key, model.n_options + outlet])
    n_keys = model.n_options + len(model.city.outlet_places)
    doors, door = np.unique(phase[row] * np.int64(n_keys) + key, return_inverse=True)
    of_door = (doors % n_keys).astype(np.int32)
    today = of_door >= model.n_options
    limit = np.concatenate([model.option_capacity, model.city.outlet_places])[of_door]
    return Places(
        rows=rows,
        people=people,
        value=model.weight[rows] / people,
        row=row,
        door=door.ravel(),
        option=np.where(today, -1, of_door),
        outlet=np.where(today, of_door - model.n_options, -1),
        limit=np.where(np.isnan(limit), np.inf, limit),
        phase=(doors // n_keys).astype(np.int32),
    )


def _pairs(
    indptr: NDArray[np.int64], indices: Positions, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(position in rows, column) of every entry of these rows."""
    length = np.diff(indptr)[rows]
    row = np.repeat(np.arange(len(rows)), length)
    within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    return row, indices[indptr[rows][row] + within].astype(np.int64)


def _transported(places: Places, pairs: NDArray[np.int64]) -> Floats:
    """(len(pairs),) the best assignment over these pairs.

    Numbers of people are brought to the size that a solver's tolerances are made for. The matrix is totally unimodular:
    whole people and places have whole assignments."""
    from scipy.optimize import linprog

    rows, row = np.unique(places.row[pairs], return_inverse=True)
    doors, door = np.unique(places.door[pairs], return_inverse=True)
    people, limit = places.people[rows], places.limit[doors]
    scale = AS_LARGE_AS / float(people.max())
    entry = (np.ones(len(pairs)), np.arange(len(pairs)))
    of_row = csr_matrix((entry[0], (row, entry[1])), shape=(len(rows), len(pairs)))
    of_door = csr_matrix((entry[0], (door, entry[1])), shape=(len(doors), len(pairs)))
    bounded = np.isfinite(limit)
    value = places.value[rows][row]
    answer = linprog(
        -value / value.max(),
        vstack([of_row, of_door[bounded]], format="csr"),
        np.concatenate([people, limit[bounded]]) * scale,
        method="highs",
    )
    if answer.x is None:
        raise ArithmeticError(answer.message)
    found = np.maximum(answer.x, 0.0) / scale
    whole = (people == np.rint(people)).all() and (limit[bounded] == np.rint(limit[bounded])).all()
    nearest: Floats = np.rint(found)
    return nearest if whole and float(np.abs(found - nearest).max()) < NEAR * max(1.0, 1.0 / scale) else found
