"""Where the rows of each layer came from: what a check of whole layers, and not of single points, needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.crs import PLANE
from siting.inputs.layers import ReadLayer
from siting.inputs.types import Origin, frozen

MOST_POINTS = 5_000


def origins_of(layers: Sequence[tuple[str, ReadLayer | None]]) -> tuple[Origin, ...]:
    """The layers that have places on Earth, by what they hold: at most MOST_POINTS of each, evenly through it."""
    return tuple(
        Origin(what, layer.place, layer.crs, frozen(_some(layer)))
        for what, layer in layers
        if layer is not None and layer.crs not in (None, PLANE) and layer.lonlat is not None
    )


def _some(layer: ReadLayer) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    assert layer.lonlat is not None
    placed = np.flatnonzero(np.isfinite(layer.lonlat).all(axis=1))
    some = np.unique(np.linspace(0, len(placed) - 1, min(MOST_POINTS, len(placed))).astype(np.int64))
    return layer.lonlat[placed[some]]
