"""The part of a certificate that speaks of walks, from the raw coverage: only of what a plan opens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from siting.certificate import Evidence
from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model, Objective
from siting.objectives._gradual import GradualCoverage
from siting.objectives.backup_coverage import BackupCoverage
from siting.objectives.min_walk import MinWalk
from siting.objectives.min_worst_walk import MinWorstWalk
from siting.stock import Gaps, Missing, wanted


def with_walks(
    found: Evidence,
    inputs: Inputs,
    coverage: Coverage,
    gaps: Gaps,
    missing: Missing,
    options: Positions,
    model: Model,
) -> Evidence:
    """The evidence with the walks that an objective counts; as it is where none counts, or some serve only in part.

    options: (n_options,) of the model, position in the coverage."""
    terms = _terms(model.objective)
    if terms is None or coverage.share is not None or coverage.share_before is not None:
        return found
    wanted_rows, _ = wanted(inputs, coverage, gaps, missing, every_row=True)
    shape = (len(coverage.weight), len(coverage.option_cost))
    reach = csr_matrix((coverage.travel + 1.0, coverage.indices, coverage.indptr), shape=shape)
    there = (np.diff(coverage.indptr) > 0) | np.isfinite(coverage.nearest_before)
    rows = np.flatnonzero(wanted_rows & (coverage.weight > 0) & (there | (terms.name != "min_worst_walk")))
    blocks, weights = [], []
    for phase in range(inputs.phases.n):
        mine = found.selection[model.option_phase[found.selection] <= phase]
        columns = csr_matrix((np.ones(len(mine)), (options[mine], mine)), shape=(shape[1], len(found.cost)))
        blocks.append(reach[rows] @ columns)
        weight = coverage.weight[rows] * coverage.value_of(rows) * inputs.phases.years[phase]
        if inputs.demand_phase is not None:
            weight = weight * (inputs.demand_phase[rows % coverage.n_demand] <= phase)
        weights.append(weight)
    pairs = csr_matrix(vstack(blocks, format="csr"))
    every, format = np.tile(rows, inputs.phases.n), np.tile(rows // coverage.n_demand, inputs.phases.n)
    unit = coverage.per_minute[format] if terms.in_minutes else np.ones(len(format))
    return replace(
        found,
        walk_indptr=pairs.indptr.astype(np.int64),
        walk_options=pairs.indices.astype(np.int32),
        walk_travel=pairs.data - 1.0,  # a way of nothing is no missing entry
        walk_weight=np.concatenate(weights),
        walk_today=coverage.nearest_before[every],
        walk_outlets=coverage.outlets_before[every].astype(np.int32),
        walk_cutoff=coverage.limit[format],
        walk_full=terms.full * unit,
        walk_step=terms.step * unit,
        walk_terms=terms.shares,
    )


class _Terms:
    """What an objective of walks is made of."""

    def __init__(self, name: str, full: float, step: float, in_minutes: bool, shares: Floats) -> None:
        self.name, self.full, self.step, self.in_minutes = name, full, step, in_minutes
        self.shares = shares


def _terms(objective: Objective) -> _Terms | None:
    if isinstance(objective, GradualCoverage):
        shares = np.array([objective.least, 0.0])
        return _Terms(objective.name, objective.full, objective.step, objective.in_minutes, shares)
    if isinstance(objective, BackupCoverage):
        return _Terms(objective.name, 0.0, 0.0, False, np.array([objective.first, objective.second]))
    if isinstance(objective, (MinWalk, MinWorstWalk)):
        return _Terms(objective.name, 0.0, 0.0, False, np.zeros(2))
    return None
