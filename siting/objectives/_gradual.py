"""Coverage that fades with the walk: full value nearby, less and less up to the cutoff.

O. Berman, D. Krass and Z. Drezner, "The gradual covering decay location problem on a network", European Journal of
Operational Research 151 (2003) 474-480, DOI 10.1016/S0377-2217(02)00604-5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from siting.inputs import Floats, Positions
from siting.model import Model
from siting.objectives._gains import Gains, counts_whole, spread, write_gains
from siting.objectives._walks import TOLERANCE, cutoffs, nearest, nearest_today, owners
from siting.program import Program


@dataclass(frozen=True, slots=True)
class GradualCoverage:
    """max sum_r w_r v_r(travel to the nearest outlet of r's format that is there today or opens)

        v(t) = 1 for t <= F,   1 - (1 - least) s(t) / (C - F) up to the cutoff C,   0 beyond it

    F: full, in the unit of travel (in_minutes: times a minute's walk). s(t): t - F, rounded up to whole steps unless
    step is 0, and at most C - F."""

    full: float
    least: float
    step: float
    in_minutes: bool
    every_row: ClassVar[bool] = True
    name: str = "max_coverage"
    maximise: bool = True

    def share(self, model: Model, row: Positions, travel: Floats) -> Floats:
        """(n,) what one person of each of the rows counts at these walks."""
        unit = np.ones(len(row))
        if self.in_minutes and len(model.city.per_minute):
            unit = model.city.per_minute[model.row_format[row]]
        cutoff = cutoffs(model)[row]
        full = np.minimum(self.full * unit, cutoff)
        within, room = np.isfinite(travel), cutoff - full
        over = np.where(within, travel, cutoff) - full
        if self.step > 0:
            over = np.ceil((over - TOLERANCE) / (self.step * unit)) * self.step * unit
        over = np.where(over <= TOLERANCE, 0.0, np.minimum(over, room))
        share = 1.0 - (1.0 - self.least) * np.divide(over, room, out=np.zeros_like(over), where=room > 0)
        return np.where(within, share, 0.0)

    def write(self, model: Model, program: object) -> None:
        """Levels of nearness, chained."""
        write_gains(cast(Program, program), model, self.gains(model))

    def value(self, model: Model, selection: Positions) -> float:
        """Weight times the share that each row's nearest outlet brings, those of today included."""
        every = np.arange(model.n_rows, dtype=np.int32)
        return float((model.weight * self.share(model, every, nearest(model, selection))).sum())

    def gains(self, model: Model) -> Gains:
        """What each option alone would add to each row's value today."""
        every, row = np.arange(model.n_rows, dtype=np.int32), owners(model)
        today = self.share(model, every, nearest_today(model))
        gain = model.weight[row] * np.maximum(self.share(model, row, model.travel) - today[row], 0.0)
        return Gains(gain, float((model.weight * today).sum()), 1.0)

    def counts_whole(self, model: Model) -> bool:
        """Whether all shares are such that only whole numbers are added up."""
        return counts_whole(self.gains(model))

    def spread(self, model: Model) -> float:
        """What all options together would add."""
        return spread(model, self.gains(model))

    def cover_weight(self, model: Model) -> Floats | None:
        """None: how far it is counts here, beyond who is reached."""
        return None
