"""What stands so far in an exact solve: the best selection that the rules accept, the lowest bound, and why to end."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.covers import sums
from siting.cover.grid import grid_step, round_up
from siting.cover.merge import merge
from siting.errors import VerificationError
from siting.inputs import Floats, Positions, frozen
from siting.language import tr
from siting.model import Model, ReadsRows, limited_rows
from siting.objectives._gains import Measured
from siting.objectives._required import Requiring
from siting.outcome import Outcome, Stop, Watch

SOLVER_TOLERANCE = 1e-6
FLOAT_TOLERANCE = 1e-9


class Standing:
    """The best selection and the best bound; tells the watch of every improvement. Minimising is maximising
    with the sign turned: `sign * value` grows."""

    def __init__(self, model: Model, watch: Watch) -> None:
        self.model, self.watch = model, watch
        self.sign = model.sign
        self.selection: Positions | None = None
        self.value = -self.sign * math.inf
        self.bound = self.sign * math.inf
        self.notes: list[str] = []
        weight = model.objective.cover_weight(model)
        self.is_whole = _counts_whole(model)
        if isinstance(model.objective, Requiring):
            self.prove(0.0, 0.0)
        if weight is not None:
            self.prove(float(weight[np.diff(model.indptr) > 0].sum()), 0.0)
        self.offer(np.zeros(0, dtype=np.int32))

    @property
    def start(self) -> Floats | None:
        """(n_options,) zeros and ones: the best selection so far, for a solver to start from."""
        if self.selection is None:
            return None
        start = np.zeros(self.model.n_options)
        start[self.selection] = 1.0
        return start

    def offer(self, selection: Positions) -> list[str]:
        """Takes a selection if the rules accept it and it is better; returns what it breaks."""
        broken = self.model.broken_rules(selection)
        value = self.model.objective.value(self.model, selection)
        if not broken and value == -self.sign * math.inf:
            return [tr("it covers less than required")]
        if not broken and self.sign * (value - self.value) > 0:
            self.selection, self.value = np.sort(selection).astype(np.int32), value
            self.bound = self.sign * max(self.sign * self.bound, self.sign * value)
            self.watch.report(self.value, self.bound)
        return broken

    def offer_values(self, values: Floats | None) -> list[str]:
        """The same for a solver's values, rounded."""
        return [] if values is None else self.offer(selected(values, self.model.n_options))

    def prove(self, bound: float, tolerance: float = SOLVER_TOLERANCE) -> None:
        """Takes a bound, on all selections or on all better ones, that is right to within the tolerance; of whole
        weights, the whole part."""
        limit = self.sign * bound
        if self.is_whole and math.isfinite(limit):
            limit = float(math.floor(limit + tolerance))
        if limit < self.sign * self.bound:
            self.bound = self.sign * max(limit, self.sign * self.value) + 0.0  # never -0
            self.watch.report(self.value, self.bound)

    def believe(self, bound: float) -> None:
        """Takes a solver's bound on all selections. One that the best selection passes by more than a tolerance is
        wrong, and is left out with a note."""
        if self.sign * (self.value - bound) > SOLVER_TOLERANCE * max(1.0, abs(self.value)):
            self.note(tr("the solver's bound was left out, since the plan is better than it"))
        else:
            self.prove(bound)

    def note(self, text: str) -> None:
        """Keeps what a planner should know, once."""
        if text and text not in self.notes:
            self.notes.append(text)

    @property
    def is_optimal(self) -> bool:
        """Whether value and bound meet: exactly for whole weights, else to nine digits."""
        if self.selection is None:
            return False
        return abs(self.bound - self.value) <= (0.0 if self.is_whole else FLOAT_TOLERANCE * abs(self.value))

    def stop(self) -> Stop | None:
        """Why to end now: proven, close enough, out of time or interrupted; None to go on."""
        if self.is_optimal:
            return "optimal"
        if self.watch.good_enough(self.value, self.bound):
            return "gap_reached"
        return self.watch.must_stop()

    def outcome(self, stop: Stop, strategy: str, why: str) -> Outcome:
        """The outcome, without outlets that add nothing; "no_plan" where no selection was found."""
        trace, notes = tuple(self.watch.trace), tuple(self.notes)
        if self.selection is None:
            nothing = frozen(np.zeros(0, dtype=np.int32))
            return Outcome(nothing, -self.sign * math.inf, self.bound, "no_plan", strategy, why, trace, notes)
        if isinstance(self.model.objective, Requiring):
            self.offer(trimmed(self.model, self.selection))
        selection = frozen(trimmed(self.model, self.selection))
        value = self.model.objective.value(self.model, selection)
        if value != self.value:
            raise VerificationError([f"{value} != {self.value}"])
        return Outcome(selection, self.value, self.bound, stop, strategy, why, trace, notes)

    def nothing_holds(self, strategy: str, why: str) -> Outcome:
        """Proven: no selection obeys the rules."""
        nothing, lost = frozen(np.zeros(0, dtype=np.int32)), -self.sign * math.inf
        notes = tuple(self.notes)
        return Outcome(nothing, lost, lost, "infeasible", strategy, why, tuple(self.watch.trace), notes)


def _counts_whole(model: Model) -> bool:
    """Whether the value of every selection is a whole number: weights are, or costs where money counts."""
    weight = model.objective.cover_weight(model)
    if isinstance(model.objective, Requiring):
        weight = np.concatenate([model.cost, model.site_cost])
    if weight is None and isinstance(model.objective, Measured):
        return model.objective.counts_whole(model)
    return weight is not None and bool(np.all(weight == np.rint(weight)))


def selected(values: Floats, n_options: int) -> Positions:
    """Options that a solver's values open."""
    return np.flatnonzero(values[:n_options] > 0.5).astype(np.int32)


