"""Exchanges and rounding against brute force: books kept exactly, nothing lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, taken
from siting.cover.price import scarcity_price
from siting.cover.rounding import best_rounding, rounded
from siting.cover.search import Search, copied, empty, fits, opened, toggle, value
from siting.cover.swap import close_useless, swap
from tests.covering import Case, cases
from tests.differential.test_cover_greedy import reach_of


def assert_books_are_right(case: Case, covers: Covers, limits: Limits, search: Search) -> None:
    again = opened(covers, limits, search.selection)
    assert np.array_equal(again.covering, search.covering)
    assert np.array_equal(again.owner, search.owner)
    assert np.array_equal(again.gain, search.gain)
    assert np.array_equal(search.gain, gains_anew(case, search.is_open))
    np.testing.assert_allclose(again.used, search.used, atol=1e-9)
    np.testing.assert_allclose(taken(limits, search.is_open), search.used, atol=1e-9)
    at = limits.site[search.is_open]
    assert np.array_equal(search.open_at, np.bincount(at[at >= 0], minlength=limits.n_sites))
    assert case.allowed(case.chosen(search.selection))


def gains_anew(case: Case, is_open: NDArray[np.bool_]) -> NDArray[np.float64]:
    """What each option alone adds or loses, by covering everything again without it and with it."""
    covers, gains = case.covers(), np.zeros(case.n_options)
    reach = reach_of(covers)
    for option in range(case.n_options):
        others = is_open & ~case.chosen([option])
        gains[option] = covers.weight[reach[:, option] & ~reach[:, others].any(axis=1)].sum()
    return gains


def best_exchange(case: Case, search: Search) -> float:
    """The most weight any one exchange, allowed by the limits, leads to."""
    best, chosen = float(case.covered(search.is_open)), search.is_open
    for out in np.flatnonzero(chosen):
        for into in np.flatnonzero(~chosen):
            other = chosen.copy()
            other[[out, into]] = False, True
            if case.allowed(other):
                best = max(best, float(case.covered(other)))
    return best


@settings(max_examples=200, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_after_swapping_no_exchange_covers_more(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    search = empty(covers, limits)
    for option in np.random.default_rng(seed).permutation(case.n_options).tolist():
        if fits(limits, search, option, -1):
            toggle(covers, limits, search, option)
    before = value(covers, search)
    swap(covers, limits, search, scarcity_price(limits), 100)
    assert value(covers, search) >= before
    assert_books_are_right(case, covers, limits, search)
    reached = float(case.covered(search.is_open))
    assert best_exchange(case, search) <= reached * (1.0 + 1e-12)


@settings(max_examples=200, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_toggling_there_and_back_changes_nothing(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    search = empty(covers, limits)
    start, total = copied(search), 0.0
    order = np.random.default_rng(seed).integers(0, case.n_options, 30).tolist()
    for option in order + order[::-1]:
        total += toggle(covers, limits, search, option)
    assert total == 0.0
    assert all(np.array_equal(a, b) for a, b in zip(start[:4], search[:4], strict=True))


@settings(max_examples=200, deadline=None)
@given(cases(shared=True))
def test_closing_what_is_useless_loses_nothing_and_leaves_nothing_useless(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    search = opened(covers, limits, np.arange(case.n_options, dtype=np.int32))
    before = value(covers, search)
    close_useless(covers, limits, search)
    assert value(covers, search) == before
    for option in search.selection.tolist():
        assert toggle(covers, limits, search, option) < 0
        toggle(covers, limits, search, option)


@settings(max_examples=200, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_rounding_keeps_the_limits_whatever_the_fractions(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    x = np.random.default_rng(seed).random(case.n_options)
    search = best_rounding(covers, limits, x, scarcity_price(limits))
    assert_books_are_right(case, covers, limits, search)
    plain = rounded(covers, limits, x, 0.5)
    assert (x[plain.selection] > 0.5).all()
