"""Coverage: which option reaches which row, and what existing outlets already reach.

A row is (demand point, format), format-major: row = format * n_demand + demand.
An option is (site, format, phase); phase is 0 until a scenario has phases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.demand import Demand
from siting.inputs import Floats, Inputs, Positions, frozen

if TYPE_CHECKING:
    from siting.travel import Reach, TravelTimes

# The order in which edges are added up moves a sum by about 1e-12; a cutoff must not hang on that.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Reach within each format's cutoff (closed: <=), rows by options, as CSR.

    indptr: (n_rows + 1,) int64; indices: (nnz,) int32, ascending in a row; travel: (nnz,) in `unit`
    ("min" or "m"). weight: (n_rows,) people of the format's group who use it; value: as in Demand, what one counts.
    covered_before: (n_rows,) bool, an existing outlet of the format reaches the row. outlets_before: (n_rows,) how
    many do; nearest_before: (n_rows,) travel to the nearest of them, infinite where none does.
    share: (nnz,) of the row's people whom the option serves, None where that is all of them.
    option_site, option_format, option_phase: (n_options,); option_cost: (n_options,) money."""

    n_demand: int
    n_formats: int
    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats
    unit: str
    weight: Floats
    value: Floats
    covered_before: NDArray[np.bool_]
    option_site: Positions
    option_format: Positions
    option_phase: Positions
    option_cost: Floats
    outlets_before: Positions = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    nearest_before: Floats = field(default_factory=lambda: np.zeros(0))
    share: Floats | None = None

    def value_of(self, rows: NDArray[np.int64]) -> Floats:
        """(n,) what one person of each of the rows counts."""
        format, point = rows // self.n_demand, rows % self.n_demand
        return np.asarray(self.value[format, point if self.value.shape[1] > 1 else 0])


def cover(inputs: Inputs, demand: Demand, travel: TravelTimes) -> Coverage:
    """Who is reached by what: by every option a plan may open, and by the outlets of today.

    An option for every admitted (site, format), ordered by format, then site. A pair counts when
    travel <= limit of the format, with a tolerance of 1e-6 in the unit of travel. Memory is proportional
    to the pairs within reach."""
    n_demand, n_formats = len(inputs.demand), len(inputs.formats)
    option_format, option_site = np.nonzero(inputs.site_admits.T)
    indptr, indices, times = _by_row(inputs, travel, n_demand)
    outlets, nearest = _reached_by_outlets(inputs, travel, n_demand)
    return Coverage(
        n_demand=n_demand,
        n_formats=n_formats,
        indptr=frozen(indptr),
        indices=frozen(indices),
        travel=frozen(times),
        unit=travel.unit,
        weight=frozen(demand.weight.ravel()),
        value=demand.value,
        covered_before=frozen(outlets > 0),
        option_site=frozen(option_site.astype(np.int32)),
        option_format=frozen(option_format.astype(np.int32)),
        option_phase=frozen(np.zeros(len(option_site), dtype=np.int32)),
        option_cost=frozen(inputs.option_cost[option_site, option_format]),
        outlets_before=frozen(outlets),
        nearest_before=frozen(nearest),
    )


def _by_row(
    inputs: Inputs, travel: TravelTimes, n_demand: int
) -> tuple[NDArray[np.int64], Positions, Floats]:
    """Reach of the sites, format by format, turned from site-major to demand-major."""
    lengths, indices, times = [], [], []
    first_option = 0
    for format in range(len(inputs.formats)):
        admitted = inputs.site_admits[:, format]
        reach = _transposed(travel.sites, admitted, travel.limit[format] + TOLERANCE, n_demand)
        lengths.append(np.diff(reach.indptr))
        indices.append(reach.indices + np.int32(first_option))
        times.append(reach.data)
        first_option += int(admitted.sum())
    indptr = np.zeros(len(inputs.formats) * n_demand + 1, dtype=np.int64)
    np.cumsum(np.concatenate(lengths), out=indptr[1:])
    return indptr, np.concatenate(indices).astype(np.int32, copy=False), np.concatenate(times)


def _transposed(reach: Reach, admitted: NDArray[np.bool_], limit: float, n_demand: int) -> csr_matrix:
    """(n_demand, n_admitted) travel within the limit from the admitted sites; columns ascending."""
    lengths = np.diff(reach.indptr)
    kept = (reach.travel <= limit) & np.repeat(admitted, lengths)
    kept_before = np.concatenate([[0], np.cumsum(kept)])
    indptr = np.concatenate([[0], np.cumsum(np.diff(kept_before[reach.indptr])[admitted])])
    by_site = csr_matrix(
        (reach.travel[kept], reach.indices[kept], indptr), shape=(int(admitted.sum()), n_demand)
    )
    return by_site.tocsc().T


def _reached_by_outlets(inputs: Inputs, travel: TravelTimes, n_demand: int) -> tuple[Positions, Floats]:
    """(n_rows,) how many outlets of the row's format stand within its cutoff, and travel to the nearest of them."""
    format_of_pair = np.repeat(inputs.outlet_format, np.diff(travel.outlets.indptr))
    kept = travel.outlets.travel <= travel.limit[format_of_pair] + TOLERANCE
    rows = format_of_pair[kept].astype(np.int64) * n_demand + travel.outlets.indices[kept]
    n_rows = len(inputs.formats) * n_demand
    nearest = np.full(n_rows, np.inf)
    np.minimum.at(nearest, rows, travel.outlets.travel[kept])
    return np.bincount(rows, minlength=n_rows).astype(np.int32), nearest
