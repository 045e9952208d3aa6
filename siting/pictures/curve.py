"""The curve as a picture: value and proven bound at each budget, and below it what a further person costs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.language import figure as number
from siting.language import in_language, tr
from siting.language import language as spoken
from siting.pictures import fonts
from siting.pictures.sheet import few_colours
from siting.report import palette
from siting.report.curve import boxes
from siting.report.money import currency, money, short

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Told = Mapping[str, Any]
WIDTH_IN, HEIGHT_IN, DPI = 8.6, 6.0, 150
BAND, GUIDE = "#bfe0d5", "#d9dde4"
MOST_ABOVE = 1.25
"""The limit without any money is drawn where it lies at most so much above the curve."""


def write(told: Told, path: Path, language: str | None = None) -> None:
    """The picture as a PNG, in the language in force unless another one is given."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
    FigureCanvasAgg(drawn)
    with in_language(language) if language else nullcontext():
        upper, lower = drawn.subplots(2, 1, sharex=True, height_ratios=[3.4, 1.0])
        draw(told, upper)
        _further(told, lower)
        _head(drawn, told)
    drawn.subplots_adjust(left=0.115, right=0.965, top=0.845, bottom=0.09, hspace=0.14)
    path.write_bytes(few_colours(drawn))


def draw(told: Told, axes: Axes, alone: bool = False) -> None:
    """Value and bound by budget on axes that are given, in the language in force.

    alone: with a title, notices and the money axis, as a picture by itself."""
    points = told["points"]
    budget, value = ([one[key] for one in points] for key in ("budget", "value"))
    for box in boxes(told):
        axes.fill_between([box.left, box.right], box.low, box.high, color=BAND, lw=0, zorder=1)
    axes.plot(budget, value, "-", color=palette.ACCENT, lw=1.2, alpha=0.7, zorder=3)
    proven = [one for one in points if one["bound"] is not None]
    at, low, high = ([one[key] for one in proven] for key in ("budget", "value", "bound"))
    axes.vlines(at, low, high, color=palette.INK, lw=1.1, zorder=4)
    axes.plot(at, high, "_", color=palette.INK, ms=5, mew=1.1, zorder=4)
    axes.plot(budget, value, "o", color=palette.ACCENT, mec="white", mew=0.6, ms=4.6, zorder=5)
    _knee(told, axes)
    _most(told, axes)
    _key(axes)
    _limits(told, axes)
    _look(axes, tr("value"))
    _money_axis(axes, told["currency"], down=alone)
    if alone:
        _heading(axes, told)


def _heading(axes: Axes, told: Told) -> None:
    """Title and, under it, what a reader must be told first, above the key."""
    notices = told["notices"][spoken()].splitlines()
    look: dict[str, Any] = {
        "color": palette.INK,
        "loc": "left",
        "pad": 26 + 10 * len(notices),
        "parse_math": False,
    }
    axes.set_title(told["title"][spoken()], fontproperties=fonts.properties(10), **look)
    small: dict[str, Any] = {
        "fontproperties": fonts.properties(7),
        "color": palette.OPENS,
        "parse_math": False,
    }
    at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    axes.annotate("\n".join(notices), (0.0, 1.0), (0, 23), **at, **small)


def _limits(told: Told, axes: Axes) -> None:
    """From nothing on, along both axes: a curve that begins elsewhere looks steeper than it is."""
    last = told["points"][-1]["budget"] or 1.0
    axes.set_xlim(-0.02 * last, 1.03 * last)
    if told["maximise"]:
        top = max(axes.dataLim.y1, 0.0) or 1.0
        axes.set_ylim(min(0.0, axes.dataLim.y0) - 0.03 * top, 1.09 * top)
    else:
        axes.margins(y=0.07)


