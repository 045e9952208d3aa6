"""The coverage strategies and auto: right on what brute force can check, and true about how they ended."""

from __future__ import annotations

import threading
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from siting.model import Model
from siting.outcome import Outcome, Watch
from siting.strategies import auto, exact, greedy, greedy_swap
from tests.models import brute_force, coverage_model

COVERAGE = [greedy, greedy_swap]


def small_model(seed: int) -> Model:
    """A random model with ties, free options, options beyond the budget, and at times a count limit."""
    rng = np.random.default_rng(seed)
    reach = rng.random((rng.integers(1, 50), 7)) < rng.random() * 0.6
    weight = rng.integers(0, 20, len(reach)) * rng.choice([1.0, 0.37, 1e-6])
    cost = rng.integers(0, 9, 7).astype(float)
    rules = [("budget", {"max_cost": float(rng.integers(0, 20))}), ("count", {"max": 2, "each": "format"})]
    return coverage_model(reach, weight, cost, *rules[: 1 + seed % 2])


def optimum(model: Model) -> float:
    best = brute_force(model)
    assert best is not None
    return best


def broken(model: Model, selection: np.ndarray) -> list[str]:
    return [text for rule in model.rules for text in rule.violations(model, selection)]


def town(n_options: int = 150, seed: int = 0, weight: float = 1.0) -> Model:
    """Too many options to try all; sites on a line reach what is near them."""
    rng = np.random.default_rng(seed)
    demand, sites = rng.random(30 * n_options), rng.random(n_options)
    reach = np.abs(demand[:, None] - sites) < 0.01
    people = rng.integers(1, 50, len(demand)) * weight
    cost = rng.integers(5, 20, n_options).astype(float)
    return under_budget(reach, people, cost, 0.15 * float(cost.sum()))


def under_budget(reach: Any, weight: Any, cost: Any, max_cost: float, **least: int) -> Model:
    more = [("count", least)] if least else []
    return coverage_model(reach, weight, cost, ("budget", {"max_cost": max_cost}), *more)


def assert_sound(model: Model, outcome: Outcome) -> None:
    assert broken(model, outcome.selection) == []
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.bound >= outcome.value
    assert (np.diff(outcome.selection) > 0).all()
    assert outcome.trace[-1].incumbent == outcome.value
    assert outcome.trace[-1].bound == outcome.bound
    seconds = [point.seconds for point in outcome.trace]
    assert seconds == sorted(seconds)


def dual_bound(model: Model, outcome: Outcome) -> float:
    """What the dual proves: the formula once more, for options that the limits let open at all."""
    assert outcome.dual is not None
    packings = [packing for rule in model.rules if (packing := rule.packing(model)) is not None]
    amounts = np.vstack([packing.matrix.toarray() for packing in packings])
    limit = np.concatenate([packing.limit for packing in packings])
    ones, shape = np.ones(len(model.indices)), (model.n_rows, model.n_options)
    reach = csr_matrix((ones, model.indices, model.indptr), shape=shape)
    usable = (amounts <= limit[:, None]).all(axis=0)
    reachable = np.ravel(reach[:, usable].sum(axis=1)) > 0
    profit = (reach.T @ outcome.dual.row - amounts.T @ outcome.dual.limit)[usable]
    unpaid = (model.weight - outcome.dual.row)[reachable].sum()
    return float(unpaid + np.maximum(profit, 0.0).sum() + outcome.dual.limit @ limit)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("strategy", COVERAGE, ids=lambda module: module.__name__.split(".")[-1])
