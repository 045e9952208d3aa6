"""Figures and PNG files of maps, drawn by Agg alone: no window, no global state of matplotlib."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.language import in_language, language
from siting.pictures import fonts
from siting.pictures.city import city_map
from siting.pictures.shades import CHANGE
from siting.pictures.window import of_city
from siting.report import Report, palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BYTES = 120_000
TITLE_IN, LEGEND_IN = 0.24, 0.62
TALLEST = 1.4
SMALLER = 0.8


def figure(
    report: Report,
    formats: Sequence[str] | None = None,
    when: str = CHANGE,
    *,
    columns: int | None = None,
    width_in: float = 6.3,
    dpi: float = 150,
    legend: bool = True,
    language: str | None = None,
) -> Figure:
    """A map of all formats together, or a map of each of some formats (their ids) side by side."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown: list[str | None] = [None] if formats is None else list(formats) or [None]
    columns = columns or min(3, len(shown))
    rows = math.ceil(len(shown) / columns)
    title, below = (0.0 if formats is None else TITLE_IN), (LEGEND_IN if legend else 0.02)
    high = width_in / columns * _tallness(report) + title + below
    found = Figure(figsize=(width_in, rows * high), dpi=dpi)
    FigureCanvasAgg(found)
    box: dict[str, Any] = {"left": 0.0, "right": 1.0, "top": 1.0 - title / (rows * high), "bottom": below / (rows * high)}
    grid = found.subplots(rows, columns, squeeze=False, gridspec_kw={**box, "wspace": 0.02, "hspace": (title + below) / high})
    with in_language(language) if language else nullcontext():
        for axes, identity in zip(grid.flat, shown, strict=False):
            city_map(report, axes, format=identity, when=when, legend=legend)
            if identity is not None:
                axes.set_title(_name(report, identity), fontproperties=fonts.properties(8.5), color=palette.INK, pad=4)
        for axes in grid.flat[len(shown) :]:
            axes.set_visible(False)
    return found


def png(
    report: Report,
    *,
    format: str | None = None,
    when: str = CHANGE,
    width_px: int = 900,
    language: str | None = None,
    most_bytes: int = MOST_BYTES,
) -> bytes:
    """A map as a small PNG, in few colours; made narrower until it holds at most so many bytes."""
    while True:
        width_in = max(3.0, width_px / 150)
        drawn = figure(
            report, None if format is None else [format], when, width_in=width_in, dpi=width_px / width_in, language=language
        )
        found = few_colours(drawn)
        if len(found) <= most_bytes or width_px <= 240:
            return found
        width_px = int(width_px * SMALLER)


def few_colours(drawn: Figure, colours: int = 96) -> bytes:
    """The figure as a PNG of a palette: a fifth of the bytes, and no eye tells."""
    from PIL import Image

    drawn.canvas.draw()
    image = Image.fromarray(np.asarray(drawn.canvas.buffer_rgba())).convert("RGB")  # type: ignore[attr-defined]
    stream = io.BytesIO()
    image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _tallness(report: Report) -> float:
    window = of_city(report)
    return 0.5 if window is None else min(TALLEST, max(0.4, window.height_m / window.width_m))


def _name(report: Report, identity: str) -> str:
    names = next((one.names for one in report.formats if one.id == identity), {})
    return names.get(language(), identity)
