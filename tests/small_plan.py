"""A plan of a small city, made without any solver: the first options that the budget allows."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from siting import coverage, demand, model, plan, scenario
from siting.errors import Problems
from siting.inputs import Inputs
from siting.journal import Journal
from siting.objectives import max_coverage
from siting.outcome import Dual, Outcome
from siting.rules import budget
from siting.stock import take_stock
from tests.small_city import straight_lines

SCENARIO = """\
name: small
title: {{en: Small city, zh: 小城}}
synthetic: true
illustrative_costs: true
demand: {{file: demand.csv, groups: {groups}, group_weights: {group_weights}}}
sites: {{file: sites.csv}}
travel: {{plane: {{}}}}
formats: {formats}
surveys: {surveys}
missing: {missing}
"""


def _scenario_file(inputs: Inputs, folder: Path, missing: str) -> Path:
    """A scenario that says of groups, formats and surveys what the inputs have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("demand.csv", "sites.csv"):
        (folder / name).write_text("id,x,y,people\n", encoding="utf-8")
    path = folder / "scenario.yaml"
    formats = [
        {
            "id": one.id,
            "cutoff_m": one.cutoff_m,
            "demand": one.group,
            "rate": one.rate,
            "weight": one.weight,
        }
        for one in inputs.formats
    ]
    surveys = [
        {
            "file": f"survey{one.number}.csv",
            "kind": one.kind,
            "min_respondents": one.min_respondents,
            "columns": {"respondents": "n"},
        }
        for one in inputs.surveys
    ]
    groups = {name: name for name in inputs.groups if name != "people"}
    weights = dict(inputs.group_weights)
    said = {"formats": formats, "surveys": surveys, "groups": groups, "group_weights": weights}
    text = SCENARIO.format(missing=missing, **{key: json.dumps(value) for key, value in said.items()})
    path.write_text(text, encoding="utf-8")
    return path


def stock(inputs: Inputs, folder: Path, missing: str = "people") -> Any:
    """What `pipeline.gaps` would know of the city, under a scenario of the same formats."""
    case = scenario.load(_scenario_file(inputs, folder, missing))
    need, travel = demand.estimate(inputs), straight_lines(inputs)
    travel.files = {}
    reach = coverage.cover(inputs, need, travel)
    return SimpleNamespace(
        scenario=case,
        inputs=inputs,
        demand=need,
        travel=travel,
        coverage=reach,
        gaps=take_stock(inputs, need, reach),
        clusters=None,
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
        stop="finished",
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


def opening(inputs: Inputs, folder: Path, options: list[int], **claims: Any) -> plan.Plan:
    """The plan that opens these options, with claims of its value and bound that are true unless given."""
    found = stock(inputs, folder)
    asked = question(found, 1e9)
    selection = np.array(options, dtype=np.int32)
    value = asked.objective.value(asked, selection)
    outcome = Outcome(
        **{
            "selection": selection,
            "value": value,
            "bound": value,
            "stop": "optimal",
            "strategy": "by hand",
            "why_strategy": "",
            "trace": (),
            **claims,
        }
    )
    return plan.make(found, asked, outcome, Journal())
