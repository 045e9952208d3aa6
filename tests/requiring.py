"""Small models of min_cost, and what brute force makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from siting.model import Model
from siting.objectives import min_cost
from siting.objectives.min_cost import MinCost
from tests.models import every_selection, questions


def cheapest(model: Model) -> float:
    """The least value of any selection that breaks no rule, by trying all; infinite when none covers enough."""
    return min(
        (
            model.objective.value(model, selection)
            for selection in every_selection(model.n_options)
            if not any(rule.violations(model, selection) for rule in model.rules)
        ),
        default=float("inf"),
    )


def asking(model: Model, objective: MinCost | None = None, rules: tuple[Any, ...] = ()) -> Model:
    """The model with min_cost in place of its objective, and other rules; rows get the formats of their options."""
    first = np.zeros(model.n_rows, np.int64)
    some = np.diff(model.indptr) > 0
    first[some] = model.indices[model.indptr[:-1][some]]
    return replace(
        model,
        objective=objective or min_cost.bind(),
        rules=rules,
        row_format=model.option_format[first] if model.n_options else np.zeros(model.n_rows, np.int32),
    )


@st.composite
def objectives(draw: st.DrawFn, by_format: bool = False) -> MinCost:
    """Everything, or a part from next to nothing to all; by_format: at times of each format."""
    if draw(st.booleans()):
        return MinCost()
    each = by_format and draw(st.booleans())
    if draw(st.integers(0, 3)) == 0:
        return MinCost(weight=draw(st.sampled_from([1e-6, 1.0, 7.0, 40.0])), by_format=each)
    return MinCost(share=draw(st.sampled_from([0.05, 0.3, 0.5, 0.7, 0.95, 1.0])), by_format=each)


@st.composite
def cost_questions(
    draw: st.DrawFn, most_options: int = 7, shared: bool = False, by_format: bool = False
) -> Model:
    """Random models of min_cost, with the rules of `questions` or none."""
    model = draw(questions(most_options=most_options, shared=shared))
    return asking(model, draw(objectives(by_format)), model.rules if draw(st.booleans()) else ())
