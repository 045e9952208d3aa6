"""A program of the plans within the gap, handed to a solver: whole, relaxed, or among few options near a plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting import backends
from siting.backends import Answer, Limits
from siting.inputs import Floats, Positions
from siting.outcome import Watch
from siting.program import CONTINUOUS, Arrays
from siting.scenario.schema import Solve

FEW_OPTIONS = 400
WHOLE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Solver:
    """Who is asked, and until when. watch: its clock counts, and carries the wish to stop."""

    settings: Solve
    watch: Watch

    def relaxed(self, program: Arrays, share_of_time: float = 1.0) -> Answer:
        """The linear relaxation with its reduced costs, by SciPy's HiGHS whatever the backend."""
        linear = replace(program, kind=np.full(program.n_variables, CONTINUOUS, dtype=np.int8))
        large = int((program.kind != CONTINUOUS).sum()) > FEW_OPTIONS
        limits = Limits(0.0, share_of_time * self.watch.remaining_s, self.settings.seed, interior=large)
        return backends.run("scipy_highs", linear, limits, must_stop=self.watch.must_stop)

    def whole(self, program: Arrays, gap: float = 0.0, share_of_time: float = 1.0) -> Answer:
        """The program as it is, by the scenario's backend."""
        limits = Limits(gap, share_of_time * self.watch.remaining_s, self.settings.seed)
        return backends.run(self.settings.backend, program, limits, must_stop=self.watch.must_stop)


def around(
    program: Arrays,
    n_options: int,
    x: Floats,
    cost: Floats,
    plan: Positions,
    extra: int,
) -> Arrays:
    """The program in which only those options are free in which a relaxed solution and a plan differ, and `extra`
    options of least reduced cost: relaxation induced neighbourhood search.

    E. Danna, E. Rothberg and C. Le Pape, "Exploring relaxation induced neighborhoods to improve MIP solutions",
    Mathematical Programming 102 (2005) 71-90, DOI 10.1007/s10107-004-0518-7."""
    stands = np.zeros(n_options, dtype=bool)
    stands[plan] = True
    opened, closed = stands & (x > 1.0 - WHOLE), ~stands & (x < WHOLE)
    if extra:
        settled = np.flatnonzero(opened | closed)
        free = settled[np.argsort(cost[settled], kind="stable")[:extra]]
        opened[free], closed[free] = False, False
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[:n_options][opened] = 1.0
    upper[:n_options][closed] = 0.0
    return replace(program, lower=lower, upper=upper)
