"""Which options no plan within the gap opens, or closes, by the prices of the relaxation alone.

A plan that moves option k from where the relaxation has it is worth at most bound - |d_k|, d_k its reduced cost. Where
that misses the limit, no plan within the gap moves it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.near import Near
from siting.inputs import Floats

MARGIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """opened, closed: (n_options,) by every plan within the gap. room: (n_options,) by how much a plan that moves the
    option may at most be better than the worst that is within the gap."""

    opened: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    room: Floats


def no_prices(n_options: int) -> Prices:
    """Nothing is decided."""
    nothing = np.zeros(n_options, dtype=bool)
    return Prices(nothing, nothing, np.full(n_options, np.inf))


def prices(near: Near, solver: Solver) -> Prices:
    """Those of the relaxation; none where it was not solved in time."""
    question, n_options = near.question, near.lean.n_options
    program, goal = near.program(question.objective.maximise)
    size = max(float(np.abs(goal.coefficients).max(initial=0.0)), abs(near.limit), 1e-300)
    scale = 2.0 ** (20 - np.frexp(size)[1])
    program.reward(goal.variables, goal.coefficients * scale)
    answer = solver.relaxed(program.assemble())
    if answer.stop != "optimal" or answer.values is None or answer.reduced_cost is None:
        return no_prices(n_options)
    sign = question.sign
    beyond = sign * (answer.bound / scale + goal.offset - near.limit)
    fall = np.abs(answer.reduced_cost[:n_options]) / scale
    room = beyond - fall + MARGIN * max(1.0, abs(near.limit))
    x = answer.values[:n_options]
    fixed = (room < 0) & (np.abs(x - np.rint(x)) < MARGIN)
    return Prices(fixed & (x > 0.5), fixed & (x <= 0.5), room)
