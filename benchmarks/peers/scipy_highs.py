"""SciPy's HiGHS: `scipy.optimize.milp` on the whole sparse model, nothing merged.

Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10
(2018), DOI 10.1007/s12532-017-0130-5."""

from __future__ import annotations

import time

import numpy as np
from _exchange import Answer, Limits, main, opened
from question import Question
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix, eye, hstack, vstack

STOPS = {0: "optimal", 1: "time_limit", 2: "infeasible"}


def solve(question: Question, limits: Limits) -> Answer:
    """Variables x, z, and y of the sites that cost something for themselves."""
    n_options, n_rows = len(question.cost), len(question.weight)
    shared = np.flatnonzero(question.site_cost > 0)
    objective = np.concatenate([np.zeros(n_options), -question.weight, np.zeros(len(shared))])
    reach = hstack([-question.reach, eye(n_rows), csr_matrix((n_rows, len(shared)))])
    empty = csr_matrix((len(question.most), n_rows))
    stocks = hstack([question.limits, empty, question.site_limits[:, shared]])
    opens, n_links = _opens(question, shared)
    rows = LinearConstraint(
        vstack([reach, stocks, opens], format="csr"),
        ub=np.concatenate([np.zeros(n_rows), question.most, np.zeros(n_links)]),
    )
    whole = np.concatenate([np.ones(n_options), np.zeros(n_rows + len(shared))])
    built = time.perf_counter()
    options = {"time_limit": limits.time_s, "mip_rel_gap": limits.gap}
    found = milp(objective, integrality=whole, bounds=Bounds(0, 1), constraints=rows, options=options)
    bound = float("nan") if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    selection = None if found.x is None else opened(found.x[:n_options])
    return Answer(selection, STOPS.get(found.status, "no_plan"), bound, built)


def _opens(question: Question, shared: np.ndarray) -> tuple[csr_matrix, int]:
    """x_k - y_site <= 0 for the options of those sites."""
    n_options, n_rows = len(question.cost), len(question.weight)
    number = np.full(len(question.site_cost), -1)
    number[shared] = np.arange(len(shared))
    options = np.flatnonzero(number[question.option_site] >= 0)
    row = np.arange(len(options))
    column = n_options + n_rows + number[question.option_site[options]]
    entries = np.concatenate([np.ones(len(row)), -np.ones(len(row))])
    places = np.concatenate([row, row]), np.concatenate([options, column])
    return coo_matrix((entries, places), shape=(len(row), n_options + n_rows + len(shared))).tocsr(), len(row)


if __name__ == "__main__":
    main(solve)
