"""Greedy: one outlet after the other, each where it adds most for its cost, and a proof of how good it is."""

from __future__ import annotations

from dataclasses import replace

from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies._cover import pose, refusal
from siting.strategies._exact import Standing
from siting.strategies._stages import relaxed
from siting.strategies._start import best_dual, first_plan

ABOUT = mark("opens outlets one by one, each where it adds most for its cost; fast, with a proven gap")
TOLERANCE = 1e-5


def refuses(model: Model) -> str | None:
    """Why this strategy cannot take the model; None when it can."""
    return refusal(model, "greedy")


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The greedy plan with the linear relaxation's bound. Neither chance nor a backend has a part in it.

    "finished" where the bound proves neither the optimum nor the gap asked for."""
    standing, question = Standing(model, watch), pose(model)
    first_plan(question, standing, start)
    relaxation = relaxed(question, standing, TOLERANCE)
    outcome = standing.outcome(standing.stop() or "finished", "greedy", tr("asked for"))
    return replace(outcome, dual=best_dual(question, relaxation, start))
