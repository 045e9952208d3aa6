"""The stages of coverage strategies: each betters the standing plan or proves a lower bound."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from siting.cover.bound import option_charges, option_income
from siting.cover.greedy import best_greedy, scarcity_price
from siting.cover.interior_point import Relaxation, relax
from siting.cover.rounding import best_rounding
from siting.cover.ruin import improve
from siting.cover.search import Search, empty, value
from siting.cover.swap import swap
from siting.inputs import Floats, Positions
from siting.strategies._cover import Question
from siting.strategies._exact import Standing

NEAR = 0.8


def greedy_plan(question: Question, standing: Standing) -> Search:
    """The better of greedy by gain and greedy by gain per share of what is scarce."""
    start = empty(question.covers, question.limits)
    found = best_greedy(question.covers, question.limits, start, (scarcity_price(question.limits),))
    standing.offer(found.selection)
    return found


def swapped(question: Question, standing: Standing, search: Search) -> Search:
    """The search after exchanges of one outlet for another."""
    swap(question.covers, question.limits, search, scarcity_price(question.limits))
    standing.offer(search.selection)
    return search


def relaxed(question: Question, standing: Standing, tolerance: float) -> Relaxation:
    """The linear relaxation; every interior point on the way is a bound. Ends early when that is enough."""

    def go_on(best: Relaxation) -> bool:
        standing.prove(best.bound, 0.0)
        return standing.stop() is None

    relaxation = relax(question.covers, question.limits, tolerance, go_on)
    standing.prove(relaxation.bound, 0.0)
    return relaxation


def rounded(question: Question, standing: Standing, relaxation: Relaxation, search: Search) -> Search:
    """The better of the search and the relaxation's x, rounded, repaired and improved by exchanges."""
    found = best_rounding(question.covers, question.limits, relaxation.x, budget_price(question, relaxation))
    standing.offer(found.selection)
    return found if value(question.covers, found) > value(question.covers, search) else search


def polished(
    question: Question,
    standing: Standing,
    relaxation: Relaxation,
    search: Search,
    rng: np.random.Generator,
    enough: Callable[[float], bool] = lambda idle_s: False,
) -> Search:
    """The search after ruin and recreate, until the standing is good, time is over, or `enough`.

    enough(idle_s): asked with the seconds since it last found a better plan."""
    improved, most = time.perf_counter(), value(question.covers, search)

    def go_on(search: Search) -> bool:
        nonlocal improved, most
        now, covered = time.perf_counter(), value(question.covers, search)
        if covered > most:
            standing.offer(search.selection)
            improved, most = now, covered
        return standing.stop() is None and not enough(now - improved)

    price, promising = budget_price(question, relaxation), worth_a_try(question, relaxation)
    improve(question.covers, question.limits, search, price, promising, rng, go_on)
    return search


def budget_price(question: Question, relaxation: Relaxation) -> Floats:
    """(n_options,) what an option takes, at the relaxation's limit prices or else as shares of limits."""
    price = option_charges(question.limits, relaxation.limit_price)
    return price if price.any() else scarcity_price(question.limits)


def worth_a_try(question: Question, relaxation: Relaxation) -> Positions:
    """Options that reach someone and whose income from row prices comes near what they are charged."""
    income = option_income(question.covers, relaxation.row_price)
    charges = option_charges(question.limits, relaxation.limit_price)
    near = (income >= NEAR * charges) & (np.diff(question.covers.option_start) > 0)
    return np.flatnonzero(near).astype(np.int32)
