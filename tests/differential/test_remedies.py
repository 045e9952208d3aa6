"""Causes and least limits against trying every selection."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.model import Model
from siting.objectives import min_cost
from siting.outcome import Watch
from siting.remedies.conflict import conflicts
from siting.remedies.possible import Clock, least_used, most_met, possible, under
from siting.remedies.terms import Term, asking
from tests.models import RULE_EXAMPLES, coverage_model, every_selection, labels, rule

ASKING: list[tuple[str, dict[str, Any]]] = [
    ("count", {"min": 2}),
    ("count", {"min": 1, "each": "format"}),
    ("budget", {"max_cost": 0.5}),
    ("floor", {"share": 0.6}),
]
RULES = [*((name, entry) for name, entries in RULE_EXAMPLES.items() for entry in entries), *ASKING]
FEW = settings(max_examples=10, deadline=None)


@st.composite
def questions(draw: st.DrawFn, most: int = 5) -> tuple[Model, list[Term]]:
    """A small random model, and its rules as terms; at times with a coverage that is required."""
    chosen = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(1, 10)), draw(st.integers(2, 6))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.2, 0.5]))
    site_cost = rng.integers(0, 3, (n_options + 1) // 2) / 2 if draw(st.booleans()) else None
    cost = rng.integers(0, 5, n_options) / 2
    model = coverage_model(reach, rng.integers(0, 9, n_rows), cost, *chosen, site_cost=site_cost)
    terms = [
        Term(("rules", number), {"rule": name, **entry}, one)
        for number, ((name, entry), one) in enumerate(zip(chosen, model.rules, strict=True))
    ]
    if draw(st.booleans()):
        share = draw(st.sampled_from([None, 0.3, 0.9]))
        terms.append(Term(("min_coverage",), {}, None, min_cost.bind(share)))
    return model, terms


def holding(model: Model) -> list[Any]:
    """Every selection that obeys the rules, and what the objective requires."""
    return [
        selection
        for selection in every_selection(model.n_options)
        if not any(one.violations(model, selection) for one in model.rules)
        and math.isfinite(model.objective.value(model, selection))
    ]


@FEW
@given(questions())
def test_possible_is_what_trying_everything_says(question: tuple[Model, list[Term]]) -> None:
    model = asking(*question)
    verdict = possible(model, Clock(Watch(), 60))
    assert verdict.holds is bool(holding(model))
    if verdict.selection is not None:
        assert any(np.array_equal(verdict.selection, one) for one in holding(model))


@FEW
@given(questions(most=6))
def test_every_conflict_is_one_and_minimal_and_none_is_left(question: tuple[Model, list[Term]]) -> None:
    model, terms = question
    left = list(terms)
    for conflict in conflicts(model, terms, Clock(Watch(), 60), most=len(terms)):
        assert conflict.minimal
        assert not holding(asking(model, conflict.terms))
        for term in conflict.terms:
            assert holding(asking(model, [one for one in conflict.terms if one is not term]))
            left.remove(term)
    assert holding(asking(model, left))


@FEW
@given(questions(), st.sampled_from([{}, {"each": "format"}, {"formats": ["canteen"]}, {"each": "district"}]))
def test_the_least_money_and_the_most_outlets(
    question: tuple[Model, list[Term]], scope: dict[str, Any]
) -> None:
    model, terms = question
    others = asking(model, terms)
    money = rule("budget", labels(model.n_sites), max_cost=1.0, **scope).packing(model)
    number = rule("count", labels(model.n_sites), min=1, **scope).demanded(model)
    kept = holding(others)
    clock = Clock(Watch(), 60)
    least, most = least_used(others, money, clock), most_met(others, number, clock)
    if not kept:
        assert least is None
        assert most is None
        return
    assert least == pytest.approx(min(money.used(model, one).max(initial=0.0) for one in kept), abs=1e-9)
    assert most == pytest.approx(max(number.used(model, one).min(initial=np.inf) for one in kept), abs=1e-9)


def test_nothing_is_known_once_somebody_wants_to_stop() -> None:
    model = coverage_model(
        np.ones((2, 2)), [1, 1], [1, 1], ("count", {"min": 1}), ("budget", {"max_cost": 5})
    )
    watch = Watch()
    watch.interrupt()
    assert possible(model, Clock(watch, 60)).holds is None
    assert possible(under(model, (), None), Clock(watch, 60)).holds is True
    assert possible(replace(model, rules=model.rules[:1]), Clock(Watch(), 0)).holds is None
