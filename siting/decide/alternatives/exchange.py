"""A plan far from earlier ones by exchanges: outlet for outlet, the cheapest in value first, while the value lasts.

Quick where a solver is slow. What an exchange loses is counted by the coverage, row by row; whether it may be made is
asked of the rules and of the objective themselves."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from siting.decide.alternatives.apart import least_apart
from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.measure import Measure
from siting.decide.alternatives.near import Near
from siting.inputs import Floats, Positions
from siting.strategies._cover import most_weight

TRIES = 4
SHARE_OF_TIME = 0.3


class Exchange:
    """The plan as it changes. times: (n_rows,) open options that reach a row. gain: (n_options,) weight of rows that
    only this option would reach. fresh: (n_options,) whether no earlier plan has the option's item."""

    def __init__(self, near: Near, measure: Measure, earlier: Sequence[Positions], weight: Floats) -> None:
        model = near.lean
        shape = (model.n_rows, model.n_options)
        self.near, self.measure, self.weight = near, measure, weight
        self.rows = csr_matrix((np.ones(len(model.indices)), model.indices, model.indptr), shape)
        self.columns: csc_matrix = self.rows.tocsc()
        self.uses = np.array([measure.uses(one) for one in earlier])
        self.fresh = ~self.uses.any(axis=0)[measure.item] & ~model.option_keep
        self.fresh[near.closed] = False
        self.is_open = np.zeros(model.n_options, dtype=bool)
        self.is_open[earlier[0]] = True
        self.times = np.asarray(self.rows[:, earlier[0]].sum(axis=1)).ravel()
        self.gain: Floats = self.columns.T @ np.where(self.times == 0, weight, 0.0)

    def reach(self, option: int) -> Positions:
        """Rows that an option reaches."""
        start, end = self.columns.indptr[option : option + 2]
        return np.asarray(self.columns.indices[start:end])

    def best(self, out: int) -> tuple[float, list[int]]:
        """The least that closing an option for another one of its format and phase loses, and for which."""
        model, mine = self.near.lean, self.reach(out)
        alone = mine[self.times[mine] == 1]
        back = self.rows[alone].T @ self.weight[alone]
        same = (model.option_format == model.option_format[out]) & self.fresh & ~self.is_open
        same &= (model.option_phase == model.option_phase[out]) & (model.cost <= model.cost[out])
        options = np.flatnonzero(same)
        loss = self.weight[alone].sum() - (self.gain + back)[options]
        first = np.argsort(loss, kind="stable")[:TRIES]
        return float(loss[first[0]]) if len(first) else np.inf, options[first].tolist()

    def toggle(self, option: int) -> None:
        """Opens or closes an option."""
        mine = self.reach(option)
        before = self.times[mine] == 0
        self.times[mine] += -1.0 if self.is_open[option] else 1.0
        self.is_open[option] = not self.is_open[option]
        changed = np.where(self.times[mine] == 0, 1.0, 0.0) - before
        rows = mine[changed != 0]
        self.gain += self.rows[rows].T @ (self.weight[rows] * changed[changed != 0])

    @property
    def plan(self) -> Positions:
        """Options that are open."""
        return np.flatnonzero(self.is_open).astype(np.int32)


def exchanged(near: Near, measure: Measure, earlier: Sequence[Positions], solver: Solver) -> Positions | None:
    """The plan, from the first one on, which has most value to spare; None where coverage does not count, or nothing
    could be exchanged."""
    weight = most_weight(near.lean)
    if weight is None or near.question.objective.maximise is False:
        return None
    now = Exchange(near, measure, earlier, weight)
    shared = now.uses.sum(axis=0)[measure.item]
    heap = [(now.best(one)[0] / shared[one], one) for one in earlier[0].tolist() if shared[one]]
    heapq.heapify(heap)
    until = SHARE_OF_TIME * solver.watch.time_limit_s
    while heap and solver.watch.seconds < until and not solver.watch.must_stop():
        price, out = heapq.heappop(heap)
        loss, options = now.best(out)
        if loss == np.inf:
            continue
        if heap and loss / shared[out] > max(price, heap[0][0]):  # others went first meanwhile
            heapq.heappush(heap, (loss / shared[out], out))
            continue
        _exchange(now, out, options)
    plan = now.plan
    return plan if near.accepts(plan) and least_apart(measure, plan, earlier) > 0 else None


def _exchange(now: Exchange, out: int, options: list[int]) -> None:
    """Closes an option for the first of the others with which the plan stays within the gap."""
    now.toggle(out)
    for option in options:
        now.toggle(option)
        if now.near.accepts(now.plan):
            return
        now.toggle(option)
    now.toggle(out)
