"""Planning one phase at a time: what each phase would open if it knew of no later one, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.errors import InfeasibleError, NoPlanError, RefusedError
from siting.inputs import Floats, Inputs, Positions, frozen
from siting.journal import Journal
from siting.language import tr
from siting.model import Model, Packing, Rule, covered, limited_rows, standing_doors, upper_limits
from siting.objectives._served import MaxServed
from siting.outcome import Outcome, Watch, relative_gap
from siting.plan.hindsight import Hindsight
from siting.program import Program
from siting.scenario import Scenario
from siting.strategies._run import run_strategy


def look_back(
    case: Scenario, inputs: Inputs, question: Model, outcome: Outcome, watch: Watch, journal: Journal
) -> tuple[Outcome, Hindsight | None]:
    """The outcome, or the plan of one phase at a time where that is better; and what the latter is worth.

    None where the scenario has no phases. Takes at most as long as the solve itself may."""
    if not inputs.phases.named:
        return outcome, None
    reason = _why_not(case, question, watch)
    if reason:
        return outcome, Hindsight(reason)
    with journal.stage("hindsight"):
        try:
            selection, gaps = one_at_a_time(case, question)
        except (InfeasibleError, NoPlanError, RefusedError) as error:
            return outcome, Hindsight(" ".join(str(error).split()))
        except KeyboardInterrupt:
            return outcome, Hindsight(tr("interrupted"))
    broken = [text for rule in question.rules for text in rule.violations(question, selection)]
    if broken:
        return outcome, Hindsight(broken[0])
    value = question.objective.value(question, selection)
    found = Hindsight(
        value=value,
        by_phase=_by_phase(question, selection),
        plan_by_phase=_by_phase(question, outcome.selection),
        opened=_named(inputs, question, selection),
        gaps=gaps,
    )
    if value <= outcome.value:
        return outcome, found
    better = _adopted(outcome, selection, value, case.settings.solve.gap)
    return better, replace(found, adopted=True, plan_by_phase=found.by_phase)


def _why_not(case: Scenario, question: Model, watch: Watch) -> str:
    if not case.settings.solve.hindsight:
        return tr("not asked for")
    if watch.interrupted:
        return tr("interrupted")
    if case.settings.demand.clusters is not None:
        return tr("the plan was sought on clusters of demand")
    if question.objective.cover_weight(question) is None and not isinstance(question.objective, MaxServed):
        return tr(
            "the objective '{name}' does not add up people covered by phase", name=question.objective.name
        )
    return ""


def one_at_a_time(case: Scenario, question: Model) -> tuple[Positions, tuple[float, ...]]:
    """The selection, and by phase the gap of its own plan. Raises what a strategy raises for a phase without a plan.

    Each phase is asked: given what stands, which options of this phase cover the most in it, under the rules?"""
    settings, clock = case.settings.solve, Watch(case.settings.solve.time_limit_s)
    opened, gaps = np.zeros(0, dtype=np.int32), []
    for phase in range(question.city.n_phases):
        if phase and clock.remaining_s <= 0:
            raise NoPlanError(tr("the time limit was over before phase {number}", number=phase + 1))
        asked, options = alone(question, opened, phase)
        watch = Watch()
        watch.begin(clock.remaining_s, settings.gap)
        found = run_strategy(settings.strategy, asked, watch, settings.seed, settings.backend)
        gaps.append(found.gap)
        opened = np.sort(np.concatenate([opened, options[found.selection]])).astype(np.int32)
    return frozen(opened), tuple(gaps)


def alone(question: Model, opened: Positions, phase: int) -> tuple[Model, Positions]:
    """The question of one phase, given what has opened; and the positions of its options in the whole question."""
    options = np.flatnonzero(question.option_phase == phase).astype(np.int32)
    short = ~covered(question, opened) | limited_rows(question)
    rows = np.flatnonzero((question.row_phase == phase) & short)
    shape = (question.n_rows, question.n_options)
    reach = csr_matrix((question.travel, question.indices, question.indptr), shape=shape)[rows][:, options]
    reach.sort_indices()
    given: dict[str, Any] = {}
    for field in fields(question):
        array = getattr(question, field.name)
        if field.name == "weight" or field.name.startswith("row_"):
            given[field.name] = array[rows] if len(array) == question.n_rows else array
        elif field.name == "cost" or field.name.startswith("option_"):
            given[field.name] = array[options] if len(array) == question.n_options else array
    site_cost = question.site_cost.copy()
    site_cost[question.option_site[opened]] = 0.0
    rules = tuple(Given(rule, question, opened, options) for rule in question.rules)
    model = replace(
        question,
        **given,
        indptr=frozen(reach.indptr.astype(np.int64)),
        indices=frozen(reach.indices.astype(np.int32)),
        travel=frozen(reach.data),
        site_cost=frozen(site_cost),
        rules=rules,
        **standing_doors(question, rows, opened),
    )
    return model, options


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A rule on the whole question, as it binds a part of it: what has opened stays, the free options are asked for,
    and nothing else opens."""

    rule: Rule
    whole: Model
    opened: Positions
    free: Positions

    def write(self, model: Model, program: object) -> None:
        """The rule's rows, with 1 for what has opened and 0 for what cannot open."""
        target, inner = cast(Program, program), Program(self.whole.n_options, self.whole.objective.maximise)
        self.rule.write(self.whole, inner)
        arrays, n_options = inner.assemble(), self.whole.n_options
        extra = target.n_variables + np.arange(arrays.n_variables - n_options)
        for kind, low, high in zip(
            arrays.kind[n_options:], arrays.lower[n_options:], arrays.upper[n_options:], strict=True
        ):
            target.add_variables(np.zeros(1), float(low), float(high), int(kind))
        target.fix(
            np.flatnonzero(arrays.lower[self.free] > 0).astype(np.int32),
            np.flatnonzero(arrays.upper[self.free] < 1).astype(np.int32),
        )
        matrix = arrays.matrix.tocsc()
        stands = np.asarray(matrix[:, self.opened].sum(axis=1)).ravel()
        columns = np.concatenate([self.free, n_options + np.arange(len(extra))])
        at = np.concatenate([np.arange(len(self.free)), extra]).astype(np.int64)
        left = matrix[:, columns].tocoo()
        rows = csr_matrix((left.data, (left.row, at[left.col])), shape=(left.shape[0], target.n_variables))
        target.add_rows(rows, arrays.row_lower - stands, arrays.row_upper - stands)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """What the selection breaks together with what has opened."""
        together = np.sort(np.concatenate([self.opened, self.free[selection]])).astype(np.int32)
        return self.rule.violations(self.whole, together)

    def packing(self, model: Model) -> Packing | None:
        """The rule's limits less what has been used of them; sites that are paid for take nothing more."""
        return self._left_of(self.rule.packing(self.whole))

    def implied(self, model: Model) -> Packing | None:
        """The same of limits that follow from the rule."""
        return self._left_of(upper_limits(self.rule, self.whole))

    def _left_of(self, packing: Packing | None) -> Packing | None:
        if packing is None:
            return None
        left = packing.limit - packing.used(self.whole, self.opened)
        sites = packing.site_matrix
        if sites is not None:
            unpaid = np.ones(self.whole.n_sites)
            unpaid[self.whole.option_site[self.opened]] = 0.0
            sites = csr_matrix(sites.multiply(unpaid[None, :]))
            sites.eliminate_zeros()
        limit: Floats = np.maximum(left, 0.0)
        return Packing(csr_matrix(packing.matrix[:, self.free]), limit, packing.labels, sites)


