"""The part of a certificate that speaks of places, from the raw coverage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from siting.certificate import Evidence
from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model
from siting.outcome import Dual

Longs = NDArray[np.int64]


def with_seats(
    found: Evidence, inputs: Inputs, coverage: Coverage, options: Positions, model: Model, dual: Dual | None
) -> Evidence:
    """The evidence with who needs a place, and where; as it is where no format has places.

    options: (n_options,) of the model, position in the coverage. Rows of formats with places then count nothing as
    rows: what their people count stands with the seats. Cuts go, since they speak of rows in reach."""
    if coverage.today is None or coverage.today_indptr is None or inputs.outlet_places is None:
        return found
    limited = ~np.isnan([one.places for one in inputs.formats])
    plain = ~limited[found.row_format]
    reach, row, phase = _seats(inputs, coverage, options, model.option_phase, limited)
    people = coverage.weight[row]
    return replace(
        found,
        covers=np.array(True),
        weight=np.where(plain, found.weight, 0.0),
        u=np.where(plain, found.u, 0.0) if len(found.u) else found.u,
        **_without_cuts(),
        seat_indptr=reach.indptr.astype(np.int64),
        seat_doors=reach.indices.astype(np.int32),
        seat_row=row.astype(np.int32),
        seat_phase=phase if inputs.phases.named else phase[:0],
        seat_people=people,
        seat_weight=people * coverage.value_of(row) * inputs.phases.years[phase],
        seat_u=_prices(row, phase, coverage.n_demand, model, dual),
        option_places=_unlimited(model.option_capacity),
        outlet_places=_unlimited(inputs.outlet_places),
    )


def _seats(
    inputs: Inputs,
    coverage: Coverage,
    options: Positions,
    option_phase: Positions,
    limited: NDArray[np.bool_],
) -> tuple[csr_matrix, Longs, Positions]:
    """(reach, row, phase): by phase, rows of formats with places whom an option or an outlet of today reaches."""
    n_rows, outlets = len(coverage.weight), len(inputs.outlet_format)
    ones = np.ones(len(coverage.indices), dtype=np.int8)
    by_option = csr_matrix(
        (ones, coverage.indices, coverage.indptr), shape=(n_rows, len(coverage.option_cost))
    )
    today = np.ones(len(coverage.today), dtype=np.int8)  # type: ignore[arg-type]
    by_outlet = csr_matrix((today, coverage.today, coverage.today_indptr), shape=(n_rows, outlets))
    rows = np.flatnonzero(np.repeat(limited, coverage.n_demand) & (coverage.weight > 0))
    by_option, by_outlet = by_option[rows][:, options], by_outlet[rows]
    blocks, kept, phases = [], [], []
    for phase in range(inputs.phases.n):
        open_by_now = csr_matrix(by_option.multiply((option_phase <= phase)[None, :]))
        block = csr_matrix(hstack([open_by_now, by_outlet], format="csr"))
        block.eliminate_zeros()
        there = np.diff(block.indptr) > 0
        if inputs.demand_phase is not None:
            there &= inputs.demand_phase[rows % coverage.n_demand] <= phase
        blocks.append(block[there])
        kept.append(rows[there])
        phases.append(np.full(int(there.sum()), phase, dtype=np.int32))
    reach = csr_matrix(vstack(blocks, format="csr"))
    reach.sort_indices()
    return reach, np.concatenate(kept), np.concatenate(phases)


def _prices(row: Longs, phase: Positions, n_demand: int, model: Model, dual: Dual | None) -> Floats:
    """(n_seats,) the dual's prices of these rows; nothing where there is no dual."""
    if dual is None:
        return np.zeros(0)
    of_model = model.row_format.astype(np.int64) * n_demand + model.row_demand
    n_rows = int(max(row.max(initial=0), of_model.max(initial=0))) + 1
    mine = model.row_phase.astype(np.int64) * n_rows + of_model
    order = np.argsort(mine, kind="stable")
    at = np.searchsorted(mine[order], phase.astype(np.int64) * n_rows + row)
    known = np.append(mine[order], -1)[at] == phase.astype(np.int64) * n_rows + row
    found: Floats = np.where(known, np.append(dual.row[order], 0.0)[at], 0.0)
    return found


def _unlimited(places: Floats) -> Floats:
    return np.where(np.isnan(places), np.inf, places)


def _without_cuts() -> dict[str, Any]:
    none = np.zeros(0, dtype=np.int64)
    return {
        "cut_indptr": np.zeros(1, dtype=np.int64),
        "cut_rows": none.astype(np.int32),
        "cut_times": none,
        "cut_prices": np.zeros(0),
        "row_group": none.astype(np.int32),
    }
