"""Greedy covering: opens what covers most for its cost until enough is covered, then closes what is not needed.

V. Chvatal, "A greedy heuristic for the set-covering problem", Mathematics of Operations Research 4 (1979) 233-235,
DOI 10.1287/moor.4.3.233."""

from __future__ import annotations

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.covering.trial import Trial, close_one, open_one
from siting.cover.covers import Covers
from siting.inputs import Floats, Positions


def complete(covers: Covers, cost: Floats, target: float, trial: Trial, score_cost: Floats) -> None:
    """Opens options by highest gain / score_cost, the gain counted no further than what is missing, lowest position
    among equals, until `trial` covers the target or nothing adds anything; then closes what is not needed.

    score_cost: (n_options,) >= 0; what costs nothing comes first. cost: decides what is closed first."""
    positive = score_cost[score_cost > 0]
    least = float(positive.min()) * 1e-9 if len(positive) else 1.0
    _open_best(covers, target, trial, np.maximum(score_cost, least))
    close_idle(covers, target, trial, np.lexsort((np.arange(len(cost)), -cost)).astype(np.int32))


@compiled
def _open_best(covers: Covers, target: float, trial: Trial, price: Floats) -> None:
    while trial.covered[0] < target:
        missing = target - trial.covered[0]
        best, top = -1, 0.0
        for option in range(price.size):
            if trial.is_open[option] or trial.gain[option] <= 0.0:
                continue
            score = min(trial.gain[option], missing) / price[option]
            if score > top:
                best, top = option, score
        if best < 0:
            return
        open_one(covers, trial, best)


@compiled
def close_idle(covers: Covers, target: float, trial: Trial, order: Positions) -> None:
    """Closes open options, in this order, without which the target is still covered."""
    for option in order:
        if trial.is_open[option] and trial.covered[0] - trial.alone[option] >= target:
            close_one(covers, trial, option)
