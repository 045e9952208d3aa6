"""Starts of any kind, wrong ones too, with cuts of any rows, against trying every selection."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.model import Model
from siting.outcome import Dual, Outcome, Start, Watch
from siting.strategies import _start, exact, greedy
from siting.strategies._cover import pose
from siting.strategies._exact import Standing
from tests.models import brute_force, coverage_model, questions


def any_start(model: Model, seed: int) -> Start:
    """Options at random, whether the rules accept them or not; prices of any sign and size, and no numbers."""
    rng, n_limits = np.random.default_rng(seed), sum(len(r.packing(model).limit) for r in model.rules)  # type: ignore[union-attr]
    selection = np.flatnonzero(rng.random(model.n_options) < 0.5).astype(np.int32)
    row = rng.choice([-1.0, 0.0, 0.5, 1.0, 3.0, np.nan], model.n_rows) * model.weight
    limit = rng.choice([-1.0, 0.0, 1.0, np.nan], n_limits) * rng.random(n_limits)
    sizes = rng.integers(1, 5, 3 if model.n_rows else 0)
    rows = rng.integers(0, max(model.n_rows, 1), sizes.sum()).astype(np.int32)
    start, times = np.concatenate(([0], np.cumsum(sizes))), rng.integers(1, 3, sizes.sum())
    price = rng.choice([-1.0, 0.0, 0.3, 1.0, 5.0, np.nan], len(sizes)) * model.weight.max(initial=0.0)
    return Start(selection, Dual(row, limit, start, rows, times, price))


@settings(max_examples=60, deadline=None)
@given(questions(least=False), st.integers(0, 2**32 - 1))
def test_no_start_proves_what_is_not_true_or_breaks_a_rule(model: Model, seed: int) -> None:
    best, start = brute_force(model), any_start(model, seed)
    assert best is not None
    question, standing = pose(model), Standing(model, Watch())
    held = _start._held(question, start)
    assert held is not None
    assert held.bound >= best * (1 - 1e-12)
    search = _start.first_plan(question, standing, start)
    assert standing.selection is not None
    assert not any(rule.violations(model, standing.selection) for rule in model.rules)
    assert not any(rule.violations(model, search.selection) for rule in model.rules)
    assert standing.bound >= best * (1 - 1e-12)


@settings(max_examples=40, deadline=None)
@given(questions(least=False), st.integers(0, 2**32 - 1))
def test_a_start_leaves_the_bound_of_greedy_true(model: Model, seed: int) -> None:
    best, outcome = brute_force(model), greedy.solve(model, Watch(5.0), 0, start=any_start(model, seed))
    assert best is not None
    assert outcome.value <= best * (1 + 1e-12)
    assert outcome.bound >= best * (1 - 1e-12)


@settings(max_examples=25, deadline=None)
@given(questions(), st.integers(0, 2**32 - 1))
def test_exact_ends_at_the_optimum_from_any_start(model: Model, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = Start(np.flatnonzero(rng.random(model.n_options) < 0.5).astype(np.int32))
    best, outcome = brute_force(model), exact.solve(model, Watch(20.0), 0, start=start)
    assert (outcome.stop == "infeasible") == (best is None)
    assert best is None or outcome.value == pytest.approx(best, rel=1e-9)


def test_an_optimal_start_with_its_prices_is_proven_at_once() -> None:
    """Two sites of 10 and 9 people, a shared one of 12, money for one: prices say that nothing beats 12."""
    model = coverage_model(
        [[1, 0, 1], [0, 1, 1], [0, 0, 1]], [5.0, 4.0, 3.0], [1.0, 1.0, 1.0], ("budget", {"max_cost": 1.0})
    )
    start = Start(np.array([2], np.int32), Dual(np.array([5.0, 4.0, 3.0]), np.array([12.0])))
    watch = Watch()
    standing = Standing(model, watch)
    _start.first_plan(pose(model), standing, start)
    assert (standing.value, standing.bound, standing.stop()) == (12.0, 12.0, "optimal")


def test_a_plan_too_dear_keeps_its_best_part() -> None:
    """Of three outlets of 7, 5 and 4 people there is money for two."""
    model = coverage_model(np.eye(4), [7.0, 5.0, 4.0, 1.0], None, ("budget", {"max_cost": 2.0}))
    standing = Standing(model, Watch())
    search = _start._filled(pose(model), np.array([0, 1, 2], np.int32))
    assert search.selection.tolist() == [0, 1]
    outcome: Outcome = greedy.solve(model, Watch(), 0, start=Start(np.array([2, 3], np.int32)))
    assert outcome.value == 12.0
    assert standing.value == 0.0


def test_prices_of_another_size_are_left_alone() -> None:
    model = coverage_model(np.eye(2), [1.0, 1.0], None, ("budget", {"max_cost": 1.0}))
    wrong = Dual(np.zeros(3), np.zeros(1))
    assert _start._held(pose(model), Start(np.zeros(0, np.int32), wrong)) is None
