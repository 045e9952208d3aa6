"""OR-Tools' MathOpt with SCIP. Takes a start and a seed, shows its bound, and can be stopped; by SIGINT, since
MathOpt's own interrupter fails inside SCIP (OR-Tools 9.15).

S. Bolusani and others, "The SCIP Optimization Suite 9.0", arXiv 2402.17702, DOI 10.48550/arXiv.2402.17702."""

from __future__ import annotations

import os
import re
import signal
import threading

from siting.backends._contract import Answer, Limits, Report
from siting.backends._mathopt import missing, solve_with
from siting.inputs import Floats
from siting.language import mark
from siting.program import Arrays

ABOUT = mark("OR-Tools MathOpt with SCIP")
_BOUND = re.compile(r"\| *([-+\d.e]+) *\| *\S+ *\| *\S+ *\| *\S+ *$")


def available() -> str | None:
    """Usable when OR-Tools is installed."""
    return missing()


def prepare() -> None:
    """Imports MathOpt."""
    from ortools.math_opt.python import mathopt  # noqa: F401


def solve(
    program: Arrays, limits: Limits, start: Floats | None, report: Report, stop: threading.Event
) -> Answer:
    """Solves with SCIP, on one thread."""
    from ortools.math_opt.python import mathopt

    settings = mathopt.SolveParameters(random_seed=limits.seed)
    settings.gscip.bool_params["misc/catchctrlc"] = True
    return solve_with("GSCIP", settings, _BOUND, _interrupt, program, limits, start, report, stop)


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)
