"""Greedy: one outlet after the other, each where it adds most for its cost, and a proof of how good that is."""

from __future__ import annotations

from siting.cover.greedy import best_greedy, scarcity_price
from siting.cover.search import empty
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Watch
from siting.strategies._cover import Best, pose, refusal

ABOUT = mark("opens outlets one by one, each where it adds most for its cost; in an instant, with a proven gap")


def refuses(model: Model) -> str | None:
    """Why this strategy cannot take the model; None when it can."""
    return refusal(model)


def solve(model: Model, watch: Watch, seed: int, backend: str = "scipy_highs") -> Outcome:
    """The greedy selection with the linear relaxation's bound; seed and backend are not used.

    Stops with "no more moves" only by name of what is proven: see `Best.stop`; else "time_limit"."""
    question = pose(model)
    best = Best(question, watch)
    start = empty(question.covers, question.limits)
    found = best_greedy(question.covers, question.limits, start, (scarcity_price(question.limits),))
    best.offer(found.selection)
    return best.outcome(best.stop() or "time_limit", "greedy", tr("asked for"))
