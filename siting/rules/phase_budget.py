"""Most money of each phase, with or without what earlier phases left of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix, vstack

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount, slack
from siting.rules._by_phase import by_position
from siting.rules._filters import ScopeSettings
from siting.rules._scope import Groups, Scope, bind_scope
from siting.rules._site_phases import opened_by
from siting.scenario.schema import NonNegative

ABOUT = mark("most money of each phase; what one leaves, the next may spend, unless carry_over is false")


class Settings(ScopeSettings):
    """Keys of the rule `phase_budget`; a scenario's own list of phases says them without this rule."""

    budgets: dict[str, NonNegative] = Field(
        min_length=1, description=mark("id of a phase -> its money, in the scenario's currency")
    )
    carry_over: bool = Field(
        default=True, description=mark("whether the next phases may spend what a phase leaves of its money")
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Stretch:
    """One limit: the money of some phases. phases: (n_phases,) whether a phase spends of it; last: id of the last."""

    phases: NDArray[np.bool_]
    limit: float
    last: str

    def name(self, rule: str) -> str:
        """What the limit is called, after the group that it is for."""
        if self.phases.sum() > 1:
            return tr("{rule}, up to phase '{phase}'", rule=rule, phase=self.last)
        return tr("{rule}, phase '{phase}'", rule=rule, phase=self.last)


@dataclass(frozen=True, slots=True, eq=False)
class PhaseBudget:
    """For each phase t with money, and every group:

        sum of cost_k x_k over options of P + sum of site_cost_s over sites first opened in P <= sum of budgets of P

    P = t, or with carry_over t and the phases with money before it. A phase without money of its own is paid for from
    elsewhere: it takes nothing and leaves nothing. A site is paid once, in the phase in which anything first opens
    there; whose group it belongs to, `budget` says."""

    budgets: dict[int, float]
    carry_over: bool
    scope: Scope

    def write(self, model: Model, program: object) -> None:
        """A row for each stretch and group, and variables for sites that several formats share."""
        target, groups = cast(Program, program), self.scope.groups(model, with_sites=True)
        fixed, shared = _site_costs(model)
        for stretch in self._stretches():
            matrix = self._options(model, groups, stretch, fixed)
            paid = _weighed(groups.sites, shared)
            if paid.nnz:
                variables = opened_by(model, target, shared > 0)
                matrix = _with_first_openings(matrix, paid, variables, stretch.phases, target.n_variables)
            target.add_rows(matrix, -np.inf, stretch.limit + slack(stretch.limit))

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Stretches that cost more than their money, with both numbers."""
        groups = self.scope.groups(model, with_sites=True)
        first = _first_phase(model, selection)
        found = []
        for stretch in self._stretches():
            mine = selection[stretch.phases[model.option_phase[selection]]]
            sites = np.flatnonzero((first >= 0) & stretch.phases[np.maximum(first, 0)])
            cost = (
                groups.members[:, mine] @ model.cost[mine] + groups.sites[:, sites] @ model.site_cost[sites]
            )
            found += [
                tr(
                    "{rule}: the new outlets cost {cost}, more than {limit}",
                    rule=stretch.name(groups.labels[group]),
                    cost=amount(float(cost[group])),
                    limit=amount(stretch.limit),
                )
                for group in np.flatnonzero(cost > stretch.limit + slack(stretch.limit))
            ]
        return found

    def packing(self, model: Model) -> Packing | None:
        """Exact where the phase in which a site is paid is that of one option, or does not matter: where one format
        alone can open there, and in limits on all phases together. None otherwise."""
        groups = self.scope.groups(model, with_sites=True)
        paid = _weighed(groups.sites, _site_costs(model)[1])
        everywhere = np.unique(model.option_phase)
        if paid.nnz and not all(stretch.phases[everywhere].all() for stretch in self._stretches()):
            return None
        return self.implied(model)

    def implied(self, model: Model) -> Packing:
        """Limits that follow from the rule, since each format opens once at a site (`phases`): what opens there up to a
        phase takes of the site's cost at least its share, 1 / the number of formats that could open there. In a limit
        on all phases the site is paid in full; in one that leaves out earlier phases it may have been paid before."""
        groups = self.scope.groups(model, with_sites=True)
        fixed, shared = _site_costs(model)
        paid, everywhere = _weighed(groups.sites, shared), np.unique(model.option_phase)
        matrices, of_sites, limits, labels = [], [], [], []
        for stretch in self._stretches():
            whole = bool(stretch.phases[everywhere].all())
            from_first = bool((np.diff(stretch.phases.astype(int)) <= 0).all() and stretch.phases[0])
            partly = bool(paid.nnz) and not whole
            least = fixed + (shared / _formats_of(model) if from_first and partly else 0.0)
            matrices.append(self._options(model, groups, stretch, least))
            of_sites.append(paid if whole else csr_matrix(paid.shape))
            limits.append(np.full(len(groups.labels), stretch.limit))
            names = [stretch.name(each) for each in groups.labels]
            labels += [tr("{rule}, sites in part", rule=name) for name in names] if partly else names
        return Packing(
            vstack(matrices, format="csr"),
            np.concatenate(limits),
            tuple(labels),
            vstack(of_sites, format="csr") if paid.nnz else None,
        )

    def _stretches(self) -> list[_Stretch]:
        ids = self.scope.labels.phases
        found = []
        for phase in sorted(self.budgets):
            mine = [one for one in sorted(self.budgets) if one == phase or (self.carry_over and one < phase)]
            spends = np.isin(np.arange(len(ids)), mine)
            limit = float(sum(self.budgets[one] for one in mine))
            found.append(_Stretch(spends, limit, ids[phase]))
        return found

    def _options(self, model: Model, groups: Groups, stretch: _Stretch, fixed: Floats) -> csr_matrix:
        """What the options of each group take of a stretch: their cost, and that of a site which is theirs alone."""
        spends = stretch.phases[model.option_phase]
        own = _weighed(groups.members, np.where(spends, model.cost, 0.0))
        if not fixed.any():
            return own
        at = csr_matrix(
            (np.ones(model.n_options), (model.option_site, np.arange(model.n_options))),
            shape=(model.n_sites, model.n_options),
        )
        sites = _weighed(groups.sites, fixed) @ at
        return csr_matrix(own + sites.multiply(spends[None, :].astype(np.float64)))


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> PhaseBudget:
    """The rule for a model with these labels; unknown ids are added to problems."""
    place = place or Place()
    scope = bind_scope(tr("budget"), settings, labels, problems, place)
    known = by_position(settings.budgets, "budgets", settings, labels, problems, place)
    return PhaseBudget(known, settings.carry_over, scope)


def _formats_of(model: Model) -> Floats:
    """(n_sites,) formats that could open at a site, at least 1."""
    first = np.unique(model.option_pair, return_index=True)[1]
    sites = np.bincount(model.option_site[first], minlength=model.n_sites)
    formats: Floats = np.maximum(sites, 1).astype(np.float64)
    return formats


def _site_costs(model: Model) -> tuple[Floats, Floats]:
    """(n_sites,) what sites cost where one format alone can open, and where several can."""
    alone = _formats_of(model) == 1
    return np.where(alone, model.site_cost, 0.0), np.where(alone, 0.0, model.site_cost)


def _first_phase(model: Model, selection: Positions) -> Positions:
    """(n_sites,) phase in which the selection first opens anything there, -1 where it never does."""
    never = np.iinfo(np.int32).max
    first = np.full(model.n_sites, never, dtype=np.int32)
    np.minimum.at(first, model.option_site[selection], model.option_phase[selection])
    return np.where(first == never, -1, first).astype(np.int32)


def _with_first_openings(
    options: csr_matrix, paid: csr_matrix, opened: Positions, phases: NDArray[np.bool_], n_variables: int
) -> csr_matrix:
    """Costs of options, then of sites: + at the phases of a stretch, - at the phase before each of them."""
    sites, data = paid.tocoo(), [options.tocoo().data]
    rows, columns = [options.tocoo().row], [options.tocoo().col]
    for phase in np.flatnonzero(phases).tolist():
        for sign, when in ((1.0, phase), (-1.0, phase - 1)):
            if when >= 0:
                data.append(sign * sites.data)
                rows.append(sites.row)
                columns.append(opened[when, sites.col])
    place = (np.concatenate(rows), np.concatenate(columns))
    found = csr_matrix((np.concatenate(data), place), shape=(options.shape[0], n_variables))
    found.sum_duplicates()
    found.eliminate_zeros()
    return found


def _weighed(members: csr_matrix, cost: Floats) -> csr_matrix:
    """Ones replaced by what each column costs; what costs nothing leaves."""
    found = csr_matrix(
        (cost[members.indices], members.indices, members.indptr), shape=members.shape, copy=True
    )
    found.eliminate_zeros()
    return found