def test_value_and_bound_enclose_the_optimum(strategy: ModuleType, seed: int) -> None:
    model = small_model(seed)
    outcome = strategy.solve(model, Watch(0.1), seed)
    assert_sound(model, outcome)
    best = optimum(model)
    assert outcome.value <= best <= outcome.bound * (1.0 + 1e-12)
    if outcome.stop == "optimal":
        assert outcome.value == pytest.approx(best, rel=1e-9)
    assert dual_bound(model, outcome) <= outcome.bound * (1.0 + 1e-9) + (
        1.0 if model.weight.max() > 1 else 0.0
    )
    assert dual_bound(model, outcome) >= best * (1.0 - 1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_auto_finds_the_optimum_of_small_questions_by_exact(seed: int) -> None:
    model = small_model(seed)
    outcome = auto.solve(model, Watch(20.0), seed)
    assert_sound(model, outcome)
    assert outcome.strategy == "exact"
    assert outcome.value == pytest.approx(optimum(model), rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_auto_finds_the_optimum_by_fixing_what_prices_decide(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auto, "SMALL_PAIRS", -1)
    model = small_model(seed)
    outcome = auto.solve(model, Watch(20.0), seed)
    assert_sound(model, outcome)
    assert outcome.stop == "optimal"
    assert outcome.value == pytest.approx(optimum(model), rel=1e-9)


@pytest.mark.parametrize("weight", [1.0, 0.001])
def test_auto_and_exact_agree_on_a_town(weight: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto, "SMALL_PAIRS", -1)
    model = town(weight=weight)
    by_fixing, by_solver = auto.solve(model, Watch(30.0), 0), exact.solve(model, Watch(30.0), 0)
    assert_sound(model, by_fixing)
    assert by_fixing.stop == "optimal"
    assert by_fixing.value == pytest.approx(by_solver.value, rel=1e-9)
    assert by_fixing.strategy == "decompose"


def test_the_gap_asked_for_ends_the_search() -> None:
    model = town()
    outcome = greedy_swap.solve(model, Watch(30.0, gap=0.05), 0)
    assert outcome.stop == "gap_reached"
    assert outcome.gap <= 0.05


def test_greedy_without_proof_says_finished() -> None:
    outcome = greedy.solve(town(), Watch(30.0), 0)
    assert outcome.stop == "finished"
    assert 0.0 < outcome.gap < 0.1


def test_the_time_limit_ends_the_search_soon() -> None:
    greedy_swap.solve(town(), Watch(0.3), 0)
    watch = Watch(0.5)
    outcome = greedy_swap.solve(town(), watch, 0)
    assert outcome.stop == "time_limit"
    assert 0.5 <= watch.seconds < 1.5


def test_an_interrupt_keeps_the_best_plan() -> None:
    model, watch = town(), Watch(60.0)
    threading.Timer(0.3, watch.interrupt).start()
    outcome = greedy_swap.solve(model, watch, 0)
    assert outcome.stop == "interrupted"
    assert watch.seconds < 30.0
    assert_sound(model, outcome)
    assert outcome.gap < 0.1


@pytest.mark.parametrize("strategy", COVERAGE, ids=lambda module: module.__name__.split(".")[-1])
def test_a_budget_of_zero_and_one_above_everything_leave_no_gap(strategy: ModuleType) -> None:
    reach, weight = np.eye(3), [1.0, 2.0, 4.0]
    for max_cost, expected in ((0.0, 0.0), (9.0, 7.0), (1e12, 7.0)):
        outcome = strategy.solve(under_budget(reach, weight, [3.0] * 3, max_cost), Watch(5.0), 0)
        assert (outcome.stop, outcome.value, outcome.bound) == ("optimal", expected, expected)


@pytest.mark.parametrize("strategy", [*COVERAGE, auto], ids=lambda module: module.__name__.split(".")[-1])
def test_one_option_one_row_and_no_row_at_all(strategy: ModuleType) -> None:
    one = under_budget([[1]], [5.0], [1.0], 1.0)
    assert strategy.solve(one, Watch(5.0), 0).selection.tolist() == [0]
    none = under_budget(np.zeros((0, 2)), [], [1.0, 1.0], 2.0)
    outcome = strategy.solve(none, Watch(5.0), 0)
    assert (outcome.stop, outcome.value, outcome.selection.tolist()) == ("optimal", 0.0, [])


def test_the_seed_decides_the_search() -> None:
    model = town(seed=3)
    runs = [greedy_swap.solve(model, Watch(30.0, gap=0.004), seed) for seed in (1, 1)]
    assert runs[0].selection.tolist() == runs[1].selection.tolist()


@pytest.mark.parametrize("strategy", COVERAGE, ids=lambda module: module.__name__.split(".")[-1])
def test_a_least_number_is_refused_in_plain_words_and_auto_goes_to_exact(strategy: ModuleType) -> None:
    model = under_budget(np.eye(3), [1.0, 2.0, 4.0], [1.0] * 3, 3.0, min=2)
    assert "upper limit" in (strategy.refuses(model) or "")
    outcome = auto.solve(model, Watch(10.0), 0)
    assert outcome.strategy == "exact"
    assert "upper limit" in outcome.why_strategy
    assert outcome.value == 7.0
    assert auto.refuses(model) is None
