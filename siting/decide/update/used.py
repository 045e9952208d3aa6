"""What realised projects take of a limit: what the standing plan takes with them, less what it takes without."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.inputs import Floats, Positions
from siting.model import Model
from siting.rules._spending import spent
from siting.rules.budget import Budget
from siting.rules.count import Count


@dataclass(frozen=True, slots=True, eq=False)
class Used:
    """A question, and the options of its standing plan: all of them, and those that are not realised."""

    model: Model
    whole: Positions
    rest: Positions

    def money(self, rule: Budget) -> float:
        """Of a limit on one group."""
        groups = rule.scope.groups(self.model, with_sites=True, with_kept=True)
        with_them, without = (
            float(spent(self.model, groups, some).sum()) for some in (self.whole, self.rest)
        )
        return with_them - without

    def number(self, rule: Count) -> int:
        """Of a limit on one group."""
        members = rule.scope.groups(self.model).members
        return round(float(members[:, self.whole].sum() - members[:, self.rest].sum()))

    def money_by_phase(self) -> Floats:
        """(n_phases,); a site is paid for in the phase in which anything first opens there."""
        return self._cost_by_phase(self.whole) - self._cost_by_phase(self.rest)

    def number_by_phase(self) -> Floats:
        """(n_phases,) new outlets."""
        gone = np.setdiff1d(self.whole, self.rest)
        new = gone[~self.model.option_keep[gone]]
        return np.bincount(self.model.option_phase[new], minlength=self._n_phases).astype(np.float64)

    @property
    def _n_phases(self) -> int:
        return int(self.model.option_phase.max(initial=0)) + 1

    def _cost_by_phase(self, some: Positions) -> Floats:
        model = self.model
        found = np.bincount(model.option_phase[some], weights=model.cost[some], minlength=self._n_phases)
        first = np.full(model.n_sites, self._n_phases)
        np.minimum.at(first, model.option_site[some], model.option_phase[some])
        opened = np.flatnonzero(first < self._n_phases)
        sites = np.bincount(first[opened], weights=model.site_cost[opened], minlength=self._n_phases)
        return np.asarray(found + sites)


def left_of_phases(budgets: Floats, used: Floats, carry_over: bool) -> Floats:
    """(n_phases,) money of each phase that is left; nan where a phase has none of its own.

    With carry_over the plan may spend up to phase t what all phases up to t leave. A phase whose realised projects cost
    more than its own money took the rest from the phases before it: these have so much less."""
    left = budgets - used
    mine = np.flatnonzero(~np.isnan(left))
    if not carry_over:
        return np.maximum(left, 0.0)
    up_to = np.cumsum(left[mine])
    up_to = np.maximum(np.minimum.accumulate(up_to[::-1])[::-1], 0.0)
    found = left.copy()
    found[mine] = np.diff(up_to, prepend=0.0)
    return found
