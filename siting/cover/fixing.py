"""Reduced profits decide options for good: what no better selection can open or close.

If closing option k, which the prices say to open, already pushes the bound down to what is known to be
covered, then every better selection opens k; and the other way round. Where a site g takes something for
itself, its term of the bound is max(0, s_g - F_g), s_g the profits of its options, F_g its own charge:
opening k there for good lowers it by max(0, -profit_k) + max(0, F_g - s_g), closing k by
min(max(0, profit_k), max(0, s_g - F_g)), and closing the whole site by max(0, s_g - F_g)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_income
from siting.cover.covers import Covers, Limits, sums, taken
from siting.cover.cuts import cut_charges, cut_income
from siting.cover.interior_point import Relaxation
from siting.cover.narrow import narrow_covers, narrow_limits
from siting.cover.price import Price, charged
from siting.inputs import Floats, Positions

MARGIN = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Residual:
    """What is left to decide. opened: options open for good. options: still undecided, ascending.

    covers: merged rows that no opened option reaches, by the undecided options (numbered anew).
    limits: what is left of the limits, by the undecided options; an option whose site is paid for, since an
    opened option or every better selection pays for it, has site -1. used: (n_limits,), what that took.
    base: weight that the opened options cover. possible: False when nothing is left of a limit already, so
    that no better selection exists. reached: (n_rows,), rows of the whole question that the opened ones cover.
    paid: (n_sites,), sites whose charge is in `used`."""

    opened: Positions
    options: Positions
    covers: Covers
    limits: Limits
    used: Floats
    base: float
    possible: bool
    reached: NDArray[np.bool_]
    paid: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Drops:
    """By how much the bound falls, at the least, when an option has to be open (if_opened) or closed (if_closed),
    both (n_options,), or a whole site closed (n_sites,); at any prices one of an option's two is 0 or nearly so."""

    if_opened: Floats
    if_closed: Floats
    if_site_closed: Floats


def income(covers: Covers, relaxation: Relaxation) -> Floats:
    """(n_options,) what the prices of rows and cuts pay each option."""
    cuts, paid = relaxation.cuts, option_income(covers, relaxation.row_price)
    return paid + cut_income(cuts, relaxation.cut_price, covers.n_options)


def drops(limits: Limits, price: Price, income: Floats) -> Drops:
    """The drops at what options and sites are charged, and what prices pay the options (n_options,)."""
    profit = income - price.option
    shared = limits.site >= 0
    gained = sums(limits.site[shared], np.maximum(profit[shared], 0.0), limits.n_sites)
    ahead = np.append(gained - price.site, 0.0)
    worth = np.where(shared, ahead[limits.site], np.inf)
    return Drops(
        np.maximum(-profit, 0.0) + np.where(shared, np.maximum(-worth, 0.0), 0.0),
        np.minimum(np.maximum(profit, 0.0), np.maximum(worth, 0.0)),
        ahead[:-1],
    )


def decided(
    covers: Covers, limits: Limits, relaxation: Relaxation, least: float
) -> tuple[Positions, Positions]:
    """Options that every selection covering at least `least` opens, and those that each such selection closes,
    whatever else it has to obey. The relaxation's prices may come from anywhere."""
    row_price = np.clip(relaxation.row_price, 0.0, covers.weight)
    paid = income(covers, replace(relaxation, row_price=row_price))
    fall = drops(limits, charged(limits, relaxation.limit_price), paid)
    bound = _uncapped(covers, limits, relaxation, row_price, fall)
    room = bound + MARGIN * max(bound, covers.total) - least
    opened, closed = np.flatnonzero(fall.if_closed > room), np.flatnonzero(fall.if_opened > room)
    return opened.astype(np.int32), closed.astype(np.int32)


def _uncapped(
    covers: Covers, limits: Limits, relaxation: Relaxation, row_price: Floats, fall: Drops
) -> float:
    """What the prices prove, be it more than the weight of all rows: from there, and not from the relaxation's
    bound, it falls by the drops."""
    cuts, cut_price = relaxation.cuts, relaxation.cut_price
    spare = np.maximum(covers.weight - row_price - cut_charges(cuts, cut_price, covers.n_rows), 0.0)
    stock = relaxation.limit_price @ limits.limit + cut_price @ cuts.most
    alone = fall.if_closed[limits.site < 0]
    return float(spare.sum() + alone.sum() + np.maximum(fall.if_site_closed, 0.0).sum() + stock)


def fix_within(covers: Covers, limits: Limits, fall: Drops, room: Floats) -> Residual:
    """The residual question when no selection of interest costs an option a drop above its room (n_options,).

    A site is paid for when its drop is above the room of all of its options."""
    idle = np.diff(covers.option_start) == 0
    opened = (fall.if_closed > room) & ~idle
    most = np.zeros(limits.n_sites)
    shared = limits.site >= 0
    np.maximum.at(most, limits.site[shared], room[shared])
    return residual(
        covers, limits, opened, (fall.if_opened <= room) & ~opened & ~idle, fall.if_site_closed > most
    )


def residual(
    covers: Covers,
    limits: Limits,
    opened: NDArray[np.bool_],
    free: NDArray[np.bool_],
    paid: NDArray[np.bool_] | None = None,
) -> Residual:
    """The question on the free options, without the rows that the opened ones reach, merged again.

    opened, free: (n_options,). paid: (n_sites,) sites that every selection of interest pays for."""
    reached = np.zeros(covers.n_rows, np.bool_)
    reached[covers.option_rows[np.repeat(opened, np.diff(covers.option_start))]] = True
    paid = np.zeros(limits.n_sites + 1, np.bool_) if paid is None else np.append(paid, False)
    paid[limits.site[opened & (limits.site >= 0)]] = True
    used = taken(limits, opened, paid[:-1])
    left = narrow_limits(limits, free)
    left = left._replace(limit=limits.limit - used, site=np.where(paid[left.site], np.int32(-1), left.site))
    return Residual(
        np.flatnonzero(opened).astype(np.int32),
        np.flatnonzero(free).astype(np.int32),
        narrow_covers(covers, free, ~reached),
        left,
        used,
        float(covers.weight[reached].sum()),
        not (used > limits.limit).any(),
        reached,
        paid[:-1],
    )
