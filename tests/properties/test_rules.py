"""Rules say themselves twice, as rows of a program and in plain words: both must mean the same selections."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from siting.model import Model, Rule
from siting.program import Program
from siting.rules import Demanding, clashes
from tests.models import brute_force, every_selection, questions


def _rows_hold(model: Model, rule: Rule, chosen: np.ndarray) -> bool:
    program = Program(model.n_options, maximise=True)
    rule.write(model, program)
    arrays = program.assemble()
    activity = arrays.matrix @ chosen
    slack = 1e-9 * np.abs(np.where(np.isfinite(arrays.row_upper), arrays.row_upper, 0.0))
    return bool(np.all(activity <= arrays.row_upper + slack) and np.all(activity >= arrays.row_lower))


def _mask(model: Model, selection: np.ndarray) -> np.ndarray:
    chosen = np.zeros(model.n_options)
    chosen[selection] = 1.0
    return chosen


@settings(deadline=None, max_examples=60)
@given(questions(most_options=5))
def test_rows_and_words_mean_the_same_selections(model: Model) -> None:
    for rule in model.rules:
        for selection in every_selection(model.n_options):
            assert _rows_hold(model, rule, _mask(model, selection)) == (not rule.violations(model, selection))


@settings(deadline=None, max_examples=60)
@given(questions(most_options=5))
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
            used = packing.matrix @ _mask(model, selection)
            within = bool(np.all(used <= packing.limit + 1e-9 * packing.limit))
            assert within == (not rule.violations(model, selection))


@settings(deadline=None, max_examples=100)
@given(questions())
def test_a_clash_is_named_only_where_no_selection_holds(model: Model) -> None:
    if clashes(model):
        assert brute_force(model) is None
