"""Prices settled on a question: whatever they were, what they prove afterwards is true, and close to the best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.interior_point import relax
from siting.model import Model
from siting.outcome import Dual
from siting.strategies._cover import pose
from siting.strategies._settled import settled
from tests.models import brute_force, coverage_model

NOTHING = np.zeros(0, np.int32)
some = settings(max_examples=15, deadline=None)


def model_of(seed: int, n_rows: int = 20, n_options: int = 6, shared: bool = False) -> Model:
    rng = np.random.default_rng(seed)
    people, cost = rng.integers(0, 9, n_rows).astype(float), rng.integers(1, 9, n_options).astype(float)
    sites = rng.integers(0, 5, -(-n_options // 2)).astype(float) if shared else None
    rules: Any = [("budget", {"max_cost": float(cost.sum() / 3)}), ("count", {"max": n_options // 2})]
    return coverage_model(rng.random((n_rows, n_options)) < 0.25, people + 1, cost, *rules, site_cost=sites)


def absurd(model: Model, seed: int) -> Dual:
    rng = np.random.default_rng(seed)
    row = rng.choice([0.0, -3.0, 0.5, 1.0, 1e12, np.nan, np.inf], model.n_rows)
    return Dual(row, rng.choice([0.0, -1.0, 2.0, np.nan], 2))


@some
@given(seed=st.integers(0, 10_000), shared=st.booleans(), rounds=st.integers(0, 3))
def test_no_selection_passes_the_bound_whatever_the_prices_were(seed: int, shared: bool, rounds: int) -> None:
    model, left = model_of(seed, shared=shared), [rounds]

    def go_on() -> bool:
        left[0] -= 1
        return left[0] > 0

    found, bound = settled(model, absurd(model, seed), NOTHING, 0.0, go_on)
    assert brute_force(model) <= bound <= model.weight.sum() + 1e-6  # type: ignore[operator]
    assert ((found.row >= 0) & (found.row <= model.weight)).all()
    assert (found.limit >= 0).all()


@some
@given(seed=st.integers(0, 10_000))
def test_the_bound_comes_near_the_relaxation(seed: int) -> None:
    model = model_of(seed, 200, 40)
    question = pose(model)
    best = relax(question.covers, question.limits, 1e-6).bound
    _, bound = settled(model, Dual(0.4 * model.weight, np.zeros(2)), NOTHING, 0.0, lambda: True)
    assert best * (1 - 1e-6) <= bound <= 1.03 * best


def test_prices_of_another_question_are_not_used() -> None:
    model = model_of(1)
    _, plain = settled(model, Dual(np.zeros(model.n_rows), np.zeros(2)), NOTHING, 0.0, lambda: False)
    _, other = settled(model, Dual(np.ones(3), np.ones(7)), NOTHING, 0.0, lambda: False)
    assert plain == other


def test_where_nobody_is_in_reach_the_bound_is_nothing() -> None:
    model = coverage_model(
        np.zeros((4, 2), bool), [1.0, 2.0, 3.0, 4.0], [1.0, 1.0], ("budget", {"max_cost": 1.0})
    )
    _, bound = settled(model, Dual(np.zeros(4), np.zeros(1)), NOTHING, 0.0, lambda: True)
    assert bound == pytest.approx(0.0)
