"""That nobody walks farther than a radius: what a question of the longest walk is decided by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Model, Packing, Rule
from siting.objectives._walks import cutoffs, nearest, nearest_today
from siting.program import Program


@runtime_checkable
class ByRadius(Protocol):
    """An objective whose value is one of some radii, the least that everybody is within."""

    def radii(self, model: Model) -> Floats:
        """(n_radii,) every value that a selection can have, ascending."""

    def within(self, model: Model, radius: float) -> Rule:
        """The rule that selections of this value or less obey, and no others."""


def in_question(model: Model) -> NDArray[np.bool_]:
    """(n_rows,) rows of weight that an option or an outlet of today reaches."""
    reached = (np.diff(model.indptr) > 0) | np.isfinite(nearest_today(model))
    return np.asarray(reached & (model.weight > 0))


@dataclass(frozen=True, slots=True)
class Within:
    """Everybody who can be reached walks at most the radius; whoever has no outlet within the cutoff walks that far."""

    radius: float

    def write(self, model: Model, program: object) -> None:
        """sum of the options within the radius >= 1, for each row whose walk is longer today."""
        today = np.minimum(nearest_today(model), cutoffs(model))
        rows = np.flatnonzero(in_question(model) & (today > self.radius))
        shape, near = (model.n_rows, model.n_options), model.travel <= self.radius
        start = np.concatenate([[0], np.cumsum(near)])[model.indptr]
        reach = csr_matrix((np.ones(int(near.sum())), model.indices[near], start), shape=shape)[rows]
        cast(Program, program).add_rows(reach, 1.0, np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """How many walk farther."""
        walk = np.minimum(nearest(model, selection), cutoffs(model))
        beyond = in_question(model) & (walk > self.radius)
        if not beyond.any():
            return []
        count = int(beyond.sum())
        return [tr("{count} walks are longer than {radius:,.10g}", count=count, radius=self.radius)]

    def packing(self, model: Model) -> Packing | None:
        """None: it asks for outlets."""
        return None


@dataclass(frozen=True, slots=True)
class Fewest:
    """min sum_k x_k: an objective for questions in which only the rules matter."""

    name: str = "fewest"
    maximise: bool = False

    def write(self, model: Model, program: object) -> None:
        """One for each option."""
        cast(Program, program).reward_options(np.ones(model.n_options))

    def value(self, model: Model, selection: Positions) -> float:
        """How many options are open."""
        return float(len(selection))

    def counts_whole(self, model: Model) -> bool:
        """Always."""
        return True

    def spread(self, model: Model) -> float:
        """All options."""
        return float(model.n_options)

    def cover_weight(self, model: Model) -> Floats | None:
        """None: nobody's weight counts."""
        return None
