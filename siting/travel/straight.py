"""Travel along straight lines: on the plane of the working CRS, or along great circles of the globe.

Both are exact: a grid, or on the globe a tree, finds the points that may be near, then the distance itself
decides (closed, with TOLERANCE)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs import Floats, Inputs, frozen
from siting.language import tr
from siting.travel.limits import Limits
from siting.travel.near import pairs_within
from siting.travel.reach import TOLERANCE, Reach

if TYPE_CHECKING:
    from siting.scenario import Scenario

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (2a + b) / 3 of the WGS-84 ellipsoid; IUGG, Moritz (2000), doi:10.1007/s001900050278."""
CHUNK = 256
Pairs = NDArray[np.int64]


def measure(scenario: Scenario, inputs: Inputs, limits: Limits, problems: Problems) -> tuple[Reach, Reach]:
    """Straight lines times the detour factor, from every demand point to sites and to outlets."""
    way = scenario.settings.travel
    if way.plane is not None:
        demand_xy_m, detour = inputs.demand.xy_m, way.plane.detour
        return (
            on_the_plane(demand_xy_m, inputs.sites.xy_m, limits.site, detour),
            on_the_plane(demand_xy_m, inputs.outlets.xy_m, limits.outlet, detour),
        )
    assert way.great_circle is not None
    places = [points.lonlat for points in (inputs.demand, inputs.sites, inputs.outlets)]
    if any(lonlat is None for lonlat in places):
        message = tr("great circles need places on the globe, not on a plane")
        problems.error(scenario.place("travel", "great_circle"), message)
        problems.stop_on_errors()
    demand, sites, outlets = (lonlat for lonlat in places if lonlat is not None)
    detour = way.great_circle.detour
    return (
        on_the_globe(demand, sites, limits.site, detour),
        on_the_globe(demand, outlets, limits.outlet, detour),
    )


def on_the_plane(demand_xy_m: Floats, origin_xy_m: Floats, limit_m: Floats, detour: float = 1.0) -> Reach:
    """Pairs within limit_m (n_origins,) of each origin; the way is the straight distance times the detour."""
    return pairs_within(demand_xy_m, origin_xy_m, limit_m, detour)


def on_the_globe(demand_lonlat: Floats, origin_lonlat: Floats, limit_m: Floats, detour: float = 1.0) -> Reach:
    """As on_the_plane, along great circles of a sphere of EARTH_RADIUS_M, by the haversine formula.

    The tree stands in space: points within an arc are within its chord 2 R sin(arc / 2 R)."""
    one, other = np.radians(demand_lonlat), np.radians(origin_lonlat)

    def metres(demand: Pairs, origin: Pairs) -> Floats:
        step = (one[demand] - other[origin]) / 2
        haversine = np.sin(step[:, 1]) ** 2
        haversine += np.cos(one[demand, 1]) * np.cos(other[origin, 1]) * np.sin(step[:, 0]) ** 2
        return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(haversine, 1.0))))

    half_arc = np.clip(limit_m / detour / (2 * EARTH_RADIUS_M), 0.0, np.pi / 2)
    return _within(
        _in_space(one), _in_space(other), 2 * EARTH_RADIUS_M * np.sin(half_arc), limit_m, detour, metres
    )


def _in_space(radians: Floats) -> Floats:
    lon, lat = radians[:, 0], radians[:, 1]
    return EARTH_RADIUS_M * np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
    )


def _within(
    demand: Floats,
    origins: Floats,
    radius_m: Floats,
    limit_m: Floats,
    detour: float,
    metres: Callable[[Pairs, Pairs], Floats],
) -> Reach:
    """Pairs whose metres times detour are within limit_m; radius_m: the same limit in the tree's space."""
    from scipy.spatial import cKDTree

    tree = cKDTree(demand) if len(demand) else None
    counts, indices, ways = [np.zeros(1, np.int64)], [np.empty(0, np.int32)], [np.empty(0)]
    for start in range(0, len(origins), CHUNK):
        some = slice(start, start + CHUNK)
        far_m = float(radius_m[some].max()) * (1 + 1e-12) + 10 * TOLERANCE
        if tree is None or not far_m > 0:
            counts.append(np.zeros(len(origins[some]), np.int64))
            continue
        near = cKDTree(origins[some]).sparse_distance_matrix(tree, far_m, output_type="ndarray")
        origin, point = near["i"] + start, near["j"]
        way_m = metres(point, origin) * detour
        kept = np.flatnonzero(way_m <= limit_m[origin] + TOLERANCE)
        kept = kept[np.lexsort((point[kept], origin[kept]))]
        counts.append(np.bincount(origin[kept] - start, minlength=len(origins[some])))
        indices.append(point[kept].astype(np.int32))
        ways.append(way_m[kept])
    indptr = np.cumsum(np.concatenate(counts)).astype(np.int64)
    return Reach(frozen(indptr), frozen(np.concatenate(indices)), frozen(np.concatenate(ways)))
