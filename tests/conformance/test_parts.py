"""Every file in every part folder, held to its folder's promise: a new part is tested by existing."""

from __future__ import annotations

import ast
import inspect
import math
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from siting import backends, parts
from siting.errors import Problems
from siting.language import in_language, tr
from siting.model import Model, Objective, Rule
from siting.outcome import Outcome, Watch
from siting.program import INTEGER, Arrays, Program
from siting.scenario.schema import Settings, Strict
from tests.models import (
    OBJECTIVE_EXAMPLES,
    RULE_EXAMPLES,
    brute_force,
    coverage_model,
    every_selection,
    labels,
)

PARTS = [(folder, name) for folder in parts.FOLDERS for name in parts.names(folder)]
ARGUMENTS = {
    "readers": {"read": ["path", "layer", "place", "problems"]},
    "networks": {"read": ["scenario", "problems"]},
    "clustering": {"label": ["xy_m", "people", "size", "seed"]},
    "objectives": {},
    "rules": {"bind": ["settings", "labels", "problems", "place"]},
    "backends": {
        "available": [],
        "prepare": [],
        "solve": ["program", "limits", "start", "report", "stop"],
    },
    "strategies": {"refuses": ["model"], "solve": ["model", "watch", "seed", "backend", "start"]},
    "exporters": {"write": ["plan", "path"]},
}
REACH = [[1, 0, 0, 1, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 0, 1, 0, 0]]
WEIGHT = [3.0, 2.0, 7.0, 1.0, 9.0, 2.0]
COST = [1.0, 1.0, 2.0, 0.5, 0.0]
SITE_COST = [0.5, 0.0, 1.0]
USABLE = [name for name in parts.names("backends") if parts.load("backends", name).available() is None]


def _source(part: ModuleType) -> ast.Module:
    return ast.parse(Path(inspect.getfile(part)).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("folder", "name"), PARTS)
def test_a_part_says_in_a_line_what_it_is(folder: str, name: str) -> None:
    part = parts.load(folder, name)
    assert part.__doc__
    assert part.ABOUT
    assert "\n" not in part.ABOUT
    with in_language("en"):
        assert tr(part.ABOUT) == part.ABOUT


@pytest.mark.parametrize(("folder", "name"), PARTS)
def test_a_part_has_its_folders_functions(folder: str, name: str) -> None:
    part = parts.load(folder, name)
    asked = ARGUMENTS[folder] if not hasattr(part, "render") else {"render": ["report", "path"]}
    for function, arguments in asked.items():
        assert list(inspect.signature(getattr(part, function)).parameters) == arguments
        assert getattr(part, function).__doc__


@pytest.mark.parametrize(("folder", "name"), PARTS)
def test_parts_do_not_know_each_other(folder: str, name: str) -> None:
    others = {f"siting.{folder}.{other}" for other in parts.names(folder) if other != name}
    for node in ast.walk(_source(parts.load(folder, name))):
        if isinstance(node, ast.ImportFrom):
            known = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            known = {alias.name for alias in node.names}
        else:
            continue
        assert not known & others


@pytest.mark.parametrize(("folder", "name"), [part for part in PARTS if part[0] in ("readers", "networks")])
def test_a_reader_names_its_endings(folder: str, name: str) -> None:
    endings = parts.load(folder, name).SUFFIXES
    assert endings
    assert all(ending.startswith(".") and ending == ending.lower() for ending in endings)


@pytest.mark.parametrize("name", parts.names("exporters"))
def test_an_exporter_names_its_file(name: str) -> None:
    mine = parts.load("exporters", name).FILE
    assert Path(mine).name == mine
    assert [parts.load("exporters", other).FILE for other in parts.names("exporters")].count(mine) == 1


@pytest.mark.parametrize("name", parts.names("exporters"))
def test_what_a_solve_does_not_write_can_be_asked_for(name: str) -> None:
    part = parts.load("exporters", name)
    if getattr(part, "ON_REQUEST", False):
        assert hasattr(part, "render")
        assert part.ASKED


