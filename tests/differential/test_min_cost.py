"""Least cost against trying every selection, on every backend: whole and partial coverage, with and without rules."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings

from siting.model import Model
from siting.outcome import Outcome, Watch
from siting.strategies import covering, exact
from tests.requiring import cheapest, cost_questions

BACKENDS = ("scipy_highs", "pulp_cbc", "ortools_cpsat", "ortools_mathopt", "ortools_mathopt_scip")
FEW = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])


def check(model: Model, outcome: Outcome, best: float) -> None:
    if math.isinf(best):
        assert outcome.stop == "infeasible"
        assert len(outcome.selection) == 0
        assert outcome.value == outcome.bound == math.inf
        assert outcome.notes
        return
    assert not any(rule.violations(model, outcome.selection) for rule in model.rules)
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.value == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert outcome.bound <= best * (1 + 1e-12)
    assert outcome.stop == "optimal"


@pytest.mark.parametrize("backend", BACKENDS)
@FEW
@given(cost_questions(shared=True, by_format=True))
def test_exact_equals_brute_force(backend: str, model: Model) -> None:
    check(model, exact.solve(model, Watch(30), seed=0, backend=backend), cheapest(model))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(cost_questions())
def test_covering_equals_brute_force(model: Model) -> None:
    check(model, covering.solve(model, Watch(30), seed=0), cheapest(model))
