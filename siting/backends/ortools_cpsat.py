"""OR-Tools' CP-SAT: clauses and linear relaxations over whole numbers.

One thread with every row in the relaxation (linearization_level 2): on coverage programs that is many times faster
than its usual crew of strategies, and two runs are alike.

L. Perron, F. Didier and S. Gay, "The CP-SAT-LP Solver", CP 2023, LIPIcs 280, 3:1-3:2,
DOI 10.4230/LIPIcs.CP.2023.3."""

from __future__ import annotations

import threading
import time
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
    proven_stop,
)
from siting.backends._integers import Scaled, at_least, at_most, rounded
from siting.errors import RefusedError
from siting.inputs import Floats
from siting.language import mark, tr
from siting.program import CONTINUOUS, Arrays

ABOUT = mark("OR-Tools CP-SAT; at its best on small questions with many rules")


def available() -> str | None:
    """Usable when OR-Tools is installed."""
    return None if find_spec("ortools") else tr("OR-Tools is not installed")


def prepare() -> None:
    """Imports OR-Tools."""
    from ortools.sat.python import cp_model  # noqa: F401


def solve(
    program: Arrays, limits: Limits, start: Floats | None, report: Report, stop: threading.Event
) -> Answer:
    """Solves over whole numbers. Implied variables become whole, which loses nothing. Weights, costs and limits are
    scaled: exactly where they are decimals; else weights are rounded and the bound widened by all they may have
    lost, and rows are rounded outwards, so that no selection is lost and the rules check what comes back.

    Raises RefusedError when a variable is truly continuous."""
    from ortools.sat.python import cp_model

    if np.any(program.kind == CONTINUOUS) or np.any(program.lower < 0):
        raise RefusedError(tr("CP-SAT knows only whole numbers from zero up, and this question needs others"))
    began = time.perf_counter()
    weights = rounded(program.objective)
    model, variables = _written(cp_model, program, weights)
    for variable, value in zip(variables, [] if start is None else start.tolist(), strict=False):
        model.add_hint(variable, round(value))
    solver = cp_model.CpSolver()
    _set(solver.parameters, limits, began)
    back = _Back(program, weights)

    def hear_bound(scaled: float) -> None:
        back.proven = scaled
        report(None, back.bound)

    solver.best_bound_callback = hear_bound

    class Heard(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            report(np.array([self.value(variable) for variable in variables], dtype=np.float64), None)

    with on_stop(stop, solver.stop_search):
        status = solver.solve(model, Heard())
    return _answer(cp_model, solver, status, variables, back, stop)


def _written(cp_model: Any, program: Arrays, weights: Scaled) -> tuple[Any, list[Any]]:
    model = cp_model.CpModel()
    variables = [
        model.new_int_var(low, high, "")
        for low, high in zip(_whole(np.ceil(program.lower)), _whole(np.floor(program.upper)), strict=True)
    ]
    total = cp_model.LinearExpr.weighted_sum(variables, weights.whole.tolist())
    (model.maximize if program.maximise else model.minimize)(total)
    matrix = program.matrix
    for row, (low, high) in enumerate(zip(program.row_lower, program.row_upper, strict=True)):
        span = slice(matrix.indptr[row], matrix.indptr[row + 1])
        mine = [variables[column] for column in matrix.indices[span].tolist()]
        if np.isfinite(high):
            numbers, limit = at_most(matrix.data[span], high)
            model.add(cp_model.LinearExpr.weighted_sum(mine, numbers.tolist()) <= limit)
        if np.isfinite(low):
            numbers, limit = at_least(matrix.data[span], low)
            model.add(cp_model.LinearExpr.weighted_sum(mine, numbers.tolist()) >= limit)
    return model, variables


def _whole(values: Floats) -> list[int]:
    return [int(value) for value in values.tolist()]


def _set(parameters: Any, limits: Limits, began: float) -> None:
    parameters.num_workers = 1
    parameters.linearization_level = 2
    parameters.random_seed = limits.seed
    parameters.relative_gap_limit = limits.gap
    parameters.catch_sigint_signal = False
    left_s = limits.time_s - (time.perf_counter() - began)
    if np.isfinite(left_s):
        parameters.max_time_in_seconds = max(0.01, left_s)


class _Back:
    """From the scaled objective back to the program's."""

    def __init__(self, program: Arrays, weights: Scaled) -> None:
        self.program, self.weights = program, weights
        self.loss = weights.over if program.maximise else -weights.under
        self.proven = losing_bound(program.maximise)

    @property
    def bound(self) -> float:
        """The program's bound, widened by what rounding may have lost."""
        return float(self.proven / self.weights.scale + self.loss + self.program.offset)

    @property
    def note(self) -> str:
        """Says that weights were rounded, where it matters."""
        if abs(self.loss) <= 1e-9 * float(np.abs(self.program.objective).sum()):
            return ""
        return tr(
            "CP-SAT counts in whole numbers; weights were rounded, and the bound allows {loss} for it",
            loss=f"{abs(self.loss):.3g}",
        )


def _answer(
    cp_model: Any, solver: Any, status: Any, variables: list[Any], back: _Back, stop: threading.Event
) -> Answer:
    program = back.program
    if status == cp_model.INFEASIBLE:
        return infeasible(program.maximise)
    if status == cp_model.MODEL_INVALID:
        return Answer(None, losing_bound(program.maximise), "failed", solver.solution_info())
    ended: AnswerStop = "interrupted" if stop.is_set() else "time_limit"
    if status == cp_model.UNKNOWN:
        # CP-SAT's own last word is 0 where it had no time to find a bound; what it reported on the way is one.
        return Answer(None, back.bound, ended, back.note)
    back.proven = solver.best_objective_bound
    values = np.array([solver.value(variable) for variable in variables], dtype=np.float64)
    value = float(program.objective @ values) + program.offset
    if status == cp_model.OPTIMAL:
        ended = proven_stop(value, back.bound)
    return Answer(values, back.bound, ended, back.note)
