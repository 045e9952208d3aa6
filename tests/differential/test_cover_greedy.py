"""Greedy against a twin that recomputes everything before every choice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits
from siting.cover.greedy import above_zero, best_greedy, greedy, scarcity_price
from siting.cover.search import empty, opened, value
from tests.covering import Case, cases


def reach_of(covers: Covers) -> NDArray[np.bool_]:
    reach = np.zeros((covers.n_rows, covers.n_options), dtype=bool)
    for row in range(covers.n_rows):
        reach[row, covers.row_options[covers.row_start[row] : covers.row_start[row + 1]]] = True
    return reach


def amounts_of(limits: Limits) -> NDArray[np.float64]:
    amounts = np.zeros((len(limits.limit), len(limits.start) - 1))
    for option in range(amounts.shape[1]):
        where = slice(limits.start[option], limits.start[option + 1])
        amounts[limits.which[where], option] = limits.amount[where]
    return amounts


def slow_greedy(covers: Covers, limits: Limits, price: NDArray[np.float64]) -> list[int]:
    reach, amounts, price = reach_of(covers), amounts_of(limits), above_zero(price)
    chosen: list[int] = []
    while True:
        uncovered = ~reach[:, chosen].any(axis=1)
        score = (covers.weight @ (reach & uncovered[:, None])) / price
        used = amounts[:, chosen].sum(axis=1)
        score[~(used[:, None] + amounts <= limits.limit[:, None]).all(axis=0)] = 0.0
        if not (score > 0).any():
            return chosen
        chosen.append(int(np.argmax(score)))


@settings(max_examples=250, deadline=None)
@given(cases())
def test_greedy_chooses_what_the_slow_twin_chooses(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    for price in (np.ones(case.n_options), scarcity_price(limits)):
        search = empty(covers, limits)
        greedy(covers, limits, search, price)
        assert search.selection.tolist() == sorted(slow_greedy(covers, limits, price))


@settings(max_examples=200, deadline=None)
@given(cases())
def test_the_better_greedy_keeps_the_limits_and_its_books(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    search = best_greedy(covers, limits, empty(covers, limits), (scarcity_price(limits),))
    chosen = case.chosen(search.selection)
    assert case.allowed(chosen)
    assert value(covers, search) == pytest.approx(float(case.covered(chosen)), rel=1e-12)
    again = opened(covers, limits, search.selection)
    assert np.array_equal(again.covering, search.covering)
    assert np.array_equal(again.gain, search.gain)


def test_free_options_open_first_and_the_largest_of_them_first() -> None:
    reach = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 1]], dtype=bool)
    case = Case(reach, np.array([5.0, 1.0, 90.0]), np.array([[0.0, 0.0, 3.0]]), np.array([1.0]))
    covers, limits = case.covers(), case.limits()
    search = empty(covers, limits)
    greedy(covers, limits, search, np.array([0.0, 0.0, 3.0]))
    assert search.selection.tolist() == [0]


def test_equals_are_broken_by_position() -> None:
    case = Case(np.eye(3, dtype=bool), np.full(3, 7.0), np.ones((1, 3)), np.array([2.0]))
    search = empty(case.covers(), case.limits())
    greedy(case.covers(), case.limits(), search, np.ones(3))
    assert search.selection.tolist() == [0, 1]


def test_scarcity_counts_only_limits_that_can_bind() -> None:
    amounts = np.array([[1.0, 1.0], [4.0, 0.0]])
    case = Case(np.eye(2, dtype=bool), np.ones(2), amounts, np.array([2.0, 3.0]))
    assert scarcity_price(case.limits()) == pytest.approx([4.0 / 3.0, 0.0])
