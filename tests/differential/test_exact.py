"""Every backend against trying every selection: ties, empty rows, weights of zero, budgets of nothing and of all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from siting.model import Model
from siting.outcome import Watch
from siting.strategies import exact
from tests.models import brute_force, coverage_model, questions

BACKENDS = ("scipy_highs", "pulp_cbc", "ortools_cpsat", "ortools_mathopt", "ortools_mathopt_scip")
FEW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def _check(model: Model, backend: str) -> None:
    best, outcome = brute_force(model), exact.solve(model, Watch(30), seed=0, backend=backend)
    if best is None:
        assert outcome.stop == "infeasible"
        assert len(outcome.selection) == 0
        assert outcome.bound == -math.inf
        return
    assert not any(rule.violations(model, outcome.selection) for rule in model.rules)
    assert outcome.stop == "optimal"
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.value == pytest.approx(best, rel=1e-9)
    assert outcome.bound >= best * (1 - 1e-12)


@pytest.mark.parametrize("backend", BACKENDS)
@FEW
@given(questions())
def test_equals_brute_force(backend: str, model: Model) -> None:
    _check(model, backend)


@pytest.mark.parametrize("backend", BACKENDS)
@FEW
@given(questions(shared=True))
def test_equals_brute_force_where_formats_share_what_their_site_costs(backend: str, model: Model) -> None:
    _check(model, backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("cost", "money"),
    [([1, 2, 3], 0), ([5, 6, 7], 4.99), ([0.1, 0.2, 0.3], 0.6), ([0, 0, 0], 0), ([1, 1, 1], 1e9)],
)
def test_budgets_at_their_ends(backend: str, cost: list[float], money: float) -> None:
    reach = [[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 1], [0, 0, 0], [1, 1, 1]]
    _check(coverage_model(reach, [3, 1, 4, 1, 5, 0], cost, ("budget", {"max_cost": money})), backend)


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_options_and_no_rows(backend: str) -> None:
    for reach in (np.zeros((3, 0)), np.zeros((0, 3)), np.zeros((3, 3))):
        _check(coverage_model(reach, np.ones(len(reach)), None, ("budget", {"max_cost": 1})), backend)
