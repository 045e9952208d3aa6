"""The stages of coverage strategies: each betters the standing plan or proves a lower bound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from siting.cover.anneal import improve
from siting.cover.bound import option_charges
from siting.cover.covers import Limits
from siting.cover.fixing import income
from siting.cover.greedy import best_greedy
from siting.cover.interior_point import Relaxation, relax
from siting.cover.narrow import narrow
from siting.cover.price import Price, charged, scarcity_price
from siting.cover.rounding import best_rounding
from siting.cover.search import Search, empty, opened, value
from siting.cover.swap import swap
from siting.errors import VerificationError
from siting.inputs import Positions
from siting.strategies._cover import Question
from siting.strategies._exact import Standing

NEAR = 0.9
MOST_PASSES = 20


def greedy_plan(question: Question, standing: Standing) -> Search:
    """The better of greedy by gain and greedy by gain per share of what is scarce."""
    start = empty(question.covers, question.limits)
    found = best_greedy(question.covers, question.limits, start, (scarcity_price(question.limits),))
    standing.offer(found.selection)
    return found


def swapped(question: Question, standing: Standing, search: Search) -> Search:
    """The search after exchanges of one outlet for another."""
    price = scarcity_price(question.limits)
    for _ in range(MOST_PASSES):
        if standing.stop() is not None or not swap(question.covers, question.limits, search, price, 1):
            break
    standing.offer(search.selection)
    return search


def relaxed(question: Question, standing: Standing, tolerance: float) -> Relaxation:
    """The linear relaxation; every interior point on the way is a bound. Ends early when that is enough."""

    def go_on(best: Relaxation) -> bool:
        _prove(standing, best.bound)
        return standing.stop() is None

    relaxation = relax(question.covers, question.limits, tolerance, go_on)
    _prove(standing, relaxation.bound)
    return relaxation


def _prove(standing: Standing, bound: float) -> None:
    """Takes a bound on all selections. One that a known plan exceeds is a fault of ours, never a proof."""
    if bound < standing.value - 1e-9 * abs(standing.value):
        raise VerificationError([f"{bound} < {standing.value}"])
    standing.prove(bound, 0.0)


def rounded_and_polished(
    question: Question,
    standing: Standing,
    relaxation: Relaxation,
    search: Search,
    rng: np.random.Generator,
    patience: Callable[[int], bool] = lambda idle: True,
    landed: Callable[[Positions], None] = lambda plan: None,
    begun: int = 0,
) -> Search:
    """The better of the search and the relaxation's x, rounded, then annealed, among options worth a try: until the
    standing is good or time is over.

    patience: asked after every slice of the search, with how many in a row bettered nothing; False ends it. Where
    it only counts, and does not look at the time, the same seed gives the same plan. landed: shown the plan that each
    round of the search ended with. begun: rounds made before."""
    keep = worth_a_try(question, relaxation) | search.is_open
    small = narrow(question.covers, question.limits, keep)
    price = budget_price(question.limits, relaxation)
    price = Price(price.option[keep], price.site)
    idle, most = 0, value(question.covers, search)

    def go_on(search: Search) -> bool:
        nonlocal idle, most
        covered = value(small.covers, search)
        idle += 1
        if covered > most:
            standing.offer(small.options[search.selection])
            idle, most = 0, covered
        return patience(idle) and standing.stop() is None

    best = best_rounding(small.covers, small.limits, relaxation.x[keep], price, go_on)
    if value(small.covers, best) < value(question.covers, search):
        best = opened(small.covers, small.limits, small.inside(search.selection))
    land = lambda end: landed(small.options[end.selection])
    improve(small.covers, small.limits, best, price, rng, go_on, land, begun)
    return opened(question.covers, question.limits, small.options[best.selection])


def budget_price(limits: Limits, relaxation: Relaxation) -> Price:
    """What options and sites take, at the relaxation's limit prices or else as shares of limits."""
    price = charged(limits, relaxation.limit_price)
    return price if price.option.any() or price.site.any() else scarcity_price(limits)


def worth_a_try(question: Question, relaxation: Relaxation) -> NDArray[np.bool_]:
    """(n_options,) which reach someone and whose income, from rows and cuts, comes near what they are charged."""
    charges = option_charges(question.limits, relaxation.limit_price)
    return (income(question.covers, relaxation) >= NEAR * charges) & (
        np.diff(question.covers.option_start) > 0
    )
