"""One predictor-corrector step (Mehrotra 1992, doi:10.1137/0802028) with centrality corrections
(Gondzio 1996, doi:10.1007/BF00249643), all against one factorisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.cover.interior_point.newton import Map, Newton, factorise
from siting.cover.interior_point.point import Point
from siting.inputs import Floats

CORRECTIONS = 3
NEARLY = 0.995
LOW, HIGH = 0.1, 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Move:
    """A direction and how far it keeps slacks and multipliers positive (at most 1)."""

    slack: Floats
    multiplier: Floats
    slack_length: float
    multiplier_length: float


def step(point: Point, run: Map) -> Point:
    """The next point. Raises numpy.linalg.LinAlgError where rounding forbids one."""
    newton = _newton(point, run)
    guess = _direction(point, newton, np.zeros(len(point.slack)))
    reached = _moved(point, guess, 1.0)
    mu = point.mu * min(1.0, (reached.mu / point.mu) ** 3)
    weight = guess.slack_length * guess.multiplier_length
    wanted = mu - weight * guess.slack * guess.multiplier
    move = _direction(point, newton, wanted)
    for _ in range(CORRECTIONS):
        if min(move.slack_length, move.multiplier_length) > 0.95:
            break
        wanted = wanted + _correction(point, move, mu)
        better = _direction(point, newton, wanted)
        gained = better.slack_length + better.multiplier_length
        if gained < move.slack_length + move.multiplier_length + 0.01:
            break
        move = better
    return _moved(point, move, NEARLY)


def _newton(point: Point, run: Map) -> Newton:
    """D = 1 / (s/u + t/q), E = a/x + b/(1 - x), G = slack / price."""
    first, second, third, fourth = point.ends
    scale = point.slack / point.multiplier
    rows = 1.0 / (scale[:first] + scale[first:second])
    options = 1.0 / scale[second:third] + 1.0 / scale[third:fourth]
    return factorise(point.layout, rows, options, scale[fourth:], run)


def _direction(point: Point, newton: Newton, wanted: Floats) -> Move:
    """The Newton direction towards slack * multiplier = wanted (its linear part).

    Rows are eliminated: with al = u/s, be = q/t and m = wanted / slack,
    dz = (w - m_s - m_t + al A dx) / (al + be), and u + du = m_s - al (A dx - dz)."""
    layout = point.layout
    first, second, third, fourth = point.ends
    aim, ratio = wanted / point.slack, point.multiplier / point.slack
    short = layout.weight - aim[:first] - aim[first:second]
    pull = ratio[:first] + ratio[first:second]
    still = aim[:first] + ratio[:first] * short / pull
    side = layout.reached @ still + aim[second:third] - aim[third:fourth]
    dx, price = newton.solve(side, wanted[fourth:] / point.multiplier[fourth:])
    reach = layout.reach @ dx
    dz = (short + ratio[:first] * reach) / pull
    slack = np.concatenate((reach - dz, -dz, dx, -dx, -(layout.amounts @ dx)))
    multiplier = aim - ratio * slack
    multiplier[fourth:] = price
    multiplier -= point.multiplier
    return Move(slack, multiplier, _length(point.slack, slack), _length(point.multiplier, multiplier))


def _length(position: Floats, direction: Floats) -> float:
    """Largest step of at most 1 that keeps the position >= 0."""
    steepest = float(np.min(direction / position, initial=0.0))
    return 1.0 if steepest >= -1.0 else -1.0 / steepest


def _correction(point: Point, move: Move, mu: float) -> Floats:
    """What to add to the wanted products so that a longer step keeps them within LOW .. HIGH of mu."""
    further = min(1.0, 1.08 * move.slack_length + 0.08), min(1.0, 1.08 * move.multiplier_length + 0.08)
    slack = point.slack + further[0] * move.slack
    products = slack * (point.multiplier + further[1] * move.multiplier)
    return np.maximum(np.clip(products, LOW * mu, HIGH * mu) - products, -HIGH * mu)


def _moved(point: Point, move: Move, share: float) -> Point:
    slack = point.slack + share * move.slack_length * move.slack
    multiplier = point.multiplier + share * move.multiplier_length * move.multiplier
    return Point(point.layout, slack, multiplier)
