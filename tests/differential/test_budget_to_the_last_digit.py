"""A budget of exactly what some outlets cost opens them all, whatever digits a solver drops on the way."""

from __future__ import annotations

import numpy as np
import pytest

from siting import parts
from siting.outcome import Watch
from siting.strategies import exact
from tests.models import coverage_model

BACKENDS = parts.names("backends")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("money", [1e7, 1e10, 1e12])
def test_the_last_digit_of_a_budget_opens_what_it_pays_for(backend: str, money: float) -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        cost, wanted = rng.random(6) * money, rng.random(6) < 0.6
        rules = ("budget", {"max_cost": float(cost[wanted].sum())}), ("count", {"min": 1})
        weight = np.where(wanted, 100.0, 1.0)
        outcome = exact.solve(coverage_model(np.eye(6), weight, cost, *rules), Watch(30), 0, backend)
        assert outcome.selection.tolist() == np.flatnonzero(wanted).tolist()
        assert (outcome.stop, outcome.bound) == ("optimal", 100.0 * wanted.sum())
