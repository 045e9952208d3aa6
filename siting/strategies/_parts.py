"""A question taken apart, and narrowed again and again: rounds over its pieces, cuts, and a smaller question left."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from siting.cover.covers import Covers, Limits
from siting.cover.fixing import Residual, fix_within, residual
from siting.cover.greedy import greedy
from siting.cover.interior_point import Relaxation, relax
from siting.cover.repair import repair
from siting.cover.search import opened
from siting.cover.swap import swap
from siting.cover.tightened import tightened
from siting.inputs import Floats, Positions
from siting.outcome import relative_gap
from siting.strategies._cover import Question
from siting.strategies._exact import Standing
from siting.strategies._priced import Priced, priced, settle_pieces
from siting.strategies._residual import explore, settle
from siting.strategies._stages import budget_price, rounded_and_polished

FIRST_ROUNDS = ((80, 3.0), (250, 5.0))
ROUNDS = ((250, 5.0), (2500, 60.0), (10_000, 120.0))
TOLERANCE = 1e-6
MOST_IDLE, LONG_IDLE = 40, 400
MOST_CORE = 250
PAYS = 0.95
SLOW, LOOK_S, LOOK_SHARE = 0.1, 1.5, 0.25
HARDLY, FIRST_LOOK_S = 0.001, 12.0
PAID = 0.01
NARROW = 0.6
WEAK = 0.003
MOST_PAIRS = 150_000
FEW, MOST_LEFT = 200, 5000
MERGED, MERGE_S = 4, 5.0
DEEPEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What is left of a question when `opened` is open for good: covers and limits by `options` (numbered anew), and
    base, the weight that `opened` covers. Positions in opened and options are the whole question's."""

    covers: Covers
    limits: Limits
    opened: Positions
    options: Positions
    base: float

    def local(self, selection: Positions | None) -> Positions:
        """The options of a selection of the whole question that are undecided here, in this part's numbers."""
        if selection is None:
            return np.zeros(0, np.int32)
        return np.flatnonzero(np.isin(self.options, selection)).astype(np.int32)

    def lifted(self, left: Residual) -> Residual:
        """A residual of this part as one of the whole question."""
        return replace(
            left,
            opened=np.concatenate((self.opened, self.options[left.opened])),
            options=self.options[left.options],
            base=left.base + self.base,
        )


def whole(question: Question) -> Part:
    """The question itself as a part."""
    options = np.arange(question.covers.n_options, dtype=np.int32)
    return Part(question.covers, question.limits, np.zeros(0, np.int32), options, 0.0)


