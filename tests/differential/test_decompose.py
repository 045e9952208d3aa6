"""Decompose against brute force: the value it proves is the optimum, and its bound is never below it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.interior_point import relax
from siting.outcome import Watch
from siting.strategies import _priced_pieces, decompose
from siting.strategies._cover import Question, pose
from siting.strategies._exact import Standing
from siting.strategies._parts import MERGED, Parts
from siting.strategies._priced import priced, settle_pieces
from tests.covering import Case, cases
from tests.models import brute_force, coverage_model


def question(case: Case) -> Question:
    covers = case.covers()
    return Question(covers, case.limits(), np.arange(covers.n_rows, dtype=np.int32), covers.weight)


@settings(max_examples=80, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_the_bound_at_prices_holds_before_and_after_deciding_pieces(case: Case, seed: int) -> None:
    asked, optimum = question(case), case.optimum()
    relaxation = relax(asked.covers, asked.limits, 1e-3)
    known = np.flatnonzero(np.random.default_rng(seed).random(case.n_options) < 0.2).astype(np.int32)
    now = priced(asked.covers, asked.limits, relaxation, known)
    slack = 1e-7 * max(1.0, asked.covers.total)
    assert now.total >= optimum - slack
    assert (now.value <= now.bound + slack).all()
    before = now.total
    if (asked.limits.site < 0).all():
        settle_pieces(
            now,
            Standing(coverage_model(np.eye(2, dtype=bool), [1.0, 1.0]), Watch()),
            4,
            5.0,
            "scipy_highs",
            0,
        )
        assert optimum - slack <= now.total <= before + slack
        assert (now.value <= now.bound + slack).all()


@pytest.mark.parametrize("small", [0, 24])
@pytest.mark.parametrize("seed", range(6))
def test_decompose_proves_the_optimum_of_small_questions(
    seed: int, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By branch and bound, and, where no piece is small, by the solver."""
    monkeypatch.setattr(_priced_pieces, "SMALL", small)
    rng = np.random.default_rng(seed)
    reach = rng.random((60, 9)) < 0.35
    weight = rng.integers(0, 20, 60) * rng.choice([1.0, 0.37])
    cost = rng.integers(1, 9, 9).astype(float)
    model = coverage_model(reach, weight, cost, ("budget", {"max_cost": float(rng.integers(5, 20))}))
    outcome, best = decompose.solve(model, Watch(30.0), seed), brute_force(model)
    assert outcome.stop == "optimal"
    assert outcome.value == pytest.approx(best, rel=1e-9)
    assert outcome.bound >= outcome.value


@pytest.mark.parametrize("seed", range(6))
def test_merging_plans_finds_the_best_choice_among_all_their_options(seed: int) -> None:
    rng = np.random.default_rng(seed)
    reach, weight = rng.random((50, 11)) < 0.3, rng.integers(1, 20, 50).astype(float)
    model = coverage_model(reach, weight, np.ones(11), ("budget", {"max_cost": 3.0}))
    asked, standing = pose(model), Standing(model, Watch(30.0))
    relaxation = relax(asked.covers, asked.limits, 1e-6)
    plans = [np.sort(rng.choice(9, 3, replace=False)).astype(np.int32) for _ in range(MERGED)]
    standing.offer(plans[0])
    parts = Parts(asked, relaxation, standing, rng, "scipy_highs", 0)
    for plan in plans:
        parts._merge(plan)
    among = reach.copy()
    among[:, np.setdiff1d(np.arange(11), np.concatenate(plans))] = False
    allowed = coverage_model(among, weight, np.ones(11), ("budget", {"max_cost": 3.0}))
    assert standing.value == brute_force(allowed)
    assert not parts.plans


def test_richer_rules_go_to_exact_and_the_outcome_says_so() -> None:
    reach = np.eye(6, dtype=bool)
    model = coverage_model(reach, np.arange(6.0), None, ("count", {"min": 2, "max": 3}))
    outcome = decompose.solve(model, Watch(30.0), 0)
    assert outcome.value == brute_force(model)
    assert outcome.strategy == "exact"
    assert "decompose" in outcome.why_strategy
