"""Areas for maps: whose spot is nearest, inside what is built up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siting.inputs import Floats, Positions

Areas = NDArray[np.object_]
RIM = 8
"""So many points far outside close the diagram, so that every border ends."""
GRID_M = 0.01
COARSE = 8.0
"""Cells of the built-up ground measure a COARSE-th of the reach, at least MOST_CELLS into the city's area."""
MOST_CELLS = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """xy_m: (n, 2); circle: (n,) whose ground a point is; lived: (n,) whether people live there."""

    xy_m: Floats
    circle: Positions
    lived: NDArray[np.bool_]


def outlines(samples: Samples, n_circles: int, reach_m: float) -> Areas:
    """(n_circles,) valid areas that do not overlap and leave no hole between them.

    1. The ground is everything within reach_m of a sample, with its holes filled.
    2. It is cut along the borders of the samples' Voronoi diagram between different circles.
    3. A stray bit where nobody lives goes to the neighbour with the longest border to it; a bit with people of the
       circle stays its own, so that everybody is found in their own circle's area."""
    samples = _once(samples)
    ground = built_up(samples.xy_m, reach_m)
    lines = shapely.union_all(
        np.append(_borders(samples, 4 * reach_m), shapely.boundary(ground)), grid_size=GRID_M
    )
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.point_on_surface(faces)
    faces = faces[shapely.intersects(ground, inside)]
    label = _labelled(faces, samples, n_circles)
    found = [shapely.union_all(faces[label == circle], grid_size=GRID_M) for circle in range(n_circles)]
    return np.array(found, dtype=object)


def _once(samples: Samples) -> Samples:
    """Each place once; where people live, the place is theirs."""
    whole = np.round(samples.xy_m / GRID_M).astype(np.int64)
    order = np.lexsort((~samples.lived, whole[:, 1], whole[:, 0]))
    new = (np.diff(whole[order], axis=0, prepend=whole[order[:1]] - 1) != 0).any(axis=1)
    kept = order[new]
    return Samples(samples.xy_m[kept], samples.circle[kept], samples.lived[kept])


def built_up(xy_m: Floats, reach_m: float) -> shapely.Geometry:
    """Everything within about reach_m of a point, holes filled, rims smooth; every point lies inside."""
    from scipy import ndimage

    low, high = xy_m.min(axis=0) - 2 * reach_m, xy_m.max(axis=0) + 2 * reach_m
    side_m = max(reach_m / COARSE, float(np.sqrt(np.prod(high - low) / MOST_CELLS)))
    columns, rows = (np.ceil((high - low) / side_m)).astype(int) + 1
    at = ((xy_m - low) / side_m).astype(int)
    empty = np.ones((rows, columns), dtype=bool)
    empty[at[:, 1], at[:, 0]] = False
    near = ndimage.distance_transform_edt(empty) * side_m <= max(reach_m, 1.5 * side_m)
    cells = ndimage.binary_fill_holes(near)
    step = np.diff(np.pad(cells, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, begin = np.nonzero(step == 1)
    _, end = np.nonzero(step == -1)
    x, y = low[0] + np.stack([begin, end]) * side_m, low[1] + row * side_m
    blocks = shapely.union_all(shapely.box(x[0], y, x[1], y + side_m))
    smooth = blocks.buffer(side_m).buffer(-side_m).simplify(side_m / 2)
    return shapely.union_all(shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(smooth))))


def _borders(samples: Samples, margin_m: float) -> Areas:
    """Lines of the Voronoi diagram between samples of different circles.

    An edge of the Delaunay triangulation between two triangles stands for the line between the middles of their
    circumscribed circles, which is where both its ends are equally near."""
    from scipy.spatial import Delaunay

    middle = samples.xy_m.mean(axis=0)
    radius_m = 10 * (float(np.hypot(*(samples.xy_m - middle).T).max()) + margin_m)
    turn = np.arange(RIM) * 2 * np.pi / RIM
    rim = radius_m * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    xy_m = np.concatenate([samples.xy_m - middle, rim])
    circle = np.append(samples.circle, np.full(RIM, -1))
    mesh = Delaunay(xy_m)
    centre = _circumcentres(xy_m[mesh.simplices]) + middle
    one, side = np.nonzero(mesh.neighbors > np.arange(len(centre))[:, None])
    other = mesh.neighbors[one, side]
    corners = mesh.simplices[one]
    rows = np.arange(len(one))
    first, second = circle[corners[rows, (side + 1) % 3]], circle[corners[rows, (side + 2) % 3]]
    border = (first != second) & (first >= 0) & (second >= 0)
    ends = np.stack([centre[one[border]], centre[other[border]]], axis=1)
    ends = ends[np.hypot(*(ends[:, 0] - ends[:, 1]).T) > GRID_M / 10]
    return np.asarray(shapely.linestrings(ends), dtype=object)


def _circumcentres(corners: Floats) -> Floats:
    """(n, 2) from (n, 3, 2)."""
    origin = corners[:, 0]
    one, other = corners[:, 1] - origin, corners[:, 2] - origin
    twice = 2 * (one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0])
    one2, other2 = (one**2).sum(axis=1), (other**2).sum(axis=1)
    x = (other[:, 1] * one2 - one[:, 1] * other2) / twice
    y = (one[:, 0] * other2 - other[:, 0] * one2) / twice
    return np.asarray(origin + np.stack([x, y], axis=1))


def _labelled(faces: Areas, samples: Samples, n_circles: int) -> Positions:
    """(n_faces,) the circle of each face (3)."""
    from scipy.spatial import cKDTree

    inside = shapely.get_coordinates(shapely.point_on_surface(faces))
    label = samples.circle[cKDTree(samples.xy_m).query(inside)[1]]
    face, _ = (
        shapely.STRtree(shapely.points(samples.xy_m[samples.lived])).query(faces, predicate="contains").T.T
    )
    people = np.bincount(face, minlength=len(faces))
    main = np.full(n_circles, -1)
    order = np.lexsort((shapely.area(faces), people))
    main[label[order]] = order  # the last one stays: most people, then the largest
    stray = np.flatnonzero((people == 0) & (main[label] != np.arange(len(faces))))
    one, beside = shapely.STRtree(faces).query(faces[stray], predicate="intersects")
    one = stray[one]
    shared = shapely.length(shapely.intersection(faces[one], faces[beside]))
    useful = (shared > 0) & ~np.isin(beside, stray)
    one, beside, shared = one[useful], beside[useful], shared[useful]
    order = np.lexsort((shared, one))
    found: Positions = label.copy()
    found[one[order]] = label[beside[order]]
    return found
