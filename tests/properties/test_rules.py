"""Rules say themselves twice, as rows of a program and in plain words: both must mean the same selections."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.model import Model, Rule
from siting.program import Program
from siting.rules import Demanding, clashes
from tests.models import brute_force, every_selection, questions


def _rows_hold(model: Model, rule: Rule, chosen: np.ndarray) -> bool:
    program = Program(model.n_options, maximise=True)
    rule.write(model, program)
    opened = program.site_variables(model.option_site, model.site_cost > 0)
    arrays = program.assemble()
    values = np.append(chosen, np.zeros(arrays.n_variables - model.n_options))
    np.maximum.at(values, opened[model.option_site], np.where(opened[model.option_site] >= 0, chosen, 0.0))
    activity = arrays.matrix @ values
    slack = 1e-9 * np.abs(np.where(np.isfinite(arrays.row_upper), arrays.row_upper, 0.0))
    return bool(np.all(activity <= arrays.row_upper + slack) and np.all(activity >= arrays.row_lower))


def _mask(model: Model, selection: np.ndarray) -> np.ndarray:
    chosen = np.zeros(model.n_options)
    chosen[selection] = 1.0
    return chosen


@settings(deadline=None, max_examples=60)
@given(st.booleans().flatmap(lambda shared: questions(most_options=5, shared=shared)))
def test_rows_and_words_mean_the_same_selections(model: Model) -> None:
    for rule in model.rules:
        for selection in every_selection(model.n_options):
            assert _rows_hold(model, rule, _mask(model, selection)) == (not rule.violations(model, selection))


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
