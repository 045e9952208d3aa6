"""One predictor-corrector step (Mehrotra 1992, doi:10.1137/0802028) with centrality corrections
(Gondzio 1996, doi:10.1007/BF00249643), all against one factorisation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from siting.cover.compiled import compiled
from siting.cover.interior_point.layout import Reach
from siting.cover.interior_point.newton import Map, Newton, Scales, factorise
from siting.cover.interior_point.point import Point
from siting.inputs import Floats

CORRECTIONS = 3
NEARLY = 0.995
LOW, HIGH = 0.1, 10.0


class Pairs(NamedTuple):
    """What a direction needs of a point: its rows by variables, weights (n_rows,), slacks and multipliers."""

    reach: Reach
    weight: Floats
    slack: Floats
    multiplier: Floats


class Move(NamedTuple):
    """A direction and how far it keeps slacks and multipliers positive (at most 1)."""

    slack: Floats
    multiplier: Floats
    slack_length: float
    multiplier_length: float


def step(point: Point, run: Map) -> Point:
    """The next point. Raises numpy.linalg.LinAlgError where rounding forbids one."""
    pairs = Pairs(point.layout.reach, point.layout.weight, point.slack, point.multiplier)
    newton = _newton(point, run)
    wanted = np.zeros(len(point.slack))
    guess = _direction(point, pairs, newton, wanted)
    mu = point.mu
    mu *= min(1.0, (_mean_product(pairs, guess) / mu) ** 3)
    wanted = mu - guess.slack_length * guess.multiplier_length * guess.slack * guess.multiplier
    move = _direction(point, pairs, newton, wanted)
    for _ in range(CORRECTIONS):
        if min(move.slack_length, move.multiplier_length) > 0.95:
            break
        _correct(pairs, move, mu, wanted)
        better = _direction(point, pairs, newton, wanted)
        gained = better.slack_length + better.multiplier_length
        if gained < move.slack_length + move.multiplier_length + 0.01:
            break
        move = better
    slack = point.slack + NEARLY * move.slack_length * move.slack
    multiplier = point.multiplier + NEARLY * move.multiplier_length * move.multiplier
    return Point(point.layout, slack, multiplier)


def _newton(point: Point, run: Map) -> Newton:
    """D = 1 / (s/u + t/q), E = a/x, B = b / (roof - x), G = slack / price."""
    first, second, third, fourth = point.ends
    scale = point.slack / point.multiplier
    rows = 1.0 / (scale[:first] + scale[first:second])
    scales = Scales(rows, 1.0 / scale[second:third], 1.0 / scale[third:fourth], scale[fourth:])
    return factorise(point.layout, scales, run)


def _direction(point: Point, pairs: Pairs, newton: Newton, wanted: Floats) -> Move:
    """The Newton direction towards slack * multiplier = wanted (its linear part).

    Rows are eliminated: with al = u/s, be = q/t and m = wanted / slack,
    dz = (w - m_s - m_t + al A dx) / (al + be), and u + du = m_s - al (A dx - dz)."""
    last = point.ends[3]
    dx, price = newton.solve(_side(pairs, wanted), wanted[last:] / point.multiplier[last:])
    return Move(*_move(pairs, wanted, dx, -(point.layout.amounts @ dx), price))


@compiled
def _side(pairs: Pairs, wanted: Floats) -> Floats:
    """The right-hand side h: A' (m_s + al (w - m_s - m_t) / (al + be)), and m_a - m_b of floor and roof."""
    reach, n_rows, n = pairs.reach, pairs.weight.size, pairs.reach.roof.size
    side = np.zeros(n)
    for s in range(n_rows):
        t = n_rows + s
        al, be = pairs.multiplier[s] / pairs.slack[s], pairs.multiplier[t] / pairs.slack[t]
        aim = wanted[s] / pairs.slack[s]
        still = aim + al * (pairs.weight[s] - aim - wanted[t] / pairs.slack[t]) / (al + be)
        for e in range(reach.start[s], reach.start[s + 1]):
            side[np.uint64(reach.variables[e])] += still
    for v in range(n):
        floor, roof = 2 * n_rows + v, 2 * n_rows + n + v
        aim = wanted[roof] / pairs.slack[roof]
        side[v] += wanted[floor] / pairs.slack[floor] - aim
        if reach.roof[v] >= 0:
            side[reach.roof[v]] += aim
    return side


@compiled
def _move(
    pairs: Pairs, wanted: Floats, dx: Floats, left: Floats, price: Floats
) -> tuple[Floats, Floats, float, float]:
    """All slacks and multipliers that follow dx, what is left of limits, and prices; and both lengths."""
    reach, n_rows, n = pairs.reach, pairs.weight.size, pairs.reach.roof.size
    slack, multiplier = np.empty(wanted.size), np.empty(wanted.size)
    for s in range(n_rows):
        t = n_rows + s
        al, be = pairs.multiplier[s] / pairs.slack[s], pairs.multiplier[t] / pairs.slack[t]
        reached = 0.0
        for e in range(reach.start[s], reach.start[s + 1]):
            reached += dx[np.uint64(reach.variables[e])]
        short = pairs.weight[s] - wanted[s] / pairs.slack[s] - wanted[t] / pairs.slack[t]
        dz = (short + al * reached) / (al + be)
        slack[s], slack[t] = reached - dz, -dz
    for v in range(n):
        above = dx[reach.roof[v]] if reach.roof[v] >= 0 else 0.0
        slack[2 * n_rows + v], slack[2 * n_rows + n + v] = dx[v], above - dx[v]
    last = 2 * n_rows + 2 * n
    slack[last:], multiplier[last:] = left, price
    steep, steeper = 1.0, 1.0
    for p in range(wanted.size):
        if p < last:
            multiplier[p] = (wanted[p] - pairs.multiplier[p] * slack[p]) / pairs.slack[p]
        multiplier[p] -= pairs.multiplier[p]
        steep = max(steep, -slack[p] / pairs.slack[p])
        steeper = max(steeper, -multiplier[p] / pairs.multiplier[p])
    return slack, multiplier, 1.0 / steep, 1.0 / steeper


@compiled
def _mean_product(pairs: Pairs, move: Move) -> float:
    """Mean product of a pair after the whole move."""
    total = 0.0
    for p in range(move.slack.size):
        slack = pairs.slack[p] + move.slack_length * move.slack[p]
        total += slack * (pairs.multiplier[p] + move.multiplier_length * move.multiplier[p])
    return total / move.slack.size


@compiled
def _correct(pairs: Pairs, move: Move, mu: float, wanted: Floats) -> None:
    """Adds to the wanted products so that a longer step keeps them within LOW .. HIGH of mu."""
    one, two = min(1.0, 1.08 * move.slack_length + 0.08), min(1.0, 1.08 * move.multiplier_length + 0.08)
    for p in range(wanted.size):
        slack = pairs.slack[p] + one * move.slack[p]
        product = slack * (pairs.multiplier[p] + two * move.multiplier[p])
        wanted[p] += max(min(max(product, LOW * mu), HIGH * mu) - product, -HIGH * mu)
