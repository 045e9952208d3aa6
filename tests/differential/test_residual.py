"""The residual question's program against brute force, where the best selection known is worth nothing."""

from __future__ import annotations

import numpy as np
import pytest

from siting.cover.fixing import residual
from siting.outcome import Watch
from siting.strategies._cover import pose
from siting.strategies._exact import Standing
from siting.strategies._residual import settle
from tests.models import brute_force, coverage_model


@pytest.mark.parametrize("unit", [1e-12, 1e-9, 0.37, 1.0, 1e9])
def test_weights_of_any_size_are_settled_from_nothing(unit: float) -> None:
    rng = np.random.default_rng(2)
    reach, weight = rng.random((30, 8)) < 0.3, rng.integers(1, 9, 30) * unit
    model = coverage_model(reach, weight, rng.integers(1, 5, 8), ("budget", {"max_cost": 5.0}))
    question, standing = pose(model), Standing(model, Watch(30.0))
    nothing = np.zeros(8, np.bool_)
    settle(standing, residual(question.covers, question.limits, nothing, ~nothing), "scipy_highs", 0)
    best = brute_force(model)
    assert standing.value == pytest.approx(best, rel=1e-9)
    assert standing.bound == pytest.approx(best, rel=1e-9)
