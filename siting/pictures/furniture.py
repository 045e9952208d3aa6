"""What a map needs around it: legend, scale bar, north arrow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from siting.pictures import fonts
from siting.pictures.key import BIG, BOX, CROSS, DOT, Entry, key
from siting.pictures.marks import draws_outlets
from siting.pictures.shades import shades
from siting.pictures.window import Window, of_city
from siting.report import Report, palette

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

ROUND = (1.0, 2.0, 5.0)


def bar_m(window: Window, share: float = 0.25) -> float:
    """A round length, at most a share of the window's width."""
    most = max(window.width_m * share, 1e-6)
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in ROUND if step * power <= most)


def bar_text(length_m: float) -> str:
    """The length as it stands on the bar."""
    return f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"


def scale_bar(axes: Axes, window: Window) -> None:
    """In the lower left corner."""
    length = bar_m(window)
    left, bottom = window.left + 0.035 * window.width_m, window.bottom + 0.03 * window.height_m
    look: dict[str, Any] = {"color": palette.INK, "solid_capstyle": "butt", "zorder": 9}
    axes.plot([left, left + length], [bottom, bottom], lw=3.4, **{**look, "color": "white"})
    axes.plot([left, left + length], [bottom, bottom], lw=1.6, **look)
    text = axes.text(
        left,
        bottom,
        bar_text(length),
        color=palette.INK,
        va="bottom",
        zorder=9,
        fontproperties=fonts.properties(6.5),
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8},
    )
    _lifted(text, 3.0)


def north_arrow(axes: Axes, report: Report) -> None:
    """In the upper left corner, where up is north: on maps of a projected CRS, not of a plain plane."""
    if report.crs == "plane":
        return
    at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "zorder": 9}
    arrow: dict[str, Any] = {"arrowstyle": "-|>", "color": palette.INK, "lw": 1.1, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (0.045, 0.985), (0, -17), arrowprops=arrow, **at)
    axes.annotate(
        "N",
        (0.045, 0.985),
        (0, -18),
        ha="center",
        va="top",
        fontproperties=fonts.properties(6.5),
        color=palette.INK,
        **at,
    )


def handles(entries: Sequence[Entry]) -> list[Artist]:
    """A legend's entries as matplotlib draws them."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    look: dict[str, dict[str, Any]] = {
        DOT: {"marker": "o", "ms": 5, "mec": "white"},
        BIG: {"marker": "o", "ms": 7, "mec": "white"},
        CROSS: {"marker": "x", "ms": 5},
    }
    found: list[Artist] = []
    for mark, colour, label in entries:
        if mark == BOX:
            found.append(Patch(facecolor=colour, label=label))
        else:
            ink = {"mec": colour} if mark == CROSS else {"mfc": colour}
            found.append(Line2D([], [], linestyle="", label=label, **{**look[mark], **ink}))
    return found


def legend_look(width_in: float) -> dict[str, Any]:
    """How a legend is set under a map, or several, of this width."""
    return {
        "ncols": 6 if width_in > 9 else 5 if width_in > 5.5 else 3 if width_in > 3 else 2,
        "prop": fonts.properties(7.0),
        "labelcolor": palette.INK,
        "frameon": False,
        "borderaxespad": 0.3,
        "handlelength": 1.1,
        "columnspacing": 1.4,
    }


def legend(figure: Figure, report: Report, format: str | None, when: str) -> None:
    """One for all maps of a figure, at its foot. format: id of one of those shown, None for all together."""
    ids = [one.id for one in report.formats]
    number, window = (None if format is None else ids.index(format)), of_city(report)
    if window is None:
        return
    outlets = draws_outlets(report, window, number)
    shown = handles(key(report, shades(report, number, when), number, when, outlets))
    figure.legend(handles=shown, loc="lower center", **legend_look(float(figure.get_size_inches()[0])))


def _lifted(text: Text, points: float) -> None:
    """Moves a text up by so many points, whatever the map's scale."""
    from matplotlib.transforms import ScaledTranslation

    figure = text.get_figure()
    if figure is not None:
        text.set_transform(text.get_transform() + ScaledTranslation(0, points / 72, figure.dpi_scale_trans))
