"""Fixing by reduced profits against all selections: none that is better is ever excluded."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits
from siting.cover.fixing import Residual, decided, residual
from siting.cover.interior_point import Relaxation, relax
from siting.cover.search import opened, value
from tests.covering import Case, cases


def fixed(covers: Covers, limits: Limits, relaxation: Relaxation, least: float) -> Residual:
    """What `decided` leaves."""
    opened, closed = decided(covers, limits, relaxation, least)
    is_open, may_open = np.zeros(covers.n_options, dtype=bool), np.diff(covers.option_start) > 0
    is_open[opened], may_open[closed] = True, False
    return residual(covers, limits, is_open, may_open & ~is_open)


@settings(max_examples=250, deadline=None)
@given(cases(most_options=7, shared=True), st.floats(0.5, 1.0))
def test_every_better_selection_stays_in_the_residual_question(case: Case, share: float) -> None:
    covers, limits = case.covers(), case.limits()
    relaxation = relax(covers, limits)
    known = share * case.optimum()
    left = fixed(covers, limits, relaxation, known)
    reaching = np.diff(covers.option_start) > 0
    everything = np.array(list(product([False, True], repeat=case.n_options)))
    better = everything[case.allowed(everything) & (case.covered(everything) > known * (1 + 1e-9))]
    better = better[~(better & ~reaching).any(axis=1)]
    assert left.possible or not len(better)
    may_open = case.chosen(np.concatenate((left.opened, left.options)))
    for selection in better:
        assert selection[left.opened].all()
        assert not (selection & ~may_open).any()


@settings(max_examples=250, deadline=None)
@given(cases(shared=True), st.floats(0.5, 1.0), st.integers(0, 2**32 - 1))
def test_the_residual_question_counts_what_the_whole_one_counts(case: Case, share: float, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    left = fixed(covers, limits, relax(covers, limits), share * case.optimum())
    chosen = np.flatnonzero(np.random.default_rng(seed).random(len(left.options)) < 0.5)
    whole = np.concatenate((left.opened, left.options[chosen]))
    hits = np.isin(left.covers.row_options, chosen)
    rows = np.repeat(np.arange(left.covers.n_rows), np.diff(left.covers.row_start))[hits]
    counted = left.base + left.covers.weight[np.unique(rows)].sum()
    assert counted == pytest.approx(value(covers, opened(covers, limits, whole)), rel=1e-12)


@settings(max_examples=250, deadline=None)
@given(cases(most_options=7, shared=True), st.floats(0.5, 1.0), st.integers(0, 2**32 - 1))
def test_prices_from_anywhere_fix_nothing_wrong(case: Case, share: float, seed: int) -> None:
    """Prices that prove no more than the weight of all rows are no exception."""
    covers, limits, rng = case.covers(), case.limits(), np.random.default_rng(seed)
    row_price = rng.random(covers.n_rows) * covers.weight
    limit_price = rng.random(len(limits.limit)) * covers.total * rng.choice([0.0, 0.02, 0.2])
    bound = proven_bound(covers, limits, row_price, limit_price)
    anywhere = replace(relax(covers, limits), row_price=row_price, limit_price=limit_price, bound=bound)
    known = share * case.optimum()
    opened, closed = decided(covers, limits, anywhere, known)
    everything = np.array(list(product([False, True], repeat=case.n_options)))
    better = everything[case.allowed(everything) & (case.covered(everything) > known * (1 + 1e-9))]
    reaching = np.diff(covers.option_start) > 0
    better = better[~(better & ~reaching).any(axis=1)]
    assert better[:, opened[reaching[opened]]].all()
    assert not better[:, closed].any()