@pytest.mark.parametrize("name", parts.names("objectives"))
def test_an_objective_takes_the_keys_that_it_names(name: str) -> None:
    part = parts.load("objectives", name)
    arguments = inspect.signature(part.bind).parameters
    assert tuple(arguments) == part.KEYS
    assert all(argument.default is None for argument in arguments.values())
    assert set(part.KEYS) <= set(Settings.model_fields)
    assert part.bind.__doc__


@pytest.mark.parametrize(
    ("name", "settings"), [(name, each) for name in OBJECTIVE_EXAMPLES for each in OBJECTIVE_EXAMPLES[name]]
)
def test_an_objective_writes_what_it_values(name: str, settings: dict[str, Any]) -> None:
    bound = parts.load("objectives", name).bind(**settings)
    model = coverage_model(REACH, WEIGHT, COST, objective=bound)
    objective = model.objective
    assert isinstance(objective, Objective)
    assert objective.name == name
    values = set()
    for selection in every_selection(model.n_options):
        program = Program(model.n_options, objective.maximise)
        objective.write(model, program)
        chosen = np.bincount(selection, minlength=model.n_options)[: model.n_options]
        program.add_rows(_identity(model.n_options), chosen, chosen)
        answer = backends.run("scipy_highs", program.assemble(), backends.Limits())
        assert answer.bound == pytest.approx(objective.value(model, selection), abs=1e-6)
        values.add(round(answer.bound, 6))
    assert len(values) > 1, "the example should tell selections apart"


def test_every_objective_has_examples_to_be_held_to() -> None:
    assert set(OBJECTIVE_EXAMPLES) == set(parts.names("objectives"))


def test_every_rule_has_examples_to_be_held_to() -> None:
    assert set(RULE_EXAMPLES) == set(parts.names("rules"))


@pytest.mark.parametrize("name", parts.names("rules"))
def test_a_rule_explains_its_keys_and_takes_no_others(name: str) -> None:
    settings = parts.load("rules", name).Settings
    assert issubclass(settings, Strict)
    assert settings.__doc__
    assert all(field.description for field in settings.model_fields.values())


@pytest.mark.parametrize(
    ("name", "settings"), [(name, each) for name in RULE_EXAMPLES for each in RULE_EXAMPLES[name]]
)
def test_a_rule_means_the_same_in_rows_and_in_words(name: str, settings: dict[str, Any]) -> None:
    model = coverage_model(REACH, WEIGHT, COST, (name, settings))
    (bound,) = model.rules
    assert isinstance(bound, Rule)
    program = Program(model.n_options, maximise=True)
    bound.write(model, program)
    rows, packing = program.assemble(), bound.packing(model)
    broken = 0
    for selection in every_selection(model.n_options):
        words = bound.violations(model, selection)
        assert all(isinstance(text, str) and text for text in words)
        assert _possible(rows, model.n_options, selection) == (not words)
        if packing is not None:
            within = packing.used(model, selection) <= packing.limit * (1 + 1e-9)
            assert within.all() == (not words)
            assert words or all(
                not bound.violations(model, np.delete(selection, spot)) for spot in range(len(selection))
            ), "where limits are upper limits, a part of what is allowed is allowed"
        broken += bool(words)
    assert 0 < broken < 2**model.n_options, "the example should bind, and be possible"


def _possible(rows: Arrays, n_options: int, selection: NDArray[np.int32]) -> bool:
    """Whether the rows have a solution that opens exactly the selection."""
    chosen = np.bincount(selection, minlength=n_options)[:n_options]
    if rows.n_variables == n_options:
        used = rows.matrix @ chosen
        return bool(((used >= rows.row_lower) & (used <= rows.row_upper)).all())
    low, high = rows.lower.copy(), rows.upper.copy()
    low[:n_options] = high[:n_options] = chosen
    limits = LinearConstraint(rows.matrix, rows.row_lower, rows.row_upper)
    found = milp(
        np.zeros(rows.n_variables),
        integrality=rows.kind == INTEGER,
        bounds=Bounds(low, high),
        constraints=limits if rows.n_rows else (),
    )
    assert found.status in (0, 2), found.message
    return bool(found.status == 0)


