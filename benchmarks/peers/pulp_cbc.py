"""PuLP with CBC: the textbook model, a variable and a row for every demand point, written by a user's own hand.

J. Forrest and R. Lougee-Heimer, "CBC User Guide", 2005, DOI 10.1287/educ.1053.0020."""

from __future__ import annotations

import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from _cbc import bound_and_stop
from _exchange import Answer, Limits, main, opened
from question import Question


def solve(question: Question, limits: Limits) -> Answer:
    """Sparse: a row names only the options that reach it."""
    import pulp

    problem = pulp.LpProblem("coverage", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{option}", cat="Binary") for option in range(len(question.cost))]
    z = [pulp.LpVariable(f"z{row}", 0, 1) for row in range(len(question.weight))]
    y = {site: pulp.LpVariable(f"y{site}", 0, 1) for site in np.flatnonzero(question.site_cost > 0).tolist()}
    problem += pulp.lpSum(
        weight * variable for weight, variable in zip(question.weight.tolist(), z, strict=True)
    )
    for variable, (start, end) in zip(z, pairwise(question.indptr.tolist()), strict=True):
        problem += variable <= pulp.lpSum(x[option] for option in question.indices[start:end].tolist())
    for option, site in enumerate(question.option_site.tolist()):
        if site in y:
            problem += x[option] <= y[site]
    limits_of, sites_of = question.limits, question.site_limits
    for row, most in enumerate(question.most.tolist()):
        mine, theirs = limits_of[row], sites_of[row]
        taken = [
            amount * x[option]
            for option, amount in zip(mine.indices.tolist(), mine.data.tolist(), strict=True)
        ]
        taken += [
            amount * y[site]
            for site, amount in zip(theirs.indices.tolist(), theirs.data.tolist(), strict=True)
        ]
        problem += pulp.lpSum(taken) <= most
    built = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "cbc.log")
        command = pulp.PULP_CBC_CMD if hasattr(pulp, "PULP_CBC_CMD") else pulp.COIN_CMD
        problem.solve(command(msg=False, timeLimit=limits.time_s, gapRel=limits.gap, logPath=str(log)))
        values = np.array([variable.value() or 0.0 for variable in x])
        bound, stop = bound_and_stop(log, problem.objective.value() or 0.0)
    if problem.sol_status <= 0:
        return Answer(None, "no_plan", bound, built)
    return Answer(opened(values), stop, bound, built)


if __name__ == "__main__":
    main(solve)
