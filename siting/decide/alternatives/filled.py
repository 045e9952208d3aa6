"""A plan made as good as it can be without coming nearer to the plans before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from siting.decide.alternatives.apart import least_apart
from siting.decide.alternatives.ask import FEW_OPTIONS, Solver
from siting.decide.alternatives.measure import Measure
from siting.decide.alternatives.near import Near
from siting.inputs import Positions
from siting.strategies._exact import selected

CLOSE_ENOUGH = 1e-4


def filled(
    near: Near, measure: Measure, plan: Positions, earlier: Sequence[Positions], solver: Solver
) -> Positions:
    """The plan with what still fits of what no earlier plan has; of few options, the best plan altogether that is as
    far from the earlier ones item by item. The plan itself where nothing better was found."""
    if solver.watch.must_stop():
        return plan
    question, n_options = near.question, near.lean.n_options
    mine = measure.uses(plan)
    theirs = np.any([measure.uses(one) for one in earlier], axis=0) & ~mine
    closes = measure.closes[measure.item]
    open_now = np.zeros(n_options, dtype=bool)
    open_now[plan] = True
    program, goal = near.program(question.objective.maximise)
    size = np.abs(goal.coefficients).max(initial=1.0)
    program.reward(goal.variables, goal.coefficients * 2.0 ** (10 - np.frexp(size)[1]))
    near.hold(program, goal)
    arrays = program.assemble()
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    shut, stay = theirs[measure.item] & ~closes, theirs[measure.item] & closes
    upper[:n_options][shut] = 0.0
    lower[:n_options][stay] = 1.0
    if near.n_free > FEW_OPTIONS:
        lower[:n_options][open_now] = 1.0
    answer = solver.whole(replace(arrays, lower=lower, upper=upper), CLOSE_ENOUGH)
    if answer.values is None:
        return plan
    better = selected(answer.values, n_options)
    return better if _gains(near, measure, better, plan, earlier) else plan


def _gains(
    near: Near, measure: Measure, better: Positions, plan: Positions, earlier: Sequence[Positions]
) -> bool:
    """Whether a plan is worth more, obeys the rules, and is no nearer to the earlier ones."""
    question = near.question
    sign = question.sign
    gain = sign * (question.objective.value(question, better) - question.objective.value(question, plan))
    if gain <= 0 or not near.accepts(better):
        return False
    return least_apart(measure, better, earlier) >= least_apart(measure, plan, earlier)
