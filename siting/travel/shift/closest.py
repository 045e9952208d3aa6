"""The one movement that brings points onto lines: iterated closest point, for a translation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats
from siting.travel.shift.fit import FARTHEST_M
from siting.travel.snap import Grid, snap

STRETCHES = 20
# The share of points that takes part: the rest may have no counterpart at all.
KEPT = 0.8
ROUNDS = 50
STILL_M = 0.01


def best_translation(points_m: Floats, lines: Grid) -> Floats:
    """(2,) metres to move points by, so that they come to lie on the lines: iterated closest point.

    Each round takes the KEPT nearest points and their unit vectors n to the nearest line, at distances d, and
    moves by the v that minimises the sum of (n'v - d)^2: what runs along a line does not count (Chen and
    Medioni 1992, doi:10.1016/0262-8856(92)90066-C), trimmed as in Chetverikov et al. 2002,
    doi:10.1109/ICPR.2002.1047997. Ends when it moves less than a centimetre."""
    move_m = np.zeros(2)
    for _ in range(ROUNDS):
        step_m = _step(to_nearest(points_m + move_m, lines))
        move_m = move_m + step_m
        if np.hypot(*step_m) < STILL_M:
            break
    return move_m


def points_along(xy_m: Floats, start: NDArray[np.int64], most: int) -> Floats:
    """At most `most` points evenly along all rings together, in the order of the rings."""
    piece = pieces(xy_m, start)
    length_m = np.hypot(piece[:, 2] - piece[:, 0], piece[:, 3] - piece[:, 1])
    end_m = np.cumsum(length_m)
    at_m = (np.arange(most) + 0.5) * (end_m[-1] / most)
    which = np.minimum(np.searchsorted(end_m, at_m), len(piece) - 1)
    share = 1.0 - (end_m[which] - at_m) / np.where(length_m[which] > 0, length_m[which], 1.0)
    return np.asarray(piece[which, :2] + share[:, None] * (piece[which, 2:] - piece[which, :2]))


def _step(to_line: Floats) -> Floats:
    normal, distance_m = _trimmed(to_line)
    matrix = normal.T @ normal
    # lines that all run one way leave the movement along them open: it is then none
    return np.asarray(np.linalg.lstsq(matrix, normal.T @ distance_m, rcond=1e-6)[0])


def _trimmed(to_line: Floats) -> tuple[Floats, Floats]:
    """Unit vectors and distances to the lines, of the nearest KEPT share."""
    distance_m = np.hypot(to_line[:, 0], to_line[:, 1])
    near = distance_m <= np.quantile(distance_m, KEPT)
    normal = to_line[near] / np.maximum(distance_m[near], 1e-9)[:, None]
    return normal, distance_m[near]


def standard_error(to_line: Floats) -> float:
    """Of the translation, from what is left over, by leaving out one of STRETCHES stretches of outline at a time.

    Neighbouring points err together, so stretches are left out, not points (the block jackknife)."""
    stretches = np.array_split(np.arange(len(to_line)), STRETCHES)
    found = np.array([_step(np.delete(to_line, stretch, axis=0)) for stretch in stretches])
    spread = ((found - found.mean(axis=0)) ** 2).sum()
    return float(np.sqrt((STRETCHES - 1) / STRETCHES * spread))


def to_nearest(points_m: Floats, lines: Grid) -> Floats:
    """(n, 2) metres from each point to the nearest place on a line; of a point with none near, FARTHEST_M east."""
    at = snap(points_m, lines, FARTHEST_M)
    piece = lines.piece[np.maximum(at.edge, 0)]
    place = piece[:, :2] + at.share[:, None] * (piece[:, 2:] - piece[:, :2])
    return np.where((at.edge >= 0)[:, None], place - points_m, [FARTHEST_M, 0.0])


def pieces(xy_m: Floats, start: NDArray[np.int64]) -> Floats:
    """(n, 4) straight pieces between neighbouring corners of the same ring."""
    inside = np.ones(len(xy_m), dtype=np.bool_)
    inside[start[1:] - 1] = False
    first = np.flatnonzero(inside)
    return np.hstack([xy_m[first], xy_m[first + 1]])
