"""What strategies make of a solver that is wrong: no proof rests on what a known plan disproves."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from siting import backends
from siting.backends import Answer
from siting.model import Model
from siting.outcome import Watch
from siting.strategies import _parts, _priced_pieces, decompose, exact
from tests.models import coverage_model


def street(weight: float) -> Model:
    """Sites on a line reach what is near them; greedy's plan is not the best."""
    rng = np.random.default_rng(0)
    demand, sites = rng.random(1800), rng.random(60)
    people = rng.integers(1, 50, len(demand)) * weight
    cost = rng.integers(5, 20, 60).astype(float)
    reach = np.abs(demand[:, None] - sites) < 0.01
    return coverage_model(reach, people, cost, ("budget", {"max_cost": 0.15 * float(cost.sum())}))


@pytest.mark.parametrize("strategy", [decompose, exact])
@pytest.mark.parametrize("weight", [1.0, 0.37, 1e-9])
def test_infeasible_is_not_believed_where_a_plan_is_known(
    strategy: ModuleType, weight: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def wrong(*arguments: object, **named: object) -> Answer:
        asked.append(arguments)
        return Answer(None, -np.inf, "infeasible")

    model = street(weight)
    right = exact.solve(model, Watch(30.0), 0)
    monkeypatch.setattr(backends, "run", wrong)
    monkeypatch.setattr(_priced_pieces, "SMALL", 0)
    monkeypatch.setattr(_parts, "MOST_IDLE", 1)
    monkeypatch.setattr(_parts, "LONG_IDLE", 1)
    outcome = strategy.solve(model, Watch(3.0), 0)
    assert asked
    assert right.stop == "optimal"
    assert outcome.bound >= right.value * (1.0 - 1e-9)
    assert outcome.value == right.value or outcome.stop != "optimal"
