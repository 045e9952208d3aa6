"""Up to four rules of any kind together, under any objective: `exact` on every backend against trying everything."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import parts
from siting.errors import InfeasibleError, RefusedError
from siting.model import Model
from siting.outcome import Watch
from siting.strategies import _narrowing
from siting.strategies._run import run_strategy
from tests.models import OBJECTIVE_EXAMPLES, RULE_EXAMPLES, coverage_model, every_selection

USABLE = [name for name in parts.names("backends") if parts.load("backends", name).available() is None]
RULES = [(name, entry) for name, entries in RULE_EXAMPLES.items() for entry in entries]
OBJECTIVES = [(name, entry) for name, entries in OBJECTIVE_EXAMPLES.items() for entry in entries]


@st.composite
def questions(draw: st.DrawFn) -> Model:
    """A small random model under one to four different rules, each as one of its examples says."""
    rules = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=4, unique_by=lambda rule: rule[0]))
    objective, keys = draw(st.sampled_from(OBJECTIVES))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(1, 12)), draw(st.integers(2, 7))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.2, 0.5]))
    cost = rng.integers(0, 5, n_options) / 2
    site_cost = rng.integers(0, 3, (n_options + 1) // 2) / 2 if draw(st.booleans()) else None
    bound = parts.load("objectives", objective).bind(**keys)
    return coverage_model(
        reach, rng.integers(0, 9, n_rows), cost, *rules, site_cost=site_cost, objective=bound
    )


def best_of_all(model: Model) -> float | None:
    """By trying every selection; None where every one breaks a rule, or what the objective requires."""
    values = [
        model.objective.value(model, selection)
        for selection in every_selection(model.n_options)
        if not any(rule.violations(model, selection) for rule in model.rules)
    ]
    finite = [value for value in values if math.isfinite(value)]
    return (max if model.objective.maximise else min)(finite) if finite else None


@pytest.mark.parametrize("backend", USABLE)
@settings(max_examples=25, deadline=None)
@given(st.data())
def test_exact_finds_what_trying_everything_finds(backend: str, data: Any) -> None:
    model = data.draw(questions())
    best = best_of_all(model)
    try:
        outcome = run_strategy("exact", model, Watch(time_limit_s=60), 0, backend)
    except InfeasibleError:
        assert best is None
        return
    except RefusedError as refusal:
        # CP-SAT has no broken numbers, and says so; nobody else may refuse.
        if backend != "ortools_cpsat" or "whole numbers" not in str(refusal):
            raise
        return
    assert best is not None
    assert [text for rule in model.rules for text in rule.violations(model, outcome.selection)] == []
    assert outcome.value == model.objective.value(model, outcome.selection)
    assert outcome.value == pytest.approx(best, rel=1e-9, abs=1e-9)
    sign = 1.0 if model.objective.maximise else -1.0
    assert sign * (outcome.bound - best) >= -1e-6 * max(1.0, abs(best))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_narrowing_by_the_relaxation_loses_nothing(data: Any) -> None:
    model = data.draw(questions())
    best = best_of_all(model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_narrowing, "FEW_OPTIONS", 0)
        patch.setattr(_narrowing, "SIZES", (1, 3))
        if best is None:
            with pytest.raises(InfeasibleError):
                run_strategy("exact", model, Watch(time_limit_s=60), 0, "scipy_highs")
            return
        outcome = run_strategy("exact", model, Watch(time_limit_s=60), 0, "scipy_highs")
    assert outcome.value == pytest.approx(best, rel=1e-9, abs=1e-9)
    assert outcome.stop == "optimal" or outcome.stop == "finished"
