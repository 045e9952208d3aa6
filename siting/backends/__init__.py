"""PARTS: hand-overs of a program to a solver. Each file: `ABOUT`, `available() -> str | None` (None = usable,
else why not; looks without importing the solver), `prepare()` (imports the solver) and
`solve(program, limits, start, report, stop) -> Answer`.

A part's `solve` runs in a child process of its own (`run` sees to that): a crash, an overrun time limit or Ctrl-C
cannot take the plan away, and solvers whose libraries clash never share a process. Its arguments:

    program   `siting.program.Arrays`
    limits    `Limits`; time_s counts from the call
    start     (n_variables,) values that obey every row, or None
    report    report(values, bound): called as the best solution or the bound moves; None = not known
    stop      threading.Event, set when the solve should end early with what it has"""

from __future__ import annotations

from siting.backends._contract import Answer, Limits, MustStop, Report, completed, settled
from siting.backends._pool import POOL
from siting.backends._talk import ask
from siting.errors import RefusedError
from siting.inputs import Floats
from siting.language import tr
from siting.parts import load
from siting.program import Arrays

__all__ = ["Answer", "Limits", "MustStop", "Report", "prepare", "run"]


def prepare(name: str, count: int = 1) -> None:
    """Starts child processes that load the backend while the caller does something else. A backend that is missing
    or cannot start is no matter until `run` asks for it."""
    if load("backends", name).available() is None:
        POOL.fill(name, count)


def run(
    name: str,
    program: Arrays,
    limits: Limits,
    start: Floats | None = None,
    report: Report = lambda values, bound: None,
    must_stop: MustStop = lambda: None,
) -> Answer:
    """Solves the program with the backend of that name, in its child process.

    start: (n_options,) zeros and ones, a selection to begin with. must_stop is asked several times a second. Past
    limits.time_s and some grace, or soon after must_stop speaks, the child is ended, and the answer holds what it
    had reported. Raises RefusedError when there is no such backend or it cannot start; a crash during the solve is
    an answer with stop "failed"."""
    missing = load("backends", name).available()
    if missing:
        raise RefusedError(tr("backend {name} cannot be used: {reason}", name=name, reason=missing))
    if not program.n_variables:
        return settled(program)
    whole_start = None if start is None else completed(program, start)
    with POOL.worker(name) as worker:
        return ask(worker, program, limits, whole_start, report, must_stop)
