"""What a plan is worth when outlets come and go: at once where weight is covered, else by the objective itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.decide.basis import Basis
from siting.decide.room import Room, room_of
from siting.errors import RefusedError
from siting.inputs import Floats, Positions
from siting.language import tr
from siting.model import Model, Places, limited_rows, places_of
from siting.objectives._goals import InTurn
from siting.objectives._served import MaxServed

Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tally:
    """The standing plan, ready to be changed. weight: (n_rows,) of rows, None where something else counts.

    worth is the value, or what is left of it when it is turned so that more is better."""

    question: Model
    selection: Positions
    value: float
    weight: Floats | None
    limited: NDArray[np.bool_]
    by_option: csr_matrix
    room: Room
    known: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = field(default_factory=dict)

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return self.question.sign

    @cached_property
    def times(self) -> Counts:
        """(n_rows,) how many outlets of the standing plan reach each row."""
        return self.counted(self.selection)

    @cached_property
    def full(self) -> NDArray[np.bool_]:
        """(n_options,) options in reach of people who need a place."""
        return np.asarray((self.by_option @ self.limited.astype(np.float64)) > 0)

    def counted(self, selection: Positions) -> Counts:
        """(n_rows,) how many of the options reach each row."""
        return np.asarray(self.by_option[selection].sum(axis=0)).ravel().astype(np.int64)

    def changed(self, closes: Positions, opens: Positions) -> Positions:
        """The standing plan with a change."""
        return np.union1d(np.setdiff1d(self.selection, closes), opens).astype(np.int32)

    def worth(self, closes: Positions, opens: Positions) -> float:
        """What the standing plan is worth with a change, exactly: where weight is covered, rows are counted; people who
        need a place are assigned anew, unless the change is nowhere near them."""
        after = self.changed(closes, opens)
        if self.weight is None or not self.limited.any():
            return self.sign * self.question.objective.value(self.question, after)
        differs = (self.counted(after) > 0).astype(np.int8) - (self.times > 0)
        rows = np.flatnonzero((differs != 0) & ~self.limited)
        plain = math.fsum((differs[rows] * self.weight[rows]).tolist())
        return self.value + plain + self._seated(closes, opens, after)

    def _seated(self, closes: Positions, opens: Positions, after: Positions) -> float:
        """What more people with places are worth after a change. Known where one option opens and none near them
        closes, since that is asked again and again."""
        left, came = closes[self.full[closes]], opens[self.full[opens]]
        if not len(left) and not len(came):
            return 0.0
        key = (tuple(left.tolist()), tuple(came.tolist()))
        if key not in self.known:
            self.known[key] = self._places.worth(self._assigned(after)) - self._seated_now
        return self.known[key]

    def _assigned(self, selection: Positions) -> Floats:
        return self._places.assigned(self._places.opened(self.question.n_options, selection))

    @cached_property
    def _places(self) -> Places:
        found = places_of(self.question)
        assert found is not None
        return found

    @cached_property
    def _seated_now(self) -> float:
        return self._places.worth(self._assigned(self.selection))

    def gains(self, selection: Positions) -> Floats:
        """(n_options,) what each adds to a selection, never less: weight of rows that none reaches yet, and of people
        who need a place as many as it could take. Where something else counts, how many such rows."""
        weight = np.ones(self.question.n_rows) if self.weight is None else self.weight
        counts = np.where(self.limited, 0.0, weight) * (self.counted(selection) == 0)
        found = np.asarray(self.by_option @ counts)
        if self.weight is None or not self.limited.any():
            return found
        return found + self._seats

    def losses(self, selection: Positions) -> Floats:
        """(len(selection),) what each alone adds to the selection; of people who need a place, as it is in the standing
        plan."""
        weight = np.ones(self.question.n_rows) if self.weight is None else self.weight
        once = np.where(self.limited, 0.0, weight) * (self.counted(selection) == 1)
        found = np.asarray(self.by_option[selection] @ once)
        if self.weight is not None and self.limited.any():
            found = found + np.array([self._seats_lost.get(option, 0.0) for option in selection.tolist()])
        return found

    @cached_property
    def _seats_lost(self) -> dict[int, float]:
        """Option of the standing plan -> what is lost of people who need a place when it alone closes."""
        none = np.zeros(0, dtype=np.int32)
        asked = self.selection[self.full[self.selection]]
        left = [(one, np.array([one], dtype=np.int32)) for one in asked.tolist()]
        return {one: -self._seated(it, none, self.changed(it, none)) for one, it in left}

    @cached_property
    def _seats(self) -> Floats:
        """(n_options,) the most that its places can be worth."""
        assert self.weight is not None
        rows = np.flatnonzero(self.limited & (self.weight > 0))
        each = np.zeros(self.question.n_rows)
        each[rows] = self.weight[rows] / np.maximum(self.question.row_people[rows], 1e-12)
        reached = self.by_option[:, rows]
        most = np.asarray(reached.multiply(each[rows][None, :]).tocsr().max(axis=1).todense()).ravel()
        in_all = np.asarray(reached @ self.weight[rows])
        places = np.where(np.isnan(self.question.option_capacity), np.inf, self.question.option_capacity)
        phases = max(1, len(np.unique(self.question.row_phase[rows])))
        found: Floats = np.minimum(in_all, most * np.where(most > 0, places * phases, 0.0))
        return found


def tally_of(basis: Basis) -> Tally:
    """The plan that stands. Raises RefusedError where goals come one after the other."""
    question = basis.question
    if isinstance(question.objective, InTurn):
        text = tr(
            "siting explain knows one goal, or several that are added up; here each must keep what the one "
            "before it reached, and an outlet may stand for any of them"
        )
        raise RefusedError(text)
    ones = np.ones(len(question.indices))
    shape = (question.n_rows, question.n_options)
    by_option = csr_matrix(csr_matrix((ones, question.indices, question.indptr), shape=shape).T)
    return Tally(
        question,
        basis.selection,
        basis.value,
        _weight(question),
        limited_rows(question),
        by_option,
        room_of(question),
    )


def _weight(question: Model) -> Floats | None:
    """(n_rows,) what a row counts once it is reached, be it that people must find a place; None where it does not."""
    objective = question.objective
    return question.weight if isinstance(objective, MaxServed) else objective.cover_weight(question)


def at_cost(question: Model, option: int, cost: float) -> Model:
    """The question with another opening cost of one option."""
    changed = question.cost.copy()
    changed[option] = cost
    return replace(question, cost=changed)
