"""The next alternative: of all plans within the gap, one that is as far as can be from the nearest plan before it.

One after the other, as the farthest-first choice of points far from each other (p-dispersion)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siting.backends import Answer
from siting.decide.alternatives.apart import SCALE, far_program, least_apart
from siting.decide.alternatives.ask import FEW_OPTIONS, Solver, around
from siting.decide.alternatives.exchange import exchanged
from siting.decide.alternatives.measure import Measure
from siting.decide.alternatives.near import Near
from siting.inputs import Positions
from siting.program import Program
from siting.strategies._exact import selected

CLOSE_ENOUGH = 0.02
MOST_REPAIRS = 10
RELAXING = 0.7
"""Share of the time for the relaxation."""
EXTRA = (0, 200)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """selection: the plan that is farthest, None where none was found. most: bound on how far any plan can be."""

    selection: Positions | None
    most: float


def farthest(near: Near, measure: Measure, earlier: Sequence[Positions], solver: Solver) -> Found:
    """The plan within the gap farthest from the earlier ones, and how far one could be at the most.

    1. Of few options: the whole program.
    2. Of many: exchanges give a plan soon.
    3. The relaxation is the bound; then a solver decides among options in which the relaxation and a plan differ, and
       a few more, from there to the next. Where the relaxation takes too long, how far is possible is not known."""
    program = far_program(near, measure, earlier)
    n_options = near.lean.n_options
    if near.n_free <= FEW_OPTIONS:
        return _whole(near, measure, earlier, solver, program)  # RULE 1
    best = exchanged(near, measure, earlier, solver)  # RULE 2
    arrays = program.assemble()
    answer = solver.relaxed(arrays, RELAXING)
    if answer.stop != "optimal" or answer.values is None or answer.reduced_cost is None:
        return Found(best, 1.0)
    most = min(1.0, answer.bound / SCALE)
    x, cost = answer.values[:n_options], np.abs(answer.reduced_cost[:n_options])
    for extra in EXTRA:  # RULE 3
        if solver.watch.must_stop():
            break
        part = around(arrays, n_options, x, cost, earlier[0] if best is None else best, extra)
        answer = solver.whole(part, CLOSE_ENOUGH, 0.8 if extra == EXTRA[0] else 1.0)
        best = _accepted(near, measure, answer, best, earlier)
    return Found(best, most)


def _accepted(
    near: Near, measure: Measure, answer: Answer, best: Positions | None, earlier: Sequence[Positions]
) -> Positions | None:
    """The answer's plan where it is one and is farther, else the best so far."""
    if answer.values is None:
        return best
    plan = selected(answer.values, near.lean.n_options)
    return plan if near.accepts(plan) and _is_better(measure, plan, best, earlier) else best


def _is_better(
    measure: Measure, plan: Positions, best: Positions | None, earlier: Sequence[Positions]
) -> bool:
    least = least_apart(measure, plan, earlier)
    return least > (0.0 if best is None else least_apart(measure, best, earlier))


def _whole(
    near: Near, measure: Measure, earlier: Sequence[Positions], solver: Solver, program: Program
) -> Found:
    """The solver's answer, asked again as long as its tolerance lets something pass that the rules do not."""
    most = 1.0
    for _ in range(MOST_REPAIRS):
        answer = solver.whole(program.assemble())
        if answer.stop != "infeasible" and np.isfinite(answer.bound):
            most = min(most, answer.bound / SCALE)
        if answer.values is None:
            break
        plan = selected(answer.values, near.lean.n_options)
        if near.accepts(plan):
            return Found(plan if _is_better(measure, plan, None, earlier) else None, most)
        program.forbid(plan)
    return Found(None, most)
