"""Outlets of today close for a gain alone: what a plan need not close, it keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.inputs import frozen
from siting.model import Model
from siting.outcome import Outcome, TracePoint


def kept_where_possible(model: Model, outcome: Outcome) -> Outcome:
    """The outcome with every outlet kept that the rules let it keep, the one that adds most first; ties go to the lower
    position. Its value is not less, and the bound holds as before."""
    left = np.setdiff1d(np.flatnonzero(model.option_keep), outcome.selection)
    if not len(left) or outcome.stop in ("infeasible", "no_plan"):
        return outcome
    selection, value = outcome.selection, outcome.value
    while len(left):
        tried = [np.sort(np.append(selection, one)).astype(np.int32) for one in left.tolist()]
        allowed = [number for number, some in enumerate(tried) if model.keeps_rules(some)]
        if not allowed:
            break
        worth = [model.objective.value(model, tried[number]) for number in allowed]
        best = int(np.argmax(worth))
        selection, value = tried[allowed[best]], worth[best]
        left = np.delete(left[allowed], best)
    if len(selection) == len(outcome.selection):
        return outcome
    seconds = outcome.trace[-1].seconds if outcome.trace else 0.0
    last = (TracePoint(seconds, value, outcome.bound),) if value != outcome.value else ()
    return replace(outcome, selection=frozen(selection), value=value, trace=(*outcome.trace, *last))
