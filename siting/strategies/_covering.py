"""Least cost for a required coverage: reductions, prices, greedy, ruin and recreate, fixing, and a solver for what is
left. Every stage betters the standing plan or its bound.

A. Caprara, P. Toth and M. Fischetti, "Algorithms for the set covering problem", Annals of Operations Research 98
(2000) 353-371, DOI 10.1023/A:1019225027893."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from siting import parts
from siting.cover.covers import sums
from siting.inputs import frozen
from siting.language import tr
from siting.model import Model, upper_limits
from siting.objectives._required import Requiring, out_of_reach
from siting.outcome import Dual, Outcome, Quiet, Start, Watch
from siting.strategies._covering_stages import Question, head_start, pose, proven, search
from siting.strategies._exact import Standing


def refusal(model: Model) -> str | None:
    """Why this way cannot take the model, in plain words; None when it can."""
    objective = model.objective
    if not isinstance(objective, Requiring):
        return tr(
            "covering only knows least cost, and the objective is '{objective}'", objective=objective.name
        )
    if math.isnan(objective.required(model)):
        return tr("covering only knows a required coverage of all formats together, not of each format")
    if model.site_cost[model.option_site].any():
        return tr(
            "covering only knows outlets that cost for themselves, and here they share what their sites cost"
        )
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The cheapest selection found that covers what is required, and a proven limit on the least cost.

    1. Without the rules: free options open; rows and options that cannot matter leave; greedy.
    2. Prices bound the cost; ruin and recreate betters the plan; options that no better plan opens, or that every
    better one opens, are fixed; again, as long as that shrinks the question.
    3. A solver decides what is left.
    4. A plan that obeys the rules as well is the answer. Otherwise the whole question goes to `exact`, and the
    bound stays: rules only add to the cost."""
    why = tr("asked for")
    standing = Standing(model, watch)
    standing.notes += out_of_reach(model)
    if standing.notes:
        return standing.nothing_holds("covering", why)
    question = pose(model)
    free = standing if not model.rules else Standing(replace(model, rules=()), Quiet(watch))
    _take_start(question, standing, start)
    dual = _unlimited(model, search(question, free, np.random.default_rng(seed), backend))
    if free is standing:
        return replace(standing.outcome(standing.stop() or "finished", "covering", why), dual=dual)
    if free.selection is not None:
        standing.offer(free.selection)
    standing.prove(free.bound, 0.0)
    if standing.stop() is not None:
        return replace(standing.outcome(standing.stop() or "finished", "covering", why), dual=dual)
    return _with_rules(standing, dual, seed, backend)


def first_prices(standing: Standing) -> Dual:
    """For `exact`: greedy and prices, whatever the rules are; call only where `refusal` is None."""
    return _unlimited(standing.model, head_start(pose(standing.model), standing))


def _unlimited(model: Model, dual: Dual) -> Dual:
    """The prices with none on the limits of rules."""
    packings = [upper_limits(rule, model) for rule in model.rules]
    packed = sum(len(packing.limit) for packing in packings if packing is not None)
    return replace(dual, limit=frozen(np.zeros(packed)))


def _with_rules(standing: Standing, dual: Dual, seed: int, backend: str) -> Outcome:
    """The whole question by `exact`, within the time that is left and above the bound that is known."""
    begun = None if standing.selection is None else Start(standing.selection)
    exact = parts.load("strategies", "exact")
    outcome: Outcome = exact.solve(standing.model, standing.watch, seed, backend, begun)
    if outcome.stop == "infeasible":
        return replace(outcome, strategy="covering+exact")
    bound = min(max(outcome.bound, standing.bound), outcome.value)
    stop = outcome.stop
    if stop not in ("optimal", "no_plan") and bound == outcome.value:
        stop = "optimal"
    return replace(outcome, bound=bound, stop=stop, strategy="covering+exact", dual=dual)


def _take_start(question: Question, standing: Standing, start: Start | None) -> None:
    """An earlier run's plan, and what its prices prove of this question."""
    if start is None:
        return
    standing.offer(start.selection)
    if start.dual is None or len(start.dual.row) != len(question.group):
        return
    known = question.group >= 0
    row = sums(question.group[known], np.maximum(start.dual.row[known], 0.0), question.covers.n_rows)
    standing.prove(proven(question, row, float(start.dual.target.sum())), 0.0)
