"""Budgets and counts in the planner's words: names, both numbers, suggestions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from siting.errors import Place, Problems
from siting.outcome import Watch
from siting.rules import amount, budget, clashes, count
from siting.strategies import exact
from tests.models import coverage_model, labels

ALL = np.arange(4, dtype=np.int32)
REACH = [[1, 0, 1, 0], [0, 1, 0, 1]]


def _violations(name: str, **settings: Any) -> list[str]:
    model = coverage_model(REACH, [1, 1], [2.5, 1, 2, 0.5], (name, settings))
    return model.rules[0].violations(model, ALL)


def test_a_budget_says_what_it_costs_and_what_it_may() -> None:
    assert _violations("budget", max_cost=5.5) == ["budget: the new outlets cost 6, more than 5.5"]
    assert _violations("budget", max_cost=6) == []


def test_a_limit_for_each_names_the_one_that_is_passed() -> None:
    assert _violations("budget", max_cost=2, each="format") == [
        "budget, format 'market': the new outlets cost 4.5, more than 2"
    ]
    assert _violations("count", max=1, each="site") == [
        "number of new outlets, site 's0': 2 new outlets, more than 1",
        "number of new outlets, site 's1': 2 new outlets, more than 1",
    ]


def test_filters_are_named() -> None:
    assert _violations("count", max=0, formats=["canteen"], circles=["C1"]) == [
        "number of new outlets, formats 'canteen', circles 'C1': 1 new outlets, more than 0"
    ]


def test_outlets_outside_every_circle_have_no_limit_for_each_circle() -> None:
    # Site s0 lies outside, site s1 in C1.
    assert _violations("budget", max_cost=2.4, each="circle") == [
        "budget, circle 'C1': the new outlets cost 2.5, more than 2.4"
    ]


def test_adding_decimals_does_not_break_a_budget() -> None:
    model = coverage_model(np.zeros((1, 3)), [1], [0.1, 0.1, 0.1], ("budget", {"max_cost": 0.3}))
    assert sum(model.cost) > 0.3
    assert model.rules[0].violations(model, np.arange(3, dtype=np.int32)) == []


@pytest.mark.parametrize("part", [budget, count])
def test_unknown_ids_are_problems_with_a_suggestion(part: Any) -> None:
    problems, place = Problems(), Place(Path("scenario.yaml"), 14, 3, "rules[0]")
    limit = {"max_cost": 1} if part is budget else {"max": 1}
    part.bind(
        part.Settings(**limit, formats=["markt", "canteen"], circles=["C9x"]), labels(2), problems, place
    )
    texts = [str(problem) for problem in problems.errors]
    assert "scenario.yaml:14:3: rules[0]: unknown format 'markt'. Did you mean 'market'?" in texts
    assert any("unknown circle 'C9x'" in text for text in texts)
    assert len(texts) == 2


@pytest.mark.parametrize(
    "settings", [{}, {"max": -1}, {"min": 3, "max": 2}, {"max": 1.5}, {"max": 1, "formats": []}, {"mx": 1}]
)
def test_count_refuses_settings_that_mean_nothing(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        count.Settings(**settings)


@pytest.mark.parametrize("money", [-1, float("nan"), float("inf"), None])
def test_budget_refuses_what_is_no_money(money: float | None) -> None:
    with pytest.raises(ValidationError):
        budget.Settings(max_cost=money)


def test_more_asked_for_than_there_is_clashes() -> None:
    model = coverage_model(REACH, [1, 1], None, ("count", {"min": 5}))
    assert clashes(model) == ["number of new outlets: at least 5 asked for, only 4 available"]


def test_least_numbers_that_cost_more_than_the_budget_clash() -> None:
    rules = [("count", {"min": 2, "each": "format"}), ("budget", {"max_cost": 5.9})]
    model = coverage_model(REACH, [1, 1], [2.5, 1, 2, 0.5], *rules)
    assert clashes(model) == [
        "number of new outlets, format 'market'; number of new outlets, format 'canteen' together take at least 6, "
        "but budget allows 5.9"
    ]


def test_a_format_without_options_that_must_open_clashes() -> None:
    model = coverage_model([[1]], [1], None, ("count", {"min": 1, "formats": ["canteen"]}))
    assert clashes(model) == [
        "number of new outlets, formats 'canteen': at least 1 asked for, only 0 available"
    ]


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1500000.0, "1,500,000"), (0.3, "0.3"), (12.5, "12.5"), (1e-7, "1e-07")]
)
def test_amounts_read_as_written(number: float, text: str) -> None:
    assert amount(number) == text


def test_what_only_a_solver_can_prove_is_still_put_into_words() -> None:
    # One outlet in any two of three circles takes two outlets; no two of these demands alone clash with one.
    pairs = [["C1", "C2"], ["C2", "C3"], ["C1", "C3"]]
    rules = [("count", {"min": 1, "circles": pair}) for pair in pairs]
    model = coverage_model(np.ones((1, 8)), [1], None, ("count", {"max": 1}), *rules)
    assert clashes(model) == []
    outcome = exact.solve(model, Watch(20), seed=0)
    assert outcome.stop == "infeasible"
    assert outcome.notes == (
        "no selection obeys all rules together: number of new outlets, circles 'C1', 'C2': at least 1; "
        "number of new outlets, circles 'C2', 'C3': at least 1; "
        "number of new outlets, circles 'C1', 'C3': at least 1; number of new outlets: at most 1",
    )
