"""PuLP with CBC: PuLP writes the program, CBC solves it as a program of its own.

PuLP 3 (its bundled CBC 2.10) and PuLP 4 (CBC from the wheel `cbcbox`) both work. PuLP 3 calls a run "Optimal" that
ended on its time limit, and CBC's solution file calls one "within gap tolerance" that was searched to the end; so
what ended a run, and its bound, are read from CBC's log, and a solution counts only when it obeys every row.

J. Forrest and R. Lougee-Heimer, "CBC User Guide", INFORMS TutORials in Operations Research (2005) 257-277,
DOI 10.1287/educ.1053.0020."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from siting.backends._cbc_log import bound as bound_in
from siting.backends._cbc_log import ending, leftover
from siting.backends._contract import (
    Answer,
    AnswerStop,
    Limits,
    Report,
    infeasible,
    obeys,
    polished,
    proven_stop,
)
from siting.inputs import Floats
from siting.language import mark, tr
from siting.program import INTEGER, Arrays

ABOUT = mark("PuLP with CBC, a solver that runs as a program of its own")
POLL_S = 0.2


def available() -> str | None:
    """Usable when PuLP is installed and finds a CBC."""
    spec = find_spec("pulp")
    if spec is None or not spec.submodule_search_locations:
        return tr("PuLP is not installed")
    bundled = Path(spec.submodule_search_locations[0], "solverdir", "cbc")
    if bundled.is_dir() or find_spec("cbcbox") or shutil.which("cbc"):
        return None
    return tr("PuLP is installed without CBC; install pulp[cbc]")


def prepare() -> None:
    """Imports PuLP, which in turn imports whatever solver library it finds beside it."""
    import pulp  # noqa: F401


def solve(
    program: Arrays, limits: Limits, start: Floats | None, report: Report, stop: threading.Event
) -> Answer:
    """Solves in a temporary folder. Only bounds are reported on the way, when CBC's log
    happens to be written out. The number of threads is not passed on,
    since CBC's threads would make two runs differ."""
    import pulp

    began = time.perf_counter()
    problem, variables = _written(pulp, program)
    for variable, value in zip(variables, [] if start is None else start.tolist(), strict=False):
        variable.setInitialValue(value)
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        left_s = max(0.1, limits.time_s - (time.perf_counter() - began))
        solver, log = _solver(pulp, limits, left_s, start is not None)
        note = ""
        with _watched(log, lambda bound: report(None, _sense(program) * bound + program.offset), stop):
            try:
                problem.solve(solver)
            except pulp.PulpError as error:
                # PuLP raises where CBC leaves no solution file, as when it stops inside the first relaxation.
                note = str(error)
        cut_off = stop.is_set() or time.perf_counter() - began > 0.98 * limits.time_s
        found = None if note else _values(variables)
        return _answer(program, limits.gap, found, _read(log), stop, cut_off, note)


def _sense(program: Arrays) -> float:
    return -1.0 if program.maximise else 1.0


def _written(pulp: Any, program: Arrays) -> tuple[Any, list[Any]]:
    """PuLP's problem, always a minimisation so that CBC's log has one sense; and its variables in order."""
    problem = pulp.LpProblem("siting", pulp.LpMinimize)
    bounds = zip(
        program.lower.tolist(), program.upper.tolist(), (program.kind == INTEGER).tolist(), strict=True
    )
    variables = [
        problem.add_variable(f"v{spot}", low, high, pulp.LpInteger if whole else pulp.LpContinuous)
        for spot, (low, high, whole) in enumerate(bounds)
    ]
    problem.setObjective(pulp.lpDot((_sense(program) * program.objective).tolist(), variables))
    columns, entries = program.matrix.indices.tolist(), program.matrix.data.tolist()
    ends = program.matrix.indptr.tolist()
    for row, (low, high) in enumerate(
        zip(program.row_lower.tolist(), program.row_upper.tolist(), strict=True)
    ):
        span = slice(ends[row], ends[row + 1])
        total = pulp.lpDot(entries[span], [variables[column] for column in columns[span]])
        if low == high:
            problem.addConstraint(total == low)
            continue
        if np.isfinite(low):
            problem.addConstraint(total >= low)
        if np.isfinite(high):
            problem.addConstraint(total <= high)
    return problem, variables


def _solver(pulp: Any, limits: Limits, left_s: float, warm: bool) -> tuple[Any, Path]:
    """CBC, and the log it will write; in the current folder, since PuLP cannot pass a path with a space."""
    bundled = getattr(pulp, "PULP_CBC_CMD", None)
    log = Path("cbc.log")
    solver = pulp.COIN_CMD(
        path=bundled.pulp_cbc_path if bundled else None,
        msg=False,
        timeLimit=left_s if np.isfinite(left_s) else None,
        gapRel=limits.gap,
        warmStart=warm,
        logPath=str(log),
        options=[f"randomCbcSeed {limits.seed + 1}", "increment 1e-6"],
    )
    solver.tmpDir = "."
    return solver, log


def _values(variables: list[Any]) -> Floats:
    """(n_variables,); a variable that stands in no row and not in the objective keeps no value."""
    return np.array([variable.value() or 0.0 for variable in variables])


def _read(log: Path) -> str:
    return log.read_text("utf-8", "replace") if log.exists() else ""


@contextmanager
def _watched(log: Path, report: Callable[[float], None], stop: threading.Event) -> Iterator[None]:
    """While CBC runs: reports bounds as the log shows them, and tells CBC to end early when `stop` is set."""
    done = threading.Event()

    def watch() -> None:
        told, last = False, -np.inf
        while not done.wait(POLL_S):
            if (now := bound_in(_read(log))) > last:
                last = now
                report(now)
            if stop.is_set() and not told:
                told = True
                _interrupt_own_group()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _interrupt_own_group() -> None:
    """SIGINT to CBC, which PuLP started somewhere below; only in a worker, which has a process group of its own."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGINT)


def _answer(
    program: Arrays,
    gap: float,
    values: Floats | None,
    log: str,
    stop: threading.Event,
    cut_off: bool,
    note: str,
) -> Answer:
    """cut_off: CBC was told to end, or its time was over; then it may take a relaxation that it did not finish for a
    branch that holds nothing better, so that neither its "optimal" nor its "infeasible" counts."""
    sense, why = _sense(program), "time_limit" if cut_off else ending(log)
    bound = sense * bound_in(log) + program.offset
    found = None if values is None else polished(program, values)
    found = found if found is not None and obeys(program, found) else None
    if found is not None and why in ("searched", "within_gap"):
        value = float(program.objective @ found) + program.offset
        if why == "searched" or gap == 0:
            # CBC prunes by the value it sees before rounding; where that is larger it may have pruned better ones.
            seen = float(program.objective @ values) + program.offset if values is not None else value
            return Answer(found, sense * max(sense * value, sense * seen), "optimal")
        bound = sense * max(sense * bound, sense * value - leftover(log))
        return Answer(found, bound, proven_stop(value, bound))
    if found is None and why == "infeasible":
        return infeasible(program.maximise)
    ended: AnswerStop = "interrupted" if stop.is_set() else "time_limit" if why == "time_limit" else "failed"
    return Answer(found, bound, ended, note or log[-500:].strip() if ended == "failed" else "")
