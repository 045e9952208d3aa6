"""Trials of a search by prices: a forced change, all around it settled, and taken back unless that gained."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Members
from siting.cover.price import Price, to_open
from siting.cover.search import Search, toggle
from siting.cover.swap import price_of
from siting.inputs import Floats, Positions


class Scratch(NamedTuple):
    """queue: (n_options,) options to look at, a ring; queued: which are in it. journal: what a trial toggled.

    near: options around a trial; seen: (n_options,), number of the last trial each was near. share: zeros."""

    queue: Positions
    queued: NDArray[np.bool_]
    journal: Positions
    near: Positions
    seen: Positions
    share: Floats


@compiled
def promise(
    covers: Covers, limits: Limits, search: Search, price: Price, at: Members, scratch: Scratch, option: int
) -> float:
    """The most that opening an option gains with its site's other options, and without outlets it replaces."""
    site = limits.site[option]
    gained = search.gain[option] - to_open(limits, search, price, option)
    if site >= 0 and search.open_at[site] == 0:
        for t in range(at.start[site], at.start[site + 1]):
            other = at.options[t]
            if other != option:
                gained += max(0.0, search.gain[other] - price.option[other])
    first, last = covers.option_start[option], covers.option_start[option + 1]
    for t in range(first, last):
        row = covers.option_rows[t]
        if search.covering[row] == 1:
            scratch.share[search.owner[row]] += covers.weight[row]
    for t in range(first, last):
        row = covers.option_rows[t]
        if search.covering[row] == 1 and scratch.share[search.owner[row]] > 0.0:
            other = search.owner[row]
            lost = search.gain[other] - scratch.share[other]
            gained += max(0.0, price_of(limits, search, price, other) - lost)
            scratch.share[other] = 0.0
    return float(gained)


@compiled
def attempt(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    at: Members,
    scratch: Scratch,
    option: int,
    site: int,
    least: float,
    trial: int,
) -> int:
    """Toggles the option, or closes the whole site (-1: none), and lets all around settle.

    Takes everything back and returns 0 unless that gains; else how many options of `near` are around."""
    gained, count, near = 0.0, 0, 0
    if site < 0:
        gained += worth(limits, search, price, option)
        toggle(covers, limits, search, option)
        scratch.journal[0], count = option, 1
    else:
        for t in range(at.start[site], at.start[site + 1]):
            if search.is_open[at.options[t]]:
                gained += worth(limits, search, price, at.options[t])
                toggle(covers, limits, search, at.options[t])
                scratch.journal[count] = at.options[t]
                count += 1
    for t in range(count):
        near = gather(covers, limits, at, scratch, scratch.journal[t], near, trial)
    while count < scratch.journal.size:
        best, most = -1, least
        for t in range(near):
            other = scratch.near[t]
            if other == option or (site >= 0 and limits.site[other] == site):
                continue
            more = worth(limits, search, price, other)
            if more > most:
                best, most = other, more
        if best < 0:
            break
        gained += most
        toggle(covers, limits, search, best)
        scratch.journal[count] = best
        count += 1
        near = gather(covers, limits, at, scratch, best, near, trial)
    if gained > least:
        return near
    for t in range(count - 1, -1, -1):
        toggle(covers, limits, search, scratch.journal[t])
    return 0


@compiled
def gather(
    covers: Covers, limits: Limits, at: Members, scratch: Scratch, option: int, near: int, trial: int
) -> int:
    """Adds the options that share a row or a site with this one to the `near` first ones; how many that makes."""
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        for s in range(covers.row_start[row], covers.row_start[row + 1]):
            other = covers.row_options[s]
            if scratch.seen[other] != trial:
                scratch.seen[other] = trial
                scratch.near[near] = other
                near += 1
    site = limits.site[option]
    if site >= 0:
        for t in range(at.start[site], at.start[site + 1]):
            other = at.options[t]
            if scratch.seen[other] != trial:
                scratch.seen[other] = trial
                scratch.near[near] = other
                near += 1
    return near


@compiled
def worth(limits: Limits, search: Search, price: Price, option: int) -> float:
    """What toggling the option would gain, less what it is charged."""
    if search.is_open[option]:
        return float(price_of(limits, search, price, option) - search.gain[option])
    return float(search.gain[option] - to_open(limits, search, price, option))
