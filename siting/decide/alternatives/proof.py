"""What holds of every plan within the gap, and not only of those that were found.

1. Prices of the relaxation decide options (`prices`), and with them outlets and sites.
2. What all plans found have in common: where the first plan without it, or with another outlet in its place, is within
   the gap still, that plan shows that it is not needed.
3. What is left is asked of a solver, one by one while time lasts: is there a plan within the gap without it, or with
   it? No plan is a proof, a plan shows the contrary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.exchange import Exchange, exchange_of
from siting.decide.alternatives.measure import Measure
from siting.decide.alternatives.near import Near
from siting.decide.alternatives.prices import Prices
from siting.inputs import Positions
from siting.program import Program
from siting.strategies._exact import selected

SHARE_OF_TIME = 0.6
FEW_TO_ASK = 4000
"""Options up to which outlets that no plan found has are asked for one by one."""


@dataclass(slots=True, eq=False)
class Known:
    """(n_items,) of a measure. always, never: in every plan within the gap, in none; proven. used, missed: by some plan
    within the gap that is at hand. plans: those at hand; the first is the standing one."""

    always: NDArray[np.bool_]
    never: NDArray[np.bool_]
    used: NDArray[np.bool_]
    missed: NDArray[np.bool_]
    plans: list[Positions]

    def see(self, measure: Measure, plan: Positions) -> None:
        """Another plan within the gap."""
        uses = measure.uses(plan)
        self.used |= uses
        self.missed |= ~uses
        self.plans.append(plan)


def known(measure: Measure, plans: list[Positions], found: Prices) -> Known:
    """RULE 1, and what the plans at hand show."""
    n = measure.n_items
    any_open, all_shut = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    any_open[measure.item[found.opened]] = True
    all_shut[measure.item] = True
    all_shut[measure.item[~found.closed]] = False
    always = np.where(measure.closes, all_shut, any_open)
    never = np.where(measure.closes, any_open, all_shut)
    result = Known(always, never, np.zeros(n, dtype=bool), np.zeros(n, dtype=bool), [])
    for plan in plans:
        result.see(measure, plan)
    return result


def ask_one_by_one(near: Near, measure: Measure, state: Known, found: Prices, solver: Solver) -> None:
    """RULES 2 and 3; what is learned is noted in the state."""
    until = SHARE_OF_TIME * solver.watch.time_limit_s
    swaps = exchange_of(near, measure, state.plans[:1])
    for item, used in _doubtful(near, measure, state, found):
        if solver.watch.must_stop() or solver.watch.seconds > until:
            break
        if not used and not _settled(state, item, used):
            _spare(near, measure, state, item, swaps)  # RULE 2
    for item, used in _doubtful(near, measure, state, found):
        if solver.watch.must_stop():
            return
        if not _settled(state, item, used):
            _ask(near, measure, state, item, used, solver)  # RULE 3


def _settled(state: Known, item: int, used: bool) -> bool:
    """Whether earlier answers say what is asked of an item."""
    return bool(state.always[item] or state.never[item] or (state.used if used else state.missed)[item])


def _spare(near: Near, measure: Measure, state: Known, item: int, swaps: Exchange | None) -> None:
    """The first plan without the item; if that is none, with another outlet in its place."""
    first = state.plans[0]
    without = _without(measure, first, item)
    if near.accepts(without):
        state.see(measure, without)
        return
    mine = np.intersect1d(first, np.flatnonzero(measure.item == item))
    if swaps is None or len(mine) != 1:
        return
    for option in swaps.best(int(mine[0]))[1]:
        plan = np.union1d(without, [option]).astype(np.int32)
        if near.accepts(plan):
            state.see(measure, plan)
            return


def _doubtful(near: Near, measure: Measure, state: Known, found: Prices) -> Iterator[tuple[int, bool]]:
    """Items to ask of, and whether one that uses the item is sought: first those that all plans have, then those
    that none has, the least likely first."""
    real = np.zeros(measure.n_items, dtype=bool)
    real[measure.item] = True
    for item in np.flatnonzero(real & ~state.missed & ~state.always).tolist():
        yield item, False
    if near.lean.n_options > FEW_TO_ASK:
        return
    room = np.full(measure.n_items, -np.inf)
    np.maximum.at(room, measure.item, found.room)
    unused = np.flatnonzero(real & ~state.used & ~state.never)
    for item in unused[np.argsort(room[unused], kind="stable")].tolist():
        yield item, True


def _without(measure: Measure, plan: Positions, item: int) -> Positions:
    """The plan without the item: its outlets do not open, or the outlet of today does not close."""
    mine = np.flatnonzero(measure.item == item)
    found = np.union1d(plan, mine) if measure.closes[item] else np.setdiff1d(plan, mine)
    return found.astype(np.int32)


def _ask(near: Near, measure: Measure, state: Known, item: int, used: bool, solver: Solver) -> None:
    """Any plan within the gap with the item, or without it."""
    program, goal = near.program()
    near.hold(program, goal)
    mine = np.flatnonzero(measure.item == item).astype(np.int32)
    _settle(program, mine, opened=bool(used != measure.closes[item]))
    answer = solver.whole(program.assemble())
    if answer.stop == "infeasible":
        (state.never if used else state.always)[item] = True
    elif answer.values is not None:
        plan = selected(answer.values, near.lean.n_options)
        if near.accepts(plan) and bool(measure.uses(plan)[item]) == used:
            state.see(measure, plan)


def _settle(program: Program, mine: Positions, opened: bool) -> None:
    """At least one of the options opens, or none does."""
    nothing = np.zeros(0, dtype=np.int32)
    if not opened:
        program.fix(nothing, mine)
        return
    row = csr_matrix(
        (np.ones(len(mine)), (np.zeros(len(mine), np.int32), mine)), shape=(1, program.n_variables)
    )
    program.add_rows(row, 1.0, np.inf)
