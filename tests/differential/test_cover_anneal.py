"""Simulated annealing against brute force: books kept exactly, nothing lost, the optimum of small questions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover.anneal import improve, in_weight
from siting.cover.covers import Covers, Limits
from siting.cover.greedy import greedy
from siting.cover.price import Price, above_zero, scarcity_price
from siting.cover.search import Search, empty, opened, value
from siting.cover.swap import swap
from tests.covering import Case, cases
from tests.differential.test_cover_swap import assert_books_are_right


def annealed(covers: Covers, limits: Limits, seed: int, slices: int) -> Search:
    """Greedy, then annealing, asked `slices` times whether to go on."""
    search, asked = empty(covers, limits), iter(range(slices))
    price = scarcity_price(limits)
    greedy(covers, limits, search, price)
    improve(
        covers, limits, search, price, np.random.default_rng(seed), lambda best: next(asked, None) is not None
    )
    return search


@settings(max_examples=30, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_annealing_never_loses_keeps_its_books_and_repeats_itself(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    search = annealed(covers, limits, seed, 5)
    assert_books_are_right(case, covers, limits, search)
    assert value(covers, search) >= value(covers, annealed(covers, limits, seed, 1))
    assert np.array_equal(search.is_open, annealed(covers, limits, seed, 5).is_open)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_small_questions_are_solved(case: Case, seed: int) -> None:
    covers, limits = case.covers(), case.limits()
    search = annealed(covers, limits, seed, 8)
    assert value(covers, search) == pytest.approx(case.optimum(), rel=1e-9, abs=1e-300)


def test_annealing_escapes_where_exchanges_are_stuck() -> None:
    """One broad option in the middle blocks two that together cover more, and cost no more."""
    reach = np.array([[1, 1, 0], [1, 1, 0], [1, 0, 1], [1, 0, 1], [0, 1, 0], [0, 0, 1]], dtype=bool)
    case = Case(reach, np.array([5.0, 5.0, 5.0, 5.0, 4.0, 4.0]), np.array([[2.0, 1.0, 1.0]]), np.array([2.0]))
    covers, limits = case.covers(), case.limits()
    search, price = opened(covers, limits, np.array([0], dtype=np.int32)), scarcity_price(limits)
    swap(covers, limits, search, price)
    assert value(covers, search) == 20.0
    asked = iter(range(9))
    improve(
        covers, limits, search, price, np.random.default_rng(0), lambda best: next(asked, None) is not None
    )
    assert search.selection.tolist() == [1, 2]


def test_a_site_moves_with_all_its_options() -> None:
    """The better site pays only with both of its options, and the money allows one site."""
    reach = np.eye(4, dtype=bool)
    weight, site = np.array([3.0, 3.0, 4.0, 4.0]), np.array([0, 0, 1, 1], np.int32)
    case = Case(reach, weight, np.ones((1, 4)), np.array([12.0]), site, np.full((1, 2), 10.0))
    covers, limits = case.covers(), case.limits()
    search, asked = opened(covers, limits, np.array([0, 1], dtype=np.int32)), iter(range(9))
    price = scarcity_price(limits)
    improve(
        covers, limits, search, price, np.random.default_rng(0), lambda best: next(asked, None) is not None
    )
    assert search.selection.tolist() == [2, 3]


def test_prices_come_into_the_unit_of_weight_whatever_theirs_is() -> None:
    case = Case(np.eye(3, dtype=bool), np.full(3, 6.0), np.full((1, 3), 2.0), np.array([4.0]))
    covers, limits = case.covers(), case.limits()
    search = opened(covers, limits, np.array([0, 1], dtype=np.int32))
    for unit in (1e-6, 1.0, 1e6):
        price = in_weight(limits, search, above_zero(Price(np.full(3, unit), np.zeros(0))))
        assert price.option == pytest.approx(np.full(3, 6.0))


@settings(max_examples=30, deadline=None)
@given(cases(shared=True), st.integers(0, 2**32 - 1))
def test_every_round_lands_on_a_plan_within_the_limits_that_no_exchange_betters(
    case: Case, seed: int
) -> None:
    covers, limits = case.covers(), case.limits()
    search, asked, landed = empty(covers, limits), iter(range(9)), []
    greedy(covers, limits, search, scarcity_price(limits))

    def land(plan: Search) -> None:
        assert_books_are_right(case, covers, limits, plan)
        landed.append(value(covers, plan))

    improve(
        covers,
        limits,
        search,
        scarcity_price(limits),
        np.random.default_rng(seed),
        lambda best: next(asked, None) is not None,
        land,
    )
    assert all(weight <= value(covers, search) + 1e-9 * abs(weight) for weight in landed)
    assert landed or not search.is_open.any()
