"""What one phase at a time would lose: a case worked by hand, and questions of one phase given what stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline
from siting.hindsight import alone, look_back
from siting.inputs import Inputs
from siting.journal import Journal
from siting.outcome import Outcome, Watch
from siting.rules.phase_budget import PhaseBudget
from siting.strategies.exact import solve
from tests.phased_city import phases, question, random_town
from tests.small_city import city, format_input


@pytest.fixture
def saving() -> Inputs:
    """A small place of 100 people that 10 would serve, a large one of 1,000 that takes 20: saving up pays."""
    town = city(
        demand=[[0, 0], [5000, 0]],
        people=[100, 1000],
        sites=[[0, 0], [5000, 0]],
        formats=(format_input("market", 500.0),),
        cost=[[10.0], [20.0]],
    )
    return replace(town, phases=phases([1.0, 9.0], [10.0, 10.0]))


def case(**solve_keys: Any) -> Any:
    """The part of a scenario that hindsight asks."""
    from types import SimpleNamespace

    keys = {"strategy": "exact", "backend": "scipy_highs", "gap": 0.0, "time_limit_s": 20.0, "seed": 0}
    said = SimpleNamespace(hindsight=True, **keys)
    settings = SimpleNamespace(solve=said, demand=SimpleNamespace(clusters=None))
    said.__dict__.update(solve_keys)
    return SimpleNamespace(settings=settings)


def looked_back(town: Inputs, outcome: Outcome | None = None, **solve_keys: Any) -> tuple[Outcome, Any]:
    asked = question(town)
    found = outcome or solve(asked, Watch(), seed=0)
    return look_back(case(**solve_keys), town, asked, found, Watch(), Journal())


def test_saving_up_is_worth_what_it_is_by_hand(saving: Inputs) -> None:
    """All together: nothing at first, then the large one, 9 years of 1,000. Phase by phase: the small one at once, 10
    years of 100, and then money for nothing."""
    outcome, lost = looked_back(saving)
    assert (outcome.value, lost.value) == (9000.0, 1000.0)
    assert lost.by_phase == (100.0, 900.0)
    assert lost.plan_by_phase == (0.0, 9000.0)
    assert lost.opened == (("s0", "market", "p0"),)
    assert not lost.adopted
    assert lost.gaps == (0.0, 0.0)


def test_without_carry_over_there_is_nothing_to_lose(saving: Inputs) -> None:
    town = replace(saving, phases=phases([1.0, 9.0], [10.0, 10.0], carry_over=False))
    outcome, lost = looked_back(town)
    assert outcome.value == lost.value == 1000.0


def test_a_better_plan_is_taken_and_never_a_loss_below_zero(saving: Inputs) -> None:
    nothing = Outcome(np.zeros(0, dtype=np.int32), 0.0, 9000.0, "time_limit", "by hand", "", ())
    outcome, lost = looked_back(saving, nothing)
    assert (outcome.value, outcome.bound, outcome.stop) == (1000.0, 9000.0, "time_limit")
    assert lost.adopted
    assert lost.plan_by_phase == lost.by_phase
    assert any("one phase at a time" in note for note in outcome.notes)


@pytest.mark.parametrize("keys", [{"hindsight": False}, {"time_limit_s": 0.0}])
def test_says_when_it_was_not_computed(saving: Inputs, keys: dict[str, Any]) -> None:
    _, lost = looked_back(saving, **keys)
    assert lost.why_not
    assert np.isnan(lost.value)


@pytest.mark.parametrize("seed", range(6))
def test_a_phase_given_what_stands_is_the_whole_question_with_that_settled(seed: int) -> None:
    """Value and rules of a part, against the whole question asked for both together."""
    rng = np.random.default_rng(seed)
    asked = question(random_town(seed, 3, seed % 2 == 0, shared=seed > 2))
    for phase in range(3):
        before = np.flatnonzero(asked.option_phase < phase)
        stands = np.sort(rng.choice(before, min(2, len(before)), replace=False)).astype(np.int32)
        part, options = alone(asked, stands, phase)
        assert set(asked.option_phase[options]) <= {phase}
        for _ in range(12):
            mine = np.flatnonzero(rng.random(len(options)) < 0.4).astype(np.int32)
            both = np.sort(np.concatenate([stands, options[mine]])).astype(np.int32)
            for rule, whole in zip(part.rules, asked.rules, strict=True):
                assert rule.violations(part, mine) == whole.violations(asked, both)
                packing = rule.packing(part)
                stood = whole.violations(asked, stands)
                if packing is not None and not stood:
                    fits = bool((packing.used(part, mine) <= packing.limit + 1e-9).all())
                    assert fits == (not whole.violations(asked, both))
            of_phase = np.where(asked.row_phase == phase, asked.weight, 0.0)
            aside = replace(asked, weight=of_phase)
            gained = asked.objective.value(aside, both) - asked.objective.value(aside, stands)
            assert part.objective.value(part, mine) == pytest.approx(gained)


def test_the_solver_sees_what_is_left_of_the_money() -> None:
    """With sites that several formats share the rule is no packing, and its rows are written with what stands."""
    town = replace(random_town(5, 2, True, shared=True), phases=phases([1.0, 1.0], [9.0, 9.0]))
    asked = question(town)
    money = next(rule for rule in asked.rules if isinstance(rule, PhaseBudget))
    assert money.packing(asked) is None
    stands = np.flatnonzero((asked.option_phase == 0) & (asked.cost <= 9.0))[:1].astype(np.int32)
    part, options = alone(asked, stands, 1)
    outcome = solve(part, Watch(), seed=0)
    assert outcome.stop == "optimal"
    values = []
    for chosen in np.ndindex(*(2,) * len(options)):
        mine = np.flatnonzero(chosen).astype(np.int32)
        if not any(rule.violations(part, mine) for rule in part.rules):
            values.append(part.objective.value(part, mine))
    assert outcome.value == pytest.approx(max(values))


SCENARIO = """\
extends: {toy}
name: phased
budget: null
formats:
  - {{id: convenience_store, cutoff_min: 5, cost: {{fixed: 80000, column: conversion_cost}}, max_new: 0}}
  - {{id: vegetable_market, cutoff_min: 10, cost: {{fixed: 200000, column: conversion_cost}}}}
  - {{id: community_canteen, cutoff_min: 10, demand: elderly, cost: {{fixed: 100000, column: conversion_cost}}}}
phases:
  - {{id: first, years: 1, budget: 150000}}
  - {{id: second, years: 4, budget: 100000}}
"""


def test_a_run_says_what_it_would_have_lost(tmp_path: Path) -> None:
    toy = Path(__file__).resolve().parents[2] / "scenarios" / "toy" / "scenario.yaml"
    (tmp_path / "scenario.yaml").write_text(SCENARIO.format(toy=toy), encoding="utf-8")
    plan = pipeline.solve(tmp_path / "scenario.yaml")
    said = plan.summary["hindsight"]
    assert said["computed"]
    assert (plan.outcome.value, said["value"], said["lost"]) == (3040.0, 1250.0, 1790.0)
    assert said["lost_at_most"] >= said["lost"]
    assert sum(each["value"] for each in said["phases"]) == pytest.approx(said["value"])
    assert sum(each["value_of_plan"] for each in said["phases"]) == pytest.approx(plan.outcome.value)
    assert sum(each["value"] for each in plan.summary["phases"]) == pytest.approx(plan.outcome.value)
    assert "one phase at a time" in said["said"]