@pytest.mark.parametrize("name", parts.names("rules"))
def test_a_rule_names_an_unknown_id(name: str) -> None:
    part, problems = parts.load("rules", name), Problems()
    key = "formats" if "formats" in part.Settings.model_fields else "circles"
    part.bind(part.Settings(**{**RULE_EXAMPLES[name][0], key: ["markt"]}), labels(1), problems)
    assert [problem.level for problem in problems.errors] == ["error"]
    assert "markt" in str(problems.errors[0])


@pytest.mark.parametrize("name", USABLE)
def test_a_backend_proves_an_optimum_and_an_impossibility(name: str) -> None:
    model = coverage_model(REACH, WEIGHT, COST, ("budget", {"max_cost": 1.5}))
    program = Program(model.n_options, maximise=True)
    model.objective.write(model, program)
    model.rules[0].write(model, program)
    answer = backends.run(name, program.assemble(), backends.Limits(time_s=30))
    assert (answer.stop, answer.bound) == ("optimal", brute_force(model))
    program.add_rows(_identity(model.n_options)[[0]] + _identity(model.n_options)[[2]], 2.0, 2.0)
    impossible = backends.run(name, program.assemble(), backends.Limits(time_s=30))
    assert (impossible.stop, impossible.values, impossible.bound) == ("infeasible", None, -math.inf)


@pytest.mark.parametrize(
    "rules",
    [
        [("budget", {"max_cost": 1.5})],
        [("budget", {"max_cost": 0.0})],
        [("budget", {"max_cost": 1e9})],
        [("budget", {"max_cost": 2.5}), ("count", {"max": 1, "each": "format"})],
        [("count", {"min": 2, "max": 3}), ("budget", {"max_cost": 2.0})],
        [("count", {"min": 4}), ("budget", {"max_cost": 1.0})],
        [("count", {"min": 2, "each": "site"}), ("count", {"max": 1, "each": "format"})],
        [("count", {"min": 1, "max": 1, "circles": ["C1"]}), ("count", {"max": 0, "each": "circle"})],
        [
            ("budget", {"max_cost": 2.0, "each": "district"}),
            ("budget", {"max_cost": 2.5, "sources": ["public"]}),
        ],
        [("budget", {"max_cost": 1.5, "each": "source"}), ("count", {"max": 2})],
    ],
    ids=str,
)
@pytest.mark.parametrize("site_cost", [None, SITE_COST], ids=["", "shared"])
@pytest.mark.parametrize("name", parts.names("strategies"))
def test_a_strategy_tells_the_truth_or_refuses(
    name: str, site_cost: list[float] | None, rules: list[tuple[str, dict[str, Any]]]
) -> None:
    part = parts.load("strategies", name)
    model = coverage_model(REACH, WEIGHT, COST, *rules, site_cost=site_cost)
    refusal = part.refuses(model)
    if refusal is not None:
        assert refusal.startswith(f"{name} only knows ")
        return
    outcome = part.solve(model, Watch(time_limit_s=5), seed=0)
    _check(model, outcome)


@pytest.mark.parametrize("name", parts.names("strategies"))
def test_a_strategy_finds_the_same_plan_again(name: str) -> None:
    part, model = (
        parts.load("strategies", name),
        coverage_model(REACH, WEIGHT, COST, ("budget", {"max_cost": 1.5})),
    )
    if part.refuses(model) is not None:
        model = replace(model, objective=parts.load("objectives", "min_cost").bind())
    first, second = (part.solve(model, Watch(time_limit_s=5), seed=3) for _ in range(2))
    assert first.selection.tolist() == second.selection.tolist()


def _check(model: Model, outcome: Outcome) -> None:
    best = brute_force(model)
    assert outcome.why_strategy
    if best is None:
        assert outcome.stop in ("infeasible", "no_plan")
        assert len(outcome.selection) == 0
        assert outcome.notes
        return
    assert [text for each in model.rules for text in each.violations(model, outcome.selection)] == []
    assert outcome.selection.tolist() == sorted(set(outcome.selection.tolist()))
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.value <= best <= outcome.bound < math.inf
    if outcome.stop == "optimal":
        assert outcome.value == best
    assert outcome.trace
    assert outcome.trace[-1].incumbent == outcome.value
    assert outcome.strategy.split("+")[0] in parts.names("strategies")


def _identity(size: int) -> Any:
    return csr_matrix(np.eye(size))
