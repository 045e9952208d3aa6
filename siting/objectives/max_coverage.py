"""Most weight covered: the maximal covering location problem.

R. Church and C. ReVelle, "The maximal covering location problem", Papers of the Regional Science Association
32 (1974) 101-118, DOI 10.1007/BF01942293."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model, cover_variables, covered
from siting.objectives._gains import Gains
from siting.objectives._gradual import GradualCoverage
from siting.objectives._served import MaxServed
from siting.objectives._walks import owners
from siting.program import Program

if TYPE_CHECKING:
    from siting.scenario.goal import Decay

ABOUT = mark("cover as many people as possible, each counted with its format's weight")
KEYS = ("decay",)
DEFAULT_STEP_MIN, DEFAULT_STEP_M = 1.0, 50.0


@dataclass(frozen=True, slots=True)
class MaxCoverage:
    """max sum_r w_r z_r with z_r <= sum_k A[r,k] x_k and 0 <= z_r <= 1.

    z is continuous: with binary x the best z_r is min(1, number of open options that reach r), so 0 or 1."""

    name: str = "max_coverage"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """Adds z where two or more options reach a row. A row that one option alone reaches has z_r = x_k in
        every optimum, and its weight goes to that option; a row that none reaches counts for nothing."""
        target = cast(Program, program)
        z = cover_variables(model, target)
        counts = np.flatnonzero((z >= 0) & (model.weight > 0))
        target.reward(z[counts], model.weight[counts])

    def value(self, model: Model, selection: Positions) -> float:
        """Weight of the rows that the selection reaches, from the coverage alone."""
        # Summed over all rows in place, so that two selections that cover alike have the very same value.
        return float(np.where(covered(model, selection), model.weight, 0.0).sum())

    def cover_weight(self, model: Model) -> Floats | None:
        """The rows' weights: this objective is weight covered and nothing else."""
        return model.weight

    def gains(self, model: Model) -> Gains:
        """Every option in reach brings a row its weight."""
        return Gains(model.weight[owners(model)], 0.0, 1.0)

    def with_places(self) -> MaxServed:
        """The same for a city in which outlets of some formats can be full."""
        return MaxServed()


def bind(decay: Decay | None = None) -> MaxCoverage | GradualCoverage:
    """The objective, ready to be put into a model."""
    if decay is None:
        return MaxCoverage()
    if decay.full_m is not None:
        step = DEFAULT_STEP_M if decay.step_m is None else decay.step_m
        return GradualCoverage(decay.full_m, decay.least, step, in_minutes=False)
    assert decay.full_min is not None
    step = DEFAULT_STEP_MIN if decay.step_min is None else decay.step_min
    return GradualCoverage(decay.full_min, decay.least, step, in_minutes=True)
