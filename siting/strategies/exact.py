"""Exact: the whole question as one mixed-integer program, handed to a solver, and its answer checked."""

from __future__ import annotations

import os

from siting import backends
from siting.backends import Answer, Limits
from siting.errors import RefusedError
from siting.inputs import Floats
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Stop, Watch
from siting.program import Program
from siting.rules import clashes
from siting.strategies._exact import Standing, lean, selected

ABOUT = mark("hands the whole question to a solver; proves the optimum of small and middling cities")
MOST_REPAIRS = 20


def refuses(model: Model) -> str | None:
    """Nothing: every objective and rule can write itself as a program."""
    return None


def solve(model: Model, watch: Watch, seed: int, backend: str = "scipy_highs") -> Outcome:
    """The best selection that the solver finds, and the lowest bound that it proves.

    1. Rows with equal cover sets become one; nothing is lost.
    2. Where every rule is a packing rule, greedy gives the solver a start.
    3. Every solution is rounded and checked by the rules themselves. One that only a solver's tolerance lets pass
       is forbidden, and the solver asked again.
    4. The value is recomputed from the coverage. The bound carries the solver's tolerance of about 1e-6; with whole
       weights it is rounded down to a whole number, which takes the tolerance out.
    5. Outlets that add nothing are left out.

    "optimal": value and bound meet. "gap_reached": the gap asked for, or the solver's own tolerance. "interrupted":
    also when the solver crashed; notes say so. Raises RefusedError when the backend cannot start."""
    standing, why = Standing(model, watch), tr("asked for")
    standing.notes += clashes(model)
    if standing.notes:
        return standing.nothing_holds("exact", why)
    small = lean(model)
    start = standing.start_from(small)
    stop = standing.stop()
    if stop is None:
        answer = _ask_until_it_holds(small, standing, start, backend, seed)
        if answer.stop == "infeasible" and standing.selection is None:
            return standing.nothing_holds("exact", why)
        stop = standing.stop() or _why_it_ended(answer, standing, backend)
    return standing.outcome(stop, "exact", why)


def _ask_until_it_holds(
    model: Model, standing: Standing, start: Floats | None, backend: str, seed: int
) -> Answer:
    """Asks the solver again, as long as it answers with selections that the rules do not accept."""
    program = Program(model.n_options, model.objective.maximise)
    model.objective.write(model, program)
    for rule in model.rules:
        rule.write(model, program)
    for _ in range(MOST_REPAIRS):
        answer = _ask(program, standing, start, backend, seed)
        broken = standing.offer_values(answer.values)
        if not broken or standing.stop():
            break
        assert answer.values is not None
        program.forbid(selected(answer.values, model.n_options))
    return answer


def _ask(program: Program, standing: Standing, start: Floats | None, backend: str, seed: int) -> Answer:
    def hear(values: Floats | None, bound: float | None) -> None:
        standing.offer_values(values)
        if bound is not None:
            standing.prove(bound)

    watch = standing.watch
    limits = Limits(watch.gap, watch.remaining_s, seed, threads=os.cpu_count() or 1)
    answer = backends.run(backend, program.assemble(), limits, start, hear, watch.must_stop)
    standing.prove(answer.bound)
    standing.notes += [answer.note] if answer.note else []
    return answer


def _why_it_ended(answer: Answer, standing: Standing, backend: str) -> Stop:
    """For an answer that closes no gap."""
    if answer.stop == "failed" and standing.selection is None:
        raise RefusedError(answer.note)
    if answer.stop in ("failed", "infeasible"):
        return "interrupted"
    if answer.stop == "time_limit" or answer.stop == "interrupted":
        return answer.stop
    standing.notes.append(tr("{name} calls this optimal within its own tolerance", name=backend))
    return "gap_reached"
