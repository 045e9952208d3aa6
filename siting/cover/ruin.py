"""Ruin and recreate: closes a few neighbouring outlets, opens what adds most, keeps what is no worse.

G. Schrimpf, J. Schneider, H. Stamm-Wilbrandt and G. Dueck 2000, doi:10.1006/jcph.1999.6413."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits
from siting.cover.price import Price, above_zero, to_open
from siting.cover.search import Search, fits, toggle
from siting.cover.swap import swap_pass
from siting.inputs import Floats, Positions

LOOKS_PER_SLICE = 20_000_000
"""Options looked at between two questions whether to go on: about a tenth of a second, once slices have grown."""
MOST_ROUNDS = 1000

MOST_RUINED = 12
FAR_SHARE = 0.3
BY_PRICE_SHARE = 0.7
MOST_NOISE = 0.15


def improve(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    rng: np.random.Generator,
    go_on: Callable[[Search], bool],
) -> None:
    """Betters `search` until go_on, asked about ten times a second, says False.

    price: what an option takes of what is scarce. The moves depend on rng alone, and so do
    the moments when go_on is asked. A round looks at all options several times, so narrow the question to
    promising ones first."""
    price = above_zero(price)
    extra = np.zeros(covers.n_options)
    rounds, most = 1, min(MOST_ROUNDS, max(1, LOOKS_PER_SLICE // (MOST_RUINED * max(1, covers.n_options))))
    while go_on(search) and search.is_open.any():
        _rounds(covers, limits, search, price, extra, rng, rounds)
        rounds = min(2 * rounds, most)


@compiled
def _rounds(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    extra: Floats,
    rng: np.random.Generator,
    rounds: int,
) -> None:
    """Rounds, each kept if it covers no less than before, and taken back otherwise."""
    for _ in range(rounds):
        before = search.is_open.copy()
        gained = _ruin(covers, limits, search, rng)
        by_price = rng.random() < BY_PRICE_SHARE
        noise = MOST_NOISE * rng.random()
        opened, added = _recreate(covers, limits, search, price, by_price, noise, rng)
        gained += added + swap_pass(covers, limits, search, price, opened, extra)
        if gained < 0.0:
            for option in range(before.size):
                if search.is_open[option] != before[option]:
                    toggle(covers, limits, search, option)


@compiled
def _ruin(covers: Covers, limits: Limits, search: Search, rng: np.random.Generator) -> float:
    """Closes open options around a random one, and at times one elsewhere; what that adds (negative)."""
    wanted = 1 + int(rng.random() * MOST_RUINED)
    closed = np.empty(wanted + 1, np.int64)
    closed[0] = _first_open(search, rng.random())
    added = toggle(covers, limits, search, closed[0])
    count = 1
    for _ in range(5 * wanted):
        if count == wanted:
            break
        option = _neighbour(covers, search, closed[int(rng.random() * count)], rng)
        if option >= 0:
            added += toggle(covers, limits, search, option)
            closed[count] = option
            count += 1
    far = _first_open(search, rng.random())
    if far >= 0 and rng.random() < FAR_SHARE:
        added += toggle(covers, limits, search, far)
    return added


@compiled
def _first_open(search: Search, chance: float) -> int:
    """The first open option from a random one on, round the circle; -1 when none is open."""
    size = search.is_open.size
    start = int(chance * size)
    for t in range(size):
        option = (start + t) % size
        if search.is_open[option]:
            return option
    return -1


@compiled
def _neighbour(covers: Covers, search: Search, option: int, rng: np.random.Generator) -> int:
    """An open option that shares a row, or is one option further; -1 when chance finds none."""
    via = option
    for _ in range(2):
        first, last = covers.option_start[via], covers.option_start[via + 1]
        if first == last:
            return -1
        row = covers.option_rows[first + int(rng.random() * (last - first))]
        first, last = covers.row_start[row], covers.row_start[row + 1]
        shift = int(rng.random() * (last - first))
        for t in range(last - first):
            via = int(covers.row_options[first + (shift + t) % (last - first)])
            if search.is_open[via]:
                return via
    return -1


@compiled
def _recreate(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    by_price: bool,
    noise: float,
    rng: np.random.Generator,
) -> tuple[Positions, float]:
    """Opens what scores best, with some noise, until nothing fits; what it opened, and the weight added."""
    opened = np.empty(price.option.size, np.int32)
    count, added = 0, 0.0
    while True:
        best, top = -1, 0.0
        for option in range(price.option.size):
            score = search.gain[option]
            if by_price:
                score /= to_open(limits, search, price, option)
            if score <= top or search.is_open[option]:
                continue
            score *= 1.0 - noise * rng.random()
            if score > top and fits(limits, search, option, -1):
                best, top = option, score
        if best < 0:
            return opened[:count], added
        added += toggle(covers, limits, search, best)
        opened[count] = best
        count += 1
