"""A curve of the toy that is written down, not drawn: every kind of figure that one can hold."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from siting.decide import Basis, of_scenario
from siting.decide.curve import Curve, Impossible, Order, Point, Step

NONE = np.zeros(0, dtype=np.int32)


def basis(root: Path) -> Basis:
    """The toy, without a plan."""
    return of_scenario(root / "scenarios" / "toy")


def curve(values: list[float], bounds: list[float], **changes: Any) -> Curve:
    """Budgets 100, 200, ... with these values and bounds; a third of the value are people newly reached."""
    points = tuple(
        Point(100.0 * at, 90.0 * at, value, bound, value / 3, at, NONE, "gap_reached", 0.5)
        for at, (value, bound) in enumerate(zip(values, bounds, strict=True), start=1)
    )
    steps = tuple(
        Step(at + 1, 100.0 * (at + 1), at, f"P{at + 1}", "convenience_store", "", 90.0, 7.0, 3.0, at > 0)
        for at in range(len(points))
    )
    order = Order(
        steps,
        tuple(NONE for _ in points),
        tuple(0.9 * value for value in values),
        tuple(0.1 * value for value in values),
        tuple(bound - 0.9 * value for value, bound in zip(values, bounds, strict=True)),
    )
    told: dict[str, Any] = {
        "points": points,
        "impossible": (Impossible(50.0, "a floor of 2 outlets costs 70"),),
        "knee": 1,
        "per_person": tuple(one.cost / one.newly_covered if one.newly_covered else None for one in points),
        "marginal": (None, *(2.5 for _ in points[1:])),
        "order": order,
        "before": 0.0,
        "most": max(bounds, default=math.inf),
        "seconds": 1.5,
        "interrupted": False,
    }
    return Curve(**(told | changes))
