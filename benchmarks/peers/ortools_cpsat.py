"""OR-Tools' CP-SAT with all its workers on the whole model. Broken weights and costs are rounded to thousandths.

L. Perron, F. Didier and S. Gay, "The CP-SAT-LP Solver", CP 2023, DOI 10.4230/LIPIcs.CP.2023.3."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
from _exchange import Answer, Limits, main
from question import Floats, Question


def solve(question: Question, limits: Limits) -> Answer:
    """Costs and weights as whole numbers; costs are rounded up and limits down, so that a plan holds."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{option}") for option in range(len(question.cost))]
    z = [model.new_bool_var(f"z{row}") for row in range(len(question.weight))]
    y = {site: model.new_bool_var(f"y{site}") for site in np.flatnonzero(question.site_cost > 0).tolist()}
    for covered, (start, end) in zip(z, pairwise(question.indptr.tolist()), strict=True):
        model.add_bool_or(
            [x[option] for option in question.indices[start:end].tolist()] + [covered.negated()]
        )
    for option, site in enumerate(question.option_site.tolist()):
        if site in y:
            model.add_implication(x[option], y[site])
    scale = _scale(np.concatenate([question.limit_data, question.site_limit_data, question.most]))
    limits_of, sites_of = question.limits, question.site_limits
    for row, most in enumerate(question.most.tolist()):
        mine, theirs = limits_of[row], sites_of[row]
        members = [x[option] for option in mine.indices.tolist()] + [
            y[site] for site in theirs.indices.tolist()
        ]
        amounts = np.ceil(np.concatenate([mine.data, theirs.data]) * scale - 1e-6).astype(np.int64)
        model.add(
            cp_model.LinearExpr.weighted_sum(members, amounts.tolist()) <= int(np.floor(most * scale + 1e-6))
        )
    lift = _scale(question.weight)
    model.maximize(
        cp_model.LinearExpr.weighted_sum(z, np.rint(question.weight * lift).astype(np.int64).tolist())
    )
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limits.time_s
    solver.parameters.relative_gap_limit = limits.gap
    solver.parameters.random_seed = limits.seed
    trace: list[tuple[float, float, float]] = []

    class Heard(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            trace.append((time.perf_counter(), self.objective_value / lift, self.best_objective_bound / lift))

    built = time.perf_counter()
    status = solver.solve(model, Heard())
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, "no_plan", built=built)
    selection = np.array(
        [option for option, variable in enumerate(x) if solver.boolean_value(variable)], dtype=np.int64
    )
    stop = "optimal" if status == cp_model.OPTIMAL else "time_limit"
    return Answer(selection, stop, solver.best_objective_bound / lift, built, trace=trace)


def _scale(numbers: Floats) -> float:
    return 1.0 if (numbers == np.rint(numbers)).all() else 1000.0


if __name__ == "__main__":
    main(solve)
