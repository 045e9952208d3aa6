"""What the priced question leaves open, piece by piece: small ones by branch and bound, large ones by a solver."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting import backends
from siting.backends import Limits as BackendLimits
from siting.cover.bound import option_income
from siting.cover.branching import branch
from siting.cover.covers import Covers, owners
from siting.cover.fixing import Residual
from siting.cover.pieces import Piece, Pieces, cut_out, pieces
from siting.cover.price import Price
from siting.inputs import Floats, Positions
from siting.model import write_cover
from siting.program import Program
from siting.strategies._exact import FLOAT_TOLERANCE, Standing, lift, selected
from siting.strategies._residual import site_variables

SMALL = 24
MOST_NODES = 20_000
AT_ONCE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """is_open, bound: (n_left,) for the options left; a piece's bound stands at its first option, else 0.
    proven: whether every piece was."""

    is_open: NDArray[np.bool_]
    bound: Floats
    proven: bool


@dataclass(frozen=True, slots=True, eq=False)
class Left:
    """residual: what is undecided. price: what its options and unpaid sites are charged. known: (n_left,) the
    selection so far. found: its pieces; bound: (n_pieces,) by row prices."""

    residual: Residual
    price: Price
    known: NDArray[np.bool_]
    found: Pieces
    bound: Floats


def left_open(
    covers: Covers, price: Price, row_price: Floats, is_open: NDArray[np.bool_], residual: Residual
) -> Left:
    """The undecided part of the priced question, in pieces."""
    options, site = residual.options, residual.limits.site
    charge = Price(price.option[options], price.site)
    found = pieces(residual.covers, site)
    unreached = np.where(residual.reached, 0.0, row_price)
    income = option_income(covers, unreached)[options]
    rows, piece = _rows_left(covers, residual, found)
    by_row = replace(found, row=piece)
    bound = by_row.bounds((covers.weight - row_price)[rows], income, charge, site)
    return Left(residual, charge, is_open[options], found, bound)


def _rows_left(covers: Covers, residual: Residual, found: Pieces) -> tuple[NDArray[np.int64], Positions]:
    """The question's rows that are not covered yet and could be, and the piece of each."""
    place = np.full(covers.n_options, -1, np.int32)
    place[residual.options] = np.arange(len(residual.options), dtype=np.int32)
    row = owners(covers.row_start)
    entry = np.flatnonzero((place[covers.row_options] >= 0) & ~residual.reached[row])
    first = np.ones(len(entry), np.bool_)
    first[1:] = row[entry[1:]] != row[entry[:-1]]
    entry = entry[first]
    return row[entry], found.option[place[covers.row_options[entry]]]


def decide(left: Left, standing: Standing, time_s: float, backend: str, seed: int) -> Decided:
    """Decides every piece, within about time_s: the better of the known and what is found, and a bound each."""
    found, is_open, bound = left.found, left.known.copy(), left.bound.copy()
    size = np.bincount(found.option, minlength=found.count)
    shares = np.zeros(found.count, np.bool_)
    shares[found.option[left.residual.limits.site >= 0]] = True
    small = np.flatnonzero((size <= SMALL) & ~shares)
    done = np.zeros(found.count, np.bool_)
    chosen, done[small] = _branched(left, small)
    mine = done[found.option]
    is_open[mine] = chosen[mine]
    worth = _worth(left, is_open)
    bound[done] = worth[done]
    rest = np.flatnonzero(~done)
    rest = rest[np.argsort(-size[rest], kind="stable")]
    ends_s = standing.watch.seconds + time_s
    cut = cut_out(left.residual.covers, found, rest)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        ask = lambda piece: _solved(left, piece, standing, ends_s, backend, seed)
        for number, piece, (values, most) in zip(rest, cut, threads.map(ask, cut), strict=True):
            bound[number] = min(bound[number], most)
            if values is not None:
                is_open[piece.options] = values
    before, after = _worth(left, left.known), _worth(left, is_open)
    is_open = np.where((after >= before)[found.option], is_open, left.known)
    after = np.maximum(after, before)
    # A solver's bound that a known selection passes is wrong.
    weight = found.totals(left.residual.covers.weight, np.zeros(len(is_open)))
    bound = np.where(bound < after - FLOAT_TOLERANCE * weight, left.bound, bound)
    at_first = np.zeros(len(is_open))
    firsts = np.unique(found.option, return_index=True)[1]
    at_first[firsts] = np.maximum(bound, after)[found.option[firsts]]
    proven = bool(np.all(bound - after <= FLOAT_TOLERANCE * weight))
    return Decided(is_open, at_first, proven)


def _branched(left: Left, small: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The options that open in small pieces, and which of these pieces are proven."""
    order = np.argsort(left.found.option, kind="stable")
    kept = np.isin(left.found.option[order], small)
    options = order[kept].astype(np.int32)
    count = np.bincount(left.found.option[options], minlength=left.found.count)[small]
    start = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
    return branch(left.residual.covers, left.price.option, start, options, left.known, MOST_NODES)


def _worth(left: Left, is_open: NDArray[np.bool_]) -> Floats:
    """(n_pieces,) weight covered less charges."""
    covers, site = left.residual.covers, left.residual.limits.site
    covered = np.zeros(covers.n_rows, np.bool_)
    covered[covers.option_rows[np.repeat(is_open, np.diff(covers.option_start))]] = True
    charge = np.where(is_open, left.price.option, 0.0)
    at = np.flatnonzero(is_open & (site >= 0))
    places, first = np.unique(site[at], return_index=True)
    charge[at[first]] += left.price.site[places]
    return left.found.totals(np.where(covered, covers.weight, 0.0), -charge)


def _solved(
    left: Left, piece: Piece, standing: Standing, ends_s: float, backend: str, seed: int
) -> tuple[NDArray[np.bool_] | None, float]:
    """The backend's best selection of a piece and its bound, infinite where there was no time."""
    watch = standing.watch
    time_s = min(ends_s, watch.time_limit_s) - watch.seconds
    if time_s <= 0.0 or watch.must_stop():
        return None, math.inf
    charge, site = left.price.option[piece.options], left.residual.limits.site[piece.options]
    total = float(piece.weight.sum())
    scale = lift(total, total)
    program = Program(len(piece.options), maximise=True)
    program.reward_options(-charge * scale)
    write_cover(program, piece.row_start, piece.row_options, piece.weight * scale)
    if (site >= 0).any():
        shared = site_variables(program, site, len(left.price.site))
        here = np.flatnonzero(shared >= 0)
        program.reward(shared[here], -left.price.site[here] * scale)
    limits = BackendLimits(min(1e-6, watch.gap / 10.0), time_s, seed)
    known = left.known[piece.options].astype(np.float64)
    answer = backends.run(backend, program.assemble(), limits, known, must_stop=watch.must_stop)
    if answer.values is None:
        return None, answer.bound / scale
    values = np.zeros(len(piece.options), np.bool_)
    values[selected(answer.values, program.n_options)] = True
    return values, answer.bound / scale
