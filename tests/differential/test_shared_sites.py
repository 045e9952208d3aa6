"""Strategies against trying every selection, where formats share what their site costs, under limits at any level."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings

from siting.model import Model
from siting.outcome import Watch
from siting.strategies import decompose, greedy
from tests.models import brute_force, questions

FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("strategy", [greedy, decompose], ids=lambda part: part.__name__.split(".")[-1])
@FEW
@given(questions(least=False, shared=True))
def test_value_and_bound_enclose_the_optimum(strategy: ModuleType, model: Model) -> None:
    best, outcome = brute_force(model), strategy.solve(model, Watch(20), seed=0)
    assert best is not None
    assert [text for rule in model.rules for text in rule.violations(model, outcome.selection)] == []
    assert outcome.value == model.objective.value(model, outcome.selection)
    slack = 1e-9 * abs(best)
    assert outcome.value <= best + slack
    assert outcome.bound >= best - slack
    if outcome.stop == "optimal":
        assert outcome.value >= best - slack
