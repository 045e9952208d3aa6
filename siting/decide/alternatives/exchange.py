"""A plan far from earlier ones by exchanges: outlet for outlet, the cheapest in value first, while the value lasts.

Quick where a solver is slow. What an exchange loses is counted by the coverage, row by row; whether it may be made is
asked of the rules and of the objective themselves."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from siting.decide.alternatives.apart import least_apart
from siting.decide.alternatives.ask import Solver
from siting.decide.alternatives.measure import Measure
from siting.decide.alternatives.near import Near
from siting.inputs import Floats, Positions
from siting.model import limited_rows
from siting.strategies._cover import most_weight

TRIES = 3
DEARER = 3.0
"""How much dearer than the best exchange one may be that the rules allow."""
ROUNDING = 1e-9
SHARE_OF_TIME = 0.3


class Exchange:
    """The plan as it changes. times: (n_rows,) open options that reach a row. gain: (n_options,) weight of rows that
    only this option would reach. paid: (n_options,) money for an outlet and its site. fresh: (n_options,) whether no
    earlier plan has the item."""

    def __init__(self, near: Near, measure: Measure, earlier: Sequence[Positions], weight: Floats) -> None:
        model = near.lean
        shape = (model.n_rows, model.n_options)
        self.near, self.measure, self.weight = near, measure, weight
        self.rows = csr_matrix((np.ones(len(model.indices)), model.indices, model.indptr), shape)
        self.columns: csc_matrix = self.rows.tocsc()
        self.uses = np.array([measure.uses(one) for one in earlier])
        used = np.asarray(self.uses.any(axis=0))
        self.fresh = ~used[measure.item] & ~model.option_keep
        self.fresh[near.closed] = False
        self.paid = model.cost + model.site_cost[model.option_site]
        self.is_open = np.zeros(model.n_options, dtype=bool)
        self.is_open[earlier[0]] = True
        self.times = np.asarray(self.rows[:, earlier[0]].sum(axis=1)).ravel()
        self.covered = float(weight[self.times > 0].sum())
        self.gain: Floats = self.columns.T @ np.where(self.times == 0, weight, 0.0)

    def reach(self, option: int) -> Positions:
        """Rows that an option reaches."""
        start, end = self.columns.indptr[option : option + 2]
        return np.asarray(self.columns.indices[start:end])

    def best(self, out: int) -> tuple[float, list[int]]:
        """The least that closing an option for another one of its format and phase loses, and the options to try: the
        best anywhere, and the best in its own circle."""
        model, mine = self.near.lean, self.reach(out)
        alone = mine[self.times[mine] == 1]
        back = self.rows[alone].T @ self.weight[alone]
        same = (model.option_format == model.option_format[out]) & self.fresh & ~self.is_open
        same &= (model.option_phase == model.option_phase[out]) & (self.paid <= self.paid[out])
        options = np.flatnonzero(same)
        loss = self.weight[alone].sum() - (self.gain + back)[options]
        order = options[np.argsort(loss, kind="stable")]
        near = order[model.option_circle[order] == model.option_circle[out]]
        tried = list(dict.fromkeys([*near[:TRIES].tolist(), *order[:TRIES].tolist()]))
        return float(loss.min(initial=np.inf)), tried

    def toggle(self, option: int) -> None:
        """Opens or closes an option."""
        mine = self.reach(option)
        before = self.times[mine] == 0
        self.times[mine] += -1.0 if self.is_open[option] else 1.0
        self.is_open[option] = not self.is_open[option]
        changed = np.where(self.times[mine] == 0, 1.0, 0.0) - before
        rows = mine[changed != 0]
        self.covered -= float(self.weight[rows] @ changed[changed != 0])
        self.gain += self.rows[rows].T @ (self.weight[rows] * changed[changed != 0])

    @property
    def plan(self) -> Positions:
        """Options that are open."""
        return np.flatnonzero(self.is_open).astype(np.int32)


def exchange_of(near: Near, measure: Measure, earlier: Sequence[Positions]) -> Exchange | None:
    """The first of the plans, to be changed; None where coverage does not count."""
    weight = most_weight(near.lean)
    if weight is None or not near.question.objective.maximise:
        return None
    return Exchange(near, measure, earlier, weight)


def exchanged(near: Near, measure: Measure, earlier: Sequence[Positions], solver: Solver) -> Positions | None:
    """The plan, from the first one on, which has most value to spare; None where coverage does not count, or nothing
    could be exchanged."""
    now = exchange_of(near, measure, earlier)
    if now is None:
        return None
    shared = now.uses.sum(axis=0)[measure.item]
    keeps = limited_options(near)
    heap = [(now.best(k)[0] / shared[k], k) for k in earlier[0].tolist() if shared[k] and not keeps[k]]
    heapq.heapify(heap)
    value = near.question.objective.value(near.question, earlier[0])
    spare = value - near.limit - ROUNDING * abs(value)
    until = SHARE_OF_TIME * solver.watch.time_limit_s
    while heap and solver.watch.seconds < until and not solver.watch.must_stop():
        price, out = heapq.heappop(heap)
        loss, options = now.best(out)
        if not options or loss > spare:
            continue
        if (
            loss / shared[out] > price and heap and loss / shared[out] > heap[0][0]
        ):  # others went first meanwhile
            heapq.heappush(heap, (loss / shared[out], out))
            continue
        spare -= _exchange(now, out, options, min(spare, DEARER * max(loss, 0.0) + near.within * spare))
    plan = now.plan
    return plan if near.accepts(plan) and least_apart(measure, plan, earlier) > 0 else None


def limited_options(near: Near) -> NDArray[np.bool_]:
    """(n_options,) options that reach people who need a place: coverage does not say what they are worth."""
    model = near.lean
    found = np.zeros(model.n_options, dtype=bool)
    found[model.indices[np.repeat(limited_rows(model), np.diff(model.indptr))]] = True
    return found


def _exchange(now: Exchange, out: int, options: list[int], most: float) -> float:
    """Closes an option for the first of the others with which the plan obeys the rules and loses no more than `most`;
    what it loses then."""
    before = now.covered
    now.toggle(out)
    for option in options:
        now.toggle(option)
        if before - now.covered <= most and now.near.question.keeps_rules(now.plan):
            return before - now.covered
        now.toggle(option)
    now.toggle(out)
    return 0.0
