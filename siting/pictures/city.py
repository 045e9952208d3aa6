"""A map of a plan: homes by who is reached, circles, outlets of today and those that open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import InputError, Place
from siting.language import in_language, tr
from siting.pictures import fonts, furniture, marks
from siting.pictures.raster import ground
from siting.pictures.shades import BEFORE, CHANGE, MOMENTS, Shades, shades
from siting.pictures.window import Window, of_circle, of_city
from siting.report import Report, palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CROWD = 400
"""More outlets than these hide the map of all formats, so they are left out of it."""
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
        raise InputError.at(
            Place(where="when"), tr("got '{value}', must be one of {choices}", value=when, choices=", ".join(MOMENTS))
        )
    number = None if format is None else _position(format, [one.id for one in report.formats], tr("format"))
    shown = None if circle is None else _position(circle, [str(one) for one in report.circles.ids], tr("circle"))
    window = of_city(report) if shown is None else of_circle(report, shown)
    with in_language(language) if language else nullcontext():
        draw(report, axes, window, format=number, when=when, circle=shown, legend=legend)
    return axes


def draw(
    report: Report,
    axes: Axes,
    window: Window | None,
    *,
    format: int | None,
    when: str,
    circle: int | None = None,
    legend: bool = False,
    numbers: Mapping[int, int] | None = None,
    paint: Shades | None = None,
    furnished: bool = True,
) -> None:
    """The same by positions, in a window of one's own. numbers: site -> number beside its mark."""
    axes.set_aspect("equal")
    axes.set_axis_off()
    if window is None:
        _nothing(axes)
        return
    size_in = _size_in(axes)
    paint = shades(report, format, when) if paint is None else paint
    px_per_m = _px_per_m(axes, window, size_in)
    image = ground(report, window, paint, px_per_m)
    extent = (window.left, window.right, window.bottom, window.top)
    axes.imshow(image, extent=extent, origin="upper", interpolation="antialiased", zorder=1)
    marks.circles(axes, report, window, circle)
    outlets = _draws_outlets(report, window, format)
    scale = min(1.0, max(0.45, min(size_in) / 4.0))
    if outlets:
        marks.outlets(axes, report, window, format, when, size=(3.4 if circle is None else 4.6) * scale)
    if when != BEFORE and numbers is not None:
        marks.numbered(axes, report, numbers)
    elif when != BEFORE:
        marks.new_outlets(axes, report, window, format, size=(5.4 if format is None else 7.2) * scale)
    axes.set_xlim(window.left, window.right)
    axes.set_ylim(window.bottom, window.top)
    if furnished:
        furniture.scale_bar(axes, window, fonts.properties(6.5))
        furniture.north_arrow(axes, report)
    if legend:
        handles = furniture.entries(report, paint, format, when, outlets)
        look = {"frameon": False, "borderaxespad": 0.0, "handlelength": 1.1, "columnspacing": 1.2}
        place = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.01), "ncols": 3 if size_in[0] > 3 else 2}
        axes.legend(handles=handles, prop=fonts.properties(7.0), labelcolor=palette.INK, **look, **place)


def _draws_outlets(report: Report, window: Window, format: int | None) -> bool:
    """Whether outlets of today are drawn: always for one format, for all only where they do not hide the map."""
    return format is not None or int(window.holds(report.outlets.xy_m).sum()) <= CROWD


def _position(identity: str, known: Sequence[str], what: str) -> int:
    if identity in known:
        return known.index(identity)
    some = ", ".join(known[:20]) + (", …" if len(known) > 20 else "")
    raise InputError.at(
        Place(where=what), tr("got '{value}', which the plan does not have", value=identity), tr("It has: {some}", some=some)
    )


def _size_in(axes: Axes) -> tuple[float, float]:
    box = axes.get_position()
    width, height = axes.get_figure(root=True).get_size_inches()
    return float(box.width * width), float(box.height * height)


def _px_per_m(axes: Axes, window: Window, size_in: tuple[float, float]) -> float:
    """As many pixels as the axes show, within reason."""
    dpi = axes.get_figure(root=True).dpi
    fit = min(size_in[0] / window.width_m, size_in[1] / window.height_m) * dpi
    longer = max(window.width_m, window.height_m)
    return float(np.clip(fit, LEAST_PX / longer, MOST_PX / longer))


def _nothing(axes: Axes) -> None:
    text = tr("There are no coordinates to draw.")
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, fontproperties=fonts.properties(8))
