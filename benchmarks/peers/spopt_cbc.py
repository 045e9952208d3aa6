"""spopt: `locate.MCLP` from a cost matrix, solved by CBC through PuLP, as its documentation shows.

T. D. Gaboardi et al., spopt, https://github.com/pysal/spopt."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from _cbc import bound_and_stop
from _exchange import Answer, Limits, Refused, main
from question import Question


def solve(question: Question, limits: Limits) -> Answer:
    """`results=False` leaves out what spopt works out after the solve, in its favour."""
    p_facilities = _outlets(question)
    from pulp import PULP_CBC_CMD
    from spopt.locate import MCLP

    far = np.full((len(question.weight), len(question.cost)), 2.0)
    far[np.repeat(np.arange(len(question.weight)), np.diff(question.indptr)), question.indices] = 0.0
    mclp = MCLP.from_cost_matrix(far, question.weight, service_radius=1.0, p_facilities=p_facilities)
    built = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cbc.log")
        solver = PULP_CBC_CMD(msg=False, timeLimit=limits.time_s, gapRel=limits.gap, logPath=str(log))
        try:
            mclp = mclp.solve(solver, results=False)
        except RuntimeError as error:
            return Answer(None, "no_plan", built=built, note=str(error))
        values = np.array([variable.value() or 0.0 for variable in mclp.fac_vars])
        bound, stop = bound_and_stop(log, mclp.problem.objective.value())
    return Answer(np.flatnonzero(values > 0.5), stop, bound, built)


def _outlets(question: Question) -> int:
    """p, where the question is how to place p outlets."""
    if (
        len(question.most) != 1
        or not (question.limit_data == 1).all()
        or len(question.limit_data) != len(question.cost)
    ):
        raise Refused(
            "spopt's MCLP places p outlets; it knows no budget, no formats, no limits on some of them"
        )
    return int(question.most[0])


if __name__ == "__main__":
    main(solve)
