"""Proven values of set covering and of the location set covering problem, reached and proven again.

All forty of Beasley's take minutes: `benchmarks/scp.py` runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from siting.cover.covers import sums
from siting.model import Model
from siting.objectives import min_cost
from siting.outcome import Outcome, Watch
from siting.strategies import covering, exact
from siting.strategies._covering_stages import pose, proven
from tests.literature import fewest_sites, instance, set_coverings
from tests.models import coverage_model

QUICK = ("scp41", "scp42", "scp43", "scp44", "scp45", "scp47", "scp410", "scp53", "scp55", "scp59", "scp510")


def _asking(reach: np.ndarray, weight: np.ndarray, cost: np.ndarray | None = None) -> Model:
    return replace(coverage_model(reach, weight, cost), objective=min_cost.bind())


def _certified(model: Model, outcome: Outcome) -> float:
    """What the prices alone prove."""
    assert outcome.dual is not None
    question = pose(model)
    known = question.group >= 0
    row = sums(question.group[known], outcome.dual.row[known], question.covers.n_rows)
    return proven(question, row, float(outcome.dual.target.sum()))


@pytest.mark.parametrize("name", QUICK)
def test_set_covering_optima_are_proven_again(shared: Path, name: str) -> None:
    (found,) = [each for each in set_coverings(shared / "instances") if each.name == name]
    model = _asking(found.reach(), np.ones(len(found.start) - 1), found.cost)
    outcome = covering.solve(model, Watch(time_limit_s=60), seed=0)
    assert (outcome.value, outcome.bound, outcome.stop) == (found.value, found.value, "optimal")
    assert 0.98 * found.value <= _certified(model, outcome) <= found.value


def test_fewest_sites_for_everyone_are_proven_again(shared: Path) -> None:
    known = fewest_sites(shared / "instances")
    assert len(known) == 10
    for name, cutoff, count in known:
        city = instance(shared / "instances", name)
        model = _asking(city.reach(cutoff), city.weight)
        for strategy in (covering, exact):
            outcome = strategy.solve(model, Watch(time_limit_s=60), seed=0)
            assert (len(outcome.selection), outcome.bound, outcome.stop) == (count, count, "optimal"), name