def lift(value: float, total: float) -> float:
    """A power of two that lifts broken numbers to where a solver's absolute tolerance of 1e-6 is nothing: the value to
    about a million, and the total to 2**40 at most. value: about what is expected, anything if unknown."""
    value = max(min(value, total), total * 2.0**-20)
    return 2.0 ** (20 - math.frexp(value)[1]) if total > 0 else 1.0


def needs_rows(model: Model) -> bool:
    """Whether the objective or a rule holds goals of its own, which read the question's rows as they are."""
    return any(getattr(each, "keeps_rows", False) for each in (model.objective, *model.rules))


def lean(model: Model, scale: float = 1.0) -> Model:
    """The model with rows of equal cover sets merged and weights times scale, if weight covered is its objective or
    what that requires, or rows are only read in groups; else itself."""
    return merged(model, scale)[0]


def merged(model: Model, scale: float = 1.0) -> tuple[Model, Positions]:
    """The same, and (n_rows,) the merged row of each row, -1 for rows left out.

    Rows that a rule or the objective tells apart stay apart. What then still belongs to a single row (demand point,
    circle ...) is that of one of the merged rows."""
    weight, objective = model.objective.cover_weight(model), model.objective
    readers = [each for each in (objective, *model.rules) if isinstance(each, ReadsRows)]
    if isinstance(objective, Requiring):
        weight, scale, objective = model.weight, 1.0, objective.pinned(model)
    if weight is None and not isinstance(objective, ReadsRows):
        return model, np.arange(model.n_rows, dtype=np.int32)
    if isinstance(objective, Measured):  # scaled as a whole, once it is written
        scale = 1.0
    weight = model.weight if weight is None else weight
    kept = np.diff(model.indptr) > 0
    if len(model.today_indptr):  # whom only outlets of today reach, they may still fill
        kept |= np.diff(model.today_indptr) > 0
    if not readers:
        kept &= weight > 0
    group = _merged_rows(model, kept, [model.row_format, *(each.row_groups(model) for each in readers)])
    first = np.flatnonzero(group >= 0)[np.unique(group[group >= 0], return_index=True)[1]]
    n_rows = len(first)
    total = sums(group[kept], round_up(weight[kept], grid_step(float(weight[kept].sum()))), n_rows)
    reach = csr_matrix((model.travel, model.indices, model.indptr), (model.n_rows, model.n_options))[first]
    today_indptr, today = _today_of(model, first)
    known = len(model.row_people) > 0
    fewer = replace(
        model,
        objective=objective,
        indptr=reach.indptr.astype(np.int64),
        indices=reach.indices.astype(np.int32),
        travel=reach.data,
        weight=total * scale,
        row_demand=model.row_demand[first],
        row_format=model.row_format[first],
        row_circle=model.row_circle[first],
        row_phase=model.row_phase[first] if known else model.row_phase,
        row_people=sums(group[kept], model.row_people[kept], n_rows) if known else model.row_people,
        row_outlets=model.row_outlets[first] if known else model.row_outlets,
        row_nearest=model.row_nearest[first] if known else model.row_nearest,
        today_indptr=today_indptr,
        today=today,
    )
    return fewer, group


def _today_of(model: Model, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Positions]:
    """Outlets of today in reach of some rows, where the model knows them."""
    if not len(model.today_indptr):
        return model.today_indptr, model.today
    shape = (model.n_rows, int(model.today.max(initial=-1)) + 1)
    reach = csr_matrix((np.ones(len(model.today), np.int8), model.today, model.today_indptr), shape)[rows]
    return reach.indptr.astype(np.int64), reach.indices.astype(np.int32)


def _merged_rows(model: Model, kept: NDArray[np.bool_], told_apart: list[NDArray[Any]]) -> Positions:
    """(n_rows,) number of the merged row, -1 for rows not kept. Rows merge where their options and all of the numbers
    that tell them apart are equal: a row's numbers become one option more."""
    number = np.unique(np.column_stack(told_apart), axis=0, return_inverse=True)[1].ravel()
    n_numbers = int(number.max(initial=-1)) + 1
    indices = np.insert(model.indices, model.indptr[1:], model.n_options + number).astype(np.int32)
    indptr = model.indptr + np.arange(model.n_rows + 1)
    return merge(indptr, indices, kept.astype(np.float64), model.n_options + n_numbers).group


def trimmed(model: Model, selection: Positions) -> Positions:
    """The selection without options whose rows others reach too, the dearest tried first, as long as the objective
    stays the same and the rules hold. Where people need a place, and where something else than who is reached counts,
    the objective itself is asked."""
    reach = csr_matrix(
        (np.ones(len(model.indices)), model.indices, model.indptr), (model.n_rows, model.n_options)
    )
    columns = reach.tocsc()[:, selection]
    times = np.asarray(columns.sum(axis=1)).ravel()
    keep = np.ones(len(selection), dtype=bool)
    limited = limited_rows(model)
    by_reach = model.objective.cover_weight(model) is not None or bool(limited.any())
    by_reach |= isinstance(model.objective, Requiring)
    value = model.objective.value(model, selection) if limited.any() or not by_reach else 0.0
    for spot in np.lexsort((selection, -model.cost[selection])):
        rows = columns.indices[columns.indptr[spot] : columns.indptr[spot + 1]]
        if by_reach and np.any((times[rows] < 2) & (model.weight[rows] > 0) & ~limited[rows]):
            continue
        keep[spot] = False
        asked = limited[rows].any() or not by_reach
        differs = asked and model.objective.value(model, selection[keep]) != value
        if differs or not model.keeps_rules(selection[keep]):
            keep[spot] = True
        else:
            times[rows] -= 1
    return selection[keep]
