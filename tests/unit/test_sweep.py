"""One plan for each of several budgets, each begun with the one below."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting import pipeline
from siting.errors import InputError
from tests.cli import small_city

BUDGETS = [4000.0, 0.0, 1000.0, 2000.0, 3000.0, 4000.0, 1e6]


@pytest.mark.parametrize("strategy", ["greedy_swap", "auto"])
def test_a_sweep_ends_where_cold_solves_end(root: Path, strategy: str) -> None:
    city, gap = root / "scenarios" / "toy", 0.0
    budgets = [0.0, 400_000.0, 2_000_000.0]
    plans = siting.sweep(city, budgets, solve__strategy=strategy, solve__gap=gap, solve__time_limit_s=1)
    assert [plan.scenario.settings.budget for plan in plans] == budgets
    for budget, plan in zip(budgets, plans, strict=True):
        cold = siting.solve(city, budget=budget, solve__strategy="exact", solve__gap=gap)
        assert plan.outcome.value == cold.outcome.value
        assert plan.outcome.bound >= cold.outcome.value
        assert plan.summary["cost"] <= budget


def test_values_rise_and_bounds_do_not_cross(tmp_path: Path) -> None:
    city = small_city.write(tmp_path).parent
    plans = siting.sweep(city, BUDGETS, solve__strategy="greedy", solve__gap=0.5)
    in_order = sorted(plans, key=lambda plan: plan.scenario.settings.budget or 0.0)
    values, bounds = ([getattr(p.outcome, name) for p in in_order] for name in ("value", "bound"))
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    assert all(value <= bound for value, bound in zip(values, bounds, strict=True))
    assert plans[0] is plans[5]


def test_the_city_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    city, times = small_city.write(tmp_path).parent, []
    gaps = pipeline.gaps
    monkeypatch.setattr(pipeline, "gaps", lambda *a, **k: times.append(1) or gaps(*a, **k))
    siting.sweep(city, BUDGETS)
    assert len(times) == 1


def test_what_is_no_budget_is_refused(tmp_path: Path) -> None:
    city = small_city.write(tmp_path).parent
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="budgets"):
            siting.sweep(city, [wrong])
    assert siting.sweep(city, []) == []


def test_a_budget_that_is_no_number_is_named_with_its_place(tmp_path: Path) -> None:
    city = small_city.write(tmp_path).parent
    for wrong in ("many", None, [1.0]):
        with pytest.raises(InputError, match=r"budgets\[1\]: .* is no number"):
            siting.sweep(city, [1000.0, wrong])  # type: ignore[list-item]
