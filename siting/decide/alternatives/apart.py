"""How far plans are from earlier ones, and the program that makes that distance large.

max  least     s.t.  least <= 1 - shared(new, old) for each earlier plan,  rules,  value within the gap"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from siting.decide.alternatives.measure import Measure, row_of
from siting.decide.alternatives.near import Near
from siting.inputs import Positions
from siting.program import Program

SCALE = 1000.0
"""The share is counted in thousandths, which a solver's tolerance of 1e-6 does not touch."""


def least_apart(measure: Measure, selection: Positions, earlier: Sequence[Positions]) -> float:
    """Share of its nearest earlier plan that a plan does without."""
    return min(measure.apart(selection, one) for one in earlier)


def far_program(near: Near, measure: Measure, earlier: Sequence[Positions]) -> Program:
    """The program; its value is the least share in thousandths."""
    program, goal = near.program()
    near.hold(program, goal)
    far = program.add_variables([1.0], 0.0, SCALE)
    for old in earlier:
        shared = measure.written(program, near.lean, old)
        if shared is None:
            continue
        row = row_of(shared, program.n_variables) * SCALE
        one = csr_matrix(([1.0], ([0], far)), shape=(1, program.n_variables))
        program.add_rows(row + one, -np.inf, SCALE * (1.0 - shared.offset))
    return program
