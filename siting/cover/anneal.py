"""Simulated annealing among plans that keep within the limits: heats and cools in rounds, ever longer ones.

A plan counts the weight it covers less what prices charge it (S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi
1983, doi:10.1126/science.220.4598.671, on a Lagrangian), so that a plan which leaves some of a limit unused
for a while is no worse for it. What is kept is the plan that covers most."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, members, sums
from siting.cover.greedy import greedy
from siting.cover.moves import Run, anneal
from siting.cover.price import Price, above_zero
from siting.cover.search import Search, copied, toggle_all, value
from siting.cover.swap import swap

LOOKS_PER_SLICE = 200_000_000
"""Updates between two questions whether to go on, at the most: about a tenth of a second."""
MOST_STEPS = 100_000
FIRST_ROUND = 100
LONGEST_ROUND = 20_000
"""Proposals for each option in the first and in the longest round."""
SHORT_ROUNDS, ALIKE = 4, 4
"""The first rounds are each twice as long as the one before; then so many are alike before the next doubling."""
HOT, COLD = 0.05, 0.005
"""Heat at the ends of a round, as shares of what the open option in the middle adds."""
LEAN = 0.9
"""Share of the prices that counts: below 1 a plan leans towards using the limits up."""
MOST_PASSES = 3
WORST_SHARE = 0.1


def improve(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    rng: np.random.Generator,
    go_on: Callable[[Search], bool],
    landed: Callable[[Search], None] = lambda plan: None,
    begun: int = 0,
) -> None:
    """Betters `search` until go_on, asked about ten times a second and shown the best plan, says False.

    landed: shown the plan that each round ended with, filled up and exchanged, which may be worse than the best.
    begun: rounds made before; these are as long as rounds after those. price: what options and sites take of what
    is scarce, in any unit. The moves depend on rng alone, and so do the moments when go_on is asked."""
    if not go_on(search) or not search.is_open.any():
        return
    price, at = in_weight(limits, search, above_zero(price)), members(limits)
    weighed = Price(LEAN * price.option, LEAN * price.site)
    current, rounds = copied(search), begun
    most_steps = _steps_per_slice(covers)
    heat = float(np.median(search.gain[search.is_open]))
    while True:
        run = _run(covers, limits, current, search)
        left, hot = _length(rounds) * covers.n_options, HOT * _hotter(rounds)
        now, cooling = hot * heat, (COLD / hot) ** (1.0 / left)
        while left > 0:
            steps = min(left, most_steps)
            now = anneal(covers, limits, at, current, weighed, run, now, cooling, steps, rng)
            left -= steps
            _take(covers, limits, search, run.best)
            if not go_on(search):
                return
        landed(_finish(covers, limits, current, search, price))
        rounds += 1


def _length(rounds: int) -> int:
    """Proposals for each option in the round after so many."""
    doubled = rounds if rounds < SHORT_ROUNDS else SHORT_ROUNDS + (rounds - SHORT_ROUNDS) // ALIKE
    return int(min(FIRST_ROUND * 2.0**doubled, LONGEST_ROUND))


def in_weight(limits: Limits, search: Search, price: Price) -> Price:
    """The prices in the unit of weight: so high that of the open outlets, those of a site that has a price
    together, the one at WORST_SHARE by gain for its price is just worth its own."""
    is_open, alone = search.is_open, search.is_open & (limits.site < 0)
    shared, sites = is_open & ~alone, search.open_at > 0
    at = limits.site[shared]
    gain = np.concatenate((search.gain[alone], sums(at, search.gain[shared], limits.n_sites)[sites]))
    own = sums(at, price.option[shared], limits.n_sites)[sites]
    cost = np.concatenate((price.option[alone], own + price.site[sites]))
    scale = float(np.quantile(gain / cost, WORST_SHARE))
    return Price(price.option * scale, price.site * scale)


def _run(covers: Covers, limits: Limits, current: Search, best: Search) -> Run:
    """The list of what is open now, and the best plan so far."""
    n_options, selection = covers.n_options, current.selection
    listed, place = np.zeros(n_options, np.int64), np.zeros(n_options, np.int64)
    listed[: len(selection)] = selection
    place[selection] = np.arange(len(selection))
    books = np.array([len(selection), value(covers, current), value(covers, best)])
    return Run(listed, place, np.zeros(2 * n_options, np.int64), best.is_open.copy(), books)


def _steps_per_slice(covers: Covers) -> int:
    """As many proposals as take about a tenth of a second, were one in ten made."""
    updates = float(np.diff(covers.row_start)[covers.option_rows].sum()) / max(1, covers.n_options)
    return max(1, min(MOST_STEPS, int(LOOKS_PER_SLICE / (1.0 + updates))))


def _take(covers: Covers, limits: Limits, search: Search, best: NDArray[np.bool_]) -> None:
    """Makes `search` the selection `best`."""
    differ = np.flatnonzero(search.is_open != best)
    toggle_all(covers, limits, search, differ.astype(np.int32))


def _hotter(rounds: int) -> int:
    """How often as hot as HOT a round begins: of those alike in length each hotter, so that they end far apart."""
    return 1 if rounds < SHORT_ROUNDS else 1 + rounds % ALIKE


def _finish(covers: Covers, limits: Limits, current: Search, search: Search, price: Price) -> Search:
    """What the round ends with and the best plan, both filled up and exchanged: the better one is kept. The former."""
    end = copied(current)
    for plan in (end, search):
        greedy(covers, limits, plan, price)
        swap(covers, limits, plan, price, MOST_PASSES)
        if value(covers, plan) > value(covers, search):
            _take(covers, limits, search, plan.is_open)
    return end