def _by_phase(question: Model, selection: Positions) -> tuple[float, ...]:
    """Value of the rows of each phase."""
    if isinstance(question.objective, MaxServed):
        return tuple(question.objective.value_by_phase(question, selection).tolist())
    weight = question.objective.cover_weight(question)
    assert weight is not None
    reached: NDArray[np.float64] = np.where(covered(question, selection), weight, 0.0)
    return tuple(np.bincount(question.row_phase, reached, question.city.n_phases).tolist())


def _named(inputs: Inputs, question: Model, selection: Positions) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            str(inputs.sites.ids[question.option_site[option]]),
            inputs.formats[question.option_format[option]].id,
            inputs.phases.ids[question.option_phase[option]],
        )
        for option in selection.tolist()
    )


def _adopted(outcome: Outcome, selection: Positions, value: float, gap: float) -> Outcome:
    """The outcome with the better plan; the bound holds as it did."""
    bound = max(outcome.bound, value)
    stop = (
        "optimal" if bound <= value else "gap_reached" if relative_gap(value, bound) <= gap else outcome.stop
    )
    note = tr("planning one phase at a time found a better plan than {strategy}", strategy=outcome.strategy)
    return replace(
        outcome, selection=selection, value=value, bound=bound, stop=stop, notes=(*outcome.notes, note)
    )
