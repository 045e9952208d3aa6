"""Search: a selection under change, with its gains kept exact; the moves every heuristic is made of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Limits, sums
from siting.inputs import Floats, Positions


class Search(NamedTuple):
    """is_open: (n_options,). covering: (n_rows,), how many open options reach the row; owner: their numbers in one
    exclusive or, so the only one's number where it is one.

    gain: (n_options,), weight that depends on this option alone: opening it would add, closing it would lose it.
    used: (n_limits,), what the open options take. open_at: (n_sites,), how many options of a site are open."""

    is_open: NDArray[np.bool_]
    covering: Positions
    owner: Positions
    gain: Floats
    used: Floats
    open_at: Positions

    @property
    def selection(self) -> Positions:
        """Open options, ascending."""
        return np.flatnonzero(self.is_open).astype(np.int32)


def empty(covers: Covers, limits: Limits) -> Search:
    """Nothing open."""
    weight = np.repeat(covers.weight, np.diff(covers.row_start))
    gain = sums(covers.row_options, weight, covers.n_options)
    closed = np.zeros(covers.n_options, np.bool_)
    used, open_at = np.zeros(len(limits.limit)), np.zeros(limits.n_sites, np.int32)
    nobody = np.zeros(covers.n_rows, np.int32)
    return Search(closed, nobody, nobody.copy(), gain, used, open_at)


def opened(covers: Covers, limits: Limits, selection: Positions) -> Search:
    """The options of the selection open, whether they keep within the limits or not."""
    search = empty(covers, limits)
    toggle_all(covers, limits, search, np.asarray(selection, np.int32))
    return search


def value(covers: Covers, search: Search) -> float:
    """Weight covered."""
    return float(covers.weight[search.covering > 0].sum())


def copied(search: Search) -> Search:
    """An independent copy."""
    is_open, covering, owner, gain, used, open_at = search
    copies = is_open.copy(), covering.copy(), owner.copy()
    return Search(*copies, gain.copy(), used.copy(), open_at.copy())


@compiled
def fits(limits: Limits, search: Search, option: int, instead_of: int) -> bool:
    """Whether a closed option can open beside those that are open, one of them closed first (-1: none)."""
    site, left = limits.site[option], -1
    if instead_of >= 0 and limits.site[instead_of] != site:
        left = limits.site[instead_of]
    pays = site >= 0 and search.open_at[site] == 0
    returned = left >= 0 and search.open_at[left] == 1
    for t in range(limits.start[option], limits.start[option + 1]):
        limit = limits.which[t]
        used = search.used[limit] + limits.amount[t]
        if pays:
            used += taken_once(limits, site, limit)
        if instead_of >= 0 and used > limits.limit[limit]:
            used -= taken_by(limits, instead_of, limit)
            if returned:
                used -= taken_once(limits, left, limit)
        if used > limits.limit[limit]:
            return False
    if pays:
        for t in range(limits.site_start[site], limits.site_start[site + 1]):
            limit = limits.site_which[t]
            used = search.used[limit] + limits.site_amount[t] + taken_by(limits, option, limit)
            if instead_of >= 0 and used > limits.limit[limit]:
                used -= taken_by(limits, instead_of, limit)
                if returned:
                    used -= taken_once(limits, left, limit)
            if used > limits.limit[limit]:
                return False
    return True


@compiled
def taken_by(limits: Limits, option: int, limit: int) -> float:
    """What the option itself takes from the limit."""
    amount = 0.0
    for t in range(limits.start[option], limits.start[option + 1]):
        if limits.which[t] == limit:
            amount += limits.amount[t]
    return amount


@compiled
def taken_once(limits: Limits, site: int, limit: int) -> float:
    """What the site takes from the limit once it has an open option."""
    amount = 0.0
    for t in range(limits.site_start[site], limits.site_start[site + 1]):
        if limits.site_which[t] == limit:
            amount += limits.site_amount[t]
    return amount


@compiled
def toggle(covers: Covers, limits: Limits, search: Search, option: int) -> float:
    """Opens the option if it is closed, else closes it; returns the weight that adds (negative: loses)."""
    sign = -1 if search.is_open[option] else 1
    search.is_open[option] = sign > 0
    for t in range(limits.start[option], limits.start[option + 1]):
        search.used[limits.which[t]] += sign * limits.amount[t]
    site = limits.site[option]
    if site >= 0:
        before = search.open_at[site]
        search.open_at[site] = before + sign
        if max(before, before + sign) == 1:
            for t in range(limits.site_start[site], limits.site_start[site + 1]):
                search.used[limits.site_which[t]] += sign * limits.site_amount[t]
    added = sign * search.gain[option]
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        before = search.covering[row]
        search.covering[row] = before + sign
        search.owner[row] ^= option
        if max(before, before + sign) == 1:
            change = sign * covers.weight[row]
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                search.gain[covers.row_options[s]] -= change
            search.gain[option] += change
        elif max(before, before + sign) == 2:
            other = search.owner[row] if sign < 0 else search.owner[row] ^ option
            search.gain[other] -= sign * covers.weight[row]
    return float(added)


@compiled
def toggle_all(covers: Covers, limits: Limits, search: Search, options: Positions) -> float:
    """Toggles these options one after the other; the weight that adds."""
    added = 0.0
    for option in options:
        added += toggle(covers, limits, search, option)
    return added
