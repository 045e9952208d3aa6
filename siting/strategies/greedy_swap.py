"""Greedy and swap: greedy, exchanges, the relaxation rounded, then annealing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies._cover import pose, refusal
from siting.strategies._exact import Standing
from siting.strategies._stages import relaxed, rounded_and_polished, swapped
from siting.strategies._start import best_dual, first_plan

ABOUT = mark("greedy, then exchanges of outlets until the gap asked for or the time limit; any size")
TOLERANCE = 1e-6


def refuses(model: Model) -> str | None:
    """Why this strategy cannot take the model; None when it can."""
    return refusal(model)


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The best plan found until it is proven good enough or time is over; no backend is used.

    1. Greedy, or the start filled up. 2. Exchanges of one outlet for another. 3. The linear relaxation: a
    bound, and an x to round. 4. Simulated annealing, with chance from the seed.
    "finished" only where there is nothing to exchange."""
    standing, question = Standing(model, watch), pose(model)
    search = swapped(question, standing, first_plan(question, standing, start))
    relaxation = relaxed(question, standing, TOLERANCE)
    if standing.stop() is None:
        rounded_and_polished(question, standing, relaxation, search, np.random.default_rng(seed))
    outcome = standing.outcome(standing.stop() or "finished", "greedy_swap", tr("asked for"))
    return replace(outcome, dual=best_dual(question, relaxation, start))
