"""A map of a plan: homes by who is reached, circles, outlets of today and those that open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import InputError, Place
from siting.language import in_language, tr
from siting.pictures import fonts, furniture, marks
from siting.pictures.key import key
from siting.pictures.raster import ground, spacing_m
from siting.pictures.shades import BEFORE, CHANGE, MOMENTS, Shades, shades
from siting.pictures.window import Window, of_circle, of_city
from siting.report import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_PX, MOST_PX = 160.0, 2400.0


def city_map(
    report: Report,
    axes: Axes,
    *,
    format: str | None = None,
    when: str = CHANGE,
    circle: str | None = None,
    legend: bool = True,
    language: str | None = None,
) -> Axes:
    """Draws the city, or one circle and what lies around it, on matplotlib axes and returns them.

    format: id of a format; None for all formats together. when: "before", "after", or "change" for what the plan
    brings. language: of the legend, that in force by default. Raises InputError where an id is not known."""
    if when not in MOMENTS:
        message = tr("got '{value}', must be one of {choices}", value=when, choices=", ".join(MOMENTS))
        raise InputError.at(Place(where="when"), message)
    number = None if format is None else _position(format, [one.id for one in report.formats], tr("format"))
    shown = (
        None if circle is None else _position(circle, [str(one) for one in report.circles.ids], tr("circle"))
    )
    window = of_city(report) if shown is None else of_circle(report, shown)
    with in_language(language) if language else nullcontext():
        draw(
            report,
            axes,
            window,
            format=number,
            when=when,
            circles=[] if shown is None else [shown],
            legend=legend,
        )
    return axes


def draw(
    report: Report,
    axes: Axes,
    window: Window | None,
    *,
    format: int | None,
    when: str,
    circles: Sequence[int] = (),
    legend: bool = False,
    numbers: Mapping[int, int] | None = None,
    paint: Shades | None = None,
    home_m: float | None = None,
) -> None:
    """The same by positions, in a window of one's own. numbers: site -> the number in its mark. circles: those that
    the map is about.
    paint, home_m: as `shades` and `spacing_m` find them, for who draws many maps of one report."""
    axes.set_aspect("equal")
    axes.set_axis_off()
    if window is None:
        _nothing(axes)
        return
    size_in = [side / axes.figure.dpi for side in (axes.bbox.width, axes.bbox.height)]
    paint = shades(report, format, when) if paint is None else paint
    px_per_m = _px_per_m(axes, window)
    home_m = spacing_m(report.homes.xy_m) if home_m is None else home_m
    image = ground(report, window, paint, px_per_m, home_m)
    extent = (window.left, window.right, window.bottom, window.top)
    axes.imshow(image, extent=extent, origin="upper", interpolation="antialiased", zorder=1)
    marks.circles(axes, report, window, circles)
    outlets = marks.draws_outlets(report, window, format)
    scale = min(1.0, max(0.45, min(size_in) / 4.0))
    if outlets:
        marks.outlets(axes, report, window, format, when, size=(4.6 if circles else 3.4) * scale)
    if when != BEFORE and numbers is not None:
        marks.numbered(axes, report, numbers)
    elif when != BEFORE:
        marks.new_outlets(axes, report, window, format, size=_new_size(report, format) * scale)
    axes.set_xlim(window.left, window.right)
    axes.set_ylim(window.bottom, window.top)
    furniture.scale_bar(axes, window)
    furniture.north_arrow(axes, report)
    if legend:
        look = furniture.legend_look(size_in[0])
        handles = furniture.handles(key(report, paint, format, when, outlets))
        axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.01), **look)


def _new_size(report: Report, format: int | None) -> float:
    """Points of a new outlet's mark: the more there are the smaller, so that the homes stay in sight."""
    count = len(report.opened_format) if format is None else int((report.opened_format == format).sum())
    return float(np.clip(60.0 / np.sqrt(max(count, 1)), 4.2, 8.0))


def _position(identity: str, known: Sequence[str], what: str) -> int:
    if identity in known:
        return known.index(identity)
    some = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    message = tr("got '{value}', which the plan does not have", value=identity)
    raise InputError.at(Place(where=what), message, tr("It has: {some}", some=some))


def _px_per_m(axes: Axes, window: Window) -> float:
    """As many pixels as the axes show, within reason."""
    fit = min(axes.bbox.width / window.width_m, axes.bbox.height / window.height_m)
    longer = max(window.width_m, window.height_m)
    return float(np.clip(fit, LEAST_PX / longer, MOST_PX / longer))


def _nothing(axes: Axes) -> None:
    text = tr("There are no coordinates to draw.")
    axes.text(
        0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, fontproperties=fonts.properties(8)
    )
