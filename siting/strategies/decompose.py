"""Decompose: the linear relaxation's prices take a question apart; the parts are solved, proven and put together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting import backends, parts
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies import _covering
from siting.strategies._cover import pose, refusal
from siting.strategies._exact import Standing
from siting.strategies._parts import Parts, whole
from siting.strategies._stages import relaxed
from siting.strategies._start import best_dual, first_plan

ABOUT = mark("prices the limits, so that large questions fall into small ones; tight proofs at city scale")
TOLERANCE = 1e-6


def refuses(model: Model) -> str | None:
    """Nothing: what is more than coverage under upper limits goes to `exact`, with a start."""
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The best selection found, and a bound; both are reported as they come, the bound at every interior point.

    1. Greedy; the linear relaxation, with a price for every limit.
    2. At these prices the question falls into pieces (`_priced`), decided among more and more of their options;
       their bounds add up to a bound on all selections. Their union, repaired to the limits, is a plan, and so is
       the best choice among the least decided options within the limits.
    3. What no better plan can open or close is fixed by the pieces' bounds. The rest is a smaller question with a
       relaxation of its own, which cuts make stronger; it is taken apart in turn.
    4. What is left when that is little goes to the backend, within the real limits.

    What is more than coverage under upper limits goes to `exact`, with the plan, the bound and the prices that
    the coverage alone gives."""
    if _covering.refusal(model) is None:
        return _covering.solve(model, watch, seed, backend, start)
    reason = refusal(model, "decompose")
    if reason is not None:
        exact: Outcome = parts.load("strategies", "exact").solve(model, watch, seed, backend, start)
        return replace(exact, why_strategy=tr("decompose handed over to exact: {reason}", reason=reason))
    backends.prepare(backend, 2)
    question, standing = pose(model), Standing(model, watch)
    first_plan(question, standing, start)
    relaxation = relaxed(question, standing, TOLERANCE)
    if standing.stop() is None:
        parts_of = Parts(question, relaxation, standing, np.random.default_rng(seed), backend, seed)
        parts_of.run(whole(question), relaxation)
        relaxation = parts_of.root
    outcome = standing.outcome(standing.stop() or "finished", "decompose", tr("asked for"))
    return replace(outcome, dual=best_dual(question, relaxation, start))
