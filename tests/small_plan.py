"""A plan of a small city, made without any solver: the first options that the budget allows."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from siting import coverage, demand, gaps, model, plan
from siting.errors import Problems
from siting.inputs import Inputs
from siting.journal import Journal
from siting.objectives import max_coverage
from siting.outcome import Dual, Outcome
from siting.rules import budget
from tests.small_city import straight_lines


def stock(inputs: Inputs, folder: Path, missing: str = "people", **given: Any) -> Any:
    """What `pipeline.gaps` would know of the city; the scenario is a stand-in with the keys a plan reads."""
    scenario_file = folder / "scenario.yaml"
    scenario_file.write_text("name: small\n", encoding="utf-8")
    need, travel = demand.estimate(inputs), straight_lines(inputs)
    travel.files = ()
    reach = coverage.cover(inputs, need, travel)
    settings = SimpleNamespace(
        name="small",
        synthetic=True,
        illustrative_costs=True,
        currency="CNY",
        missing=missing,
        solve=SimpleNamespace(seed=0),
    )
    scenario = SimpleNamespace(
        settings=settings,
        title="小城",
        notices=("synthetic: made up",),
        path=scenario_file,
        files=(scenario_file,),
        **given,
    )
    return SimpleNamespace(
        scenario=scenario,
        inputs=inputs,
        demand=need,
        travel=travel,
        coverage=reach,
        gaps=gaps.take_stock(inputs, need, reach),
        warnings=(),
    )


def question(found: Any, max_cost: float = 20_000.0, rules: tuple[Any, ...] = ()) -> model.Model:
    """The model of the city under a budget."""
    labels = model.labels(found.inputs)
    money = budget.bind(budget.Settings(max_cost=max_cost), labels, Problems())
    return model.build(
        found.inputs,
        found.demand,
        found.coverage,
        found.gaps,
        found.scenario.settings.missing,
        max_coverage.bind(),
        (money, *rules),
    )


def first_affordable(asked: model.Model, max_cost: float = 20_000.0) -> Outcome:
    """Opens options in their order while the money lasts; the bound is everybody within reach."""
    selection = np.flatnonzero(np.cumsum(asked.cost) <= max_cost).astype(np.int32)
    reachable = np.diff(asked.indptr) > 0
    return Outcome(
        selection=selection,
        value=asked.objective.value(asked, selection),
        bound=float(asked.weight[reachable].sum()),
        stop="gap_reached",
        strategy="by hand",
        why_strategy="a test",
        trace=(),
        dual=Dual(row=asked.weight * 0.75, limit=np.array([0.01])),
    )


def planned(inputs: Inputs, folder: Path, missing: str = "people") -> plan.Plan:
    """The plan of `first_affordable`."""
    found = stock(inputs, folder, missing)
    asked = question(found)
    return plan.make(found, asked, first_affordable(asked), Journal())
