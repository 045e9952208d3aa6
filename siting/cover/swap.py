"""Swap: closes an option and opens another where that covers more, with exact gains.

What an exchange adds is gain(in) - loss(out) + extra(out, in), the last over rows that only `out` covers and
`in` reaches (M. G. C. Resende and R. F. Werneck 2007, doi:10.1016/j.ejor.2005.02.069)."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits
from siting.cover.greedy import greedy
from siting.cover.price import Price, above_zero, to_open
from siting.cover.search import Search, fits, toggle
from siting.inputs import Floats, Positions


def swap(covers: Covers, limits: Limits, search: Search, price: Price, most_passes: int = 20) -> bool:
    """Passes over all open options until none finds an exchange, at most most_passes; whether the last one did.

    After each pass, options whose rows others cover too are closed, and what then fits is opened greedily by
    gain / price. Among exchanges of equal worth the cheaper one counts as better, so the search ends."""
    price = above_zero(price)
    extra = np.zeros(covers.n_options)
    for _ in range(most_passes):
        before = search.is_open.copy()
        swap_pass(covers, limits, search, price, search.selection, extra)
        close_useless(covers, limits, search)
        greedy(covers, limits, search, price)
        if np.array_equal(before, search.is_open):
            return False
    return True


def close_useless(covers: Covers, limits: Limits, search: Search) -> None:
    """Closes open options, lowest position first, all of whose rows are covered by others too."""
    for option in np.flatnonzero(search.is_open & (search.gain == 0.0)):
        if search.gain[option] == 0.0:
            toggle(covers, limits, search, int(option))


@compiled
def swap_pass(
    covers: Covers,
    limits: Limits,
    search: Search,
    price: Price,
    outgoing: Positions,
    extra: Floats,
) -> float:
    """Tries to exchange each open one of `outgoing` for the best closed one; returns the weight gained.

    extra: (n_options,) zeros, used as scratch and left zero."""
    gained = 0.0
    for out in outgoing.astype(np.int64):
        if not search.is_open[out]:
            continue
        _mark_extra(covers, search, out, extra, 1.0)
        best = _best_entry(limits, search, price, out, extra)
        _mark_extra(covers, search, out, extra, 0.0)
        if best >= 0:
            gained += toggle(covers, limits, search, out)
            gained += toggle(covers, limits, search, best)
    return gained


@compiled
def _mark_extra(covers: Covers, search: Search, out: int, extra: Floats, sign: float) -> None:
    """Adds to extra (sign 1) or clears it (sign 0) over the rows that only `out` covers."""
    for t in range(covers.option_start[out], covers.option_start[out + 1]):
        row = covers.option_rows[t]
        if search.covering[row] == 1:
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                option = covers.row_options[s]
                extra[option] = sign * (extra[option] + covers.weight[row])


@compiled
def _best_entry(limits: Limits, search: Search, price: Price, out: int, extra: Floats) -> int:
    """The option to open in place of `out`: most added, then cheapest, then lowest position; -1 for none."""
    best, most, least = -1, search.gain[out], price_of(limits, search, price, out)
    for option in range(price.option.size):
        added = search.gain[option] + extra[option]
        if added < most or search.is_open[option]:
            continue
        cost = to_replace(limits, search, price, option, out)
        if (added > most or cost < least) and fits(limits, search, option, out):
            best, most, least = option, added, cost
    return best


@compiled
def price_of(limits: Limits, search: Search, price: Price, option: int) -> float:
    """What closing an open option would save: with its site where it stands alone."""
    site = limits.site[option]
    if site >= 0 and search.open_at[site] == 1:
        return float(price.option[option] + price.site[site])
    return float(price.option[option])


@compiled
def to_replace(limits: Limits, search: Search, price: Price, option: int, out: int) -> float:
    """What opening a closed option would cost once `out` is closed."""
    site = limits.site[option]
    if site >= 0 and site == limits.site[out] and search.open_at[site] == 1:
        return float(price.option[option] + price.site[site])
    return to_open(limits, search, price, option)
