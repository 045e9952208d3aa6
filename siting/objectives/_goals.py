"""Several goals in one question: added up, or one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Self, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.errors import RefusedError
from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Model, Objective, Packing
from siting.objectives._gains import Gaining, Gains, Measured
from siting.program import Program

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Part:
    """A goal. weight: what a unit of its value counts; tolerance: share of what was found that later goals may take."""

    objective: Objective
    weight: float = 1.0
    tolerance: float = 0.0


def seen(objective: Objective, model: Model) -> Model:
    """The model as a goal sees it: those whom an outlet of today reaches count only where the goal wants them to."""
    if getattr(objective, "every_row", False) or not len(model.row_outlets):
        return model
    return replace(model, weight=np.where(model.row_outlets > 0, 0.0, model.weight))


def any_of(parts: tuple[Part, ...], attribute: str) -> bool:
    """Whether a goal wants what a class attribute stands for."""
    return any(bool(getattr(part.objective, attribute, False)) for part in parts)


@dataclass(frozen=True, slots=True)
class Goals:
    """What several goals have in common, however they are combined."""

    parts: tuple[Part, ...]

    @property
    def every_row(self) -> bool:
        """Whether a goal asks for every row."""
        return any_of(self.parts, "every_row")

    @property
    def everybody(self) -> bool:
        """Whether a goal asks for people whom the scenario does not want."""
        return any_of(self.parts, "everybody")

    def with_parts(self, parts: tuple[Part, ...]) -> Self:
        """The same of other goals."""
        return replace(self, parts=parts)

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """(n_rows,) every row for itself: goals may read what they like."""
        return np.arange(model.n_rows, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Weighted(Goals):
    """max sum_g weight_g value_g, values of goals that are to be small subtracted."""

    keeps_rows: ClassVar[bool] = True
    name: str = "combined"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """What each goal writes, times its weight."""
        target = cast(Program, program)
        for part in self.parts:
            model_of, factor = seen(part.objective, model), _factor(part)
            found = target.captured(partial(part.objective.write, model_of, target))
            target.reward(found.variables, factor * found.coefficients)
            target.offset += factor * found.offset

    def value(self, model: Model, selection: Positions) -> float:
        """The sum for a selection."""
        return sum(
            _factor(part) * part.objective.value(seen(part.objective, model), selection)
            for part in self.parts
        )

    def gains(self, model: Model) -> Gains | None:
        """The sum of what options bring rows, where every goal is of that sort: the nearest option is the best one
        for all of them."""
        total, constant = np.zeros(len(model.indices)), 0.0
        for part in self.parts:
            objective = part.objective
            found = objective.gains(seen(objective, model)) if isinstance(objective, Gaining) else None
            if found is None:
                return None
            total += _factor(part) * found.sign * found.gain
            constant += _factor(part) * found.constant
        return Gains(total, constant, 1.0)

    def counts_whole(self, model: Model) -> bool:
        """Never taken for granted."""
        return False

    def spread(self, model: Model) -> float:
        """What all goals together can differ by."""
        return sum(
            part.weight * spread_of(part.objective, seen(part.objective, model)) for part in self.parts
        )

    def cover_weight(self, model: Model) -> Floats | None:
        """None: more than weight covered counts."""
        return None


@dataclass(frozen=True, slots=True)
class InTurn(Goals):
    """The first goal; then the second among all selections that keep what was found of the first, and so on.

    Its value is the last goal's. No single program says it: `strategies._in_turn` solves one goal after the other."""

    name: str = "combined"

    @property
    def maximise(self) -> bool:
        """As the last goal."""
        return self.parts[-1].objective.maximise

    def write(self, model: Model, program: object) -> None:
        """Raises RefusedError."""
        raise RefusedError(tr("goals that come one after the other are no single program"))

    def value(self, model: Model, selection: Positions) -> float:
        """The last goal's."""
        last = self.parts[-1].objective
        return last.value(seen(last, model), selection)

    def cover_weight(self, model: Model) -> Floats | None:
        """None: the goals before the last count as well."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A rule: a goal stays at its limit or better. weight: (n_rows,) as the question has them."""

    objective: Objective
    weight: Floats
    limit: float
    keeps_rows: ClassVar[bool] = True

    def write(self, model: Model, program: object) -> None:
        """The goal's program as a row, scaled by a power of two to about a million."""
        target, model_of = cast(Program, program), self._model(model)
        found = target.captured(lambda: self.objective.write(model_of, target))
        size = max(abs(self.limit), float(np.abs(found.coefficients).max(initial=0.0)))
        scale = 2.0 ** (20 - np.frexp(size)[1]) if size > 0 else 1.0
        row = csr_matrix(
            (found.coefficients * scale, (np.zeros(len(found.variables), np.int32), found.variables)),
            shape=(1, target.n_variables),
        )
        side = (self.limit - found.offset) * scale
        if self.objective.maximise:
            target.add_rows(row, side, np.inf)
        else:
            target.add_rows(row, -np.inf, side)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """By how much the goal is missed."""
        value = self.objective.value(self._model(model), selection)
        if value >= self.limit if self.objective.maximise else value <= self.limit:
            return []
        return [
            tr(
                "the goal {objective} is at {value:,.10g}, and {limit:,.10g} is to be kept",
                objective=self.objective.name,
                value=value,
                limit=self.limit,
            )
        ]

    def packing(self, model: Model) -> Packing | None:
        """None: it reads rows."""
        return None

    def _model(self, model: Model) -> Model:
        return seen(self.objective, replace(model, weight=self.weight))


def kept(part: Part, weight: Floats, value: float) -> Kept:
    """The rule that a goal keeps what was found of it, but for its tolerance and the rounding of sums."""
    loss = max(part.tolerance, TOLERANCE) * abs(value)
    return Kept(part.objective, weight, value - loss if part.objective.maximise else value + loss)


def spread_of(objective: Objective, model: Model) -> float:
    """How far apart values can lie at most, or somewhat more; 1 where nobody knows."""
    if isinstance(objective, Measured):
        return objective.spread(model)
    weight = objective.cover_weight(model)
    return 1.0 if weight is None else float(weight.sum())


def _factor(part: Part) -> float:
    return part.weight if part.objective.maximise else -part.weight
