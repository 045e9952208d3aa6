"""A picture of the plan, for browsers that cannot draw the map and for readers without scripts: one small PNG.

No words stand in it, so one picture serves every language; its legend is the page's."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from siting.report import NEW, Report, palette

WIDTH, MARGIN = 760, 12
MOST_HEIGHT = 900
PALETTE = ("#ffffff", "#e6e9ee", palette.SHORT, palette.NEW, palette.CIRCLE, "#ffffff", palette.OPENS)
GROUND, STREET, GAINS_NOTHING, GAINS, CIRCLE, RIM, OPENS = range(len(PALETTE))

Floats = NDArray[np.float64]
Pixels = NDArray[np.uint8]
At = Callable[[Floats], NDArray[np.int64]]


def picture(report: Report) -> str | None:
    """A data: address of the picture; None where nothing has a place."""
    every = np.concatenate([report.homes.xy_m, report.sites.xy_m])
    every = every[np.isfinite(every).all(axis=1)]
    if not len(every):
        return None
    low, size = every.min(axis=0), np.maximum(np.ptp(every, axis=0), 1.0)
    scale = min((WIDTH - 2 * MARGIN) / size[0], (MOST_HEIGHT - 2 * MARGIN) / size[1])
    canvas = np.zeros(tuple(np.ceil(size[::-1] * scale).astype(int) + 2 * MARGIN), dtype=np.uint8)

    def at(xy: Floats) -> NDArray[np.int64]:
        """Columns and rows of places, north up."""
        found: NDArray[np.int64] = np.rint((xy - low) * scale).astype(np.int64) + MARGIN
        return np.stack([found[:, 0], canvas.shape[0] - 1 - found[:, 1]], axis=1)

    _lines(canvas, report.streets.astype(np.float64), at, scale, STREET)
    _homes(canvas, report, at)
    rings = [np.hstack([ring[:-1], ring[1:]]) for group in report.circles.rings for ring in group]
    if rings:
        _lines(canvas, np.concatenate(rings), at, scale, CIRCLE)
    _outlets(canvas, report, at)
    return "data:image/png;base64," + b64encode(png(canvas)).decode()


def _homes(canvas: Pixels, report: Report, at: At) -> None:
    here = np.isfinite(report.homes.xy_m).all(axis=1)
    gains = (report.homes.state >= NEW).any(axis=0)
    for which, colour in ((~gains, GAINS_NOTHING), (gains, GAINS)):
        _put(canvas, at(report.homes.xy_m[here & which]), colour, [(0, 0), (1, 0), (0, 1), (1, 1)])


def _outlets(canvas: Pixels, report: Report, at: At) -> None:
    opens = report.sites.xy_m[np.unique(report.opened_site)]
    where = at(opens[np.isfinite(opens).all(axis=1)])
    for radius, colour in ((4.3, RIM), (3.2, OPENS)):
        reach = range(-4, 5)
        disc = [(x, y) for x in reach for y in reach if x * x + y * y <= radius * radius]
        _put(canvas, where, colour, disc)


def _lines(canvas: Pixels, pieces: Floats, at: At, scale: float, colour: int) -> None:
    """Straight pieces (n, 4) as points less than a pixel apart."""
    pieces = pieces[np.isfinite(pieces).all(axis=1)]
    steps = np.ceil(np.hypot(*(pieces[:, 2:] - pieces[:, :2]).T) * scale).astype(np.int64) + 1
    steps = np.minimum(steps, sum(canvas.shape))
    which = np.repeat(np.arange(len(pieces)), steps)
    part = (np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[which]
    _put(
        canvas,
        at(pieces[which, :2] + part[:, None] * (pieces[which, 2:] - pieces[which, :2])),
        colour,
        [(0, 0)],
    )


def _put(canvas: Pixels, places: NDArray[np.int64], colour: int, shape: list[tuple[int, int]]) -> None:
    for x, y in shape:
        columns, rows = places[:, 0] + x, places[:, 1] + y
        inside = (columns >= 0) & (columns < canvas.shape[1]) & (rows >= 0) & (rows < canvas.shape[0])
        canvas[rows[inside], columns[inside]] = colour


def png(canvas: Pixels) -> bytes:
    """The canvas as a PNG of the palette above (W3C Portable Network Graphics, third edition)."""
    height, width = canvas.shape
    colours = b"".join(bytes.fromhex(colour[1:]) for colour in PALETTE)
    lines = np.zeros((height, width + 1), dtype=np.uint8)  # each line begins with its filter, none
    lines[:, 1:] = canvas
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
