"""Most money for new outlets: all of them, some formats or circles, or each format, circle, site or kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount, slack
from siting.rules._scope import Scope, ScopeSettings, bind_scope
from siting.scenario.schema import NonNegative

ABOUT = mark("most money for new outlets, in all or for each format, circle, site or kind of site")


class Settings(ScopeSettings):
    """Keys of the rule `budget`."""

    max_cost: NonNegative = Field(description=mark("most money, in the scenario's currency"))


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """sum of cost_k x_k over a group of options <= limit, for every group of the scope.

    Closed, and compared with a tolerance of a billionth, so that the order of adding costs does not decide."""

    limit: float
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """One row for each group.

        The tolerance is written too: a solver that drops the last digits of costs (an MPS file holds twelve)
        would otherwise call what the limit just pays for too dear, and prove a bound that is too low."""
        cast(Program, program).add_rows(self.packing(model).matrix, -np.inf, self.limit + slack(self.limit))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups that cost more than the limit, with both numbers."""
        packing = self.packing(model)
        cost = np.asarray(packing.matrix[:, selection].sum(axis=1)).ravel()
        return [
            tr(
                "{rule}: the new outlets cost {cost}, more than {limit}",
                rule=packing.labels[group],
                cost=amount(float(cost[group])),
                limit=amount(self.limit),
            )
            for group in np.flatnonzero(cost > self.limit + slack(self.limit))
        ]

    def packing(self, model: Model) -> Packing:
        """The rule exactly: costs against the limit."""
        groups = self.scope.groups(model)
        members = groups.members
        costs = csr_matrix(
            (model.cost[members.indices], members.indices, members.indptr), shape=members.shape
        )
        return Packing(costs, np.full(len(groups.labels), self.limit), groups.labels)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Budget:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("budget"), settings, labels, problems, place or Place())
    return Budget(settings.max_cost, scope)
