"""The knee: after which point money buys clearly less.

V. Satopaa, J. Albrecht, D. Irwin, B. Raghavan, "Finding a 'kneedle' in a haystack", ICDCS Workshops 2011, 166-171,
DOI 10.1109/ICDCSW.2011.20."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.decide.curve.types import Point

LEAST_BEND = 0.05


def knee_of(points: Sequence[Point], maximise: bool) -> int | None:
    """The point that lies farthest above the straight line from nothing spent to the last point, both axes from 0 to
    1; None where that is less than LEAST_BEND, as the curve is nearly straight there, or for fewer than three points.

    It rests on the values found, and on the range of budgets asked: another range may have another knee."""
    if len(points) < 3:
        return None
    money = np.array([one.budget for one in points])
    value = np.array([one.value if maximise else -one.value for one in points])
    across, up = money[-1] - money[0], value[-1] - value[0]
    if across <= 0 or up <= 0:
        return None
    above = (value - value[0]) / up - (money - money[0]) / across
    best = int(np.argmax(above))
    return best if above[best] >= LEAST_BEND else None
