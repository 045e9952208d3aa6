"""What single changes add to a plan, all of them at once, where every row takes the best of the open options.

With g(r, k) what option k brings row r, b1 and b2 the best and the second best of the open ones and o(r) whose b1 is:

    opening k      sum_r max(0, g(r, k) - b1(r))
    closing k     -sum_{r: o(r) = k} (b1(r) - b2(r))
    k for o        both, and sum_{r: o(r) = o} (max(0, g(r, k) - b2(r)) - max(0, g(r, k) - b1(r)))

Weight covered is the case g(r, k) = w_r. After R. A. Whitaker, "A fast algorithm for the greedy interchange of
large-scale clustering and median location problems", INFOR 21 (1983) 95-108, DOI 10.1080/03155986.1983.11731889."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.model import Model, limited_rows
from siting.objectives._gains import Gaining

NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Brings:
    """gain: (nnz,) what each option brings each row of the model, at least 0: the better the value, the more. exact:
    whether the value is a constant and the sum over rows of the best of it; else it only tells what looks good."""

    gain: Floats
    exact: bool


def brings(model: Model) -> Brings:
    """What the options bring the rows, in terms of the objective; where it knows none, their weight.

    Rows whose people need a place count their weight, which is more than some of them find: not exact."""
    objective, row = model.objective, _rows(model)
    weight = objective.cover_weight(model)
    if weight is not None and objective.maximise:
        return Brings(weight[row].astype(np.float64), True)
    found = objective.gains(model) if isinstance(objective, Gaining) else None
    if found is not None:
        exact = (found.sign > 0) == objective.maximise and not limited_rows(model).any()
        return Brings(found.gain, exact)
    return Brings(model.weight[row].astype(np.float64), False)


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Rows under a selection. best, second: (n_rows,) what the best and the second best open option brings, 0 where
    there is none; owner: (n_rows,) place in the selection of the best one, NOBODY where none is open."""

    selection: Positions
    best: Floats
    second: Floats
    owner: NDArray[np.int64]


def stand(model: Model, gain: Floats, selection: Positions) -> Standing:
    """The rows under a selection."""
    place = np.full(model.n_options, NOBODY, dtype=np.int64)
    place[selection] = np.arange(len(selection))
    pairs = np.flatnonzero(place[model.indices] >= 0)
    row, brought, who = _rows(model)[pairs], gain[pairs], place[model.indices[pairs]]
    order = np.lexsort((who, -brought, row))
    row, brought, who = row[order], brought[order], who[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = row[1:] != row[:-1]
    best, second = np.zeros(model.n_rows), np.zeros(model.n_rows)
    owner = np.full(model.n_rows, NOBODY, dtype=np.int64)
    best[row[first]], owner[row[first]] = brought[first], who[first]
    after = np.flatnonzero(first[:-1] & ~first[1:]) + 1
    second[row[after]] = brought[after]
    return Standing(selection, best, second, owner)


def to_open(model: Model, gain: Floats, standing: Standing) -> Floats:
    """(n_options,) what opening each option adds."""
    added = np.maximum(gain - standing.best[_rows(model)], 0.0)
    found: Floats = np.bincount(model.indices, weights=added, minlength=model.n_options).astype(np.float64)
    return found


def to_close(standing: Standing) -> Floats:
    """(n_open,) what closing each option of the selection takes away."""
    owned = standing.owner >= 0
    lost = (standing.best - standing.second)[owned]
    count = len(standing.selection)
    found: Floats = np.bincount(standing.owner[owned], weights=lost, minlength=count).astype(np.float64)
    return found


def together(model: Model, gain: Floats, standing: Standing) -> csr_matrix:
    """(n_open, n_options) what an exchange adds beyond opening the one and closing the other."""
    row = _rows(model)
    owned = np.flatnonzero(standing.owner[row] >= 0)
    at = row[owned]
    extra = np.maximum(gain[owned] - standing.second[at], 0.0) - np.maximum(
        gain[owned] - standing.best[at], 0.0
    )
    some = extra != 0.0
    places = (standing.owner[at][some], model.indices[owned][some])
    return csr_matrix((extra[some], places), shape=(len(standing.selection), model.n_options))


def _rows(model: Model) -> NDArray[np.int64]:
    """(nnz,) row of each entry."""
    return np.repeat(np.arange(model.n_rows), np.diff(model.indptr))
