"""Every objective in which walks or second outlets count, against trying all selections by its definition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import backends, parts
from siting.model import Model, Objective
from siting.objectives import backup_coverage, combined, max_coverage, min_walk, min_worst_walk
from siting.outcome import Outcome, Watch
from siting.scenario.goal import Backup, Decay, Goal
from siting.strategies import exact
from siting.strategies._recast import recast
from siting.strategies._run import answered
from tests.walks import (
    Value,
    all_walks,
    asking,
    backed_up,
    best,
    faded,
    longest_walk,
    newly_reached,
    walking_models,
    walks,
)

USABLE = [name for name in parts.names("backends") if parts.load("backends", name).available() is None]
PACKED = [("count", {"max": 2}), ("budget", {"max_cost": 2.5})]
RICH = [("count", {"min": 1, "max": 3}), ("budget", {"max_cost": 4.0})]
ASKED: dict[str, tuple[Objective, Value]] = {
    "min_walk": (min_walk.bind(), all_walks),
    "min_worst_walk": (min_worst_walk.bind(), longest_walk),
    "decay": (max_coverage.bind(Decay(full_min=4.0)), faded(4.0, 0.0, 1.0)),
    "decay to a least share": (
        max_coverage.bind(Decay(full_m=3.0, least=0.3, step_m=2.5)),
        faded(3.0, 0.3, 2.5),
    ),
    "decay without steps": (max_coverage.bind(Decay(full_min=2.5, step_min=0.0)), faded(2.5, 0.0, 0.0)),
    "backup": (backup_coverage.bind(), backed_up(0.0, 1.0)),
    "backup beside the first": (
        backup_coverage.bind(Backup(first_weight=1.0, backup_weight=2.5)),
        backed_up(1.0, 2.5),
    ),
}


def check(model: Model, value: Value, outcome: Outcome) -> None:
    """The outcome is what trying everything finds, and says nothing that is not so."""
    maximise = model.objective.maximise
    optimum, allowed = best(model, value, maximise)
    selection = outcome.selection.tolist()
    assert selection in allowed
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.value == pytest.approx(value(model, selection), rel=1e-9, abs=1e-12)
    assert outcome.value == pytest.approx(optimum, rel=1e-6, abs=1e-9)
    slack = 1e-6 * max(1e-3, abs(optimum))
    assert outcome.bound >= optimum - slack if maximise else outcome.bound <= optimum + slack
    assert outcome.stop in ("optimal", "finished")
    assert outcome.trace[-1].incumbent == outcome.value


@pytest.mark.parametrize("asked", ASKED)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_the_objective_means_what_its_definition_says(asked: str, data: Any) -> None:
    objective, value = ASKED[asked]
    model = asking(data.draw(walking_models()), objective)
    for number in range(2**model.n_options):
        selection = [k for k in range(model.n_options) if number >> k & 1]
        found = objective.value(model, np.array(selection, dtype=np.int32))
        assert found == pytest.approx(value(model, selection), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("rules", [PACKED, RICH], ids=["limits", "demands"])
@settings(max_examples=4, deadline=None)
@given(st.data())
def test_exact_finds_the_optimum(rules: list[Any], asked: str, data: Any) -> None:
    objective, value = ASKED[asked]
    model = asking(data.draw(walking_models(*rules)), objective)
    if not best_exists(model):
        return
    check(model, value, exact.solve(model, Watch(), seed=0))
    check(model, value, answered("auto", model, Watch(), 0, "scipy_highs"))


@pytest.mark.parametrize("asked", ["min_walk", "decay", "decay without steps"])
@pytest.mark.parametrize("strategy", ["greedy", "greedy_swap", "decompose", "exact"])
@settings(max_examples=3, deadline=None)
@given(st.data())
def test_strategies_for_coverage_take_what_can_be_recast(strategy: str, asked: str, data: Any) -> None:
    objective, value = ASKED[asked]
    model = asking(data.draw(walking_models(*PACKED)), objective)
    assert recast(model) is not None
    watch = Watch(time_limit_s=1.0, gap=0.0)
    outcome = answered(strategy, model, watch, 0, "scipy_highs")
    optimum, allowed = best(model, value, objective.maximise)
    assert outcome.selection.tolist() in allowed
    assert outcome.value == pytest.approx(value(model, outcome.selection.tolist()), rel=1e-9, abs=1e-12)
    slack = 1e-6 * max(1e-3, abs(optimum))
    if objective.maximise:
        assert outcome.value - slack <= optimum <= outcome.bound + slack
    else:
        assert outcome.bound - slack <= optimum <= outcome.value + slack
    if outcome.stop == "optimal":
        assert outcome.value == outcome.bound == pytest.approx(optimum, rel=1e-6, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(walking_models(*PACKED), st.sampled_from([0.02, 0.3]))
def test_the_gap_that_is_reached_is_one_of_walks(model: Model, gap: float) -> None:
    question = asking(model, min_walk.bind())
    outcome = answered("exact", question, Watch(gap=gap), 0, "scipy_highs")
    optimum, _ = best(question, all_walks, maximise=False)
    assert outcome.stop in ("optimal", "gap_reached")
    assert outcome.gap <= gap
    assert outcome.bound - 1e-6 * max(1e-3, optimum) <= optimum <= outcome.value + 1e-9 * optimum


@pytest.mark.parametrize("backend", [name for name in USABLE if name != "scipy_highs"])
@pytest.mark.parametrize("asked", ["min_walk", "min_worst_walk", "decay", "backup beside the first"])
@settings(max_examples=3, deadline=None)
@given(st.data())
def test_every_backend_agrees(asked: str, backend: str, data: Any) -> None:
    objective, value = ASKED[asked]
    model = asking(data.draw(walking_models(*RICH)), objective)
    if best_exists(model):
        check(model, value, exact.solve(model, Watch(), seed=0, backend=backend))


@settings(max_examples=12, deadline=None)
@given(walking_models(*PACKED), st.sampled_from([0.5, 1.0, 8.0]))
def test_a_weighted_sum_is_the_sum(model: Model, factor: float) -> None:
    goals = [Goal(objective="max_coverage", weight=factor), Goal(objective="min_walk", weight=0.25)]
    question = asking(model, combined.bind(goals, "weighted"))

    def value(model: Model, selection: Sequence[int]) -> float:
        return factor * newly_reached(model, selection) - 0.25 * all_walks(model, selection)

    outcome = answered("auto", question, Watch(), 0, "scipy_highs")
    check(question, value, outcome)
    assert recast(question) is not None
    check(question, value, exact.solve(question, Watch(), seed=0))
    assert [one.objective for one in outcome.goals] == ["max_coverage", "min_walk"]
    chosen = outcome.selection.tolist()
    assert outcome.goals[0].value == pytest.approx(newly_reached(model, chosen))
    assert outcome.goals[1].value == pytest.approx(all_walks(model, chosen))


@settings(max_examples=12, deadline=None)
@given(walking_models(*PACKED), st.sampled_from([None, 0.2]))
def test_goals_in_turn_keep_what_came_before(model: Model, tolerance: float | None) -> None:
    goals = [
        Goal(objective="max_coverage", tolerance=tolerance),
        Goal(objective="min_walk"),
        Goal(objective="backup_coverage"),
    ]
    question = asking(model, combined.bind(goals, "lexicographic"))
    outcome = answered("auto", question, Watch(), 0, "scipy_highs")
    most, allowed = best(model, newly_reached, maximise=True)
    left = [one for one in allowed if newly_reached(model, one) >= (1 - (tolerance or 0.0)) * most - 1e-9]
    least = min(all_walks(model, one) for one in left)
    left = [one for one in left if all_walks(model, one) <= least * (1 + 2e-9) + 1e-12]
    second = max(backed_up(0.0, 1.0)(model, one) for one in left)
    assert outcome.selection.tolist() in left
    assert outcome.value == pytest.approx(second, rel=1e-6, abs=1e-9)
    assert [one.objective for one in outcome.goals] == ["max_coverage", "min_walk", "backup_coverage"]
    assert outcome.goals[1].value == pytest.approx(least, rel=1e-6, abs=1e-9)
    assert outcome.goals[0].bound == pytest.approx(most, rel=1e-6, abs=1e-9)


@settings(max_examples=10, deadline=None)
@given(walking_models(("count", {"max": 1})))
def test_the_row_formulation_of_the_longest_walk_says_the_same(model: Model) -> None:
    """The program by itself, without radii tried one by one."""
    from siting.program import Program

    objective = min_worst_walk.bind()
    question = asking(model, objective)
    program = Program(model.n_options, maximise=False)
    objective.write(question, program)
    question.rules[0].write(question, program)
    answer = backends.run("scipy_highs", program.assemble(), backends.Limits())
    assert answer.bound == pytest.approx(best(model, longest_walk, maximise=False)[0], abs=1e-6)


def best_exists(model: Model) -> bool:
    return bool(best_or_none(model))


def best_or_none(model: Model) -> list[list[int]]:
    try:
        return best(model, lambda model, selection: float(len(walks(model, selection))), maximise=True)[1]
    except ValueError:
        return []
