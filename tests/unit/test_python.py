"""The functions that a script or a notebook calls."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.errors import InputError


def test_gaps_and_solve_answer_in_any_order(root: Path) -> None:
    toy = root / "scenarios" / "toy"
    plan = siting.solve(toy)
    found = siting.gaps(toy)
    assert plan.summary["value"] == 2570
    assert found.gaps.short_people.sum() == 2060 - 430 + 2060 - 780 + 405


def test_keywords_change_keys_of_the_scenario(root: Path) -> None:
    plan = siting.solve(root / "scenarios" / "toy", budget=0, solve__gap=0.5)
    assert plan.summary["cost"] == 0
    assert plan.summary["opened"] == []


def test_a_loaded_scenario_is_taken_as_it_is(root: Path) -> None:
    scenario = siting.load_scenario(root / "scenarios" / "toy")
    assert siting.solve(scenario).summary["scenario"] == "toy"
    with pytest.raises(TypeError, match="overrides"):
        siting.solve(scenario, budget=3)


def test_a_wrong_key_is_named(root: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'budget'"):
        siting.solve(root / "scenarios" / "toy", buget=3)
