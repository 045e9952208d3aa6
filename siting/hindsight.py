"""Planning one phase at a time: what each phase would open if it knew of no later one, and what that is worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from siting.errors import InfeasibleError, NoPlanError, RefusedError
from siting.inputs import Inputs, Positions, frozen
from siting.journal import Journal
from siting.language import tr
from siting.model import Model, covered
from siting.objectives._served import MaxServed
from siting.outcome import Outcome, Watch, relative_gap
from siting.partial import part
from siting.plan.hindsight import Hindsight
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
    broken = question.broken_rules(selection)
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
    return part(question, opened, options, question.row_phase == phase), options


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
