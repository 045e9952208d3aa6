"""A question asked again: with other rules, with options that must open or may not, beginning from what is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.decide.forced import Forced, given, lifted
from siting.inputs import Positions
from siting.model import Model
from siting.outcome import Outcome, Start, Watch
from siting.scenario.schema import Solve
from siting.strategies._compiling import off_the_clock
from siting.strategies._run import run_strategy

NONE = np.zeros(0, dtype=np.int32)


def again(
    question: Model,
    settings: Solve,
    watch: Watch,
    start: Start | None = None,
    opened: Positions = NONE,
    closed: Positions = NONE,
) -> Outcome:
    """The best plan found that opens `opened` and not `closed`, and the bound on all such plans.

    watch: carries the wish to stop; its clock begins here, with the time limit and the gap of the settings. Raises
    RefusedError, InfeasibleError (proven: no such plan) or NoPlanError."""
    watch.begin(settings.time_limit_s, settings.gap)
    with off_the_clock(watch, lambda text: None):
        if not len(opened) and not len(closed):
            return _run(question, settings, watch, start)
        part = given(question, opened, closed)
        if part is not None:
            smaller = None if start is None else part.start(start)
            return lifted(part, question, _run(part.model, settings, watch, smaller))
        forced = replace(question, rules=(*question.rules, Forced(opened, closed)))
        return _run(forced, settings, watch, start)


def _run(question: Model, settings: Solve, watch: Watch, start: Start | None) -> Outcome:
    return run_strategy(settings.strategy, question, watch, settings.seed, settings.backend, start)
