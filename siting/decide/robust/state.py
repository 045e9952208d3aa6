"""What is known so far of the plan that loses least: plans found, the best of them, and what none can promise."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from siting.decide.robust.together import Together
from siting.inputs import Floats, Positions

Heard = Callable[[float, float], None]


class Known:
    """Plans that obey the rules, with their values in each case.

    upper: the worst loss of the best plan, whatever the cases' best values are within their bounds. lower: proven,
    every plan that obeys the rules loses as much in some case, already of best values found. Whole where losses are."""

    def __init__(self, together: Together, hear: Heard = lambda upper, lower: None) -> None:
        self.together, self._hear = together, hear
        self.plans: list[Positions] = []
        self.values: list[Floats] = []
        self.selection: Positions | None = None
        self.upper, self.lower = math.inf, -math.inf
        self.narrowest = self._own = math.inf

    def offer(self, selection: Positions) -> bool:
        """Takes a plan if the rules that bind allow it. Whether they do.

        What of it counts where other rules hold is only asked of a plan that would be the best one, counted whole."""
        if not self.together.model.keeps_rules(selection):
            return False
        values = self.together.values(selection, parts=False)
        if self.together.most(values) < self.upper and not self.together.stands.all():
            values = self.together.values(selection)
        elif not self.together.stands.all():
            self._keep(selection, values)
            return True
        if not np.isfinite(values).all():
            return False
        self._keep(selection, values)
        own, most = float(self.together.losses(values).max()), self.together.most(values)
        self.narrowest = min(self.narrowest, own)
        if self.selection is None or (most, own) < (self.upper, self._own):
            self.upper, self._own, self.selection = most, own, selection
            self._hear(self.upper, self.lower)
        return True

    def _keep(self, selection: Positions, values: Floats) -> None:
        if not any(np.array_equal(selection, plan) for plan in self.plans):
            self.plans.append(selection)
            self.values.append(values)

    def prove(self, lower: float) -> None:
        """Takes a proof; no plan that was found can be below it."""
        if self.together.whole and math.isfinite(lower):
            lower = float(math.ceil(lower))
        lower = min(lower, self.narrowest)
        if lower > self.lower:
            self.lower = lower
            self._hear(self.upper, self.lower)

    @property
    def losses(self) -> Floats:
        """(n_plans, n_cases) what each plan loses of best values found; where parts count, perhaps counted whole."""
        return np.array([self.together.losses(values) for values in self.values])
