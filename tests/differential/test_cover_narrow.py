"""A narrowed question against the whole one: what a selection covers and takes stays the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.narrow import narrow
from siting.cover.search import opened, value
from tests.covering import Case, cases


@settings(max_examples=250, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_a_selection_counts_the_same_in_the_narrow_question(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    rng = np.random.default_rng(seed)
    keep = rng.random(case.n_options) < 0.6
    selection = np.flatnonzero(keep & (rng.random(case.n_options) < 0.6)).astype(np.int32)
    small = narrow(covers, limits, keep)
    inside = opened(small.covers, small.limits, small.inside(selection))
    whole = opened(covers, limits, selection)
    assert small.options[inside.selection].tolist() == selection.tolist()
    assert value(small.covers, inside) == value(covers, whole)
    assert inside.used == pytest.approx(whole.used)
    assert small.covers.n_rows <= covers.n_rows
