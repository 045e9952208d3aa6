"""The question at the prices of its limits: it falls into pieces, and each is decided, and proven, for itself.

    UB(p) = p . limit + sum over pieces of  max  (weight covered - charges)        for every p >= 0

A piece starts with the relaxation's prices as its bound and the best selection known as its value; what lies
between fixes most of its options, and what is left falls into smaller pieces yet, for a solver."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from siting.cover.covers import Covers, Limits, sums
from siting.cover.cuts import cut_charges
from siting.cover.fixing import Drops, Residual, drops, fix_within, income, residual
from siting.cover.interior_point import Relaxation
from siting.cover.pieces import Pieces, pieces
from siting.cover.price import Price, charged
from siting.cover.priced import priced_search
from siting.inputs import Floats, Positions
from siting.strategies._exact import Standing
from siting.strategies._priced_pieces import Decided, decide, left_open

ROUNDING = 1e-12


@dataclass(slots=True, eq=False)
class Priced:
    """stock: p . limit, and weight covered anyway. fall: drops of the bound by row prices.

    lagrangian, bound, value: (n_pieces,), that bound, the best bound, and what the selection is_open is worth at the
    prices."""

    covers: Covers
    limits: Limits
    price: Price
    row_price: Floats
    stock: float
    pieces: Pieces
    fall: Drops
    lagrangian: Floats
    bound: Floats
    is_open: NDArray[np.bool_]
    value: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.worth(self.is_open)

    @property
    def total(self) -> float:
        """A bound on all selections that keep within the limits."""
        total = self.stock + float(self.bound.sum())
        return total + ROUNDING * abs(total)

    def worth(self, is_open: NDArray[np.bool_]) -> Floats:
        """(n_pieces,) weight that the options cover, less what they and their sites are charged."""
        covers, limits, found = self.covers, self.limits, self.pieces
        covered = np.zeros(covers.n_rows, np.bool_)
        covered[covers.option_rows[np.repeat(is_open, np.diff(covers.option_start))]] = True
        worth = found.totals(
            np.where(covered, covers.weight, 0.0), np.where(is_open, -self.price.option, 0.0)
        )
        for site, option in zip(*np.unique(limits.site[is_open], return_index=True), strict=True):
            if site >= 0:
                worth[found.option[np.flatnonzero(is_open)[option]]] -= self.price.site[site]
        return worth

    def offer(self, selection: Positions) -> None:
        """Takes, piece by piece, what is better than the selection known."""
        is_open = np.zeros(len(self.is_open), np.bool_)
        is_open[selection] = True
        worth = self.worth(is_open)
        better = worth > self.value
        self.is_open = np.where(better[self.pieces.option], is_open, self.is_open)
        self.value = np.where(better, worth, self.value)

    def base(self, left: Residual) -> Floats:
        """(n_pieces,) what the opened options of a residual question are worth, all its paid sites paid."""
        is_open = np.zeros(len(self.is_open), np.bool_)
        is_open[left.opened] = True
        paid, site = left.paid.copy(), self.limits.site
        paid[site[is_open & (site >= 0)]] = False
        piece = np.zeros(len(paid), np.int64)
        piece[site[site >= 0]] = self.pieces.option[site >= 0]
        return self.worth(is_open) - sums(piece[paid], self.price.site[paid], self.pieces.count)

    def room(self) -> Floats:
        """(n_pieces,) how much the first bound may fall in a selection that is worth more than the known one."""
        slack = ROUNDING * np.maximum(np.abs(self.lagrangian), 1.0)
        return self.lagrangian - self.value + slack

    def least_drop(self) -> Floats:
        """(n_options,) how decided an option is: the larger of its two drops."""
        return np.maximum(self.fall.if_opened, self.fall.if_closed)

    def budget_room(self, value: float) -> Floats:
        """(n_options,) the room of each option when a selection has to keep within the limits and cover more than
        value: its piece may fall to what the other pieces' bounds leave."""
        spare = self.total - value
        return (spare + self.lagrangian - self.bound)[self.pieces.option]


