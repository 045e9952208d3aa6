"""Small cities in which walks count, and what each objective makes of a selection, straight from its definition."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from siting.model import Model, Objective
from tests.models import coverage_model

Value = Callable[[Model, Sequence[int]], float]


@st.composite
def walking_models(draw: st.DrawFn, *rules: tuple[str, dict[str, object]], most_options: int = 6) -> Model:
    """Random cities: ties, rows that nothing reaches, rows that outlets of today reach, weights of nothing; walks, and
    weights, whole or broken."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(1, 10)), draw(st.integers(1, most_options))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.3, 0.7, 1.0]))
    weight = rng.integers(0, 9, n_rows) * draw(st.sampled_from([1.0, 1.0, 0.3, 1e-4]))
    cost = rng.integers(0, 5, n_options) / 2
    model = coverage_model(reach, weight, cost, *rules)
    cutoffs = np.array([10.0, 12.0])
    limit = cutoffs[model.row_format]
    step = draw(st.sampled_from([1.0, 1.0, 0.25]))
    walk = np.minimum(rng.integers(0, 49, reach.shape) * step, limit[:, None])[reach]
    if draw(st.booleans()):
        walk = walk * rng.random(len(walk))
    outlets = rng.integers(0, 3, n_rows) * (rng.random(n_rows) < draw(st.sampled_from([0.0, 0.5])))
    nearest = np.where(outlets > 0, np.minimum(rng.integers(0, 13, n_rows), limit), np.inf)
    return replace(
        model,
        travel=walk.astype(np.float64),
        row_outlets=outlets.astype(np.int32),
        row_nearest=nearest.astype(np.float64),
        city=replace(model.city, cutoffs=cutoffs),
    )


def walks(model: Model, selection: Sequence[int]) -> list[float]:
    """To the nearest outlet of today or of the selection, row by row; infinite where there is none."""
    found = []
    for row in range(model.n_rows):
        nearest = float(model.row_nearest[row])
        for entry in range(model.indptr[row], model.indptr[row + 1]):
            if model.indices[entry] in selection:
                nearest = min(nearest, float(model.travel[entry]))
        found.append(nearest)
    return found


def outlets(model: Model, selection: Sequence[int]) -> list[int]:
    """Outlets of today and of the selection that reach each row."""
    return [
        int(model.row_outlets[row])
        + sum(
            int(model.indices[entry] in selection)
            for entry in range(model.indptr[row], model.indptr[row + 1])
        )
        for row in range(model.n_rows)
    ]


def cutoff(model: Model, row: int) -> float:
    return (10.0, 12.0)[model.row_format[row]]


def all_walks(model: Model, selection: Sequence[int]) -> float:
    return math.fsum(
        float(model.weight[row]) * min(walk, cutoff(model, row))
        for row, walk in enumerate(walks(model, selection))
    )


def longest_walk(model: Model, selection: Sequence[int]) -> float:
    anything = walks(model, range(model.n_options))
    return max(
        (
            min(walk, cutoff(model, row))
            for row, walk in enumerate(walks(model, selection))
            if model.weight[row] > 0 and anything[row] < math.inf
        ),
        default=0.0,
    )


def faded(full: float, least: float, step: float) -> Value:
    def value(model: Model, selection: Sequence[int]) -> float:
        total = []
        for row, walk in enumerate(walks(model, selection)):
            most, share = cutoff(model, row), 1.0
            if walk == math.inf:
                continue
            if walk > full + 1e-6:
                beyond = walk - full
                if step:
                    steps = 1
                    while steps * step < beyond - 1e-6:
                        steps += 1
                    beyond = min(steps * step, most - full)
                share = 1.0 - (1.0 - least) * beyond / (most - full)
            total.append(float(model.weight[row]) * share)
        return math.fsum(total)

    return value


def backed_up(first: float, second: float) -> Value:
    def value(model: Model, selection: Sequence[int]) -> float:
        return math.fsum(
            float(model.weight[row]) * (first * (count >= 1) + second * (count >= 2))
            for row, count in enumerate(outlets(model, selection))
        )

    return value


def newly_reached(model: Model, selection: Sequence[int]) -> float:
    before, after = outlets(model, []), outlets(model, selection)
    return math.fsum(
        float(model.weight[row]) for row in range(model.n_rows) if not before[row] and after[row]
    )


def best(model: Model, value: Value, maximise: bool) -> tuple[float, list[list[int]]]:
    """The best value of any selection that breaks no rule, and all selections that break none."""
    chosen = [[k for k in range(model.n_options) if number >> k & 1] for number in range(2**model.n_options)]
    allowed = [
        one
        for one in chosen
        if not any(rule.violations(model, np.array(one, dtype=np.int32)) for rule in model.rules)
    ]
    return (max if maximise else min)(value(model, one) for one in allowed), allowed


def asking(model: Model, objective: Objective) -> Model:
    return replace(model, objective=objective)
