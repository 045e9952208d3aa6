"""The piece of ground that a map shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.report import Report
from siting.report.types import Floats

MARGIN = 0.03
CIRCLE_MARGIN = 0.12
LEAST_M = 200.0


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle in the report's metres."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width_m(self) -> float:
        """From west to east."""
        return self.right - self.left

    @property
    def height_m(self) -> float:
        """From south to north."""
        return self.top - self.bottom

    def holds(self, xy_m: Floats) -> np.ndarray:
        """(n,) bool: the point lies inside; never one without coordinates."""
        x, y = xy_m[:, 0], xy_m[:, 1]
        return np.asarray((x >= self.left) & (x <= self.right) & (y >= self.bottom) & (y <= self.top))

    def grown(self, share: float) -> Window:
        """Wider by a share of its longer side, all round."""
        more = share * max(self.width_m, self.height_m)
        return Window(self.left - more, self.bottom - more, self.right + more, self.top + more)

    def shaped(self, width_to_height: float) -> Window:
        """The least window of that shape which shows this one in its middle."""
        width = max(self.width_m, self.height_m * width_to_height)
        height = width / width_to_height
        x, y = (self.left + self.right) / 2, (self.bottom + self.top) / 2
        return Window(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def of_city(report: Report) -> Window | None:
    """All that the city holds, streets that lead out of it aside; None where nothing has coordinates."""
    rings = [ring for one in report.circles.rings for ring in one]
    return _around([report.homes.xy_m, report.outlets.xy_m, report.sites.xy_m, *rings], MARGIN)


def of_circle(report: Report, circle: int) -> Window | None:
    """A circle's outline, or its people and outlets where it has none; None where nothing has coordinates."""
    shown = list(report.circles.rings[circle])
    if not shown:
        parts = (report.homes, report.outlets, report.sites)
        shown = [part.xy_m[part.circle == circle] for part in parts]
    return _around(shown, CIRCLE_MARGIN)


def of_circles(report: Report, circles: list[int]) -> Window | None:
    """Several circles at once."""
    found = [window for window in (of_circle(report, one) for one in circles) if window]
    corners = [np.array([[one.left, one.bottom], [one.right, one.top]]) for one in found]
    return _around(corners, 0.0)


def _around(parts: list[Floats], margin: float) -> Window | None:
    points = np.concatenate([np.empty((0, 2)), *parts])
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return None
    (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
    less = max(0.0, LEAST_M - max(right - left, top - bottom)) / 2
    return Window(left - less, bottom - less, right + less, top + less).grown(margin)
