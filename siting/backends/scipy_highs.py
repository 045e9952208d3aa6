"""SciPy's HiGHS: branch and cut in the library that siting needs anyway.

Takes neither a start, nor a seed, nor a number of threads, tells nothing while it works, and cannot be stopped but
by its own time limit or by ending its process.

Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10 (2018) 119-142, DOI 10.1007/s12532-017-0130-5."""

from __future__ import annotations

import threading

import numpy as np
from scipy.sparse import vstack

from siting.backends._contract import (
    Answer,
    AnswerStop,
    Limits,
    Report,
    infeasible,
    losing_bound,
    proven_stop,
)
from siting.inputs import Floats
from siting.language import mark
from siting.program import CONTINUOUS, INTEGER, Arrays

ABOUT = mark("HiGHS as it comes with SciPy; needs nothing else")
TIME_LIMIT, INFEASIBLE = 1, 2


def available() -> str | None:
    """Always: SciPy is a dependency of siting."""
    return None


def prepare() -> None:
    """Imports SciPy's optimisers."""
    import scipy.optimize  # noqa: F401


def solve(
    program: Arrays, limits: Limits, start: Floats | None, report: Report, stop: threading.Event
) -> Answer:
    """Solves by `scipy.optimize.milp`. HiGHS may overrun its time on large programs; the parent ends it then.

    A program without whole variables is solved by the dual simplex, or as asked by an interior point method with
    crossover, for the sake of its reduced costs."""
    if not (program.kind == INTEGER).any():
        return _relaxation(program, limits)
    from scipy.optimize import Bounds, LinearConstraint, milp

    sign = -1.0 if program.maximise else 1.0
    options: dict[str, float] = {"mip_rel_gap": limits.gap}
    if np.isfinite(limits.time_s):
        options["time_limit"] = limits.time_s
    result = milp(
        sign * program.objective,
        integrality=np.where(program.kind == INTEGER, INTEGER, CONTINUOUS),
        bounds=Bounds(program.lower, program.upper),
        constraints=LinearConstraint(program.matrix, program.row_lower, program.row_upper),
        options=options,
    )
    if result.x is None:
        if result.status == TIME_LIMIT:
            return Answer(None, losing_bound(program.maximise), "time_limit")
        if result.status == INFEASIBLE or _says_infeasible(result.message):
            return infeasible(program.maximise)
        return Answer(None, losing_bound(program.maximise), "failed", result.message)
    bound = sign * result.mip_dual_bound + program.offset
    value = sign * result.fun + program.offset
    ended: AnswerStop = "time_limit" if result.status == TIME_LIMIT else proven_stop(value, bound)
    return Answer(result.x, bound, ended)


def _relaxation(program: Arrays, limits: Limits) -> Answer:
    """A linear program, with reduced costs."""
    from scipy.optimize import linprog

    sign = -1.0 if program.maximise else 1.0
    least, most = np.isfinite(program.row_lower), np.isfinite(program.row_upper)
    same = least & most & (program.row_lower == program.row_upper)
    least, most = least & ~same, most & ~same
    result = linprog(
        sign * program.objective,
        A_ub=vstack([program.matrix[most], -program.matrix[least]]),
        b_ub=np.concatenate([program.row_upper[most], -program.row_lower[least]]),
        A_eq=program.matrix[same],
        b_eq=program.row_upper[same],
        bounds=np.column_stack([program.lower, program.upper]),
        method="highs-ipm" if limits.interior else "highs-ds",
        options={"time_limit": limits.time_s} if np.isfinite(limits.time_s) else {},
    )
    if result.status == INFEASIBLE:
        return infeasible(program.maximise)
    if result.status != 0:
        ended: AnswerStop = "time_limit" if result.status == TIME_LIMIT else "failed"
        return Answer(None, losing_bound(program.maximise), ended, result.message)
    value = sign * result.fun + program.offset
    return Answer(
        result.x, value, "optimal", reduced_cost=sign * (result.lower.marginals + result.upper.marginals)
    )


def _says_infeasible(message: str) -> bool:
    """Every variable is bounded, so "infeasible or unbounded" means infeasible. The message also tells of the
    status of a single relaxation, which proves nothing."""
    said = message.lower()
    return "model_status is infeasible" in said or "infeasible or unbounded" in said
