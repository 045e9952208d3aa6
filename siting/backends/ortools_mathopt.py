"""OR-Tools' MathOpt with HiGHS. Takes a start and shows its bound, but neither a seed nor a number of threads, and
cannot be stopped but by its own time limit or by ending its process.

Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming
Computation 10 (2018) 119-142, DOI 10.1007/s12532-017-0130-5."""

from __future__ import annotations

import re
import threading

from siting.backends._contract import Answer, Limits, Report
from siting.backends._mathopt import missing, solve_with
from siting.inputs import Floats
from siting.language import mark
from siting.program import Arrays

ABOUT = mark("OR-Tools MathOpt with HiGHS")
_BOUND = re.compile(r"^ ?\S? +\d+ +\d+ +\d+ +[\d.]+% +(\S+)")


def available() -> str | None:
    """Usable when OR-Tools is installed."""
    return missing()


def prepare() -> None:
    """Imports MathOpt."""
    from ortools.math_opt.python import mathopt  # noqa: F401


def solve(
    program: Arrays, limits: Limits, start: Floats | None, report: Report, stop: threading.Event
) -> Answer:
    """Solves with HiGHS. Its table reaches the listener only when its output is switched on."""
    from ortools.math_opt.python import mathopt

    settings = mathopt.SolveParameters(enable_output=True)
    return solve_with("HIGHS", settings, _BOUND, lambda: None, program, limits, start, report, stop)
