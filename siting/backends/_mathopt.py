"""What MathOpt's solvers share: the program as a message, the bound in their tables, and the answer."""

from __future__ import annotations

import datetime
import re
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np

from siting.backends._contract import (
    Answer,
    AnswerStop,
    Limits,
    Report,
    infeasible,
    losing_bound,
    on_stop,
    polished,
    proven_stop,
)
from siting.backends._printed import highest, lowest
from siting.inputs import Floats
from siting.language import tr
from siting.program import INTEGER, Arrays


def missing() -> str | None:
    """Why MathOpt cannot be used; None when it can."""
    return None if find_spec("ortools") else tr("OR-Tools is not installed")


def solve_with(
    solver: str,
    settings: Any,
    bound_line: re.Pattern[str],
    interrupt: Callable[[], None],
    program: Arrays,
    limits: Limits,
    start: Floats | None,
    report: Report,
    stop: threading.Event,
) -> Answer:
    """Solves with the MathOpt solver of that name. settings: its SolveParameters; limits are added here.

    bound_line: finds the bound in a line of the solver's table. interrupt: called once when `stop` is set."""
    from ortools.math_opt.python import mathopt

    began = time.perf_counter()
    model = mathopt.Model.from_model_proto(_proto(program))
    hints = [] if start is None else [mathopt.SolutionHint(_hint(model, start))]
    settings.relative_gap_tolerance = limits.gap
    left_s = limits.time_s - (time.perf_counter() - began)
    if np.isfinite(left_s):
        settings.time_limit = datetime.timedelta(seconds=max(0.01, left_s))
    with on_stop(stop, interrupt):
        result = mathopt.solve(
            model,
            mathopt.SolverType[solver],
            params=settings,
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
            msg_cb=_listener(program, report, bound_line),
        )
    return _answer(mathopt, program, model, result, stop)


def _proto(program: Arrays) -> Any:
    """The program as MathOpt's message; far faster to fill than the model variable by variable."""
    from ortools.math_opt import model_pb2

    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(program.n_variables))
    proto.variables.lower_bounds.extend(program.lower.tolist())
    proto.variables.upper_bounds.extend(program.upper.tolist())
    proto.variables.integers.extend((program.kind == INTEGER).tolist())
    proto.objective.maximize = program.maximise
    rewarded = np.flatnonzero(program.objective)
    proto.objective.linear_coefficients.ids.extend(rewarded.tolist())
    proto.objective.linear_coefficients.values.extend(program.objective[rewarded].tolist())
    proto.linear_constraints.ids.extend(range(program.n_rows))
    proto.linear_constraints.lower_bounds.extend(program.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(program.row_upper.tolist())
    matrix = program.matrix.sorted_indices()
    rows = np.repeat(np.arange(program.n_rows), np.diff(matrix.indptr))
    proto.linear_constraint_matrix.row_ids.extend(rows.tolist())
    proto.linear_constraint_matrix.column_ids.extend(matrix.indices.tolist())
    proto.linear_constraint_matrix.coefficients.extend(matrix.data.tolist())
    return proto


def _hint(model: Any, start: Floats) -> dict[Any, float]:
    return {model.get_variable(spot): value for spot, value in enumerate(start.tolist())}


def _listener(program: Arrays, report: Report, line: re.Pattern[str]) -> Callable[[Any], None]:
    """Reports the bound whenever a line of the solver's table shows a better one."""
    outer = highest if program.maximise else lowest
    best = losing_bound(program.maximise)

    def hear(messages: Any) -> None:
        nonlocal best
        for message in messages:
            found = line.search(message)
            if found is None:
                continue
            bound = outer(found.group(1)) + program.offset
            if (bound < best) if program.maximise else (bound > best):
                best = bound
                report(None, bound)

    return hear


def _answer(mathopt: Any, program: Arrays, model: Any, result: Any, stop: threading.Event) -> Answer:
    reason = result.termination.reason
    if reason in (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED):
        # Every variable is bounded, so "infeasible or unbounded" means infeasible.
        return infeasible(program.maximise)
    bound = float(result.termination.objective_bounds.dual_bound) + program.offset
    limited = (mathopt.TerminationReason.FEASIBLE, mathopt.TerminationReason.NO_SOLUTION_FOUND)
    ended: AnswerStop = "failed"
    if reason in limited:
        ended = "interrupted" if stop.is_set() else "time_limit"
    if not result.solutions or result.solutions[0].primal_solution is None:
        return Answer(None, bound, ended, "" if reason in limited else result.termination.detail)
    found = result.solutions[0].primal_solution.variable_values
    values = polished(program, np.array([found[variable] for variable in model.variables()]))
    if reason == mathopt.TerminationReason.OPTIMAL:
        ended = proven_stop(float(program.objective @ values) + program.offset, bound)
    return Answer(values, bound, ended, result.termination.detail if ended == "failed" else "")
