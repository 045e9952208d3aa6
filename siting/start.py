"""A run folder, or a plan, as a start for a new solve: its outlets and prices, found again by their ids.

Nothing of it is believed: what the outlets cover and what the prices prove is computed anew. So a start may come
from other people, costs, limits, sites or formats; what is no longer there is left out and named."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence
from siting.errors import InputError, Place, Problems
from siting.exporters._earlier_run import read_earlier
from siting.inputs import Floats, Ids, Inputs, Positions, frozen
from siting.language import tr
from siting.model import Model
from siting.outcome import Dual, Start
from siting.plan import Plan
from siting.plan.limits import limits_of
from siting.readers import few


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """An earlier plan. evidence: what its certificate holds. demand_ids: of the demand points, in their order.

    place: where it was read."""

    evidence: Evidence
    demand_ids: Ids
    place: Place


def read(source: str | Path | Plan) -> Earlier:
    """A run folder, or a plan in memory. Raises InputError when the folder is no whole run."""
    if isinstance(source, Plan):
        return Earlier(source.evidence, source.inputs.demand.ids, Place(where="start"))
    folder = Path(source)
    return Earlier(*read_earlier(folder), Place(folder))


def fit(earlier: Earlier, inputs: Inputs, model: Model, problems: Problems) -> Start:
    """The start in the positions of the model; what it lost on the way is a warning.

    1. Outlets are found by the ids of site, format and phase; those of a run without phases open in the first, and
       where the model has none, phases do not matter. Raises InputError when there were some, and none is left.
    2. Row prices are found by the ids of demand point, format and phase, and follow the weight of their row. A row that
       the earlier run did not have gets the mean share.
    3. Prices of limits are found by the limits' names, or by their order where there are as many (names are in the
       language of the run). They follow the weights too.
    4. Prices are used only where the objective is the same; cuts are left out where a row of them is gone."""
    selection = _selection(earlier, inputs, model, problems)
    return Start(selection, _dual(earlier, inputs, model))


def _selection(earlier: Earlier, inputs: Inputs, model: Model, problems: Problems) -> Positions:
    evidence = earlier.evidence
    format_of = _found([one.id for one in inputs.formats], evidence.format_ids)
    site_of = _found(inputs.sites.ids, evidence.site_ids)
    at = np.full((inputs.phases.n + 1, len(inputs.sites) + 1, len(inputs.formats) + 1), -1, np.int64)
    at[model.option_phase, model.option_site, model.option_format] = np.arange(model.n_options)
    opened = evidence.selection
    sites, formats = evidence.option_site[opened], evidence.option_format[opened]
    options = at[_phases(evidence, inputs, evidence.option_phase, opened), site_of[sites], format_of[formats]]
    lost = np.flatnonzero(options < 0)
    names = [f"{evidence.site_ids[sites[k]]} / {evidence.format_ids[formats[k]]}" for k in lost.tolist()]
    if len(opened) and len(lost) == len(opened):
        raise InputError.at(
            earlier.place,
            tr(
                "none of the {count} outlets of this run can open here: {names}",
                count=len(opened),
                names=few(names),
            ),
            tr("Is it a run of another city? A start has to share its site and format ids."),
        )
    if len(lost):
        message = tr(
            "{count} of {total} outlets of the run to start from cannot open here and are left out: {names}",
            count=len(lost),
            total=len(opened),
            names=few(names),
        )
        problems.warn(earlier.place, message)
    kept: Positions = frozen(np.sort(options[options >= 0]).astype(np.int32))
    return kept


def _dual(earlier: Earlier, inputs: Inputs, model: Model) -> Dual | None:
    """The prices in the model's rows and limits; None where there are none that mean the same."""
    evidence = earlier.evidence
    if str(evidence.objective) != model.objective.name or len(evidence.u) != len(evidence.weight):
        return None
    row_of = _rows(earlier, inputs, model)
    known = row_of >= 0
    old, new = evidence.weight[known], model.weight[row_of[known]]
    scale = float(new.sum() / old.sum()) if old.sum() > 0 else 0.0
    share = np.full(model.n_rows, evidence.u[known].sum() / old.sum() if old.sum() > 0 else 0.0)
    share[row_of[known]] = np.divide(evidence.u[known], old, out=np.zeros(len(old)), where=old > 0)
    cuts = _cuts(evidence, row_of, scale)
    targets = evidence.targets * scale
    limit = _limit_prices(evidence, model) * scale
    return Dual(frozen(share * model.weight), frozen(limit), *cuts, frozen(targets))


def _rows(earlier: Earlier, inputs: Inputs, model: Model) -> Positions:
    """(rows of the earlier run,) each one's row of the model, -1 where it has none."""
    evidence = earlier.evidence
    demand = _found(inputs.demand.ids, earlier.demand_ids)[evidence.row_demand]
    format = _found([one.id for one in inputs.formats], evidence.format_ids)[evidence.row_format]
    phase = _phases(evidence, inputs, evidence.row_phase, np.arange(len(demand)))
    at = np.full((inputs.phases.n + 1, len(inputs.formats) + 1, len(inputs.demand) + 1), -1, np.int32)
    at[model.row_phase, model.row_format, model.row_demand] = np.arange(model.n_rows, dtype=np.int32)
    return np.asarray(at[phase, format, demand])


def _phases(
    evidence: Evidence, inputs: Inputs, phase: Positions, which: NDArray[np.int64] | Positions
) -> Positions:
    """Position of the phase here of some options or rows of the earlier run, -1 for a phase that is not here."""
    if not len(evidence.phase_ids) or not inputs.phases.named:
        return np.zeros(len(which), dtype=np.int32)
    return _found(list(inputs.phases.ids), evidence.phase_ids)[phase[which]]


def _limit_prices(evidence: Evidence, model: Model) -> Floats:
    """(packing constraints,) prices by name, else by order; 0 for a limit that is new, which is always right."""
    limits = limits_of(model)
    labels, prices = evidence.limit_labels.tolist(), evidence.prices.tolist()
    by_name = dict(zip(labels, prices, strict=False))
    if not by_name.keys() & set(limits.names) and len(limits.names) == len(prices):
        by_name = dict(zip(limits.names, prices, strict=True))
    found = np.array([max(by_name.get(name, 0.0), 0.0) for name in limits.names])
    return found[limits.packed]


def _cuts(
    evidence: Evidence, row_of: Positions, scale: float
) -> tuple[NDArray[np.int64], Positions, NDArray[np.int64], Floats]:
    """The cuts whose rows are all there, in the model's rows, with their prices."""
    sizes = np.diff(evidence.cut_indptr)
    rows = row_of[evidence.cut_rows]
    lost = np.bincount(np.repeat(np.arange(len(sizes)), sizes)[rows < 0], minlength=len(sizes)) > 0
    kept = np.repeat(~lost, sizes)
    start = np.concatenate(([0], np.cumsum(sizes[~lost]))).astype(np.int64)
    return (
        frozen(start),
        frozen(rows[kept]),
        frozen(evidence.cut_times[kept]),
        frozen(evidence.cut_prices[~lost] * scale),
    )


def _found(ids: Ids | list[str], wanted: Ids | NDArray[np.str_]) -> Positions:
    """(len(wanted),) positions of the wanted ids among the ids, -1 where there is none."""
    import pandas as pd

    index = pd.Index(np.asarray(ids, dtype=object))
    return np.asarray(index.get_indexer(pd.Index(np.asarray(wanted).astype(object))), dtype=np.int32)
