"""Areas of many corners in pieces of few, so that cutting thousands of small shapes by them stays fast."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]
CORNERS = 200
DEEPEST = 40


def subdivided(area: Any, depth: int = 0) -> Geometries:
    """Polygons that share no more than edges and together are the area; of CORNERS corners at most."""
    import shapely

    polygons = polygons_of(area)
    if depth == DEEPEST or shapely.get_num_coordinates(polygons).sum() <= CORNERS:
        return polygons
    west, south, east, north = shapely.total_bounds(polygons)
    if east - west > north - south:
        middle = (west + east) / 2.0
        halves = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    else:
        middle = (south + north) / 2.0
        halves = [shapely.box(west, south, east, middle), shapely.box(west, middle, east, north)]
    return np.concatenate([subdivided(shapely.intersection(area, half), depth + 1) for half in halves])


def parts_inside(pieces: Geometries, shapes: Geometries) -> tuple[Floats, Floats]:
    """(n,) area of each shape inside the pieces, and (n, 2) a point of that part: its centroid where this lies in
    it, else a point of the largest piece of it; nan where nothing is inside."""
    import shapely

    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    parts = shapely.intersection(shapes[shape], pieces[piece])
    area = shapely.area(parts)
    total = np.bincount(shape, weights=area, minlength=len(shapes)).astype(np.float64)
    inner = np.full((len(shapes), 2), np.nan)
    order = np.argsort(area, kind="stable")  # of several parts of a shape the largest is written last
    points = shapely.point_on_surface(parts[order])
    inner[shape[order]] = np.stack([shapely.get_x(points), shapely.get_y(points)], axis=1)
    middle = _middles(shape, parts, area, total)
    hit = np.zeros(len(shapes), dtype=np.bool_)
    hit[shape[shapely.intersects_xy(parts, middle[shape, 0], middle[shape, 1])]] = True
    return total, np.where(hit[:, None], middle, inner)


def _middles(shape: NDArray[np.int64], parts: Geometries, area: Floats, total: Floats) -> Floats:
    """(n, 2) centroid of the parts of each shape, nan where they have no area."""
    import shapely

    centroids = shapely.centroid(parts)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            [
                np.bincount(
                    shape, weights=np.where(area > 0, read(centroids), 0.0) * area, minlength=len(total)
                )
                / total
                for read in (shapely.get_x, shapely.get_y)
            ],
            axis=1,
        )


def polygons_of(area: Any) -> Geometries:
    """The polygons in a geometry, without the lines and points that cutting may leave beside them."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(area))
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON], dtype=object)
