"""The relaxation with cuts as a game: options, rows and sites maximise, prices minimise.

    max over x, z, y in [0, 1]   min over u, mu, p, v >= 0

        sum w z + u (A x - z) + mu (most + N x - M z) + p (limit - C x - S y) + v (y - x)

M, N: rows and options of the cuts; y: sites that pay their own charge once; v only for options of such sites.
A row without cuts needs no z: it is 1, and its price at most its weight."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_income
from siting.cover.covers import Covers, Limits, Starts, owners, sums
from siting.cover.cuts import Cuts
from siting.inputs import Floats

TINY = 1e-12


class Game(NamedTuple):
    """ends: where x, z, y, u, mu, p and v end in a position of the game, one flat array of all seven.

    length: (ends[-1],), how far each entry moves for a unit of its slope. in_cut: (n_rows,)."""

    covers: Covers
    limits: Limits
    cuts: Cuts
    ends: Starts
    length: Floats
    in_cut: NDArray[np.bool_]


def game(covers: Covers, limits: Limits, cuts: Cuts) -> Game:
    """The game with step lengths by T. Pock and A. Chambolle 2011, doi:10.1109/ICCV.2011.6126441: one over the sum
    of a column, or of a row, each row first scaled to what it is about: weight covered."""
    n_rows, n_options, n_limits = covers.n_rows, covers.n_options, len(limits.limit)
    in_cut = np.zeros(n_rows, np.bool_)
    in_cut[cuts.rows] = True
    cut_of_row, cut_of_option = owners(cuts.start), owners(cuts.option_start)
    sizes = np.maximum(sums(cut_of_row, cuts.times, len(cuts.most)), 1.0)
    cut_scale = sums(cut_of_row, cuts.times * covers.weight[cuts.rows], len(cuts.most)) / sizes
    option = option_income(covers, covers.weight)
    option += sums(cuts.options, cuts.coefficient * cut_scale[cut_of_option], n_options)
    row = covers.weight + sums(cuts.rows, cuts.times * cut_scale[cut_of_row], n_rows)
    shared = limits.site >= 0
    share = np.where(shared, option, 0.0)
    asked = sums(limits.which, limits.amount, n_limits) + sums(
        limits.site_which, limits.site_amount, n_limits
    )
    worth = sums(limits.which, np.repeat(option, np.diff(limits.start)), n_limits)
    limit_scale = np.maximum(worth, TINY) / np.maximum(asked, TINY)
    option += share + sums(owners(limits.start), limits.amount * limit_scale[limits.which], n_options)
    once = sums(
        owners(limits.site_start), limits.site_amount * limit_scale[limits.site_which], limits.n_sites
    )
    site = sums(limits.site[shared], share[shared], limits.n_sites) + once
    width = sizes + sums(cut_of_option, cuts.coefficient, len(cuts.most))
    length = (
        1.0 / np.maximum(option, TINY),
        1.0 / row,
        1.0 / np.maximum(site, TINY),
        covers.weight / (np.diff(covers.row_start) + in_cut),
        cut_scale / width,
        limit_scale / np.maximum(asked, TINY),
        share / 2.0,
    )
    ends = np.cumsum([len(part) for part in length])
    return Game(_unsigned(covers), limits, cuts, ends, np.concatenate(length), in_cut)


def _unsigned(covers: Covers) -> Covers:
    """The same, with positions as unsigned numbers: looking up where none can be negative takes a third less time."""
    options: Any = covers.row_options.view(np.uint32)
    rows: Any = covers.option_rows.view(np.uint32)
    return covers._replace(row_options=options, option_rows=rows)


def parts(game: Game, position: Floats) -> list[Floats]:
    """x, z, y, u, mu, p, v of a position, as views."""
    return np.split(position, game.ends[:-1])


def position(game: Game, x: Floats, row_price: Floats, limit_price: Floats, cut_price: Floats) -> Floats:
    """The position of these options and prices: rows as far as they are covered, a site as its widest option,
    and what an option owes its site out of what it earns."""
    covers, limits = game.covers, game.limits
    z = np.minimum(1.0, np.add.reduceat(x[covers.row_options], covers.row_start[:-1]))
    y = np.zeros(limits.n_sites)
    shared = np.flatnonzero(limits.site >= 0)
    np.maximum.at(y, limits.site[shared], x[shared])
    own = sums(owners(limits.start), limits.amount * limit_price[limits.which], covers.n_options)
    owed = np.zeros(covers.n_options)
    owed[shared] = np.maximum(option_income(covers, row_price) - own, 0.0)[shared]
    return np.concatenate((x, z, y, row_price, cut_price, limit_price, owed))
