"""Street frontage: lines cut into pieces of about equal length, each with a point in its middle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting import crs as systems
from siting.population.whole import Floats, Positions

STEP_M = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """xy: (n, 2) middle of each piece, in the coordinates of the lines; length_m: (n,); line: (n,) position of the
    line it is cut from, ascending; number: (n,) which piece of its line, from 1."""

    xy: Floats
    length_m: Floats
    line: Positions
    number: Positions


def cut(xy: Floats, line: Positions, crs: str, step_m: float = STEP_M) -> Pieces:
    """Every line in equal pieces of about step_m, at least one; a line without length has none.

    xy: (n, 2) vertices in the crs (degrees WGS-84, or "plane"); line: (n,) the line of each, ascending."""
    starts = np.flatnonzero(line[1:] == line[:-1])  # of the straight segments
    long_m = _lengths_m(xy[starts], xy[starts + 1], crs)
    n_lines = int(line.max(initial=-1)) + 1
    length_m = np.bincount(line[starts], long_m, n_lines)
    count = np.where(length_m > 0.0, np.maximum(1, np.round(length_m / step_m)), 0).astype(np.int64)
    of_line = np.repeat(np.arange(n_lines), count)
    number = np.arange(len(of_line)) - np.repeat(np.cumsum(count) - count, count)
    piece_m = (length_m / np.maximum(count, 1))[of_line]
    along = _along_before(long_m)
    first = np.searchsorted(line[starts], np.arange(n_lines))
    wanted = along[first[of_line]] + (number + 0.5) * piece_m
    segment = np.clip(np.searchsorted(along, wanted, side="right") - 1, 0, max(len(starts) - 1, 0))
    share = np.divide(
        wanted - along[segment], long_m[segment], out=np.zeros(len(wanted)), where=long_m[segment] > 0
    )
    start = starts[segment]
    middle = xy[start] + np.clip(share, 0.0, 1.0)[:, None] * (xy[start + 1] - xy[start])
    return Pieces(middle, piece_m, of_line, number + 1)


def _along_before(long_m: Floats) -> Floats:
    """(n + 1,) metres of all segments before each."""
    return np.concatenate([[0.0], np.cumsum(long_m)])


def _lengths_m(start: Floats, end: Floats, crs: str) -> NDArray[np.float64]:
    if crs == systems.PLANE:
        return np.asarray(np.hypot(*(end - start).T))
    from pyproj import Geod

    geod = Geod(ellps="WGS84")
    return np.asarray(geod.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])[2], dtype=np.float64)


def lines_cut(geometry: NDArray[np.object_], crs: str, step_m: float = STEP_M) -> Pieces:
    """The same of lines and multilines (shapely), whose parts are cut one by one and numbered through."""
    import shapely

    parts, feature = shapely.get_parts(geometry, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    pieces = cut(xy, part, crs, step_m)
    of_line = feature[pieces.line]
    first = np.searchsorted(of_line, of_line)
    return Pieces(pieces.xy, pieces.length_m, of_line, np.arange(len(of_line)) - first + 1)
