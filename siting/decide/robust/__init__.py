"""Robustness: what a plan loses when the city turns out otherwise, and the plan that loses least in the worst case.

A finite set of cases of the same city. The best of each is a plan that was found, and a bound; so what a plan loses
is an interval, and so is what any plan must lose."""

from __future__ import annotations

from siting.decide.robust.cases import AS_PLANNED, Case, Change, picked, read_case
from siting.decide.robust.result import ROBUST, STANDING, Cell, Chosen, Least, Line, Robustness
from siting.decide.robust.usual import usual_cases
from siting.decide.robust.weigh import weigh

__all__ = [
    "AS_PLANNED",
    "ROBUST",
    "STANDING",
    "Case",
    "Cell",
    "Change",
    "Chosen",
    "Least",
    "Line",
    "Robustness",
    "picked",
    "read_case",
    "usual_cases",
    "weigh",
]
