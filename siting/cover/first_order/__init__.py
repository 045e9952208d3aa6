"""A first-order method for the relaxation with cuts: thousands of them cost little more than none.

Halpern's iteration of the primal-dual sweep, restarted from where it got (H. Lu and J. Yang 2024,
arXiv:2407.16144). Every position has prices, so every position gives a valid bound; from the prices of an interior
point it needs a few hundred sweeps. No position is exactly optimal: the bound says how good its prices are."""

from __future__ import annotations

import math

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.first_order.game import Game
from siting.cover.first_order.sweep import sweep
from siting.inputs import Floats

ENOUGH, SOME = 0.2, 0.8
LONGEST_SHARE = 0.36
TINY = 1e-12


class Play:
    """A game under way: where it stands, where it was restarted last, and how bold its steps are."""

    def __init__(self, game: Game, position: Floats, boldness: float = 1.0, swept: int = 0) -> None:
        self.game, self.position, self.boldness, self.swept = game, position, boldness, swept
        self._anchor, self._now, self._since = position.copy(), position.copy(), 0
        self._first = self._last = math.inf

    def sweep(self, count: int) -> None:
        """Sweeps `count` times; `position` is then the last sweep's."""
        to, ahead = np.empty_like(self._now), np.empty(self.game.ends[2])
        for _ in range(count):
            sweep(self.game, self._now, self.boldness, to, ahead)
            self.swept += 1
            primal, dual = _distances(self.game, self._now, to)
            moved = math.hypot(primal / math.sqrt(self.boldness), dual * math.sqrt(self.boldness))
            if self._restarts(moved):
                self._restart(to)
                continue
            share = (self._since + 1.0) / (self._since + 2.0)
            _reflect(self._now, to, self._anchor, share)
            self._since, self._last = self._since + 1, moved
        self.position = to

    def _restarts(self, moved: float) -> bool:
        """Whether sweeps move little enough, compared with the first since the last restart."""
        if self._since == 0:
            self._first = moved
            return False
        slowing = moved <= SOME * self._first and moved > self._last
        return moved <= ENOUGH * self._first or slowing or self._since > LONGEST_SHARE * self.swept + 20

    def _restart(self, to: Floats) -> None:
        """From here, with steps as bold as options moved far compared with prices."""
        primal, dual = _distances(self.game, self._anchor, to)
        if primal > TINY and dual > TINY:
            self.boldness = math.sqrt(self.boldness * primal / dual)
        self._anchor[:] = to
        self._now[:] = to
        self._since = 0


@compiled
def _distances(game: Game, one: Floats, other: Floats) -> tuple[float, float]:
    """How far apart options, rows and sites are, and prices, each in units of its step length."""
    primal, dual = 0.0, 0.0
    for place in range(one.size):
        apart = (one[place] - other[place]) ** 2
        if apart > 0.0 and game.length[place] > 0.0:
            if place < game.ends[2]:
                primal += apart / game.length[place]
            else:
                dual += apart / game.length[place]
    return math.sqrt(primal), math.sqrt(dual)


@compiled
def _reflect(now: Floats, to: Floats, anchor: Floats, share: float) -> None:
    """Twice the way, and a little back to the anchor."""
    for place in range(now.size):
        now[place] = share * (2.0 * to[place] - now[place]) + (1.0 - share) * anchor[place]