def priced(
    covers: Covers, limits: Limits, relaxation: Relaxation, selection: Positions, base: float = 0.0
) -> Priced:
    """The question at the relaxation's prices, with a selection to begin with. base: weight covered anyway."""
    price, row_price = (
        charged(limits, relaxation.limit_price),
        np.clip(relaxation.row_price, 0.0, covers.weight),
    )
    found, paid = pieces(covers, limits.site), income(covers, replace(relaxation, row_price=row_price))
    cuts, cut_price = relaxation.cuts, relaxation.cut_price
    spare = covers.weight - row_price - cut_charges(cuts, cut_price, covers.n_rows)
    lagrangian = found.bounds(np.maximum(spare, 0.0), paid, price, limits.site)
    # The rows of a cut share options, and so lie in one piece.
    lagrangian += sums(found.row[cuts.rows[cuts.start[:-1]]], cut_price * cuts.most, found.count)
    fall = drops(limits, price, paid)
    stock = base + float(relaxation.limit_price @ limits.limit)
    begun = np.flatnonzero(relaxation.x > 0.5).astype(np.int32)
    is_open, _ = priced_search(covers, price.option, begun, limits.site, price.site)
    now = Priced(covers, limits, price, row_price, stock, found, fall, lagrangian, lagrangian.copy(), is_open)
    now.offer(selection)
    return now


def settle_pieces(
    now: Priced, standing: Standing, most_options: int, time_s: float, backend: str, seed: int
) -> bool:
    """One round over all pieces that are not proven: decides each among at most most_options of its options, those
    that are least decided. Better bounds are proven on the way. Whether a larger round could do more."""
    room, least = now.room(), now.least_drop()
    active = now.bound - now.value > ROUNDING * np.maximum(np.abs(now.bound), 1.0)
    within, cut = _narrowed(now.pieces, least, np.where(active, room, -1.0), most_options)
    left = _left_open(now, active, within)
    rest = left_open(now.covers, now.price, now.row_price, now.is_open, left)
    decided = decide(rest, standing, time_s, backend, seed)
    _take(now, left, decided, active, ~cut)
    standing.prove(now.total)
    return bool((cut & active).any() or not decided.proven)


def _narrowed(
    found: Pieces, least: Floats, room: Floats, most_options: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """(n_pieces,) the room that leaves at most most_options undecided, and where that is less than the room."""
    within, cut = room.copy(), np.zeros(found.count, np.bool_)
    undecided = least <= room[found.option]
    for piece in np.flatnonzero(sums(found.option, undecided, found.count) > most_options):
        mine = least[undecided & (found.option == piece)]
        within[piece], cut[piece] = np.partition(mine, most_options - 1)[most_options - 1], True
    return within, cut


def _left_open(now: Priced, active: NDArray[np.bool_], within: Floats) -> Residual:
    """What is open within the room of each active piece; the others keep their selection."""
    covers, limits, option = now.covers, now.limits, now.pieces.option
    if active.all():
        return fix_within(covers, limits, now.fall, within[option])
    idle, live = np.diff(covers.option_start) == 0, active[option]
    room = within[option]
    opened = np.where(live, (now.fall.if_closed > room) & ~idle, now.is_open)
    free = live & (now.fall.if_opened <= room) & ~opened & ~idle
    return residual(covers, limits, opened, free)


def _take(
    now: Priced,
    left: Residual,
    decided: Decided,
    active: NDArray[np.bool_],
    exact: NDArray[np.bool_],
) -> None:
    """Keeps the better selection and the better bound of each piece."""
    now.offer(np.concatenate((left.opened, left.options[decided.is_open])))
    base = now.base(left)
    bound = base + sums(now.pieces.option[left.options], decided.bound, now.pieces.count)
    bound = np.where(active & exact, np.maximum(bound, now.value), now.bound)
    now.bound = np.minimum(now.bound, bound)
