"""Covering: least cost for a required coverage, by prices, exchanges and fixing, and a solver for what is left."""

from __future__ import annotations

from siting.language import mark
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies import _covering

ABOUT = mark("for min_cost: reductions, prices and search leave a small question, which a solver proves")


def refuses(model: Model) -> str | None:
    """Why this strategy cannot take the model; None when it can."""
    return _covering.refusal(model)


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The cheapest plan that covers what is required, with its proof; `_covering.solve` says how."""
    return _covering.solve(model, watch, seed, backend, start)
