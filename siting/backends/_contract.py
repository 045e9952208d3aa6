"""What goes into a backend and what comes out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_matrix

from siting.inputs import Floats
from siting.outcome import Stop
from siting.program import CONTINUOUS, INTEGER, Arrays

AnswerStop = Literal["optimal", "gap_reached", "time_limit", "interrupted", "infeasible", "failed"]
Report = Callable[[Floats | None, float | None], None]
MustStop = Callable[[], Stop | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop. gap: relative, as in `outcome.relative_gap`; 0 asks for the proven optimum. time_s: wall clock.
    seed: for the solver's own randomness, where it takes one. interior: a program without whole variables is solved by
    an interior point method, with a vertex in the end, where the solver has one: soon, where the simplex takes long."""

    gap: float = 0.0
    time_s: float = float("inf")
    seed: int = 0
    interior: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a solver says, to be believed only as far as it is checked.

    values: (n_variables,) of its best solution, or None. bound: limit on the objective of any solution, offset
    included; infinite when the solver gave none, and infinite the other way when there is no solution. It carries
    the solver's tolerance: an absolute error of about 1e-6 is possible even where it says "optimal". stop: why it
    ended; "optimal" and "infeasible" only when the solver says proven, "failed" when it crashed. note: what else a
    planner should know. reduced_cost: (n_variables,) of a program without whole variables, where the solver gives it:
    by how much the objective falls short for each unit that a variable is moved from where it is, None else."""

    values: Floats | None
    bound: float
    stop: AnswerStop
    note: str = ""
    reduced_cost: Floats | None = None


def losing_bound(maximise: bool) -> float:
    """The bound that claims nothing."""
    return float("inf") if maximise else -float("inf")


def infeasible(maximise: bool) -> Answer:
    """Proven: no solution keeps every row."""
    return Answer(None, -losing_bound(maximise), "infeasible")


def settled(program: Arrays) -> Answer:
    """Of a program without variables, which not every solver takes: its rows hold, or nothing makes them."""
    values = np.zeros(0)
    return (
        Answer(values, program.offset, "optimal") if obeys(program, values) else infeasible(program.maximise)
    )


def proven_stop(value: float, bound: float) -> AnswerStop:
    """ "optimal" when value and bound meet to within the solvers' tolerance (1e-6), else "gap_reached"."""
    return "optimal" if abs(bound - value) <= 1e-6 * max(1.0, abs(value)) else "gap_reached"


def polished(program: Arrays, values: Floats) -> Floats:
    """The values with integer and implied variables rounded; only the integer ones where a row needs the fractions."""
    whole = np.where(program.kind == CONTINUOUS, values, np.rint(values))
    return whole if obeys(program, whole) else np.where(program.kind == INTEGER, whole, values)


def completed(program: Arrays, start: Floats) -> Floats | None:
    """(n_variables,) a start for every variable, from (n_options,) zeros and ones: each further variable goes as far
    as its objective wants and the rows that hold no other further variable let it. None where that breaks a row."""
    first = len(start)
    values = np.concatenate([start, np.zeros(program.n_variables - first)])
    wants_up = (program.objective > 0) == program.maximise
    values[first:] = np.where(wants_up, program.upper, program.lower)[first:]
    rest = csr_matrix(program.matrix[:, first:])
    lonely = np.flatnonzero(np.diff(rest.indptr) == 1)
    spots, entries = first + rest.indices[rest.indptr[lonely]], rest.data[rest.indptr[lonely]]
    used = program.matrix[lonely, :first] @ start
    ends = [(side[lonely] - used) / entries for side in (program.row_lower, program.row_upper)]
    np.minimum.at(values, spots, np.where(entries > 0, ends[1], ends[0]))
    np.maximum.at(values, spots, np.where(entries > 0, ends[0], ends[1]))
    return values if obeys(program, values) else None


def obeys(program: Arrays, values: Floats, tolerance: float = 1e-6) -> bool:
    """Whether the values keep within every bound and row, to within the tolerance (relative to the side)."""
    rows = program.matrix @ values
    sides = ((values, program.lower, program.upper), (rows, program.row_lower, program.row_upper))
    return all(
        bool(np.all(x >= low - tolerance * np.maximum(1.0, np.abs(low))))
        and bool(np.all(x <= high + tolerance * np.maximum(1.0, np.abs(high))))
        for x, low, high in sides
    )


@contextmanager
def on_stop(stop: threading.Event, action: Callable[[], None]) -> Iterator[None]:
    """While inside: calls the action, once, when the event is set."""
    done = threading.Event()

    def wait() -> None:
        while not done.wait(0.05):
            if stop.is_set():
                action()
                return

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    try:
        yield
    finally:
        done.set()
        waiter.join()
