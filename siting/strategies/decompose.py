"""Decompose: the linear relaxation's prices take a question apart; the parts are solved, proven and put together."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from siting import backends, parts
from siting.cover.fixing import fix_within, residual
from siting.cover.greedy import greedy
from siting.cover.interior_point import Relaxation
from siting.cover.repair import repair
from siting.cover.search import Search, opened
from siting.cover.swap import swap
from siting.cover.tightened import tightened
from siting.language import mark, tr
from siting.model import Model
from siting.outcome import Outcome, Start, Watch, relative_gap
from siting.strategies import _covering
from siting.strategies._cover import Question, pose, refusal
from siting.strategies._exact import Standing
from siting.strategies._priced import Priced, priced, settle_pieces
from siting.strategies._residual import explore, settle
from siting.strategies._stages import budget_price, relaxed, rounded_and_polished
from siting.strategies._start import best_dual, first_plan

ABOUT = mark("prices the limits, so that large questions fall into small ones; tight proofs at city scale")
TOLERANCE = 1e-6
ROUNDS = ((80, 3.0), (250, 5.0), (2500, 60.0), (10_000, 120.0))
MOST_IDLE = 40
WEAK = 0.003
SLOW, LOOK_S = 0.04, 10.0
PAYS = 0.95
MOST_PAIRS = 150_000
FEW = 200


def refuses(model: Model) -> str | None:
    """Nothing: what is more than coverage under upper limits goes to `exact`, with a start."""
    return None


def solve(
    model: Model, watch: Watch, seed: int, backend: str = "scipy_highs", start: Start | None = None
) -> Outcome:
    """The best selection found, and a bound; both are reported as they come, the bound at every interior point.

    1. Greedy; the linear relaxation, with a price for every limit.
    2. At these prices the question falls into pieces (`_priced`), decided among more and more of their options;
       their bounds add up to a bound on all selections. Their union, repaired to the limits, is a plan, and so is
       the best choice among the least decided options within the limits.
    3. What no better plan can open or close is fixed by the pieces' bounds; the rest, within the real limits,
       goes to the backend.

    What is more than coverage under upper limits goes to `exact`, with the plan, the bound and the prices that
    the coverage alone gives."""
    if _covering.refusal(model) is None:
        return _covering.solve(model, watch, seed, backend, start)
    reason = refusal(model, "decompose")
    if reason is not None:
        exact: Outcome = parts.load("strategies", "exact").solve(model, watch, seed, backend, start)
        return replace(exact, why_strategy=tr("decompose handed over to exact: {reason}", reason=reason))
    backends.prepare(backend, 2)
    question, standing = pose(model), Standing(model, watch)
    search = first_plan(question, standing, start)
    relaxation = relaxed(question, standing, TOLERANCE)
    if standing.stop() is None:
        taken = _Parts(question, standing, relaxation, backend, seed)
        taken.run(search)
        relaxation = taken.relaxation
    outcome = standing.outcome(standing.stop() or "finished", "decompose", tr("asked for"))
    return replace(outcome, dual=best_dual(question, relaxation, start))


class _Parts:
    """The question taken apart, from the relaxation on."""

    def __init__(
        self, question: Question, standing: Standing, relaxation: Relaxation, backend: str, seed: int
    ) -> None:
        self.question, self.standing, self.relaxation = question, standing, relaxation
        self.backend, self.seed = backend, seed
        self.rng = np.random.default_rng(seed)

    def run(self, search: Search) -> None:
        """Rounds over the pieces and over the question as a whole, each with more options than the one before, as
        long as they pay. Where the relaxation is weak, cuts make it stronger after the first."""
        now = priced(self.question, self.relaxation, search.selection)
        for most_options, time_s in ROUNDS:
            before, began_s = self._gap, self.standing.watch.seconds
            more = settle_pieces(now, self.standing, most_options, time_s, self.backend, self.seed)
            self._put_together(now)
            if now.total - now.stock - float(now.value.sum()) < self._missed(now):
                self._core(now, min(most_options, 250), time_s)
            if self.standing.stop() or self._settled(now, time_s):
                return
            slow = self.standing.watch.seconds - began_s > time_s
            if not more or (slow and self._gap > PAYS * before):
                break
            if slow:
                now = self._with_cuts(now)
            if slow and self._gap >= WEAK:
                break
        self._to_the_end(now)

    def _to_the_end(self, now: Priced) -> None:
        """What is left to try, until time is over: the search, the backend on what is undecided, and cuts; cuts first
        where the relaxation is weak."""
        self._polish(lambda idle: idle <= MOST_IDLE)
        if self.standing.stop() is None and self._gap >= WEAK:
            self._tighten(0.0)
        if self.standing.stop() is None and not self._settled(now, self.standing.watch.remaining_s):
            self._tighten(0.0)

    def _missed(self, now: Priced) -> float:
        """What the standing plan, within the limits, lacks of the pieces' selections at their prices."""
        return now.stock + float(now.value.sum()) - self.standing.value

    @property
    def _gap(self) -> float:
        return relative_gap(self.standing.value, self.standing.bound)

    def _with_cuts(self, now: Priced) -> Priced:
        """The pieces at prices with cuts, once, if the relaxation leaves much."""
        if len(self.relaxation.cut_price) or self._gap < WEAK:
            return now
        self._tighten(SLOW)
        assert self.standing.selection is not None
        return priced(self.question, self.relaxation, self.standing.selection)

    def _tighten(self, slow: float) -> None:
        """Makes cuts on one core while the search for better plans has the other, until cuts close less than a share
        `slow` of the gap in LOOK_S seconds, or bring no more."""
        standing, watch = self.standing, self.standing.watch
        best, over = [self.relaxation], threading.Event()
        seen_s, seen = watch.seconds, self._gap

        def patience(_idle: int) -> bool:
            nonlocal seen_s, seen
            standing.prove(best[0].bound, 0.0)
            if watch.seconds > seen_s + LOOK_S:
                if self._gap > (1.0 - slow) * seen:
                    over.set()
                seen_s, seen = watch.seconds, self._gap
            return not cutting.done()

        def cut_on(found: Relaxation) -> bool:
            best[0] = found
            return not over.is_set()

        covers, limits = self.question.covers, self.question.limits
        rng, relaxation, value = np.random.default_rng(self.seed), self.relaxation, standing.value
        with ThreadPoolExecutor(1) as thread:
            cutting = thread.submit(tightened, covers, limits, relaxation, value, cut_on, rng)
            try:
                self._polish(patience)
            finally:
                over.set()
        self.relaxation = cutting.result()
        standing.prove(self.relaxation.bound, 0.0)

    def _put_together(self, now: Priced) -> None:
        """The union of the pieces' selections, repaired to the limits, filled up and swapped."""
        covers, limits = self.question.covers, self.question.limits
        price = budget_price(self.question, self.relaxation)
        search = opened(covers, limits, np.flatnonzero(now.is_open).astype(np.int32))
        repair(covers, limits, search, price)
        greedy(covers, limits, search, price)
        swap(covers, limits, search, price, 1)
        self.standing.offer(search.selection)

    def _core(self, now: Priced, most_options: int, time_s: float) -> None:
        """The best choice, within the limits, among the options that prices decide least; the others as they say."""
        if self.standing.stop():
            return
        least = np.where(np.diff(self.question.covers.option_start) > 0, now.least_drop(), np.inf)
        known = np.zeros(len(least), np.bool_)
        known[self.standing.selection] = True
        free = np.zeros(len(least), np.bool_)
        free[np.argsort(least, kind="stable")[:most_options]] = True
        wanted = now.fall.if_closed > 0
        free |= (known != wanted) & np.isfinite(least)
        left = residual(self.question.covers, self.question.limits, wanted & ~free, free)
        explore(self.standing, left, self.backend, self.seed, time_s)

    def _settled(self, now: Priced, time_s: float) -> bool:
        """Hands what no bound decides to the backend, if it is little; whether that ended the search."""
        least_gain = 1.0 if self.standing.is_whole else 0.0
        room = now.budget_room(self.standing.value + least_gain)
        left = fix_within(self.question.covers, self.question.limits, now.fall, room)
        if len(left.covers.row_options) > MOST_PAIRS:
            return False
        few = len(left.options) <= FEW
        settle(self.standing, left, self.backend, self.seed, math.inf if few else time_s)
        return self.standing.stop() is not None

    def _polish(self, patience: Callable[[int], bool]) -> None:
        assert self.standing.selection is not None
        search = opened(self.question.covers, self.question.limits, self.standing.selection)
        rounded_and_polished(self.question, self.standing, self.relaxation, search, self.rng, patience)
