"""How well points fit lines: are they nearer to them than the same points a few hundred metres aside?

In a dense network every point is near some street, so that distances alone tell little. What tells is the
comparison with the same points moved a little, in all directions alike: dense and sparse quarters, parks and
the edge of the city then weigh the same on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats
from siting.travel.snap import Grid, snap

# Farther than this from every street is simply far; how far says nothing of a shift.
CAP_M = 70.0
RADII_M = (150.0, 250.0, 350.0, 450.0)
DIRECTIONS = 16
CELL_M = 50.0
MOST_POINTS = 1_000
FARTHEST_M = 5_000.0


def ring(radii_m: tuple[float, ...] = RADII_M, directions: int = DIRECTIONS) -> Floats:
    """(len(radii_m) * directions, 2) metres aside, evenly in all directions, each circle turned a little."""
    turn = np.arange(directions)[None, :] + np.arange(len(radii_m))[:, None] / len(radii_m)
    angle = (2.0 * np.pi * turn / directions).ravel()
    radius = np.repeat(np.asarray(radii_m), directions)[:, None]
    return np.asarray(radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))


RING_M = ring()


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """How points lie to lines.

    capped_m: (n,) distance to the nearest, at most the cap. clear: how many standard errors nearer they are than
    the same points moved aside (Student's t of the differences, point by point). ratio: mean capped distance over
    that of the moved points: below 1 where they fit, about 1 where they lie at random."""

    capped_m: Floats
    clear: float
    ratio: float


def sample(xy_m: Floats, most: int = MOST_POINTS, cell_m: float = CELL_M) -> NDArray[np.int64]:
    """Positions of at most `most` points, evenly through the layer, no two in one square of cell_m.

    Points that stand together say the same thing: as one they count once. Points without a place are left out."""
    placed = np.flatnonzero(np.isfinite(xy_m).all(axis=1))
    _, first = np.unique(np.floor(xy_m[placed] / cell_m), axis=0, return_index=True)
    kept = placed[np.sort(first)]
    return kept[np.unique(np.linspace(0, len(kept) - 1, min(most, len(kept))).astype(np.int64))]


def fit(xy_m: Floats, lines: Grid, cap_m: float = CAP_M, aside_m: Floats = RING_M) -> Fit:
    """How (n, 2) points lie to lines, compared with the points moved by each of (k, 2) aside_m."""
    capped_m = capped(xy_m, lines, cap_m)
    aside = capped(xy_m[None] + aside_m[:, None], lines, cap_m).mean(axis=0)
    mean_aside = float(aside.mean()) if len(aside) else 0.0
    ratio = float(capped_m.mean()) / mean_aside if mean_aside > 0 else 1.0
    return Fit(capped_m, clearly_above_zero(aside - capped_m), ratio)


def capped(xy_m: Floats, lines: Grid, cap_m: float) -> Floats:
    """(...) distance of (..., 2) points to the nearest line, at most cap_m."""
    leg_m = snap(xy_m.reshape(-1, 2), lines, cap_m).leg_m
    return np.where(np.isnan(leg_m), cap_m, leg_m).reshape(xy_m.shape[:-1])


def typical_m(xy_m: Floats, lines: Grid) -> float:
    """Median distance to the nearest line, inf where most points have none within five kilometres."""
    leg_m = snap(xy_m, lines, FARTHEST_M).leg_m
    return float(np.median(np.where(np.isnan(leg_m), np.inf, leg_m)))


def clearly_above_zero(gain: Floats) -> float:
    """Student's t of (n,) numbers: their mean in standard errors; 0 where nothing varies."""
    spread = float(gain.std(ddof=1)) if len(gain) > 1 else 0.0
    return float(gain.mean()) / spread * float(np.sqrt(len(gain))) if spread > 0 else 0.0
