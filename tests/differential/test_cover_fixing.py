"""Fixing by reduced profits against all selections: none that is better is ever excluded."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.fixing import fix
from siting.cover.interior_point import relax
from siting.cover.search import opened, value
from tests.covering import Case, cases


@settings(max_examples=250, deadline=None)
@given(cases(most_options=7, shared=True), st.floats(0.5, 1.0))
def test_every_better_selection_stays_in_the_residual_question(case: Case, share: float) -> None:
    covers, limits = case.covers(), case.limits()
    relaxation = relax(covers, limits)
    known = share * case.optimum()
    residual = fix(covers, limits, relaxation, known, 0.0)
    reaching = np.diff(covers.option_start) > 0
    everything = np.array(list(product([False, True], repeat=case.n_options)))
    better = everything[case.allowed(everything) & (case.covered(everything) > known * (1 + 1e-9))]
    better = better[~(better & ~reaching).any(axis=1)]
    assert residual.possible or not len(better)
    may_open = case.chosen(np.concatenate((residual.opened, residual.options)))
    for selection in better:
        assert selection[residual.opened].all()
        assert not (selection & ~may_open).any()


@settings(max_examples=250, deadline=None)
@given(cases(shared=True), st.floats(0.5, 1.0), st.integers(0, 2**32 - 1))
def test_the_residual_question_counts_what_the_whole_one_counts(case: Case, share: float, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    residual = fix(covers, limits, relax(covers, limits), share * case.optimum(), 0.0)
    chosen = np.flatnonzero(np.random.default_rng(seed).random(len(residual.options)) < 0.5)
    whole = np.concatenate((residual.opened, residual.options[chosen]))
    hits = np.isin(residual.covers.row_options, chosen)
    rows = np.repeat(np.arange(residual.covers.n_rows), np.diff(residual.covers.row_start))[hits]
    counted = residual.base + residual.covers.weight[np.unique(rows)].sum()
    assert counted == pytest.approx(value(covers, opened(covers, limits, whole)), rel=1e-12)
