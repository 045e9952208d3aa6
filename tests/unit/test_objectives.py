"""Objectives from the scenario to the checked run folder: keys, goals, phases, and values computed anew."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline, scenario
from siting.certificate import recompute
from siting.errors import InputError, RefusedError
from siting.exporters import run_folder
from siting.model import Model
from siting.objectives import combined
from siting.outcome import Watch
from siting.scenario.goal import Goal
from siting.strategies import exact
from siting.strategies._run import answered
from siting.verify import verify_run
from tests.models import coverage_model, every_selection

WALKING: list[dict[str, Any]] = [
    {"decay": {"full_min": 2.0, "least": 0.25}},
    {"decay": {"full_m": 150.0, "step_m": 0.0}},
    {"objective": "min_walk"},
    {"objective": "min_worst_walk", "budget": 800_000.0},
    {"objective": "backup_coverage", "backup": {"first_weight": 1.0, "backup_weight": 0.5}},
]
PHASES = {"phases": [{"id": "now", "years": 1.0}, {"id": "later", "years": 3.0}]}


def best_of_all(model: Model, most_options: int = 6) -> float:
    values = [
        model.objective.value(model, selection)
        for selection in every_selection(model.n_options)
        if len(selection) <= most_options
        and not any(rule.violations(model, selection) for rule in model.rules)
    ]
    return max(values) if model.objective.maximise else min(values)


@pytest.mark.parametrize("asked", WALKING, ids=str)
def test_the_toy_city_under_every_objective(root: Path, asked: dict[str, Any]) -> None:
    plan = pipeline.solve(root / "scenarios" / "toy", **asked)
    model = pipeline.pose(pipeline.gaps(root / "scenarios" / "toy", **asked))
    assert plan.outcome.stop == "optimal"
    assert plan.outcome.value == plan.outcome.bound == pytest.approx(best_of_all(model), rel=1e-9)
    again = recompute(plan.evidence)
    assert again.value == pytest.approx(plan.outcome.value, rel=1e-9)
    assert math.isnan(again.certified_bound)


def test_phases_count_their_years(root: Path) -> None:
    """The budget is enough for four outlets at most, each in one of two phases."""
    asked = WALKING[2]
    plan = pipeline.solve(root / "scenarios" / "toy", **asked, **PHASES)
    model = pipeline.pose(pipeline.gaps(root / "scenarios" / "toy", **asked, **PHASES))
    assert model.city.n_phases == 2
    assert plan.outcome.value == pytest.approx(best_of_all(model, most_options=4), rel=1e-9)
    assert recompute(plan.evidence).value == pytest.approx(plan.outcome.value, rel=1e-9)


def test_least_cost_with_phases(root: Path) -> None:
    asked: dict[str, Any] = {"objective": "min_cost", "min_coverage": 0.6}
    plan = pipeline.solve(root / "scenarios" / "toy", **asked, **PHASES)
    model = pipeline.pose(pipeline.gaps(root / "scenarios" / "toy", **asked, **PHASES))
    assert plan.outcome.value == best_of_all(model, most_options=4)


def test_verify_finds_a_walk_that_was_changed(root: Path, tmp_path: Path) -> None:
    plan = pipeline.solve(root / "scenarios" / "toy", objective="min_walk")
    folder = run_folder.write(plan, tmp_path / "run")
    assert not [line for line in verify_run(folder) if "not recomputed" in line]
    shorter = replace(plan.evidence, walk_today=np.zeros(len(plan.evidence.walk_today)))
    assert recompute(shorter).value == 0.0
    with pytest.raises(ValueError, match="walk"):
        recompute(replace(plan.evidence, walk_full=np.zeros(1)))


def test_goals_stand_in_the_summary(root: Path, tmp_path: Path) -> None:
    goals = [{"objective": "max_coverage", "tolerance": 0.25}, {"objective": "min_walk"}]
    plan = pipeline.solve(
        root / "scenarios" / "toy", objective="combined", combine="lexicographic", goals=goals
    )
    first, last = plan.summary["goals"]
    assert (first["objective"], first["found"], first["bound"]) == ("max_coverage", 2570.0, 2570.0)
    assert first["kept"] == 0.75 * 2570.0 <= first["value"]
    assert (last["value"], last["bound"], last["gap"]) == (plan.outcome.value, plan.outcome.value, 0.0)
    verify_run(run_folder.write(plan, tmp_path / "run"))


def test_goals_in_an_order_are_never_one_program() -> None:
    goals = [Goal(objective="max_coverage"), Goal(objective="min_walk")]
    model = coverage_model(
        [[1, 0], [1, 1]], [1.0, 2.0], None, objective=combined.bind(goals, "lexicographic")
    )
    with pytest.raises(RefusedError):
        exact.solve(model, Watch(), seed=0)


def test_an_interrupted_run_of_goals_keeps_its_plan() -> None:
    goals = [Goal(objective="max_coverage"), Goal(objective="min_walk")]
    model = coverage_model(
        [[1, 0], [1, 1]],
        [1.0, 2.0],
        None,
        ("count", {"max": 1}),
        objective=combined.bind(goals, "lexicographic"),
    )
    watch = Watch()
    watch.interrupt()
    outcome = answered("exact", model, watch, 0, "scipy_highs")
    assert outcome.stop in ("interrupted", "optimal")
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert len(outcome.goals) == 2


def test_a_kind_that_no_site_is_of_is_an_error(root: Path) -> None:
    with pytest.raises(InputError, match="vacant_plant"):
        pipeline.pose(
            pipeline.gaps(
                root / "scenarios" / "toy", objective="prefer", prefer={"kinds": {"vacant_plants": 1.0}}
            )
        )


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["decay={full_min: 2, full_m: 3}"], "exactly one of: full_min, full_m"),
        (["decay={full_min: 2, step_m: 3}"], "the step has to be in the unit of the full value"),
        (["objective=min_walk", "decay={full_min: 2}"], "'min_walk' has no use for decay"),
        (["objective=combined"], "'combined' needs the key 'goals'"),
        (["objective=prefer"], "'prefer' needs the key 'prefer'"),
        (["goals=[{objective: min_walk}]"], "'max_coverage' has no use for goals"),
        (["objective=combined", "combine=weighted", "goals=[{objective: combined}]"], "several goals itself"),
        (
            ["objective=combined", "combine=weighted", "goals=[{objective: min_wlk}]"],
            "unknown objective 'min_wlk'",
        ),
        (
            ["objective=combined", "combine=weighted", "goals=[{objective: min_walk, tolerance: 0.1}]"],
            "tolerance goes with combine: lexicographic",
        ),
        (
            ["objective=combined", "combine=lexicographic", "goals=[{objective: min_walk, tolerance: 0.1}]"],
            "after the last goal nothing comes",
        ),
        (
            ["objective=combined", "combine=lexicographic", "goals=[{objective: min_walk, weight: 2}]"],
            "weight goes with combine: weighted",
        ),
        (
            ["decay={full_min: 2}", "demand.clusters={method: kmeans, k: 3}"],
            "clusters go with plain coverage",
        ),
        (["decay={full_min: 2}", "formats.0.places=30"], "places of outlets do not go with decay"),
    ],
)
def test_keys_that_make_no_sense_together_are_refused(root: Path, sets: list[str], said: str) -> None:
    with pytest.raises(InputError) as caught:
        scenario.load(root / "scenarios" / "toy", sets=sets)
    assert said in str(caught.value)
