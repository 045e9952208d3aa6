"""A head start where walks count and rules are more than upper limits: without those rules the question is one of
weight covered, which gives first plans and a bound. More rules never make a plan better, so the bound holds."""

from __future__ import annotations

from dataclasses import replace

from siting.outcome import Quiet
from siting.strategies._cover import pose
from siting.strategies._exact import Standing
from siting.strategies._recast import recast
from siting.strategies._stages import greedy_plan, relaxed, swapped

TOLERANCE = 1e-6


def begin(standing: Standing) -> None:
    """Offers greedy plans of the question without the richer rules, and takes its bound, where there is one."""
    model = standing.model
    limits = tuple(rule for rule in model.rules if rule.packing(model) is not None)
    question = recast(replace(model, rules=limits))
    if question is None or standing.stop() is not None:
        return
    free = Standing(question.model, Quiet(standing.watch))
    covers = pose(question.model)
    swapped(covers, free, greedy_plan(covers, free))
    if free.selection is not None:
        standing.offer(free.selection)
    relaxed(covers, free, TOLERANCE)
    standing.prove(question.back(free.bound), 0.0)
