"""Moves of simulated annealing: open, close, exchange; a site with all its options, or in place of another.

A move is worth the weight it adds less what prices charge for what it takes, sites once. Worth is known before
anything changes, except where options of several sites change places: those are tried, and taken back."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Members
from siting.cover.price import Price
from siting.cover.search import Search, fits, toggle
from siting.cover.swap import price_of, to_replace
from siting.cover.trial import worth
from siting.inputs import Floats

FAR_SHARE = 0.3
SITE_SHARE = 0.1
LOOKS = 3
OPEN, COVERED, MOST = 0, 1, 2


class Run(NamedTuple):
    """listed: open options, the first books[OPEN] entries; place: where each stands. journal: of a trial.

    best: (n_options,), the best selection seen. books: number of open options, weight covered, weight of best."""

    listed: NDArray[np.int64]
    place: NDArray[np.int64]
    journal: NDArray[np.int64]
    best: NDArray[np.bool_]
    books: Floats


@compiled
def anneal(
    covers: Covers,
    limits: Limits,
    at: Members,
    search: Search,
    price: Price,
    run: Run,
    heat: float,
    cooling: float,
    steps: int,
    rng: np.random.Generator,
) -> float:
    """Proposes `steps` moves; one that loses l is made with chance exp(-l / heat). The heat afterwards.

    cooling: factor on the heat after each proposal. Keeps within the limits throughout."""
    n_options = search.is_open.size
    for _ in range(steps):
        heat *= cooling
        least = heat * math.log(1.0 - rng.random())
        option = int(rng.random() * n_options)
        site = limits.site[option]
        if site >= 0 and rng.random() < SITE_SHARE:
            _site_move(covers, limits, at, search, price, run, option, least, rng)
        elif search.is_open[option] or _may_open(limits, search, price, option, least):
            if worth(limits, search, price, option) >= least:
                _flip(covers, limits, search, run, option)
        else:
            out = _outgoing(covers, search, run, option, rng)
            if out >= 0 and _pays(covers, limits, search, price, option, out, least):
                _flip(covers, limits, search, run, out)
                _flip(covers, limits, search, run, option)
        if run.books[COVERED] > run.books[MOST]:
            run.books[MOST] = run.books[COVERED]
            run.best[:] = search.is_open
    return heat


@compiled
def _may_open(limits: Limits, search: Search, price: Price, option: int, least: float) -> bool:
    return bool(worth(limits, search, price, option) >= least and fits(limits, search, option, -1))


@compiled
def _outgoing(covers: Covers, search: Search, run: Run, option: int, rng: np.random.Generator) -> int:
    """An open option that alone covers one of this option's rows, or any; -1 when chance finds none."""
    first, last = covers.option_start[option], covers.option_start[option + 1]
    if run.books[OPEN] == 0 or first == last:
        return -1
    if rng.random() < FAR_SHARE:
        return int(run.listed[int(rng.random() * run.books[OPEN])])
    for _ in range(LOOKS):
        row = covers.option_rows[first + int(rng.random() * (last - first))]
        if search.covering[row] == 1:
            return int(search.owner[row])
    return -1


@compiled
def _pays(
    covers: Covers, limits: Limits, search: Search, price: Price, option: int, out: int, least: float
) -> bool:
    """Whether the option in place of `out` is worth at least that, and fits."""
    most = search.gain[option] + price_of(limits, search, price, out)
    most -= to_replace(limits, search, price, option, out) + least
    if most < 0.0 or not fits(limits, search, option, out):
        return False
    both = 0.0
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        if search.owner[row] == out and search.covering[row] == 1:
            both += covers.weight[row]
    return bool(most + both >= search.gain[out])


@compiled
def _site_move(
    covers: Covers,
    limits: Limits,
    at: Members,
    search: Search,
    price: Price,
    run: Run,
    option: int,
    least: float,
    rng: np.random.Generator,
) -> None:
    """Closes the option's site if it is open; else opens it, at times in place of another."""
    site, count, gained = limits.site[option], 0, 0.0
    if search.open_at[site] > 0:
        gained, count = _close_site(covers, limits, at, search, price, run, site, count)
    else:
        out = _outgoing(covers, search, run, option, rng)
        if out >= 0 and limits.site[out] >= 0 and rng.random() < 0.5:
            gained, count = _close_site(covers, limits, at, search, price, run, limits.site[out], count)
        while True:
            best, most = -1, 0.0
            for t in range(at.start[site], at.start[site + 1]):
                other = at.options[t]
                more = search.gain[other] - price.option[other]
                if not search.is_open[other] and more > most and fits(limits, search, other, -1):
                    best, most = other, more
            if best < 0:
                break
            gained += worth(limits, search, price, best)
            _flip(covers, limits, search, run, best)
            run.journal[count] = best
            count += 1
    if gained < least:
        for t in range(count - 1, -1, -1):
            _flip(covers, limits, search, run, run.journal[t])


@compiled
def _close_site(
    covers: Covers, limits: Limits, at: Members, search: Search, price: Price, run: Run, site: int, count: int
) -> tuple[float, int]:
    """Closes all options of a site; what that gains, and the length of the journal."""
    gained = 0.0
    for t in range(at.start[site], at.start[site + 1]):
        option = at.options[t]
        if search.is_open[option]:
            gained += worth(limits, search, price, option)
            _flip(covers, limits, search, run, option)
            run.journal[count] = option
            count += 1
    return gained, count


@compiled
def _flip(covers: Covers, limits: Limits, search: Search, run: Run, option: int) -> None:
    """Toggles the option and keeps the list of open ones."""
    run.books[COVERED] += toggle(covers, limits, search, option)
    if search.is_open[option]:
        spot = int(run.books[OPEN])
        run.books[OPEN] += 1.0
    else:
        run.books[OPEN] -= 1.0
        last, spot = run.listed[int(run.books[OPEN])], run.place[option]
        run.listed[spot], run.place[last] = last, spot
        return
    run.listed[spot], run.place[option] = option, spot
