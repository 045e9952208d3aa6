"""The report's pictures, as SVG: performance profiles, gap against time. Colours tell apart by every eye (Okabe and
Ito 2008), and lines differ by style as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
LEAST_GAP = 1e-6
Steps = Sequence[tuple[float, float]]


LINES = {"own": ("-", 2.2, "o"), "exact": ("--", 1.5, "s"), "peer": (":", 2.0, "X")}


def style(strategy: str, names: Sequence[str]) -> dict[str, Any]:
    """Siting's own strategies are whole lines, exact with a backend dashed, peers dotted."""
    line, width, marker = LINES[_kind(strategy)]
    alike = [name for name in names if _kind(name) == _kind(strategy)]
    colour = COLOURS[alike.index(strategy) % len(COLOURS)]
    told = {"color": colour, "linestyle": line, "linewidth": width, "marker": marker, "markersize": 6}
    return {**told, "markeredgecolor": "white", "label": strategy}


def _kind(strategy: str) -> str:
    return "peer" if strategy.startswith("peer:") else "exact" if strategy.startswith("exact") else "own"


def profiles(panels: Mapping[str, Mapping[str, Steps]], path: Path) -> None:
    """One panel a question: share of instances against the ratio to the fastest."""
    figure = Figure(figsize=(12, 4.6))
    figure.subplots_adjust(left=0.06, right=0.8, bottom=0.12, top=0.92, wspace=0.06)
    axes = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    names = sorted({name for panel in panels.values() for name in panel})
    for place, (title, panel) in zip(axes, panels.items(), strict=True):
        most = max((ratio for steps in panel.values() for ratio, _ in steps), default=1.0) * 1.5
        for name in names:
            steps = panel.get(name, [])
            x = [1.0, *(ratio for ratio, _ in steps), most]
            y = [0.0, *(share for _, share in steps), steps[-1][1] if steps else 0.0]
            place.step(x, y, where="post", **style(name, names), markevery=[len(x) - 1])
        place.set(xscale="log", xlim=(1, most), ylim=(-0.02, 1.02), title=title, xlabel="times the fastest")
        place.xaxis.set_major_formatter("{x:g}")
        place.xaxis.set_minor_formatter("{x:g}" if most < 10 else NullFormatter())
        place.grid(alpha=0.25)
    axes[0].set_ylabel("share of instances")
    _legend(figure, axes[0])
    _save(figure, path)


def gaps(lines: Mapping[str, Steps], title: str, path: Path) -> None:
    """Gap to its own bound against seconds; a run that told only its end is a dot."""
    figure = Figure(figsize=(10, 4.8))
    figure.subplots_adjust(left=0.09, right=0.74, bottom=0.11, top=0.93)
    axes, names = figure.subplots(), sorted(lines)
    for name in names:
        x = [max(seconds, 1e-3) for seconds, _ in lines[name]]
        y = [min(1.0, max(gap, LEAST_GAP)) for _, gap in lines[name]]
        drawn = {**style(name, names), "drawstyle": "steps-post"}
        axes.plot(x, y, markevery=[len(x) - 1], **drawn)
    axes.set(xscale="log", yscale="log", ylim=(LEAST_GAP * 0.7, 1.3), title=title)
    axes.set(xlabel="seconds of solving", ylabel="gap to its own bound")
    axes.set_yticks(
        [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6],
        ["100 %", "10 %", "1 %", "0.1 %", "0.01 %", "0.001 %", "proven"],
    )
    axes.xaxis.set_major_formatter("{x:g}")
    axes.grid(alpha=0.25)
    _legend(figure, axes)
    _save(figure, path)


def _legend(figure: Figure, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="center right", fontsize=8, frameon=False, handlelength=3)


def _save(figure: Figure, path: Path) -> None:
    with rc_context({"svg.hashsalt": "siting", "svg.fonttype": "path"}):
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None})
