"""The one movement of a whole layer that puts it onto the streets, for a shift that no known system explains."""

from __future__ import annotations

import numpy as np

from siting.inputs import Floats
from siting.travel.shift.fit import CAP_M, capped
from siting.travel.snap import Grid

REACH_M = 1_500.0
STEP_M = 40.0
FINER_M = (20.0, 10.0, 5.0)
PILOT_POINTS = 100
POINTS = 400
SHORT_LIST = 60
AROUND_M = (120.0, 280.0)
APART_M = 200.0


def best_moves(xy_m: Floats, streets: Grid, least_m: float = 0.0) -> tuple[Floats, Floats]:
    """(2,) metres to move (n, 2) points by, least_m to REACH_M, so that they lie nearest to the streets; and the
    best move that is another one (APART_M away), which streets that repeat themselves offer.

    1. Every STEP_M within REACH_M is tried with a few points; what counts is how much nearer they come than by
       moves a little different (AROUND_M), since a good move is a narrow peak and a denser quarter a broad one.
    2. The best of these are tried with more points, and the winner and its rival are refined in three steps."""
    side = np.arange(-REACH_M // STEP_M, REACH_M // STEP_M + 1) * STEP_M
    moves = np.stack(np.meshgrid(side, side, indexing="ij"), axis=-1)
    mean_m = _mean(_some(xy_m, PILOT_POINTS), moves.reshape(-1, 2), streets).reshape(len(side), len(side))
    around_m = _around(mean_m)
    length_m = np.hypot(moves[..., 0], moves[..., 1])
    gain_m = np.where((length_m >= least_m) & (length_m <= REACH_M), around_m - mean_m, -np.inf)
    short = np.argsort(-gain_m.ravel(), kind="stable")[:SHORT_LIST]
    points, listed = _some(xy_m, POINTS), moves.reshape(-1, 2)[short]
    gain = around_m.ravel()[short] - _mean(points, listed, streets)
    best = listed[np.argmax(gain)]
    elsewhere = np.hypot(*(listed - best).T) >= APART_M
    rival = listed[np.argmax(np.where(elsewhere, gain, -np.inf))]
    finest, finer = _refined(best, points, streets), _refined(rival, points, streets)
    apart = np.hypot(*(finer - best)) >= APART_M
    return finest if np.hypot(*finest) >= least_m else best, finer if apart else rival


def _refined(move_m: Floats, points_m: Floats, streets: Grid) -> Floats:
    for step_m in FINER_M:
        near = move_m + step_m * np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
        move_m = near[np.argmin(_mean(points_m, near, streets))]
    return move_m


def _some(xy_m: Floats, most: int) -> Floats:
    """At most `most` of the points, evenly through them."""
    return xy_m[np.unique(np.linspace(0, len(xy_m) - 1, min(most, len(xy_m))).astype(np.int64))]


def _mean(xy_m: Floats, moves_m: Floats, streets: Grid) -> Floats:
    """(n_moves,) mean capped distance of the points after each move."""
    return np.asarray(capped(xy_m[None] + moves_m[:, None], streets, CAP_M).mean(axis=1))


def _around(mean_m: Floats) -> Floats:
    """The mean over the moves AROUND_M from each one; at the border over those that there are."""
    from scipy.ndimage import convolve

    reach = int(AROUND_M[1] // STEP_M)
    away = np.hypot(*np.mgrid[-reach : reach + 1, -reach : reach + 1]) * STEP_M
    weight = ((away >= AROUND_M[0]) & (away <= AROUND_M[1])).astype(np.float64)
    return np.asarray(convolve(mean_m, weight / weight.sum(), mode="nearest"))
