"""A question in which each row takes the best of the open options, asked as weight covered on a row for each level.

    value = constant + sign * weight covered,        bound likewise

so that every strategy for weight covered under upper limits takes it, with its proofs. Only rules that are such limits
come along: they never look at rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting import parts
from siting.inputs import frozen
from siting.model import Model
from siting.objectives._gains import Gaining, levels
from siting.outcome import Outcome, Start, Stop, Watch

MOST_PAIRS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Recast:
    """The same options and rules with other rows, and the way back."""

    model: Model
    constant: float
    sign: float

    def back(self, covered: float) -> float:
        """Value, or bound, of the question itself."""
        return self.constant + self.sign * covered


def recast(model: Model) -> Recast | None:
    """The question as one of weight covered; None where it is one already, or cannot be, or would be too large."""
    objective = model.objective
    if objective.cover_weight(model) is not None or not isinstance(objective, Gaining):
        return None
    if any(rule.packing(model) is None for rule in model.rules):
        return None
    gains = objective.gains(model)
    found = None if gains is None else levels(model, gains.gain)
    if gains is None or found is None or found.n_pairs > MOST_PAIRS:
        return None
    reach, known = found.reach(model.n_options), len(model.row_people) > 0
    rows, nobody = found.row, np.zeros(len(found.row) if known else 0)
    asked = replace(
        model,
        indptr=frozen(reach.indptr.astype(np.int64)),
        indices=frozen(reach.indices.astype(np.int32)),
        travel=frozen(np.zeros(len(reach.indices))),
        weight=frozen(found.weight),
        row_demand=frozen(model.row_demand[rows]),
        row_format=frozen(model.row_format[rows]),
        row_circle=frozen(model.row_circle[rows]),
        row_phase=frozen(model.row_phase[rows]) if known else model.row_phase,
        row_people=frozen(nobody),
        row_outlets=frozen(nobody.astype(np.int32)),
        row_nearest=frozen(nobody + np.inf),
        today_indptr=frozen(np.zeros(0, dtype=np.int64)),
        today=frozen(np.zeros(0, dtype=np.int32)),
        objective=parts.load("objectives", "max_coverage").bind(),
    )
    return Recast(asked, gains.constant, gains.sign)


class Through(Watch):
    """A watch for the recast question: whoever looks on is told the question's own value and bound, and the gap asked
    for is one of those."""

    def __init__(self, outer: Watch, question: Recast) -> None:
        super().__init__(outer.time_limit_s, 0.0)
        self._outer, self._question = outer, question

    def report(self, incumbent: float, bound: float) -> None:
        """Notes both as weight covered, and passes on what they mean.

        A solver sees weight covered: the gap it is given is the one asked for, at the bound known by now. Bounds only
        fall, so that it asks for too little rather than too much."""
        super().report(incumbent, bound)
        self._outer.report(self._question.back(incumbent), self._question.back(bound))
        self.gap = self._outer.gap * abs(self._question.back(bound)) / bound if 0 < bound < np.inf else 0.0

    def good_enough(self, value: float, bound: float) -> bool:
        """By the question's own numbers."""
        return self._outer.good_enough(self._question.back(value), self._question.back(bound))

    def must_stop(self) -> Stop | None:
        """As the outer watch says."""
        return self._outer.must_stop()

    @property
    def interrupted(self) -> bool:
        """As the outer watch says."""
        return self._outer.interrupted

    @property
    def seconds(self) -> float:
        """As the outer watch says."""
        return self._outer.seconds

    @property
    def remaining_s(self) -> float:
        """As the outer watch says."""
        return self._outer.remaining_s


def brought_back(outcome: Outcome, question: Recast, model: Model, watch: Watch) -> Outcome:
    """The outcome of the recast question as one of the question itself: the value is computed anew, and prices, which
    are of other rows, are left out."""
    sign = model.sign
    if outcome.stop in ("infeasible", "no_plan"):
        bound = -sign * np.inf if outcome.stop == "infeasible" else question.back(outcome.bound)
        return replace(outcome, value=-sign * np.inf, bound=bound, trace=tuple(watch.trace), dual=None)
    value, stop = model.objective.value(model, outcome.selection), outcome.stop
    bound = value if stop == "optimal" else sign * max(sign * question.back(outcome.bound), sign * value)
    watch.report(value, bound)
    if stop == "finished" and watch.good_enough(value, bound):
        stop = "gap_reached"
    return replace(outcome, value=value, bound=bound, stop=stop, trace=tuple(watch.trace), dual=None)


def begun(start: Start | None) -> Start | None:
    """A start without prices: those are of other rows."""
    return None if start is None else Start(start.selection)