def _knee(told: Told, axes: Axes) -> None:
    if told["knee"] is None:
        return
    budget = told["knee"]["budget"]
    value = next(one["value"] for one in told["points"] if one["budget"] == budget)
    axes.plot([budget], [value], "D", ms=9, mfc="none", mec=palette.OPENS, mew=1.6, zorder=6)
    axes.axvline(budget, color=palette.OPENS, lw=0.8, ls=(0, (3, 3)), zorder=2)
    text = tr("knee: {budget}", budget=money(budget, told["currency"])[spoken()])
    down = -16 if told["maximise"] else 10
    axes.annotate(
        text,
        (budget, value),
        (8, down),
        textcoords="offset points",
        color=palette.OPENS,
        fontproperties=fonts.properties(8.5),
        zorder=7,
    )


def _most(told: Told, axes: Axes) -> None:
    """The limit that no money passes, where it is near enough to be seen."""
    most, best = told["most"], max((one["value"] for one in told["points"]), default=0.0)
    if most is None or not told["maximise"] or most > MOST_ABOVE * best:
        return
    axes.axhline(most, color=palette.INK, lw=0.8, ls=(0, (1, 2)), zorder=2)
    text = tr("no plan passes {most}, whatever the budget (proven)", most=number(most))
    look: dict[str, Any] = {"fontproperties": fonts.properties(7.5), "color": palette.CIRCLE}
    axes.annotate(
        text, (0.004, most), (2, 3), xycoords=("axes fraction", "data"), textcoords="offset points", **look
    )


def _key(axes: Axes) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Line2D(
            [], [], color=palette.ACCENT, marker="o", ms=4.6, mec="white", label=tr("plan that was found")
        ),
        Line2D([], [], color=palette.INK, ls="", marker="_", ms=6, label=tr("proven bound of that budget")),
        Patch(facecolor=BAND, label=tr("between budgets the best plan lies here, proven")),
    ]
    axes.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.47, 0.995),
        ncols=3,
        frameon=False,
        prop=fonts.properties(8),
        labelcolor=palette.INK,
        handlelength=1.4,
        columnspacing=1.6,
    )


def _further(told: Told, axes: Axes) -> None:
    """Money for each person more, from one budget to the next; nothing where nobody more is reached."""
    budgets = [0.0, *(one["budget"] for one in told["points"])]
    for ends, one in zip(pairwise(budgets), told["points"], strict=True):
        price = one["cost_per_further_person"]
        if price is not None:
            axes.fill_between(ends, 0.0, price, color=palette.NEW, alpha=0.75, lw=0)
            axes.plot(ends, [price] * 2, color="#9a4a00", lw=1.0)
    _look(axes, tr("per further\nperson"))
    _money_axis(axes, told["currency"], down=True)
    axes.set_ylim(bottom=0.0)


def _look(axes: Axes, label: str) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_ylabel(label, fontproperties=fonts.properties(9), color=palette.INK)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.10g}"))
    axes.grid(True, color=GUIDE, lw=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(palette.CIRCLE)
    axes.tick_params(colors=palette.CIRCLE, labelsize=8)


def _money_axis(axes: Axes, code: str, down: bool = False) -> None:
    """Ticks as a person says money; the currency stands at the axis."""
    from matplotlib.ticker import FuncFormatter

    language = spoken()
    axes.xaxis.set_major_formatter(FuncFormatter(lambda amount, _: short(amount, code)[language]))
    for label in axes.get_xticklabels():
        label.set_fontproperties(fonts.properties(8))
    axes.tick_params(axis="x", labelbottom=down)
    if down:
        text = tr("budget ({currency})", currency=currency(code)[language])
        axes.set_xlabel(text, fontproperties=fonts.properties(9), color=palette.INK)


def _head(drawn: Figure, told: Told) -> None:
    """Title, and below it what a reader must be told first. Names are data: no "$" in them sets mathematics."""
    title = tr("{title}: what each budget buys", title=told["title"][spoken()])
    notices = told["notices"][spoken()].replace("\n", " ")
    for text, height, size, colour in (
        (title, 0.967, 12, palette.INK),
        (notices, 0.927, 7.5, palette.OPENS),
    ):
        drawn.text(
            0.5,
            height,
            text,
            ha="center",
            va="center",
            color=colour,
            fontproperties=fonts.properties(size),
            parse_math=False,
            wrap=True,
        )
