"""Auto: looks at the question and picks the way; says what it picked and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting import parts
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies._cover import Question, pose, refusal
from siting.strategies._exact import Standing
from siting.strategies._residual import is_small, settle, undecided
from siting.strategies._stages import relaxed, rounded_and_polished, swapped
from siting.strategies._start import best_dual, first_plan

ABOUT = mark("picks for you: exact for small questions, greedy_swap and then a solver for large ones")
SMALL_PAIRS = 10_000
TOLERANCE = 1e-6
MOST_IDLE = 15


def refuses(model: Model) -> str | None:
    """Nothing: what coverage strategies cannot take goes to `exact`."""
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """Picks by what is asked and how large it is.

    1. More than coverage under upper limits: `exact`. So are questions of at most SMALL_PAIRS pairs (row,
       option) after merging.
    2. Otherwise greedy, exchanges, the relaxation rounded, ruin and recreate, until nothing better comes for
       a while.
    3. If the gap asked for is not reached, the relaxation's prices fix what no better plan can change. If the
       rest is small enough, the backend decides it; if not, ruin and recreate goes on until time is over."""
    reason = refusal(model)
    if reason is not None:
        why = tr("auto picked exact: {reason}", reason=reason)
        return _exact(model, watch, seed, backend, start, why)
    question = pose(model)
    pairs = len(question.covers.row_options)
    if pairs <= SMALL_PAIRS:
        why = tr("auto picked exact: the question is small, {pairs} pairs within reach", pairs=pairs)
        return _exact(model, watch, seed, backend, start, why)
    return _search(question, Standing(model, watch), seed, backend, start)


def _search(question: Question, standing: Standing, seed: int, backend: str, start: Start | None) -> Outcome:
    rng, pairs = np.random.default_rng(seed), len(question.covers.row_options)
    ran = "greedy_swap"
    why = tr("auto picked greedy_swap: the question is large, {pairs} pairs within reach", pairs=pairs)
    search = swapped(question, standing, first_plan(question, standing, start))
    relaxation = relaxed(question, standing, TOLERANCE)
    if standing.stop() is None:
        search = rounded_and_polished(question, standing, relaxation, search, rng, MOST_IDLE)
    if standing.stop() is None:
        residual = undecided(question, standing, relaxation)
        if is_small(residual):
            ran = "greedy_swap+exact"
            left = len(residual.options)
            why = tr("auto picked greedy_swap, then exact for the {count} options left open", count=left)
            settle(question, standing, residual, backend, seed)
        else:
            rounded_and_polished(question, standing, relaxation, search, rng)
    outcome = standing.outcome(standing.stop() or "finished", ran, why)
    return replace(outcome, dual=best_dual(question, relaxation, start))


def _exact(model: Model, watch: Watch, seed: int, backend: str, start: Start | None, why: str) -> Outcome:
    exact = parts.load("strategies", "exact")
    outcome: Outcome = exact.solve(model, watch, seed, backend, start)
    return replace(outcome, why_strategy=why)
