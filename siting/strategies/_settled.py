"""Prices that were made for a question like this one: settled here, so that they prove as much as they can.

Of clusters' prices shared out to their points, for one: near where prices of the points should be, but not there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.cover.bound import proven_bound
from siting.cover.covers import sums
from siting.cover.cuts import no_cuts
from siting.cover.first_order import Play
from siting.cover.first_order.game import game, parts, position
from siting.cover.interior_point import Relaxation
from siting.inputs import Floats, Positions
from siting.model import Model
from siting.outcome import Dual
from siting.strategies._cover import Question, dual, pose

SWEEPS = 50
MOST_LOOKS = 20
LITTLE = 1e-4


def settled(
    model: Model, given: Dual, selection: Positions, value: float, go_on: Callable[[], bool]
) -> tuple[Dual, float]:
    """Prices of the model's rows and limits, and the bound that they prove, which is right whatever was given.

    given: prices from anywhere; its cuts are not used. selection, value: a plan, where the sweeps begin. They end
    after SWEEPS that lower the bound by next to nothing, where it meets the value, or where go_on says so; they are
    looked at once at least. Takes questions whose objective is weight covered; rules that are more than upper limits
    are left out of the bound, which is right all the same."""
    question = pose(model)
    covers, limits = question.covers, question.limits
    row, limit = _prices(question, given)
    best = Relaxation(np.zeros(0), row, limit, proven_bound(covers, limits, row, limit), value, 0)
    x = np.zeros(covers.n_options)
    x[selection] = 1.0
    playing = game(covers, limits, no_cuts())
    play = Play(playing, position(playing, x, row, limit, np.zeros(0)))
    for _ in range(MOST_LOOKS if covers.n_rows else 0):
        play.sweep(SWEEPS)
        _, _, _, row, _, limit, _ = parts(playing, play.position)
        row, limit = np.clip(row, 0.0, covers.weight), np.maximum(limit, 0.0)
        bound, before = proven_bound(covers, limits, row, limit), best.bound
        if bound < before:
            best = Relaxation(best.x, row, limit, bound, value, 0)
        if bound > (1.0 - LITTLE) * before or best.bound <= value or not go_on():
            break
    return dual(question, best), best.bound


def _prices(question: Question, given: Dual) -> tuple[Floats, Floats]:
    """Prices of the merged rows and of the limits, as far as they are prices of this question."""
    covers, n_limits = question.covers, len(question.limits.limit)
    row = np.zeros(len(question.weight)) if len(given.row) != len(question.weight) else given.row
    limit = np.zeros(n_limits) if len(given.limit) != n_limits else given.limit
    known = question.group >= 0
    held = np.clip(np.nan_to_num(row), 0.0, question.weight)[known]
    merged = sums(question.group[known], held, covers.n_rows)
    return np.minimum(merged, covers.weight), np.maximum(np.nan_to_num(limit), 0.0)
