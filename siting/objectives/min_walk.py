"""Least walking: the p-median problem, with what is there already and with any rules.

S. L. Hakimi, "Optimum locations of switching centers and the absolute centers and medians of a graph", Operations
Research 12 (1964) 450-459, DOI 10.1287/opre.12.3.450; C. ReVelle and R. Swain, "Central facilities location",
Geographical Analysis 2 (1970) 30-42, DOI 10.1111/j.1538-4632.1970.tb00142.x."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model
from siting.objectives._gains import Gains, counts_whole, spread, write_gains
from siting.objectives._walks import cutoffs, nearest, nearest_today, owners
from siting.program import Program

ABOUT = mark("shorten all walks to the nearest outlet together, each counted with the people who walk it")
KEYS = ()


@dataclass(frozen=True, slots=True)
class MinWalk:
    """min sum_r w_r min(C_r, travel to the nearest outlet of r's format that is there today or opens)

    C_r: the cutoff of the row's format; who has no outlet within it counts with the cutoff, whatever opens. The unit
    is people times the unit of travel (minutes, or metres), times the years of a phase."""

    every_row: ClassVar[bool] = True
    name: str = "min_walk"
    maximise: bool = False

    def write(self, model: Model, program: object) -> None:
        """Levels of nearness, chained."""
        write_gains(cast(Program, program), model, self.gains(model))

    def value(self, model: Model, selection: Positions) -> float:
        """All walks of a selection, from the travel alone."""
        return float((model.weight * np.minimum(nearest(model, selection), cutoffs(model))).sum())

    def gains(self, model: Model) -> Gains:
        """What each option alone would shorten each row's walk by, times its weight."""
        base = np.minimum(nearest_today(model), cutoffs(model))
        row = owners(model)
        gain = model.weight[row] * np.maximum(base[row] - model.travel, 0.0)
        return Gains(gain, float((model.weight * base).sum()), -1.0)

    def counts_whole(self, model: Model) -> bool:
        """Whether all walks are whole numbers, and all weights."""
        return counts_whole(self.gains(model))

    def spread(self, model: Model) -> float:
        """What all options together would shorten walks by."""
        return spread(model, self.gains(model))

    def cover_weight(self, model: Model) -> Floats | None:
        """None: walks count here, beyond who is reached."""
        return None


def bind() -> MinWalk:
    """The objective, ready to be put into a model."""
    return MinWalk()
