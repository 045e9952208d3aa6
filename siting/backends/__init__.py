"""PARTS: hand-overs of a program to a solver. Each file: `ABOUT`, `available() -> str | None` (None = usable,
else why not) and `solve(program, limits, start, report, stop) -> Answer`.

A part's `solve` runs in a child process of its own (`run` sees to that): a crash, an overrun time limit or Ctrl-C
cannot take the plan away, and solvers whose libraries clash never share a process. It must keep:

    program   `siting.program.Arrays`
    limits    `Limits`; time_s counts from the call
    start     (n_variables,) values of a selection that obeys the rules, or None
    report    report(incumbent, bound, values): called when either moves; None = not known
    stop      threading.Event that is set when the solve should end early with what it has

Bounds carry the solver's own tolerance; see `Answer`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from siting.backends._process import Pool, Worker
from siting.inputs import Floats
from siting.outcome import Stop
from siting.parts import load, names
from siting.errors import RefusedError
from siting.program import Arrays
