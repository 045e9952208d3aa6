"""Outcome: what a strategy hands back, and why it stopped. Nothing here claims success by default."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, Positions

Stop = Literal["optimal", "gap_reached", "time_limit", "interrupted", "infeasible", "no_plan", "finished"]


@dataclass(frozen=True, slots=True)
class TracePoint:
    """At `seconds` into the solve: value of the best selection so far, and the proven bound (inf at first)."""

    seconds: float
    incumbent: float
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Prices that prove a bound by themselves, with no solver to believe (`certificate.certified_bound`).

    row: (n_rows,) of each row of the model, at least 0; of max_coverage at most its weight. limit: of each
    packing constraint of the rules, in the rules' order; at least 0.
    Cuts, none by default: cut_start (n_cuts + 1,), cut_rows (nnz,) rows of the model, cut_times (nnz,) how often
    a cut takes each of them, at least once; cut_price (n_cuts,), at least 0.
    A cut's row stands for all rows with the same options, among options that no limit rules out by itself.
    target: (n_targets,) of min_cost, the price of a unit of each required weight; empty where every row is
    required, or none."""

    row: Floats
    limit: Floats
    cut_start: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    cut_rows: Positions = field(default_factory=lambda: np.zeros(0, np.int32))
    cut_times: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    cut_price: Floats = field(default_factory=lambda: np.zeros(0))
    target: Floats = field(default_factory=lambda: np.zeros(0))


@dataclass(slots=True, eq=False)
class Series:
    """What solves of a series of questions hand on, which differ in their rules alone. pool: cuts by limit, a
    strategy's own; such questions are solved without prices that prove the bound by themselves."""

    pool: Any = None


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What is known of a question before it is solved: an earlier run's plan and prices, in the model's positions.

    selection: options to begin with, ascending; where the rules do not accept them together, a part of them is
    taken. dual: prices of the model's rows and limits, from anywhere: what they prove is computed anew.
    series: of the series that the question belongs to, None for a question by itself."""

    selection: Positions
    dual: Dual | None = None
    series: Series | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reached:
    """What a plan comes to in one of several goals.

    value: of the plan. found, bound: the best value when it was this goal's turn, and its proven limit among selections
    that keep the goals before it; nan where goals are added up, and only their sum has a bound. kept: the value that
    later goals had to keep, None of the last goal, and of goals that are added up."""

    objective: str
    maximise: bool
    value: float
    found: float
    bound: float
    kept: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """selection: options opened, ascending positions. value: recomputed from the coverage, never a solver's word.

    bound: proven limit on the value of any selection. stop: why the run ended; "optimal" only when proven,
    "finished" when the strategy had nothing more to try.
    When no selection obeys the rules ("infeasible"), nothing is opened and the bound is infinite the losing way.
    strategy, why_strategy: what ran, and why it was picked, in the planner's words.
    notes: what else a planner should know of the run (why it is infeasible, what a solver rounded), a sentence each.
    dual: the prices behind the bound, where the strategy has any. goals: of several, what each came to; value and
    bound are then those of their sum, or of the last."""

    selection: Positions
    value: float
    bound: float
    stop: Stop
    strategy: str
    why_strategy: str
    trace: tuple[TracePoint, ...]
    notes: tuple[str, ...] = ()
    dual: Dual | None = None
    goals: tuple[Reached, ...] = ()

    @property
    def gap(self) -> float:
        """(bound - value) / bound: the share of the best possible that may be missing; 0 when both are 0."""
        return relative_gap(self.value, self.bound)


def relative_gap(value: float, bound: float) -> float:
    """|bound - value| / |bound|, inf when nothing is proven (bound infinite or nan), 0 when they meet."""
    if value == bound:
        return 0.0
    if bound == 0 or not math.isfinite(bound):
        return float("inf")
    return max(0.0, abs(bound - value) / abs(bound))


class Watch:
    """Keeps the time, the wish to stop, and the trace of a solve; shared by a strategy and whoever looks on.

    A strategy calls `report` at each improvement and asks `must_stop` inside its loops."""

    def __init__(
        self,
        time_limit_s: float = float("inf"),
        gap: float = 0.0,
        listener: Callable[[TracePoint], None] | None = None,
    ) -> None:
        self.started = time.perf_counter()
        self.time_limit_s = time_limit_s
        self.gap = gap
        self.trace: list[TracePoint] = []
        self._listener = listener
        self._interrupted = threading.Event()

    def begin(self, time_limit_s: float, gap: float) -> None:
        """Starts the clock of the solve with its limits, when the question is ready."""
        self.started = time.perf_counter()
        self.time_limit_s, self.gap = time_limit_s, gap

    def report(self, incumbent: float, bound: float) -> None:
        """Notes the best value and bound now, and tells the listener."""
        point = TracePoint(self.seconds, incumbent, bound)
        self.trace.append(point)
        if self._listener:
            self._listener(point)

    def good_enough(self, value: float, bound: float) -> bool:
        """Whether value and bound are as close as was asked for."""
        return relative_gap(value, bound) <= self.gap

    def interrupt(self) -> None:
        """Asks the solve to end soon, with its best plan (Ctrl-C)."""
        self._interrupted.set()

    @property
    def interrupted(self) -> bool:
        """Whether the solve was asked to end."""
        return self._interrupted.is_set()

    @property
    def seconds(self) -> float:
        """Since the solve began."""
        return time.perf_counter() - self.started

    @property
    def remaining_s(self) -> float:
        """Until the time limit, 0 when it is over."""
        return max(0.0, self.time_limit_s - self.seconds)

    def must_stop(self) -> Stop | None:
        """ "interrupted" or "time_limit" when the solve has to end, else None."""
        if self.interrupted:
            return "interrupted"
        return "time_limit" if self.remaining_s <= 0 else None


class Quiet(Watch):
    """Stops when the other one has to, and tells nobody: what it sees need not obey the rules."""

    def __init__(self, outer: Watch) -> None:
        super().__init__(outer.remaining_s, outer.gap)
        self._outer = outer

    @property
    def interrupted(self) -> bool:
        """Whether the solve was asked to end."""
        return self._outer.interrupted
