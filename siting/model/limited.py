"""What formats with places change in a model: their rows stay, and they know the outlets of today that reach them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from siting.coverage import Coverage
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, Positions, frozen
from siting.language import tr
from siting.model.types import Model, Objective


@runtime_checkable
class WithPlaces(Protocol):
    """An objective that knows what it means where outlets can be full."""

    def with_places(self) -> Objective:
        """The same objective for such a city."""


def has_places(inputs: Inputs) -> bool:
    """Whether outlets of any format can be full."""
    return any(not np.isnan(format.places) for format in inputs.formats)


def objective_of(inputs: Inputs, objective: Objective) -> Objective:
    """The objective as the city's formats ask for it. Raises InputError where it cannot count places."""
    if not has_places(inputs):
        return objective
    if not isinstance(objective, WithPlaces):
        raise InputError.at(
            Place(where="objective"),
            tr("'{objective}' does not know places of outlets", objective=objective.name),
            tr("Formats with places go with objective: max_coverage."),
        )
    return objective.with_places()


def stay(inputs: Inputs, coverage: Coverage) -> NDArray[np.bool_]:
    """(n_rows,) rows of formats with places: they stay although an outlet of today reaches them, which may be full."""
    limited = ~np.isnan([format.places for format in inputs.formats])
    return np.repeat(limited, coverage.n_demand)


def today_of(coverage: Coverage, row: NDArray[np.int64]) -> dict[str, Any]:
    """Fields of Model: outlets of today in reach of rows of the coverage."""
    if coverage.today is None or coverage.today_indptr is None:
        return {}
    shape = (len(coverage.weight), int(coverage.today.max(initial=-1)) + 1)
    ones = np.ones(len(coverage.today), dtype=np.int8)
    reach = csr_matrix((ones, coverage.today, coverage.today_indptr), shape=shape)[row]
    return {
        "today_indptr": frozen(reach.indptr.astype(np.int64)),
        "today": frozen(reach.indices.astype(np.int32)),
    }


def outlet_places(inputs: Inputs) -> Floats:
    """(n_outlets,) as City has them."""
    return np.zeros(0) if inputs.outlet_places is None else inputs.outlet_places


def standing_doors(model: Model, rows: NDArray[np.int64], opened: Positions) -> dict[str, Any]:
    """Fields of a model of some rows in which these options stand already, as outlets of today with their places."""
    if not len(model.today_indptr):
        return {}
    n_outlets = len(model.city.outlet_places)
    shapes = ((model.n_rows, n_outlets), (model.n_rows, model.n_options))
    today = csr_matrix((np.ones(len(model.today), np.int8), model.today, model.today_indptr), shapes[0])
    reach = csr_matrix((np.ones(len(model.indices), np.int8), model.indices, model.indptr), shapes[1])
    limited = opened[~np.isnan(model.option_capacity[opened])]
    together = csr_matrix(hstack([today, reach[:, limited]], format="csr")[rows])
    together.sort_indices()
    places = np.concatenate([model.city.outlet_places, model.option_capacity[limited]])
    return {
        "today_indptr": frozen(together.indptr.astype(np.int64)),
        "today": frozen(together.indices.astype(np.int32)),
        "city": replace(model.city, outlet_places=frozen(places)),
    }
