"""Figures and PNG files of maps, drawn by Agg alone: no window, no global state of matplotlib."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.language import in_language
from siting.language import language as spoken
from siting.pictures import fonts, furniture
from siting.pictures.city import city_map
from siting.pictures.shades import CHANGE
from siting.pictures.window import of_city
from siting.report import Report, palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BYTES = 120_000
COLOURS, NEARLY_WHITE = 128, 247
LEAST_PX = 240
TITLE_IN, LEGEND_IN = 0.24, 0.55
FLATTEST, TALLEST = 0.4, 1.4
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
    """A map of all formats together, or a map of each of some formats (their ids) side by side; one legend for all."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown: list[str | None] = list(formats) if formats else [None]
    columns = columns or min(3, len(shown))
    rows = math.ceil(len(shown) / columns)
    title_in, below_in = (TITLE_IN if formats else 0.0), (LEGEND_IN if legend else 0.0)
    map_in = width_in / columns * _tallness(report)
    height_in = rows * (map_in + title_in) + below_in
    found = Figure(figsize=(width_in, height_in), dpi=dpi)
    FigureCanvasAgg(found)
    grid = found.subplots(rows, columns, squeeze=False)
    gaps: dict[str, Any] = {"wspace": 0.02, "hspace": title_in / map_in}
    found.subplots_adjust(0.0, below_in / height_in, 1.0, 1.0 - title_in / height_in, **gaps)
    with in_language(language) if language else nullcontext():
        for axes, identity in zip(grid.flat, shown, strict=False):
            city_map(report, axes, format=identity, when=when, legend=False)
            _title(axes, _name(report, identity), width_in / columns)
        for axes in grid.flat[len(shown) :]:
            axes.set_visible(False)
        if legend:
            furniture.legend(found, report, shown[0], when)
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
    formats = None if format is None else [format]
    while True:
        width_in = max(3.0, width_px / 150)
        size: dict[str, Any] = {"width_in": width_in, "dpi": width_px / width_in}
        found = few_colours(figure(report, formats, when, language=language, **size))
        if len(found) <= most_bytes or width_px <= LEAST_PX:
            return found
        width_px = int(width_px * SMALLER)


def few_colours(drawn: Figure, colours: int = COLOURS, *, small: bool = True) -> bytes:
    """The figure as a PNG of a palette: a fifth of the bytes, and no eye tells. small: worth more time."""
    from PIL import Image

    drawn.canvas.draw()
    image = Image.fromarray(np.asarray(drawn.canvas.buffer_rgba())).convert("RGB")  # type: ignore[attr-defined]
    few = image.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    shades = np.array(few.getpalette(), dtype=np.uint8).reshape(-1, 3)
    shades[(shades >= NEARLY_WHITE).all(axis=1)] = 255  # paper stays paper
    few.putpalette(shades.tobytes())
    stream = io.BytesIO()
    few.save(stream, "PNG", optimize=small, compress_level=9 if small else 3)
    return stream.getvalue()


def _tallness(report: Report) -> float:
    window = of_city(report)
    return 0.5 if window is None else min(TALLEST, max(FLATTEST, window.height_m / window.width_m))


def _name(report: Report, identity: str | None) -> str:
    names = next((one.names for one in report.formats if one.id == identity), {})
    return names.get(spoken(), identity or "")


def _title(axes: Axes, text: str, width_in: float) -> None:
    """Over the map, made smaller until it fits; what would not be legible then is cut. A "$" is data."""
    wide = sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
    size = min(8.5, max(5.5, width_in * 72 / (0.62 * max(wide, 1))))
    most = int(width_in * 72 / (0.62 * size))
    if wide > most:
        text = text[: max(1, most // 2)] + "…"
    axes.set_title(
        text, fontproperties=fonts.properties(size), color=palette.INK, pad=4, y=1.0, parse_math=False
    )
