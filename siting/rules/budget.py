"""Most money for new outlets: all of them, those of some formats, places or sources, or for each of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount, slack
from siting.rules._scope import Scope, ScopeSettings, bind_scope
from siting.scenario.schema import NonNegative

ABOUT = mark(
    "most money for new outlets, in all or for each format, circle, district, source of money, site or kind of site"
)


class Settings(ScopeSettings):
    """Keys of the rule `budget`."""

    max_cost: NonNegative = Field(description=mark("most money, in the scenario's currency"))


@dataclass(frozen=True, slots=True, eq=False)
class Budget:
    """sum of cost_k x_k over a group of options + sum of site_cost_s y_s over its sites <= limit, for every group.

    y_s = 1 where any option of the site opens: a site is paid once, however many formats share it. What is paid
    for a site belongs to no format, so budgets of some formats, or of each format, leave it out; by source of
    money it counts where its own source does.
    Closed, and compared with a tolerance of a billionth, so that the order of adding costs does not decide."""

    limit: float
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """One row for each group; and y_s >= x_k, where a site with a cost of its own has several options.

        The tolerance is written too: a solver that drops the last digits of costs (an MPS file holds twelve)
        would otherwise call what the limit just pays for too dear, and prove a bound that is too low."""
        target, packing = cast(Program, program), self.packing(model)
        matrix = packing.matrix
        if packing.site_matrix is not None:
            site_of = target.site_variables(model.option_site, model.site_cost > 0)
            matrix = _with_sites(matrix, packing.site_matrix, site_of, target.n_variables)
        target.add_rows(matrix, -np.inf, self.limit + slack(self.limit))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups that cost more than the limit, with both numbers."""
        packing = self.packing(model)
        cost = packing.used(model, selection)
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
        groups = self.scope.groups(model, with_sites=True)
        costs, sites = _weighed(groups.members, model.cost), _weighed(groups.sites, model.site_cost)
        limit = np.full(len(groups.labels), self.limit)
        return Packing(costs, limit, groups.labels, sites if sites.nnz else None)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Budget:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("budget"), settings, labels, problems, place or Place())
    return Budget(settings.max_cost, scope)


def _with_sites(
    costs: csr_matrix, site_costs: csr_matrix, variable: Positions, n_variables: int
) -> csr_matrix:
    """Costs of options, then of sites at their variables: (n_groups, n_variables)."""
    options, sites = costs.tocoo(), site_costs.tocoo()
    data = np.concatenate([options.data, sites.data])
    rows = np.concatenate([options.row, sites.row])
    columns = np.concatenate([options.col, variable[sites.col]])
    return csr_matrix((data, (rows, columns)), shape=(costs.shape[0], n_variables))


def _weighed(members: csr_matrix, cost: Floats) -> csr_matrix:
    """Ones replaced by what each column costs."""
    return csr_matrix((cost[members.indices], members.indices, members.indptr), shape=members.shape)
