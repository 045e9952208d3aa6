"""Local search without limits: most weight covered less what options and sites charge.

A trial opens or closes one option (or a whole site) by force, lets the options around settle, and is taken
back unless that gained: so exchanges of one outlet for several, and of several for one, are found too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, Members, members
from siting.cover.price import Price
from siting.cover.search import Search, opened, value
from siting.cover.trial import Scratch, attempt, promise
from siting.inputs import Floats, Positions

LEAST_GAIN = 1e-12
"""Share of the total weight that a move must gain, so that rounding never makes the search go in circles."""


def priced_search(
    covers: Covers,
    charge: Floats,
    selection: Positions,
    site: Positions | None = None,
    site_charge: Floats | None = None,
) -> tuple[NDArray[np.bool_], float]:
    """Which options are open (n_options,) at a local optimum from the selection, and its value:

        sum_r w_r z_r - sum_k charge_k x_k - sum_g site_charge_g y_g

    charge: (n_options,) >= 0. site: (n_options,), -1 for none; site_charge: (n_sites,) >= 0, paid once by
    every site with an open option. No move of the kinds below gains: opening or closing one option; opening
    one and closing what it makes dispensable, or closing one and opening what then pays, each followed by all
    single moves around that gain; closing a site."""
    site = np.full(covers.n_options, -1, np.int32) if site is None else np.asarray(site, np.int32)
    site_charge = np.zeros(0) if site_charge is None else site_charge
    limits, price = _unlimited(site, len(site_charge)), Price(charge, site_charge)
    search = opened(covers, limits, selection)
    least = LEAST_GAIN * covers.total
    _settle_all(covers, limits, search, price, members(limits), _scratch(covers.n_options), least)
    paid = charge[search.is_open].sum() + site_charge[search.open_at > 0].sum()
    return search.is_open, value(covers, search) - float(paid)


def _unlimited(site: Positions, n_sites: int) -> Limits:
    """No limits, but sites that count their open options."""
    nothing, nobody = np.zeros(0), np.zeros(0, np.int32)
    start, site_start = np.zeros(len(site) + 1, np.int64), np.zeros(n_sites + 1, np.int64)
    return Limits(start, nobody, nothing, nothing, site, site_start, nobody, nothing)


def _scratch(n_options: int) -> Scratch:
    """Every option queued."""
    numbers, queued = np.arange(n_options, dtype=np.int32), np.ones(n_options, np.bool_)
    journal, seen = np.empty(2 * n_options + 8, np.int32), np.zeros(n_options, np.int32)
    return Scratch(numbers, queued, journal, numbers.copy(), seen, np.zeros(n_options))


@compiled
def _settle_all(
    covers: Covers, limits: Limits, search: Search, price: Price, at: Members, scratch: Scratch, least: float
) -> None:
    """Looks at options as long as any is queued; all around a change is queued again."""
    n_options = search.is_open.size
    first, waiting, trial = 0, n_options, 0
    while waiting > 0:
        option = int(scratch.queue[first])
        first = (first + 1) % n_options
        waiting -= 1
        scratch.queued[option] = False
        site = limits.site[option]
        near = 0
        if search.is_open[option] and site >= 0 and search.open_at[site] > 1:
            trial += 1
            near = attempt(covers, limits, search, price, at, scratch, option, site, least, trial)
        if near == 0 and (
            search.is_open[option] or promise(covers, limits, search, price, at, scratch, option) > least
        ):
            trial += 1
            near = attempt(covers, limits, search, price, at, scratch, option, -1, least, trial)
        for t in range(near):
            if not scratch.queued[scratch.near[t]]:
                scratch.queued[scratch.near[t]] = True
                scratch.queue[(first + waiting) % n_options] = scratch.near[t]
                waiting += 1
