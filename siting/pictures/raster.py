"""Streets and homes as pixels: what there is too much of to be drawn one by one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.pictures.shades import Shades
from siting.pictures.window import Window
from siting.report import Report, palette
from siting.report.types import Floats

Pixels = NDArray[np.uint8]
FINER = 2
"""Pixels drawn for each one shown, along both sides; smooth edges come from their mean."""
SAMPLE = 2000
ALONE_M = 50.0
SMALLEST_PX, BIGGEST_PX = 1.5, 12
"""Of a home's mark, as shown: less would be lost between streets, more would hide them."""
MOST_STEPS = 4096


def ground(report: Report, window: Window, shades: Shades | None, px_per_m: float, home_m: float) -> Pixels:
    """(height, width, 3): paper, streets, and on top the homes in their shades, the top row in the north.

    home_m: how far homes stand apart, by which their marks are sized."""
    fine = px_per_m * FINER
    height = max(FINER, round(window.height_m * fine / FINER) * FINER)
    width = max(FINER, round(window.width_m * fine / FINER) * FINER)
    image = np.full((height, width, 3), 255, dtype=np.uint8)
    _streets(image, report.streets, window, fine)
    if shades is not None:
        _homes(image, report.homes.xy_m, shades, window, fine, home_m)
    return _shrunk(image)


def _shrunk(image: Pixels) -> Pixels:
    """The mean of each square of FINER by FINER pixels."""
    sums = sum(
        image[row::FINER, column::FINER].astype(np.uint16) for row in range(FINER) for column in range(FINER)
    )
    return np.asarray(sums // FINER**2, dtype=np.uint8)


def spacing_m(xy_m: Floats) -> float:
    """How far homes stand apart: the median way from one to the next, over a sample of them."""
    from scipy.spatial import cKDTree

    known = xy_m[np.isfinite(xy_m).all(axis=1)]
    if len(known) < 2:
        return ALONE_M
    some = known[:: max(1, len(known) // SAMPLE)]
    ways = cKDTree(known).query(some, k=min(4, len(known)))[0]
    ways = ways[ways > 0]
    return float(np.median(ways)) if len(ways) else ALONE_M


def _streets(image: Pixels, streets: NDArray[np.float32], window: Window, px_per_m: float) -> None:
    if not len(streets):
        return
    ends = _pixels(streets.reshape(-1, 2).astype(np.float64), window, px_per_m).reshape(-1, 4)
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    height, width = image.shape[:2]
    ends = ends[(high >= 0).all(axis=1) & (low[:, 0] < width) & (low[:, 1] < height)]
    length = np.abs(ends[:, 2:] - ends[:, :2]).max(axis=1, initial=0.0)
    steps = np.minimum(np.ceil(length).astype(np.int64) + 1, MOST_STEPS)
    which = np.repeat(np.arange(len(ends)), steps)
    along = np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (along / np.maximum(steps[which] - 1, 1))[:, None]
    at = np.floor(ends[which, :2] * (1 - share) + ends[which, 2:] * share).astype(np.int64)
    thick = 1 + int(px_per_m * 6 >= 2)  # from six metres a street shows its width
    _put(image, at, _square(thick), np.array(_rgb(palette.STREET), dtype=np.uint8))


def _homes(
    image: Pixels, xy_m: Floats, shades: Shades, window: Window, px_per_m: float, home_m: float
) -> None:
    inside = window.grown(0.02).holds(xy_m)
    at = np.floor(_pixels(xy_m[inside], window, px_per_m)).astype(np.int64)
    size = int(np.clip(round(0.75 * home_m * px_per_m), SMALLEST_PX * FINER, BIGGEST_PX * FINER))
    mark = _disc(size) if size >= 3 * FINER else _square(size)
    for number, colour in enumerate(shades.colours):
        _put(image, at[shades.shade[inside] == number], mark, np.array(_rgb(colour), dtype=np.uint8))


def _pixels(xy_m: Floats, window: Window, px_per_m: float) -> Floats:
    """(n, 2) column and row, counted from the north-west."""
    return np.column_stack([(xy_m[:, 0] - window.left) * px_per_m, (window.top - xy_m[:, 1]) * px_per_m])


def _put(image: Pixels, at: NDArray[np.int64], mark: NDArray[np.int64], colour: Pixels) -> None:
    height, width = image.shape[:2]
    for across, down in mark:
        column, row = at[:, 0] + across, at[:, 1] + down
        seen = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        image[row[seen], column[seen]] = colour


def _square(size: int) -> NDArray[np.int64]:
    """Offsets of the pixels of a mark, (k, 2)."""
    along = np.arange(size) - size // 2
    return np.stack(np.meshgrid(along, along), axis=-1).reshape(-1, 2)


def _disc(size: int) -> NDArray[np.int64]:
    square = _square(size)
    centre = square.mean(axis=0)
    return np.asarray(square[((square - centre) ** 2).sum(axis=1) <= (size / 2) ** 2])


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
