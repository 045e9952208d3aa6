"""Repair: a selection that takes too much gives up what it misses least, until it keeps within the limits."""

from __future__ import annotations

import numpy as np

from siting.cover.bound import option_income
from siting.cover.covers import Covers, Limits, sums
from siting.cover.price import Price, above_zero
from siting.cover.search import Search, toggle


def repair(covers: Covers, limits: Limits, search: Search, price: Price) -> None:
    """Closes open options that take from an exceeded limit, least loss per price first, one at a time.

    price: what options and sites count as; a site's counts for the last option that is open there."""
    price = above_zero(price)
    while (search.used > limits.limit).any():
        broken = (search.used > limits.limit).astype(np.float64)
        takes = _takes(limits, broken)
        candidates = np.flatnonzero(search.is_open & takes)
        lost = option_income(covers, np.where(search.covering == 1, covers.weight, 0.0))[candidates]
        site = limits.site[candidates]
        last = (site >= 0) & (search.open_at[site] == 1) if limits.n_sites else np.zeros(len(site), bool)
        once = np.where(last, price.site[site], 0.0) if limits.n_sites else 0.0
        cheapest = candidates[np.argmin(lost / (price.option[candidates] + once))]
        toggle(covers, limits, search, int(cheapest))


def _takes(limits: Limits, broken: np.ndarray) -> np.ndarray:
    """(n_options,) which options, or their sites, take from a broken limit."""
    n_options = len(limits.start) - 1
    own = np.repeat(np.arange(n_options), np.diff(limits.start))
    takes = sums(own, limits.amount * broken[limits.which], n_options) > 0
    if limits.n_sites:
        places = np.repeat(np.arange(limits.n_sites), np.diff(limits.site_start))
        once = sums(places, limits.site_amount * broken[limits.site_which], limits.n_sites) > 0
        takes |= (limits.site >= 0) & once[limits.site]
    return np.asarray(takes)
