"""The relaxation with cuts: rounds of finding cuts that x breaks and of pricing them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from siting.cover.bound import proven_bound
from siting.cover.covers import Covers, Limits
from siting.cover.cuts import Cuts, chosen, cut_charges, joined, parity_cuts
from siting.cover.first_order import Play
from siting.cover.first_order.game import game, parts, position
from siting.cover.interior_point import Relaxation
from siting.cover.separate import Triples, odd_triples
from siting.inputs import Floats

SWEEPS = 100
LOOKS, MOST_LOOKS = 3, 24
LITTLE = 2e-5
STARTS = 2500
MOST_NEW = 2000
WORTH = 1e-4
MOST_IDLE = 4


def tightened(
    covers: Covers,
    limits: Limits,
    relaxation: Relaxation,
    value: float,
    go_on: Callable[[Relaxation], bool],
    rng: np.random.Generator,
) -> Relaxation:
    """The relaxation with prices of cuts that prove a lower bound; x and covered stay what they were.

    value: weight covered by the best selection known; no bound below it is looked for.
    go_on: shown the best so far after every SWEEPS sweeps; False ends it. It ends by itself where
    MOST_IDLE rounds in a row bettered next to nothing, each with twice as many new cuts as the one before."""
    best, idle = relaxation, 0
    cuts, cut_price = relaxation.cuts, relaxation.cut_price
    x, boldness = relaxation.x, 1.0
    row_price, limit_price = relaxation.row_price, relaxation.limit_price
    while idle < MOST_IDLE and best.bound > value:
        triples = odd_triples(covers, x, STARTS << idle, MOST_NEW << idle, rng)
        cuts, cut_price = _with(covers, cuts, cut_price, triples)
        playing = game(covers, limits, cuts)
        play = Play(playing, position(playing, x, row_price, limit_price, cut_price), boldness)
        before, lowest = best.bound, math.inf
        for look in range(MOST_LOOKS):
            play.sweep(SWEEPS)
            x, _, _, row_price, cut_price, limit_price, _ = parts(playing, play.position)
            now = _priced(covers, limits, best, row_price, limit_price, cuts, cut_price)
            best = now if now.bound < best.bound else best
            if not go_on(best):
                return best
            if look >= LOOKS and now.bound > (1.0 - LITTLE) * lowest:
                break
            lowest = min(lowest, now.bound)
        boldness = play.boldness
        idle = 0 if best.bound < (1.0 - LITTLE) * before else idle + 1
    return best


def _with(covers: Covers, cuts: Cuts, cut_price: Floats, triples: Triples) -> tuple[Cuts, Floats]:
    """The cuts that are worth their price, and those of new triples at price 0."""
    keep = cut_price > WORTH * covers.weight.mean()
    old = chosen(cuts, keep)
    known = {tuple(rows.tolist()) for rows in np.split(old.rows, old.start[1:-1])}
    new = np.array([rows for rows in triples.tolist() if tuple(rows) not in known], np.int32).reshape(-1, 3)
    start = np.arange(0, new.size + 1, 3, dtype=np.int64)
    made = parity_cuts(covers, start, new.ravel(), np.ones(new.size, np.int64))
    return joined(old, made), np.concatenate((cut_price[keep], np.zeros(len(new))))


def _priced(
    covers: Covers,
    limits: Limits,
    best: Relaxation,
    row_price: Floats,
    limit_price: Floats,
    cuts: Cuts,
    cut_price: Floats,
) -> Relaxation:
    """What these prices prove, a row's price cut to what its cuts leave of its weight."""
    left = np.maximum(covers.weight - cut_charges(cuts, cut_price, covers.n_rows), 0.0)
    prices = np.minimum(row_price, left), limit_price.copy()
    bound = proven_bound(covers, limits, *prices, cuts, cut_price)
    return replace(
        best, row_price=prices[0], limit_price=prices[1], bound=bound, cuts=cuts, cut_price=cut_price.copy()
    )
