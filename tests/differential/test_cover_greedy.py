"""Greedy against a twin that recomputes everything before every choice."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, members
from siting.cover.greedy import best_greedy, greedy
from siting.cover.price import Price, above_zero, same_for_all, scarcity_price
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


def slow_bundle(gains: NDArray[np.float64], prices: NDArray[np.float64], once: float) -> float:
    """Highest gain / price of any subset, by trying all of them."""
    subsets = np.array(list(product([False, True], repeat=len(gains))))[1:]
    cost = subsets @ prices + once
    return float(((subsets @ gains) / cost).max(initial=0.0))


def slow_greedy(case: Case, covers: Covers, limits: Limits, price: Price) -> list[int]:
    """The best option or bundle, everything computed anew before every choice."""
    reach, price, at, dropped = reach_of(covers), above_zero(price), members(limits), set[int]()
    chosen: list[int] = []
    while True:
        mask = case.chosen(chosen)
        gain = covers.weight @ (reach & ~reach[:, mask].any(axis=1)[:, None])
        fitting = [not mask[k] and bool(case.allowed(mask | case.chosen([k]))) for k in range(case.n_options)]
        paid = {int(limits.site[k]) for k in chosen} | {-1}
        score = np.where([s in paid for s in limits.site], gain / price.option, 0.0)
        score[~np.array(fitting)] = 0.0
        best, most = int(np.argmax(score)), float(score.max())
        for site in set(range(limits.n_sites)) - paid - dropped:
            there = at.options[at.start[site] : at.start[site + 1]]
            ratio = slow_bundle(gain[there], price.option[there], float(price.site[site]))
            if ratio > most * (1 + 1e-12):
                best, most = -1 - site, ratio
        if not most > 0:
            return sorted(chosen)
        if best < 0:
            there = at.options[at.start[-1 - best] : at.start[-best]]
            single = np.where(np.array(fitting)[there], gain[there] / price.option[there], 0.0)
            if not (single > 0).any():
                dropped.add(-1 - best)
                continue
            best = int(there[np.argmax(single)])
        chosen.append(best)


@settings(max_examples=400, deadline=None)
@given(cases(shared=True))
def test_greedy_chooses_what_the_slow_twin_chooses(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    for price in (same_for_all(limits), scarcity_price(limits)):
        search = empty(covers, limits)
        greedy(covers, limits, search, price)
        assert search.selection.tolist() == slow_greedy(case, covers, limits, price)


@settings(max_examples=200, deadline=None)
@given(cases(shared=True))
def test_greedy_ends_where_nothing_with_a_gain_fits(case: Case) -> None:
    covers, limits = case.covers(), case.limits()
    search = empty(covers, limits)
    greedy(covers, limits, search, scarcity_price(limits))
    for option in np.flatnonzero((search.gain > 0) & ~search.is_open):
        assert not case.allowed(search.is_open | case.chosen([option]))


@settings(max_examples=200, deadline=None)
@given(cases(shared=True))
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
    greedy(covers, limits, search, Price(np.array([0.0, 0.0, 3.0]), np.zeros(0)))
    assert search.selection.tolist() == [0]


def test_equals_are_broken_by_position() -> None:
    case = Case(np.eye(3, dtype=bool), np.full(3, 7.0), np.ones((1, 3)), np.array([2.0]))
    search = empty(case.covers(), case.limits())
    greedy(case.covers(), case.limits(), search, same_for_all(case.limits()))
    assert search.selection.tolist() == [0, 1]


def test_scarcity_counts_only_limits_that_can_bind() -> None:
    amounts = np.array([[1.0, 1.0], [4.0, 0.0]])
    case = Case(np.eye(2, dtype=bool), np.ones(2), amounts, np.array([2.0, 3.0]))
    assert scarcity_price(case.limits()).option == pytest.approx([4.0 / 3.0, 0.0])
