"""Every backend alone, without the head start of the exact strategy, against trying every selection."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting import backends
from siting.backends import Limits
from siting.model import Model
from siting.program import Program
from tests.models import brute_force, questions

BACKENDS = ("scipy_highs", "pulp_cbc", "ortools_cpsat", "ortools_mathopt", "ortools_mathopt_scip")
FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("backend", BACKENDS)
@FEW
@given(questions(), st.booleans())
def test_answer_equals_brute_force(backend: str, model: Model, with_start: bool) -> None:
    best, scale = brute_force(model), _lift(model)
    program = Program(model.n_options, maximise=True)
    model.objective.write(_times(model, scale), program)
    for rule in model.rules:
        rule.write(model, program)
    start = (
        np.zeros(model.n_options) if with_start and not _broken(model, np.zeros(0, dtype=np.int32)) else None
    )
    answer = backends.run(backend, program.assemble(), Limits(time_s=20), start)
    if best is None:
        assert answer.stop == "infeasible"
        assert answer.values is None
        return
    assert answer.stop == "optimal"
    assert answer.values is not None
    selection = np.flatnonzero(answer.values[: model.n_options] > 0.5).astype(np.int32)
    assert not _broken(model, selection)
    assert model.objective.value(model, selection) == pytest.approx(best, rel=1e-9, abs=0)
    assert answer.bound / scale == pytest.approx(best, rel=1e-6, abs=1e-6 / scale)
    assert answer.bound / scale >= best - 2e-6 / scale


def _broken(model: Model, selection: np.ndarray) -> list[str]:
    return [text for rule in model.rules for text in rule.violations(model, selection)]


def _lift(model: Model) -> float:
    """A power of two that brings the weights to about a million in all."""
    total = float(model.weight.sum())
    return 2.0 ** (20 - math.frexp(total)[1]) if total > 0 else 1.0


def _times(model: Model, scale: float) -> Model:
    return replace(model, weight=model.weight * scale)
