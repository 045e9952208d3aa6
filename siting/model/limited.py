"""What formats with places change in a model: their rows stay, and they know the outlets of today that reach them."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.coverage import Coverage
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, frozen
from siting.language import tr
from siting.model.types import Objective


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
