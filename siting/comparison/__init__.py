"""Comparison: several strategies on one question, each run checked by the certificate before it counts."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting import parts
from siting.errors import RefusedError, VerificationError
from siting.model import Model
from siting.outcome import Outcome, TracePoint, Watch, relative_gap
from siting.pipeline import Stock
from siting.plan.check import check
from siting.plan.evidence import gather
from siting.strategies._run import answered

NAN = float("nan")
SAMPLE_ROWS, WARM_UP_S = 200, 5.0


@dataclass(frozen=True, slots=True)
class Contender:
    """A strategy, with a backend where one is named: `exact:pulp_cbc`."""

    strategy: str
    backend: str | None

    @property
    def name(self) -> str:
        """As it was asked for."""
        return f"{self.strategy}:{self.backend}" if self.backend else self.strategy


@dataclass(frozen=True, slots=True)
class Trial:
    """One run of a contender with one seed. Figures that do not exist are nan.

    stop: as in Outcome, or "refused", or "wrong" when the plan did not pass its check; note says why.
    value, bound: of the outcome; certified_bound: recomputed from its dual, nan without one.
    first_plan_s: wall clock until the first plan better than opening nothing. seconds: of the whole solve.
    gap, certified_gap: to its own bounds; gap_to_best: to the best value of all trials, by `against_best`."""

    contender: str
    seed: int
    stop: str
    value: float = NAN
    bound: float = NAN
    certified_bound: float = NAN
    gap: float = NAN
    certified_gap: float = NAN
    gap_to_best: float = NAN
    first_plan_s: float = NAN
    seconds: float = NAN
    note: str = ""
    trace: tuple[TracePoint, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether there is a plan that passed its check."""
        return not math.isnan(self.value)


def contender(text: str) -> Contender:
    """Reads `strategy` or `strategy:backend`. Raises RefusedError when there is no such part."""
    strategy, _, backend = text.strip().partition(":")
    parts.load("strategies", strategy)
    if backend:
        parts.load("backends", backend)
    return Contender(strategy, backend or None)


def warm_up(question: Model, contender: Contender, backend: str) -> None:
    """Runs the contender on a few rows of the question, so that loading code is on nobody's clock."""
    with suppress(RefusedError):
        few = _sample(question)
        answered(contender.strategy, few, Watch(WARM_UP_S), 0, contender.backend or backend)


def _sample(question: Model) -> Model:
    """Some rows of the question, evenly spread; the same options and rules."""
    rows = np.unique(np.linspace(0, max(question.n_rows - 1, 0), SAMPLE_ROWS).astype(np.int64))[
        : question.n_rows
    ]
    shape = (question.n_rows, question.n_options)
    reach = csr_matrix((question.travel, question.indices, question.indptr), shape=shape)[rows]
    return replace(
        question,
        indptr=reach.indptr.astype(np.int64),
        indices=reach.indices.astype(np.int32),
        travel=reach.data,
        weight=question.weight[rows],
        row_demand=question.row_demand[rows],
        row_format=question.row_format[rows],
        row_circle=question.row_circle[rows],
        **_known_rows(question, rows),
    )


def _known_rows(question: Model, rows: NDArray[np.int64]) -> dict[str, Any]:
    """What else the question knows of some rows; nothing of who can be full."""
    names = ("row_phase", "row_people", "row_outlets", "row_nearest")
    found = {name: getattr(question, name)[rows] for name in names if len(getattr(question, name))}
    nothing = {"today_indptr": question.today_indptr[:0], "today": question.today[:0]}
    return found | nothing


def run(found: Stock, question: Model, contender: Contender, seed: int, watch: Watch) -> Trial:
    """Runs one contender; the watch's clock starts here, with its limits. A refusal is a trial with a reason."""
    backend = contender.backend or found.scenario.settings.solve.backend
    watch.begin(watch.time_limit_s, watch.gap)
    try:
        outcome = answered(contender.strategy, question, watch, seed, backend)
    except RefusedError as error:
        return Trial(contender.name, seed, "refused", seconds=watch.seconds, note=str(error))
    trial = Trial(contender.name, seed, outcome.stop, seconds=watch.seconds, trace=outcome.trace)
    if outcome.stop in ("infeasible", "no_plan"):
        return replace(trial, note="; ".join(outcome.notes))
    return _checked(found, question, outcome, trial)


def _checked(found: Stock, question: Model, outcome: Outcome, trial: Trial) -> Trial:
    """The trial with its figures, if the certificate and the rules confirm them."""
    missing = found.scenario.settings.missing
    evidence = gather(found.inputs, found.coverage, found.gaps, missing, question, outcome)
    try:
        certified = check(question, outcome, evidence).certified_bound
    except VerificationError as error:
        return replace(trial, stop="wrong", note="; ".join(error.findings))
    return replace(
        trial,
        value=outcome.value,
        bound=outcome.bound,
        certified_bound=certified,
        gap=outcome.gap,
        certified_gap=NAN if math.isnan(certified) else relative_gap(outcome.value, certified),
        first_plan_s=_first_plan(question, outcome),
        note="; ".join(outcome.notes),
    )


def _first_plan(question: Model, outcome: Outcome) -> float:
    """Seconds until the first plan that is better than opening nothing; until any plan, if nothing is best."""
    nothing = question.objective.value(question, outcome.selection[:0])
    points = [point for point in outcome.trace if math.isfinite(point.incumbent)]
    better = [point for point in points if point.incumbent != nothing]
    return next((point.seconds for point in better or points), NAN)


def against_best(trials: list[Trial], maximise: bool) -> list[Trial]:
    """The trials with the gap to the best value that any of them found: |best - value| / |best|."""
    values = [trial.value for trial in trials if trial.holds]
    if not values:
        return trials
    best = max(values) if maximise else min(values)
    return [
        replace(trial, gap_to_best=relative_gap(trial.value, best)) if trial.holds else trial
        for trial in trials
    ]
