"""Most money for new outlets: all of them, those of some formats, places or sources, or for each of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic import Field

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount, slack
from siting.rules._filters import ScopeSettings
from siting.rules._scope import Groups, Scope, bind_scope
from siting.rules._spending import freed, spending, spent, weighed
from siting.scenario.schema import NonNegative

ABOUT = mark(
    "most money for new outlets, in all or for each format, circle, district, source of money, phase, site or kind"
)


class Settings(ScopeSettings):
    """Keys of the rule `budget`."""

    max_cost: NonNegative = Field(description=mark("most money, in the scenario's currency"))


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """sum of cost_k x_k over a group of options + sum of site_cost_s y_s over its sites <= limit, for every group.

    y_s = 1 where any option of the site opens: a site is paid once, however many formats share it. What is paid
    for a site belongs to no format, so budgets of some formats, or of each format, leave it out; by source of
    money it counts where its own source does. By phase it is paid for where anything opens there first; that is no
    packing, since what is open already makes the rest cheaper.
    An outlet of today that may close costs, while it is kept, what its closing would save; the limit is larger by the
    same money.
    Closed, and compared with a tolerance of a billionth, so that the order of adding costs does not decide."""

    limit: float
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """One row for each group; and y_s >= x_k, where a site with a cost of its own has several options.

        The tolerance is written too: a solver that drops the last digits of costs (an MPS file holds twelve)
        would otherwise call what the limit just pays for too dear, and prove a bound that is too low."""
        target = cast(Program, program)
        groups = self.scope.groups(model, with_sites=True, with_kept=True)
        limit = self.limit + freed(model, groups)
        target.add_rows(spending(model, groups, target), -np.inf, limit + slack(limit))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups that cost more than the limit, with both numbers."""
        groups = self.scope.groups(model, with_sites=True, with_kept=True)
        more = freed(model, groups)
        cost, limit = spent(model, groups, selection), self.limit + more
        return [
            tr(
                "{rule}: the new outlets cost {cost}, more than {limit}",
                rule=groups.labels[group],
                cost=amount(float(cost[group] - more[group])),
                limit=amount(self.limit),
            )
            for group in np.flatnonzero(cost > limit + slack(limit))
        ]

    def packing(self, model: Model) -> Packing | None:
        """The rule exactly: costs against the limit; None where sites are paid for by phase."""
        groups = self.scope.groups(model, with_sites=True, with_kept=True)
        return None if groups.paying is not None else self._packing(model, groups)

    def implied(self, model: Model) -> Packing:
        """By phase: what outlets cost keeps to the limit without their sites as well."""
        return self._packing(model, self.scope.groups(model, with_kept=True))

    def _packing(self, model: Model, groups: Groups) -> Packing:
        costs, sites = weighed(groups.members, model.cost), weighed(groups.sites, model.site_cost)
        limit = np.full(len(groups.labels), self.limit) + freed(model, groups)
        return Packing(costs, limit, groups.labels, sites if sites.nnz else None)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Budget:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("budget"), settings, labels, problems, place or Place())
    return Budget(settings.max_cost, scope)
