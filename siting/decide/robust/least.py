"""The plan that loses least in the worst case, as one mixed-integer program over all cases.

    min r   s.t.  value_s(x) + unit_s r >= best_s  for every case s,   x obeys the rules that bind

P. Kouvelis and G. Yu, "Robust Discrete Optimization and Its Applications" (1997), DOI 10.1007/978-1-4757-2620-6;
H. Aissi, C. Bazgan and D. Vanderpooten, "Min-max and min-max regret versions of combinatorial optimization problems:
a survey", European Journal of Operational Research 197 (2009) 427-438, DOI 10.1016/j.ejor.2008.09.012."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_matrix

from siting import backends
from siting.backends import Limits
from siting.decide.robust.asked import Asked
from siting.decide.robust.state import Known
from siting.decide.robust.together import Together
from siting.inputs import Floats, Positions
from siting.model import cover_variables
from siting.outcome import Stop, Watch
from siting.program import INTEGER, Linear, Program
from siting.scenario.schema import Solve
from siting.strategies._exact import lean, selected

MOST_REPAIRS = 10
RELATIVE_UNIT = 1e-4
SOLVER_TOLERANCE = 1e-6


def search(
    known: Known, settings: Solve, watch: Watch, remaining_s: float, among: Positions | None = None
) -> bool:
    """Offers what the solver finds, and takes the bound that it proves. Whether it came to its end.

    among: only these options may open, and nothing is proven by it. Values of cases are best values found, so that the
    bound holds whatever the true best ones are."""
    together, clock = known.together, Watch()
    clock.begin(remaining_s, 0.0)
    loss = RELATIVE_UNIT if together.relative else 1.0
    program = written(together, known, loss)
    if among is not None:
        program.fix(among[:0], np.setdiff1d(np.arange(len(together.keys)), among).astype(np.int32))

    def stop() -> Stop | None:
        return "interrupted" if watch.interrupted else clock.must_stop()

    def hear(values: Floats | None, bound: float | None) -> None:
        if values is not None:
            known.offer(selected(values, len(together.keys)))
        if bound is not None and among is None:
            known.prove(_safe(bound) * loss)

    for _ in range(MOST_REPAIRS):
        if stop() is not None:
            return False
        limits = Limits(min(settings.gap, 1e-4), clock.remaining_s, settings.seed)
        answer = backends.run(settings.backend, program.assemble(), limits, None, hear, stop)
        if answer.stop == "infeasible":
            if among is None and known.selection is not None:
                known.prove(known.narrowest)  # the program asks for a plan no worse than the best
            return True
        if among is None and math.isfinite(answer.bound):
            known.prove(_safe(answer.bound) * loss)
        if answer.values is None:
            return False
        plan = selected(answer.values, len(together.keys))
        if known.offer(plan):
            return answer.stop in ("optimal", "gap_reached")
        program.forbid(plan)
    return False


def _safe(bound: float) -> float:
    """A solver's bound less its tolerance."""
    return bound - SOLVER_TOLERANCE * max(1.0, abs(bound))


def written(together: Together, known: Known, loss: float) -> Program:
    """The program; its losses are counted in `loss` of the cases' units."""
    program = Program(len(together.keys), maximise=False)
    low = known.lower / loss if math.isfinite(known.lower) else -np.inf
    high = known.narrowest / loss if math.isfinite(known.narrowest) else np.inf
    slack = SOLVER_TOLERANCE * max(1.0, abs(high)) if math.isfinite(high) else 0.0
    r = program.add_variables(np.ones(1), min(low, high), high + slack)
    if together.weight is not None:
        values = _of_rows(together, program)
        values = [
            whole if rules is None else _of_part(together, number, program)
            for number, (whole, rules) in enumerate(zip(values, together.parted, strict=True))
        ]
    else:
        values = [_of_case(case, at, program) for case, at in zip(together.cases, together.at, strict=True)]
    for number, value in enumerate(values):
        variables = np.append(value.variables, r)
        entries = np.append(value.coefficients, together.unit[number] * loss)
        row = csr_matrix(
            (entries, (np.zeros(len(variables), np.int64), variables)), shape=(1, program.n_variables)
        )
        program.add_rows(row, together.found[number] - value.offset, np.inf)
    for rule in together.model.rules:
        rule.write(together.model, program)
    return program


def _of_rows(together: Together, program: Program) -> list[Linear]:
    """Weight covered in each case, of the shared rows: one variable a row, for all cases."""
    assert together.weight is not None
    z = cover_variables(together.model, program)
    found = []
    for weight in together.weight:
        counts = np.flatnonzero((z >= 0) & (weight > 0))
        total = np.asarray(
            np.bincount(z[counts], weights=weight[counts], minlength=program.n_variables), np.float64
        )
        variables: Positions = np.flatnonzero(total).astype(np.int32)
        found.append(Linear(variables, total[variables], 0.0))
    return found


def _of_case(case: Asked, at: Positions, program: Program) -> Linear:
    """The case's objective in variables of its own, its options those that are shared; times the sign."""
    model = lean(case.question)
    inner = Program(model.n_options, model.objective.maximise)
    linear = inner.captured(lambda: model.objective.write(model, inner))
    options = np.full(model.n_options, -1, dtype=np.int32)
    options[at] = np.arange(len(at))
    return _moved(inner, linear, options, program, case.sign)


def _of_part(together: Together, number: int, program: Program) -> Linear:
    """Weight covered by a part y <= x of the plan that the case's rules allow."""
    model, n_options = together.question(number), len(together.keys)
    y = program.add_variables(np.zeros(n_options), 0.0, 1.0, INTEGER)
    entries = np.concatenate([np.ones(n_options), -np.ones(n_options)])
    rows, columns = np.tile(np.arange(n_options), 2), np.concatenate([y, np.arange(n_options)])
    program.add_rows(csr_matrix((entries, (rows, columns)), (n_options, program.n_variables)), -np.inf, 0.0)
    inner = Program(n_options, maximise=True)
    linear = inner.captured(lambda: model.objective.write(model, inner))
    for rule in model.rules:
        rule.write(model, inner)
    return _moved(inner, linear, y, program, 1.0)


def _moved(inner: Program, linear: Linear, options: Positions, program: Program, sign: float) -> Linear:
    """A program's rows and further variables as part of another one. options: where its options are there, -1 for those
    that stay closed."""
    arrays = inner.assemble()
    place = np.concatenate([options, np.full(inner.n_variables - len(options), -1)]).astype(np.int64)
    own = np.column_stack([arrays.lower, arrays.upper, arrays.kind])[len(options) :]
    kinds, kind_of = np.unique(own, axis=0, return_inverse=True)
    for kind, (low, high, whole) in enumerate(kinds.tolist()):
        mine = len(options) + np.flatnonzero(kind_of.ravel() == kind)
        place[mine] = program.add_variables(np.zeros(len(mine)), low, high, int(whole))
    kept = place >= 0
    rows = arrays.matrix.tocsc()[:, np.flatnonzero(kept)].tocoo()
    moved = csr_matrix(
        (rows.data, (rows.row, place[kept][rows.col])), shape=(arrays.n_rows, program.n_variables)
    )
    program.add_rows(moved, arrays.row_lower, arrays.row_upper)
    inside = kept[linear.variables]
    variables: Positions = place[linear.variables[inside]].astype(np.int32)
    return Linear(variables, sign * linear.coefficients[inside], sign * linear.offset)
