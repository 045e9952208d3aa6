"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from siting.language import use_language

ROOT = Path(__file__).resolve().parents[1]
# Whoever runs the tests draws new examples each time; where a commit is judged, two runs must agree.
settings.register_profile("steady", derandomize=True)
settings.load_profile(os.environ.get("EXAMPLES", "default"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cities and literature instances that stands beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("real data not present: no folder 'shared' beside the project")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root folder."""
    return ROOT


@pytest.fixture(autouse=True)
def english() -> None:
    """No test speaks the language of the one before."""
    use_language("en")


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """On a machine's first run the inner loops are compiled before any test's time limit begins."""
    if os.environ.get("NUMBA_DISABLE_JIT") == "1":
        return
    from siting.outcome import Watch
    from siting.strategies import decompose, greedy_swap
    from tests.models import coverage_model

    rng = np.random.default_rng(0)
    people, cost = rng.integers(1, 9, 300).astype(float), rng.integers(1, 9, 40).astype(float)
    model = coverage_model(rng.random((300, 40)) < 0.1, people, cost, ("budget", {"max_cost": 30.0}))
    greedy_swap.solve(model, Watch(gap=0.5), 0)
    decompose.solve(model, Watch(gap=0.01), 0)
