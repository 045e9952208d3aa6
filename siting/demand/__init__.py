"""Demand: how many people of each place use each format, and what one of them counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.demand.group_weights import group_factors
from siting.demand.surveys import factors
from siting.errors import Problems
from siting.inputs import Floats, Inputs, Positions, frozen

__all__ = ["Demand", "estimate"]


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """weight: (n_formats, n_demand) people of the format's group who use it, at each demand point.

    value: (n_formats, 1), or (n_formats, n_demand) where surveys or groups tell places apart: what one of them counts
    in the objective. Head counts and percentages never look at it. present: (n_phases, n_demand) share of the people of
    the last phase who live there in each phase already; None: everybody from the first one on."""

    weight: Floats
    value: Floats
    present: Floats | None = None

    def present_in(self, phase: Positions, point: NDArray[np.int64]) -> Floats:
        """(n,) share of the people of each point who live there in each phase."""
        return np.ones(len(phase)) if self.present is None else np.asarray(self.present[phase, point])


def estimate(inputs: Inputs, problems: Problems | None = None) -> Demand:
    """Demand as groups, rates and surveys of the scenario give it.

        weight[f, i] = people of f's group at i * rate of f
        value[f, i]  = weight of f in the scenario * product over surveys of factor[f, circle of i]
                       * what belonging to groups counts (`group_weights`)

        present[t, i] = 1 from the phase on in which the people of i arrive (in demand.columns.phase), 0 before

    Problems of surveys go to `problems`; without it they are raised as InputError."""
    heard = Problems() if problems is None else problems
    weight = np.stack([inputs.groups[format.group] * format.rate for format in inputs.formats])
    value = np.array([[format.weight] for format in inputs.formats], dtype=np.float64)
    if inputs.surveys:
        value = value * factors(inputs, heard)[:, inputs.demand_circle]
    if inputs.group_weights:
        value = value * group_factors(inputs)
    if problems is None:
        heard.stop_on_errors()
    return Demand(frozen(weight), frozen(value), _present(inputs))


def _present(inputs: Inputs) -> Floats | None:
    """(n_phases, n_demand) 1 where the people live there already; None where everybody does from the first on."""
    if inputs.demand_phase is None:
        return None
    phases = np.arange(inputs.phases.n)[:, None]
    present: Floats = frozen((inputs.demand_phase[None, :] <= phases).astype(np.float64))
    return present
