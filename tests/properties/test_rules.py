"""Rules say themselves twice, as rows of a program and in plain words: both must mean the same selections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.model import Model, Rule
from siting.program import Program
from siting.rules import Demanding, clashes
from tests.models import (
    brute_force,
    budgets,
    counts,
    coverage_model,
    every_selection,
    questions,
    questions_under,
)
from tests.rules_by_hand import holds, options_of


def _rows(model: Model, rule: Rule) -> Callable[[np.ndarray], bool]:
    """Whether what the rule writes holds for the options chosen, with the sites' variables where these force them."""
    program = Program(model.n_options, maximise=True)
    rule.write(model, program)
    opened = program.site_variables(model.option_site, model.site_cost > 0)
    arrays = program.assemble()
    site_of = opened[model.option_site]
    slack = 1e-9 * np.abs(np.where(np.isfinite(arrays.row_upper), arrays.row_upper, 0.0))

    def hold(chosen: np.ndarray) -> bool:
        values = np.append(chosen, np.zeros(arrays.n_variables - model.n_options))
        np.maximum.at(values, site_of, np.where(site_of >= 0, chosen, 0.0))
        activity = arrays.matrix @ values
        return bool(np.all(activity <= arrays.row_upper + slack) and np.all(activity >= arrays.row_lower))

    return hold


def _mask(model: Model, selection: np.ndarray) -> np.ndarray:
    chosen = np.zeros(model.n_options)
    chosen[selection] = 1.0
    return chosen


@settings(deadline=None, max_examples=60)
@given(st.booleans().flatmap(lambda shared: questions(most_options=5, shared=shared)))
def test_rows_and_words_mean_the_same_selections(model: Model) -> None:
    for rule in model.rules:
        hold = _rows(model, rule)
        for selection in every_selection(model.n_options):
            assert hold(_mask(model, selection)) == (not rule.violations(model, selection))


@settings(deadline=None, max_examples=60)
@given(st.booleans().flatmap(lambda shared: questions(most_options=5, shared=shared)))
def test_packing_is_the_whole_rule_or_none(model: Model) -> None:
    for rule in model.rules:
        packing = rule.packing(model)
        if packing is None:
            assert isinstance(rule, Demanding)
            assert rule.demanded(model) is not None
            continue
        assert packing.matrix.data.min(initial=0.0) >= 0.0
        assert len(packing.labels) == len(packing.limit) == packing.matrix.shape[0]
        for selection in every_selection(model.n_options):
            used = packing.used(model, selection)
            within = bool(np.all(used <= packing.limit + 1e-9 * packing.limit))
            assert within == (not rule.violations(model, selection))


@settings(deadline=None, max_examples=100)
@given(st.booleans().flatmap(lambda shared: questions(shared=shared)))
def test_a_clash_is_named_only_where_no_selection_holds(model: Model) -> None:
    if clashes(model):
        assert brute_force(model) is None


@settings(deadline=None, max_examples=60)
@given(st.data(), st.one_of(budgets(), counts()), st.booleans())
def test_rules_mean_what_they_mean_by_hand(data: st.DataObject, rule: tuple[str, Any], shared: bool) -> None:
    model = data.draw(questions_under([rule], most_options=5, shared=shared))
    _means_what_it_means_by_hand(model, *rule)


def _means_what_it_means_by_hand(model: Model, name: str, said: dict[str, Any]) -> None:
    hold, options = _rows(model, model.rules[0]), options_of(model)
    for selection in every_selection(model.n_options):
        by_hand = holds(name, said, options, selection.tolist())
        assert by_hand == (not model.rules[0].violations(model, selection))
        assert by_hand == hold(_mask(model, selection))


COST = [1, 2, 3, 3, 7]
EACH = ("none", "format", "circle", "district", "source", "site", "kind")


@pytest.mark.parametrize("each", EACH)
@pytest.mark.parametrize("sources", [None, ["public"], ["market"]])
def test_budgets_of_every_scope_mean_what_they_mean_by_hand(each: str, sources: list[str] | None) -> None:
    """Sites at 8, 16 and 4 with two outlets, two and one; limits that some of the selections just keep."""
    for place in ({}, {"districts": ["South"]}, {"circles": ["C1"]}, {"formats": ["market"]}):
        filters = {key: value for key, value in {"sources": sources, **place}.items() if value}
        for limit in (11.0, 19.0):
            said = {"max_cost": limit, "each": each, **filters}
            model = coverage_model(np.eye(5), [1] * 5, COST, ("budget", said), site_cost=[8, 16, 4])
            _means_what_it_means_by_hand(model, "budget", said)