class Parts:
    """Takes a part of a question apart, as long as that betters the plan or the bound.

    question, root: the whole question and its relaxation, among whose options better plans are looked for."""

    def __init__(
        self,
        question: Question,
        root: Relaxation,
        standing: Standing,
        rng: np.random.Generator,
        backend: str,
        seed: int,
    ) -> None:
        self.question, self.root, self.standing, self.rng = question, root, standing, rng
        self.backend, self.seed = backend, seed
        self.rounds, self.plans = 0, list[Positions]()

    def run(self, part: Part, relaxation: Relaxation, depth: int = 0) -> None:
        """Rounds over the pieces, each with more options than the one before; cuts, and what is left with them."""
        now = self._priced(part, relaxation)
        for most_options, time_s in FIRST_ROUNDS if depth == 0 else ROUNDS:
            before, began_s = self._gap, self.standing.watch.seconds
            more = settle_pieces(now, self.standing, most_options, time_s, self.backend, self.seed)
            self._put_together(part, now, relaxation)
            if now.total - now.stock - float(now.value.sum()) < self._missed(now):
                self._core(part, now, min(most_options, MOST_CORE), time_s)
            if self.standing.stop() or self._settled(part, now, FEW if more else MOST_LEFT):
                return
            slow = self.standing.watch.seconds - began_s > time_s
            if not more or (slow and self._gap > PAYS * before):
                break
        if depth < DEEPEST:
            self._narrow(part, now, relaxation, depth)
        if depth == 0 and self.standing.stop() is None:
            self._to_the_end(part, now, relaxation)

    def _priced(self, part: Part, relaxation: Relaxation) -> Priced:
        return priced(part.covers, part.limits, relaxation, part.local(self.standing.selection), part.base)

    def _narrow(self, part: Part, now: Priced, relaxation: Relaxation, depth: int) -> None:
        """Cuts on what no bound decides yet, and that part taken apart in turn. A part that is hardly smaller stays
        as it is, so that its cuts go into the certificate."""
        left = self._undecided(part, now)
        if not left.possible or not len(left.options):
            return
        if depth == 0 and len(left.options) > NARROW * np.count_nonzero(np.diff(part.covers.option_start)):
            self.root = self._tightened(part, relaxation)
            smaller, tighter = part, self.root
        else:
            lifted = part.lifted(left)
            smaller = Part(left.covers, left.limits, lifted.opened, lifted.options, lifted.base)
            loose = relax(smaller.covers, smaller.limits, TOLERANCE, self._hear(smaller))
            tighter = self._tightened(smaller, loose)
        if self.standing.stop() is None and self._gap < WEAK:
            self.run(smaller, tighter, depth + 1)

    def _hear(self, part: Part) -> Callable[[Relaxation], bool]:
        def hear(found: Relaxation) -> bool:
            self.standing.prove(part.base + found.bound)
            return self.standing.stop() is None

        return hear

    def _tightened(self, part: Part, relaxation: Relaxation, slow: float = SLOW) -> Relaxation:
        """Makes cuts on one core while the search for better plans has the other, until cuts close less than a share
        `slow` of the gap between two looks, or bring no more."""
        standing, watch = self.standing, self.standing.watch
        best, over = [relaxation], threading.Event()
        began_s = seen_s = watch.seconds
        first_look_s = LOOK_S if slow >= SLOW else FIRST_LOOK_S
        seen = self._gap

        def patience(_idle: int) -> bool:
            nonlocal seen_s, seen
            standing.prove(part.base + best[0].bound)
            look_s = first_look_s if seen_s == began_s else max(LOOK_S, LOOK_SHARE * (seen_s - began_s))
            if watch.seconds - seen_s > look_s:
                if self._gap > (1.0 - slow) * seen:
                    over.set()
                seen_s, seen = watch.seconds, self._gap
            return not cutting.done()

        def cut_on(found: Relaxation) -> bool:
            best[0] = found
            return not over.is_set()

        value, rng = standing.value - part.base, self.rng.spawn(1)[0]
        with ThreadPoolExecutor(1) as thread:
            cutting = thread.submit(tightened, part.covers, part.limits, relaxation, value, cut_on, rng)
            try:
                self._polish(patience)
            finally:
                over.set()
        standing.prove(part.base + cutting.result().bound)
        return cutting.result()

    def _cut_on(self, part: Part) -> None:
        """Cuts, and again from the relaxation's x, where others are found, as long as that closes some of the gap."""
        before = math.inf
        while self.standing.stop() is None and self._gap < (1.0 - PAID) * before:
            before = self._gap
            self.root = self._tightened(part, self.root, HARDLY)

    def _put_together(self, part: Part, now: Priced, relaxation: Relaxation) -> None:
        """The union of the pieces' selections, repaired to the limits, filled up and swapped."""
        price = budget_price(part.limits, relaxation)
        search = opened(part.covers, part.limits, np.flatnonzero(now.is_open).astype(np.int32))
        repair(part.covers, part.limits, search, price)
        greedy(part.covers, part.limits, search, price)
        swap(part.covers, part.limits, search, price, 1)
        self.standing.offer(np.sort(np.concatenate((part.opened, part.options[search.selection]))))

    def _core(self, part: Part, now: Priced, most_options: int, time_s: float) -> None:
        """The best choice, within the limits, among the options that prices decide least; the others as they say."""
        if self.standing.stop():
            return
        reaching = np.diff(part.covers.option_start) > 0
        least = np.where(reaching, now.least_drop(), np.inf)
        known, free = np.zeros(len(least), np.bool_), np.zeros(len(least), np.bool_)
        known[part.local(self.standing.selection)] = True
        free[np.argsort(least, kind="stable")[:most_options]] = True
        wanted = now.fall.if_closed > 0
        free |= (known != wanted) & reaching
        left = residual(part.covers, part.limits, wanted & ~free, free)
        explore(self.standing, part.lifted(left), self.backend, self.seed, time_s)

    def _undecided(self, part: Part, now: Priced) -> Residual:
        """What no bound of the pieces decides, for selections better than the standing one."""
        least_gain = 1.0 if self.standing.is_whole else 0.0
        room: Floats = now.budget_room(self.standing.value + least_gain)
        return fix_within(part.covers, part.limits, now.fall, room)

    def _settled(self, part: Part, now: Priced, most_options: int) -> bool:
        """Hands what is undecided to the backend, if it is little; whether that ended the search."""
        left = self._undecided(part, now)
        if len(left.options) > most_options or len(left.covers.row_options) > MOST_PAIRS:
            return False
        settle(self.standing, part.lifted(left), self.backend, self.seed)
        return self.standing.stop() is not None

    def _to_the_end(self, part: Part, now: Priced, relaxation: Relaxation) -> None:
        """What is left to try, until time is over: the search, the backend on what is undecided, and cuts; cuts first
        where the relaxation is weak."""
        self._polish(lambda idle: idle <= MOST_IDLE)
        if self._gap >= WEAK:
            self._cut_on(part)
        if self.standing.stop() is None and not self._settled(part, now, MOST_LEFT):
            self._cut_on(part)
        if self.standing.stop() is None:
            self._polish(lambda idle: idle <= LONG_IDLE)

    def _polish(self, patience: Callable[[int], bool]) -> None:
        assert self.standing.selection is not None
        search = opened(self.question.covers, self.question.limits, self.standing.selection)
        rounded_and_polished(
            self.question, self.standing, self.root, search, self.rng, patience, self._merge, self.rounds
        )

    def _merge(self, plan: Positions) -> None:
        """Keeps the plan; looks for the best choice among the options of every MERGED plans and the standing one."""
        self.rounds += 1
        self.plans.append(plan)
        if len(self.plans) < MERGED or self.standing.stop():
            return
        assert self.standing.selection is not None
        plans, self.plans = [*self.plans, self.standing.selection], []
        times = np.bincount(np.concatenate(plans), minlength=self.question.covers.n_options)
        always = (times == len(plans)) & (np.count_nonzero(times) > MOST_CORE)
        left = residual(self.question.covers, self.question.limits, always, (times > 0) & ~always)
        if len(left.options) <= MOST_LEFT and len(left.covers.row_options) <= MOST_PAIRS:
            explore(self.standing, left, self.backend, self.seed, MERGE_S)

    def _missed(self, now: Priced) -> float:
        """What the standing plan, within the limits, lacks of the pieces' selections at their prices."""
        return now.stock + float(now.value.sum()) - self.standing.value

    @property
    def _gap(self) -> float:
        return relative_gap(self.standing.value, self.standing.bound)
