"""Bounds on the least worst loss by weighing the cases: a game between a plan and whoever picks the case.

For weights l_s >= 0 of the cases, sum l_s = 1, no plan's worst loss is below

    sum_s l_s best_s / unit_s  -  max_x sum_s l_s value_s(x) / unit_s

and the maximum is one question of coverage, of the shared rows with their weights added up. Weights that are worst for
the plans found so far come from a small linear program; each answer is one plan more: the double oracle of H. B.
McMahan, G. J. Gordon and A. Blum, "Planning in the presence of cost functions controlled by an adversary" (ICML 2003).
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from siting.decide.again import again
from siting.decide.robust.state import Known
from siting.errors import NoPlanError
from siting.inputs import Floats, frozen
from siting.outcome import Dual, Start, Watch
from siting.scenario.schema import Solve

MOST_ROUNDS = 40
CLOSE = 1e-4
GAP = 2e-4


def play(known: Known, settings: Solve, watch: Watch, remaining_s: float) -> None:
    """Rounds until the weights are as bad as they can be for the plans, or time is over. Coverage only.

    1. Weights: halfway between the best proven so far and those worst for the plans found, which steadies them.
    2. The answer is a plan for all, and its bound a proof.
    Cases that may take a part of a plan are not weighed: whole, it would be worth more, so that the proof holds."""
    together, clock = known.together, Watch()
    clock.begin(remaining_s, 0.0)
    assert together.weight is not None
    weighed = together.stands
    best, dual = weighed / weighed.sum(), None
    for number in range(MOST_ROUNDS):
        if watch.interrupted or clock.must_stop():
            return
        worst = np.zeros(len(weighed))
        game, worst[weighed] = (
            worst_weights(known.losses[:, weighed]) if known.plans else (np.inf, best[weighed])
        )
        if game - known.lower <= CLOSE * _size(known) and number:
            return
        tried = 0.5 * (best + worst) if number % 2 == 0 else worst  # RULE 1
        lower, dual = _answer(known, tried, settings, watch, clock, dual)  # RULE 2
        if lower is None:
            return
        if lower > known.lower:
            known.prove(lower)
            best = tried


def worst_weights(losses: Floats) -> tuple[float, Floats]:
    """(loss, weights) of the cases for which even the best of the plans loses most on average.

    losses: (n_plans, n_cases)."""
    from scipy.optimize import linprog

    n_plans, n_cases = losses.shape
    matrix = np.column_stack([-losses, np.ones(n_plans)])
    answer = linprog(
        np.append(np.zeros(n_cases), -1.0),
        matrix,
        np.zeros(n_plans),
        np.append(np.ones(n_cases), 0.0)[None, :],
        [1.0],
        bounds=[(0.0, 1.0)] * n_cases + [(None, None)],
        method="highs",
    )
    if answer.x is None:
        return np.inf, np.full(n_cases, 1.0 / n_cases)
    weights = np.clip(answer.x[:-1], 0.0, None)
    return float(-answer.fun), weights / weights.sum()


def _size(known: Known) -> float:
    """What a loss is small against: the best values."""
    together = known.together
    return float(np.max(np.abs(together.found / together.unit), initial=1e-12))


def _answer(
    known: Known, weights: Floats, settings: Solve, watch: Watch, clock: Watch, dual: Dual | None
) -> tuple[float | None, Dual | None]:
    """The bound that these weights prove, and prices to begin with the next time."""
    together = known.together
    assert together.weight is not None
    scale = 2.0 ** round(math.log2(float(together.unit.mean())))
    share = weights / together.unit * scale
    question = replace(together.model, weight=frozen(share @ together.weight))
    seconds = min(settings.time_limit_s, max(clock.remaining_s, 0.01))
    asked = settings.model_copy(
        update={"strategy": "auto", "gap": min(settings.gap, GAP), "time_limit_s": seconds}
    )
    start = None if known.selection is None else Start(known.selection, dual)
    try:
        outcome = again(question, asked, watch, start)
    except NoPlanError:
        return None, None
    known.offer(outcome.selection)
    return (float(share @ together.found) - outcome.bound) / scale, outcome.dual
