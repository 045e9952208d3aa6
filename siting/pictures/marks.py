"""What stands on the ground of a map: circles, outlets of today, outlets that open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.pictures.shades import AFTER, BEFORE
from siting.pictures.window import Window
from siting.report import Report, palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from siting.report.types import Floats

CROWD = 400
"""More outlets than these hide the map of all formats, so they are left out of it."""
VEIL = 0.72
"""How much of what lies outside the circle shown is veiled."""


def circles(axes: Axes, report: Report, window: Window, shown: Sequence[int]) -> None:
    """Thin outlines; the circles shown stand out, and what lies around them is veiled."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import PathPatch

    mine = [ring for one in shown for ring in report.circles.rings[one]]
    if mine:
        veil = _around(window, mine)
        axes.add_patch(PathPatch(veil, facecolor="white", edgecolor="none", alpha=VEIL, zorder=2))
    all_rings = enumerate(report.circles.rings)
    others = [ring for number, rings in all_rings if number not in shown for ring in rings]
    bold = 1.6 if len(shown) == 1 else 1.0
    for rings, colour, width, order in ((others, palette.CIRCLE, 0.4, 3), (mine, palette.INK, bold, 4)):
        lines = LineCollection(rings, colors=colour, linewidths=width, zorder=order)
        axes.add_collection(lines, autolim=False)


def draws_outlets(report: Report, window: Window, format: int | None) -> bool:
    """Whether outlets of today are drawn: always for one format, for all only where they do not hide the map."""
    return format is not None or int(window.holds(report.outlets.xy_m).sum()) <= CROWD


def outlets(axes: Axes, report: Report, window: Window, format: int | None, when: str, size: float) -> None:
    """Dots for outlets of today; those that close are crossed out once they do. size: of a dot, in points."""
    places = report.outlets
    mine = window.holds(places.xy_m)
    mine &= True if format is None else places.format == format
    gone = mine & places.closes & (when != BEFORE)
    stay = mine & ~gone
    look: dict[str, Any] = {"linestyle": "", "zorder": 5, "rasterized": True}
    axes.plot(*places.xy_m[stay].T, marker="o", ms=size, mfc=palette.EXISTING, mec="white", mew=0.3, **look)
    if when != AFTER:
        axes.plot(*places.xy_m[gone].T, marker="x", ms=size * 1.3, mec=palette.LOST, mew=1.0, **look)


def new_outlets(axes: Axes, report: Report, window: Window, format: int | None, size: float) -> None:
    """Discs ringed in white, one for each site that opens something."""
    sites = report.opened_site if format is None else report.opened_site[report.opened_format == format]
    xy = report.sites.xy_m[np.unique(sites)]
    xy = xy[window.holds(xy)]
    look: dict[str, Any] = {"linestyle": "", "marker": "o", "mfc": palette.OPENS, "mec": "white"}
    axes.plot(*xy.T, ms=size, mew=max(0.4, size / 9), zorder=6, **look)


def numbered(axes: Axes, report: Report, numbers: Mapping[int, int]) -> None:
    """Sites that open something, each with its number on the list beside the map. numbers: site -> number."""
    for site, number in numbers.items():
        x, y = report.sites.xy_m[site]
        if np.isfinite([x, y]).all():
            axes.plot(x, y, marker="o", ms=10.5, mfc=palette.OPENS, mec="white", mew=1.0, zorder=7)
            axes.text(
                x,
                y,
                str(number),
                color="white",
                fontsize=6.3,
                fontweight="bold",
                ha="center",
                va="center_baseline",
                fontfamily="DejaVu Sans",
                zorder=8,
                clip_on=True,
            )


def _around(window: Window, rings: Sequence[Floats]) -> Path:
    """The window with these outlines cut out of it."""
    from matplotlib.path import Path

    wide = window.grown(0.5)
    frame = np.array(
        [[wide.left, wide.bottom], [wide.left, wide.top], [wide.right, wide.top], [wide.right, wide.bottom]]
    )
    turned = [_turned(frame, clockwise=True), *(_turned(ring, clockwise=False) for ring in rings)]
    closed = [np.vstack([ring, ring[:1]]) for ring in turned]
    return Path.make_compound_path(*(Path(ring, closed=True) for ring in closed))


def _turned(ring: Floats, clockwise: bool) -> Floats:
    x, y = ring[:, 0], ring[:, 1]
    area = float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return ring if (area < 0) == clockwise else ring[::-1]
