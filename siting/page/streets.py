"""Streets for the map: straight pieces in whole metres, few enough to draw and to mail."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.page.columns import integers

MOST = 150_000
"""Pieces; of more, the short ones are left out."""


def streets(pieces: NDArray[np.float32], origin: NDArray[np.float64]) -> dict[str, Any]:
    """Columns x1, y1 (from the end of the piece before) and x2, y2 (from its own start), in metres."""
    whole = np.asarray(pieces, dtype=np.float64).reshape(-1, 4)
    whole = whole[np.isfinite(whole).all(axis=1)]
    ends = np.rint(thinned(whole) - np.tile(origin, 2)).astype(np.int64)
    ends = _in_rows(ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)])
    starts = ends[:, :2].copy()
    starts[1:] -= ends[:-1, 2:]
    along = ends[:, 2:] - ends[:, :2]
    return {
        "n": len(ends),
        "left_out": len(whole) - len(ends),
        "x1": integers(starts[:, 0], running=False),
        "y1": integers(starts[:, 1], running=False),
        "x2": integers(along[:, 0], running=False),
        "y2": integers(along[:, 1], running=False),
    }


def thinned(pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """The longest MOST pieces, in the order in which they came."""
    if len(pieces) <= MOST:
        return pieces
    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1])
    return pieces[np.sort(np.argpartition(-length, MOST)[:MOST])]


def _in_rows(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Streets in bands of 500 m from west to east, unless they come as chains already."""
    if len(ends) < 2 or (ends[1:, :2] == ends[:-1, 2:]).all(axis=1).mean() > 0.5:
        return ends
    return ends[np.lexsort((ends[:, 0], ends[:, 1] // 500))]
