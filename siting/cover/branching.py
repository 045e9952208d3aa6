"""Branch and bound for small pieces at given prices: the most weight covered less charges, proven.

    max  sum_r w_r [some open option reaches r] - sum_k charge_k x_k

A node has decided the first options and left the others open to choice. Gains only fall as more opens
(submodularity), so value + sum over the others of max(0, gain - charge) bounds all that can follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.cover.compiled import compiled
from siting.cover.covers import Covers, Starts
from siting.inputs import Floats, Positions


def branch(
    covers: Covers,
    charge: Floats,
    start: Starts,
    options: Positions,
    known: NDArray[np.bool_],
    most_nodes: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Decides pieces that share no row: options[start[p] : start[p + 1]] are those of piece p.

    charge, known: (n_options,), what opening costs, and a selection to better. Returns which options open in the
    best selection of each piece, and which pieces (n_pieces,) were proven; the others, of more than most_nodes
    nodes, keep the best that was found."""
    is_open = np.zeros(covers.n_options, np.bool_)
    proven = np.zeros(len(start) - 1, np.bool_)
    covering = np.zeros(covers.n_rows, np.int32)
    _branch(covers, charge, start, options, known, most_nodes, covering, is_open, proven)
    return is_open, proven


@compiled
def _branch(
    covers: Covers,
    charge: Floats,
    start: Starts,
    options: Positions,
    known: NDArray[np.bool_],
    most_nodes: int,
    covering: Positions,
    is_open: NDArray[np.bool_],
    proven: NDArray[np.bool_],
) -> None:
    for piece in range(start.size - 1):
        mine = _by_gain(covers, charge, covering, options[start[piece] : start[piece + 1]])
        best = np.zeros(mine.size, np.bool_)
        most = 0.0
        for spot in range(mine.size):
            best[spot] = known[mine[spot]]
            if best[spot]:
                most += _toggle(covers, covering, mine[spot], 1) - charge[mine[spot]]
        for spot in range(mine.size):
            if best[spot]:
                _toggle(covers, covering, mine[spot], -1)
        proven[piece] = _search(covers, charge, covering, mine, best, most, most_nodes)
        for spot in range(mine.size):
            is_open[mine[spot]] = best[spot]


@compiled
def _search(
    covers: Covers,
    charge: Floats,
    covering: Positions,
    mine: Positions,
    best: NDArray[np.bool_],
    most: float,
    most_nodes: int,
) -> bool:
    """Depth first, opening before closing. state: 0 untried, 1 opened, 2 closed; whether the tree was finished."""
    state = np.zeros(mine.size + 1, np.int8)
    depth, nodes, now = 0, 0, 0.0
    while depth >= 0:
        if state[depth] == 0:
            nodes += 1
            if nodes > most_nodes:
                _undo(covers, covering, mine, state, depth)
                return False
            if depth == mine.size or _at_best(covers, charge, covering, mine, depth, now) <= most:
                if now > most:
                    most = now
                    for spot in range(mine.size):
                        best[spot] = spot < depth and state[spot] == 1
                depth -= 1
                continue
            state[depth] = 1
            now += _toggle(covers, covering, mine[depth], 1) - charge[mine[depth]]
            depth += 1
            state[depth] = 0
        elif state[depth] == 1:
            now += _toggle(covers, covering, mine[depth], -1) + charge[mine[depth]]
            state[depth] = 2
            depth += 1
            state[depth] = 0
        else:
            depth -= 1
    return True


@compiled
def _at_best(
    covers: Covers, charge: Floats, covering: Positions, mine: Positions, depth: int, now: float
) -> float:
    """A bound on all selections that begin as decided so far."""
    for spot in range(depth, mine.size):
        now += max(0.0, _gain(covers, covering, mine[spot]) - charge[mine[spot]])
    return now


@compiled
def _gain(covers: Covers, covering: Positions, option: int) -> float:
    gained = 0.0
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        if covering[row] == 0:
            gained += covers.weight[row]
    return gained


@compiled
def _toggle(covers: Covers, covering: Positions, option: int, sign: int) -> float:
    """Opens (1) or closes (-1) the option; the weight that adds."""
    added = 0.0
    for t in range(covers.option_start[option], covers.option_start[option + 1]):
        row = covers.option_rows[t]
        before = covering[row]
        covering[row] = before + sign
        if max(before, before + sign) == 1:
            added += sign * covers.weight[row]
    return added


@compiled
def _undo(covers: Covers, covering: Positions, mine: Positions, state: NDArray[np.int8], depth: int) -> None:
    for spot in range(depth):
        if state[spot] == 1:
            _toggle(covers, covering, mine[spot], -1)


@compiled
def _by_gain(covers: Covers, charge: Floats, covering: Positions, options: Positions) -> Positions:
    """The options, those first that decide most: large gain less charge, either way."""
    size = np.empty(options.size)
    for spot in range(options.size):
        size[spot] = -abs(_gain(covers, covering, options[spot]) - charge[options[spot]])
    return options[np.argsort(size)]
