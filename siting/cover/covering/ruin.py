"""Ruin and recreate for covering: closes a few neighbouring options, covers again what is missing, closes what is
then not needed, and keeps what costs no more.

G. Schrimpf, J. Schneider, H. Stamm-Wilbrandt and G. Dueck 2000, doi:10.1006/jcph.1999.6413."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covering.trial import Trial, close_one, open_one
from siting.cover.covers import Covers
from siting.inputs import Floats

Options = NDArray[np.int64]

MOST_RUINED = 20
MOST_NOISE = 0.6
FAR_SHARE = 0.3
LOOKS_PER_SLICE = 10_000_000
MOST_ROUNDS = 2000


def improve(
    covers: Covers,
    cost: Floats,
    target: float,
    trial: Trial,
    rng: np.random.Generator,
    go_on: Callable[[Trial], bool],
) -> None:
    """Betters `trial`, which covers the target, until go_on, asked some times a second, says False.

    The moves depend on rng alone, and so do the moments when go_on is asked. Where not every row is required, a round
    looks at all options several times, so leave out beforehand what no good selection opens."""
    rounds, most = 1, int(min(MOST_ROUNDS, max(1.0, LOOKS_PER_SLICE / _looks(covers))))
    while go_on(trial) and trial.is_open.any():
        _rounds(covers, cost, target, trial, rng, rounds)
        rounds = min(2 * rounds, most)


def _looks(covers: Covers) -> float:
    """About how many entries a round looks at: all options for each move, and the rows of one, and their options."""
    entries = float(len(covers.row_options))
    per_move = entries / max(1, covers.n_options) * entries / max(1, covers.n_rows)
    return MOST_RUINED * (covers.n_options + 3.0 * per_move)


@compiled
def _rounds(
    covers: Covers, cost: Floats, target: float, trial: Trial, rng: np.random.Generator, rounds: int
) -> None:
    """Rounds, each kept if it costs no more than before, and taken back otherwise. Where every row is required, only
    options around what was closed can mend it; otherwise any."""
    near, seen = np.arange(cost.size), np.full(cost.size, -1)
    local = target >= covers.weight.sum()
    for turn in range(rounds):
        before = trial.is_open.copy()
        closed = _ruin(covers, trial, rng)
        count = _around(covers, trial, closed, near, seen, 2 * turn, 0) if local else cost.size
        opened = _recreate(covers, cost, target, trial, near[:count], MOST_NOISE * rng.random(), rng)
        count = _around(covers, trial, opened, near, seen, 2 * turn + 1, 2) if local else cost.size
        _close_dearest(cost, target, covers, trial, near[:count])
        if trial.covered[0] < target or _dearer(cost, trial, before):
            for option in range(before.size):
                if trial.is_open[option] and not before[option]:
                    close_one(covers, trial, option)
                elif before[option] and not trial.is_open[option]:
                    open_one(covers, trial, option)


@compiled
def _around(
    covers: Covers, trial: Trial, options: Options, near: Options, seen: Options, turn: int, least: int
) -> int:
    """Writes to `near` the options that share a row with one of `options`: a row that nothing reaches (least 0), or
    one that at least so many open options reach. How many they are. seen: marks of turns gone by."""
    count = 0
    for option in options:
        for t in range(covers.option_start[option], covers.option_start[option + 1]):
            row = covers.option_rows[t]
            if trial.times[row] < least or (least == 0 and trial.times[row] > 0):
                continue
            for s in range(covers.row_start[row], covers.row_start[row + 1]):
                other = covers.row_options[s]
                if seen[other] != turn:
                    seen[other] = turn
                    near[count] = other
                    count += 1
    return count


@compiled
def _dearer(cost: Floats, trial: Trial, before: NDArray[np.bool_]) -> bool:
    more = 0.0
    for option in range(before.size):
        if trial.is_open[option] != before[option]:
            more += cost[option] if trial.is_open[option] else -cost[option]
    return more > 0.0


@compiled
def _ruin(covers: Covers, trial: Trial, rng: np.random.Generator) -> Options:
    """Closes open options around a random one, and at times one elsewhere; which."""
    wanted = 1 + int(rng.random() * MOST_RUINED)
    closed = np.empty(wanted + 1, np.int64)
    closed[0] = _first_open(trial, rng.random())
    close_one(covers, trial, closed[0])
    count = 1
    for _ in range(5 * wanted):
        if count == wanted:
            break
        option = _neighbour(covers, trial, closed[int(rng.random() * count)], rng)
        if option >= 0:
            close_one(covers, trial, option)
            closed[count] = option
            count += 1
    far = _first_open(trial, rng.random())
    if far >= 0 and rng.random() < FAR_SHARE:
        close_one(covers, trial, far)
        closed[count] = far
        count += 1
    return closed[:count]


@compiled
def _first_open(trial: Trial, chance: float) -> int:
    """The first open option from a random one on, round the circle; -1 when none is open."""
    size = trial.is_open.size
    start = int(chance * size)
    for t in range(size):
        option = (start + t) % size
        if trial.is_open[option]:
            return option
    return -1


@compiled
def _neighbour(covers: Covers, trial: Trial, option: int, rng: np.random.Generator) -> int:
    """An open option that shares a row with a random option that shares one with this; -1 when chance finds none."""
    via = option
    for _ in range(2):
        first, last = covers.option_start[via], covers.option_start[via + 1]
        if first == last:
            return -1
        row = covers.option_rows[first + int(rng.random() * (last - first))]
        first, last = covers.row_start[row], covers.row_start[row + 1]
        shift = int(rng.random() * (last - first))
        for t in range(last - first):
            via = int(covers.row_options[first + (shift + t) % (last - first)])
            if trial.is_open[via]:
                return via
    return -1


@compiled
def _recreate(
    covers: Covers,
    cost: Floats,
    target: float,
    trial: Trial,
    near: Options,
    noise: float,
    rng: np.random.Generator,
) -> Options:
    """Opens what covers most of what is missing for its cost, with some noise, until the target is covered; which."""
    opened = np.empty(near.size, np.int64)
    count = 0
    while trial.covered[0] < target:
        missing = target - trial.covered[0]
        best, top = -1, 0.0
        for option in near:
            if trial.gain[option] <= 0.0 or trial.is_open[option]:
                continue
            score = min(trial.gain[option], missing) / cost[option]
            if score <= top:
                continue
            score *= 1.0 - noise * rng.random()
            if score > top:
                best, top = option, score
        if best < 0:
            break
        open_one(covers, trial, best)
        opened[count] = best
        count += 1
    return opened[:count]


@compiled
def _close_dearest(cost: Floats, target: float, covers: Covers, trial: Trial, near: Options) -> None:
    """Closes the dearest option that is not needed, as long as there is one."""
    while True:
        dearest = -1
        for option in near:
            if not trial.is_open[option] or trial.covered[0] - trial.alone[option] < target:
                continue
            if dearest < 0 or cost[option] > cost[dearest]:
                dearest = option
        if dearest < 0:
            return
        close_one(covers, trial, dearest)
