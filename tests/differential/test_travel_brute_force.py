"""Snapping and bounded shortest ways against the plainest way of computing them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial import cKDTree

from siting.networks import Network
from siting.networks._build import network
from siting.travel import doors, straight
from siting.travel.dijkstra import search
from siting.travel.reach import TOLERANCE, Reach
from siting.travel.snap import Snapped, grid, snap

SMALL = settings(max_examples=200, deadline=None)
whole = st.integers(0, 12)


@dataclass(frozen=True)
class City:
    """A little random city on whole coordinates, where ties and limits met exactly are common."""

    streets: Network
    demand: np.ndarray
    sites: np.ndarray
    limit: np.ndarray
    leg_counts: bool
    snap_to: Literal["edge", "node"]
    snap_m: float

    def snapped(self) -> tuple[Snapped, Snapped]:
        lookup = grid(self.streets, self.snap_to)
        return snap(self.demand, lookup, self.snap_m), snap(self.sites, lookup, self.snap_m)

    def reach(self, n_threads: int = 1) -> Reach:
        demand_at, sites_at = self.snapped()
        arcs = doors.turned_round(self.streets)
        homes = doors.of_demand(self.streets, demand_at, self.leg_counts)
        starts = doors.of_origins(self.streets, sites_at, self.limit, self.leg_counts)
        return search(arcs, homes, starts, n_threads)


def random_city(seed: int) -> City:
    random = np.random.default_rng(seed)
    n_nodes, n_edges = random.integers(2, 10), random.integers(1, 17)
    xy = random.integers(0, 13, (n_nodes, 2)).astype(float)
    tail = random.integers(0, n_nodes, n_edges)
    head = (tail + random.integers(1, n_nodes, n_edges)) % n_nodes
    metres = random.choice([0.0, 1.0, 2.0, 3.0, 7.5], n_edges)
    streets = network(xy, tail, head, metres, random.random(n_edges) < random.choice([0.0, 0.5, 1.0]))

    def points(count: int) -> np.ndarray:
        exact = random.integers(0, 13, (count, 2)).astype(float)
        return exact + (random.random((count, 1)) < 0.5) * random.uniform(-3, 3, (count, 2))

    sites = points(int(random.integers(1, 6)))
    limit = random.choice([-np.inf, 0.0, 1.0, 4.0, 9.0, 100.0], len(sites))
    snap_to: Literal["edge", "node"] = "edge" if random.random() < 0.7 else "node"
    demand, leg_counts = points(int(random.integers(0, 9))), bool(random.random() < 0.5)
    return City(streets, demand, sites, limit, leg_counts, snap_to, float(random.choice([0.5, 2.0, 50.0])))


cities = st.integers(0, 2**32 - 1).map(random_city)


def plain_nearest(city: City, point: np.ndarray) -> float:
    """Distance to the nearest street (or node), by looking at all of them."""
    ends = city.streets.node_xy_m[city.streets.edge_nodes]
    if city.snap_to == "node":
        return float(np.hypot(*(ends.reshape(-1, 2) - point).T).min())
    best = np.inf
    for a, b in ends:
        length2 = float(((b - a) ** 2).sum())
        share = 0.0 if length2 == 0 else min(max(float((point - a) @ (b - a)) / length2, 0.0), 1.0)
        best = min(best, float(np.hypot(*(a + share * (b - a) - point))))
    return best


def plain_reach(city: City) -> dict[tuple[int, int], float]:
    """(demand, site) -> metres: every point is a node, all ways between all nodes (Floyd, Warshall)."""
    demand_at, sites_at = city.snapped()
    streets, n_demand, n_sites = city.streets, len(city.demand), len(city.sites)
    n = n_demand + n_sites + streets.n_nodes
    way = np.full((n, n), np.inf)
    np.fill_diagonal(way, 0.0)
    edge_of, share_of = np.append(demand_at.edge, sites_at.edge), np.append(demand_at.share, sites_at.share)
    for edge, ends in enumerate(streets.edge_nodes + n_demand + n_sites):
        on = np.flatnonzero(edge_of == edge)
        stops = sorted(
            [(0.0, int(ends[0])), (1.0, int(ends[1])), *((float(share_of[k]), int(k)) for k in on)]
        )
        for (here, one), (there, other) in itertools.pairwise(stops):
            part = there - here
            way[one, other] = min(way[one, other], part * streets.forward_m[edge] if part else 0.0)
            way[other, one] = min(way[other, one], part * streets.backward_m[edge] if part else 0.0)
    for k in range(n):
        way = np.minimum(way, way[:, k, None] + way[None, k, :])
    if city.leg_counts:
        way[:n_demand] += np.nan_to_num(demand_at.leg_m)[:, None]
        way[:, n_demand : n_demand + n_sites] += np.nan_to_num(sites_at.leg_m)
    return {
        (point, site): float(way[point, n_demand + site])
        for point, site in itertools.product(range(n_demand), range(n_sites))
        if way[point, n_demand + site] <= city.limit[site] + TOLERANCE
    }


@SMALL
@given(cities)
def test_every_point_goes_to_its_nearest_street(city: City) -> None:
    for points, at in zip((city.demand, city.sites), city.snapped(), strict=True):
        for point, edge, share, leg_m in zip(points, at.edge, at.share, at.leg_m, strict=True):
            nearest_m = plain_nearest(city, point)
            if edge < 0:
                assert nearest_m > city.snap_m
                continue
            assert leg_m == pytest.approx(nearest_m, abs=1e-9)
            assert leg_m <= city.snap_m + TOLERANCE
            first, second = city.streets.node_xy_m[city.streets.edge_nodes[edge]]
            assert np.hypot(*(first + share * (second - first) - point)) == pytest.approx(nearest_m, abs=1e-9)


@SMALL
@given(cities)
def test_ways_are_the_shortest_in_the_direction_people_walk(city: City) -> None:
    reach = city.reach()
    found = {
        (int(reach.indices[k]), site): float(reach.travel[k])
        for site in range(reach.n_origins)
        for k in range(int(reach.indptr[site]), int(reach.indptr[site + 1]))
    }
    assert len(found) == len(reach.indices)
    assert found == pytest.approx(plain_reach(city), abs=1e-9)


@SMALL
@given(cities)
def test_pairs_are_in_order_and_the_same_with_any_number_of_threads(city: City) -> None:
    one, two = city.reach(1), city.reach(2)
    for name in ("indptr", "indices", "travel"):
        assert getattr(one, name).tobytes() == getattr(two, name).tobytes()
    for site in range(one.n_origins):
        assert (np.diff(one.indices[one.indptr[site] : one.indptr[site + 1]]) > 0).all()


def test_many_origins_and_threads_give_the_same_to_the_last_bit() -> None:
    random = np.random.default_rng(7)
    xy_m = random.uniform(0, 3000, (2000, 2))
    tail = np.repeat(np.arange(2000), 3)
    head = cKDTree(xy_m).query(xy_m, 4)[1][:, 1:].ravel()
    metres = np.hypot(*(xy_m[tail] - xy_m[head]).T) * random.uniform(1, 2, 6000)
    streets = network(xy_m, tail, head, metres, random.random(6000) < 0.3)
    sites = random.uniform(0, 3000, (500, 2))
    demand, limit = random.uniform(0, 3000, (3000, 2)), random.uniform(0, 900, 500)
    city = City(streets, demand, sites, limit, True, "edge", 200.0)
    one, two = city.reach(1), city.reach(2)
    assert len(one.indices) > 10_000
    assert one.indptr.tobytes() == two.indptr.tobytes()
    assert one.indices.tobytes() == two.indices.tobytes()
    assert one.travel.tobytes() == two.travel.tobytes()


def test_the_grid_finds_what_a_tree_of_all_streets_finds() -> None:
    import shapely

    random = np.random.default_rng(3)
    xy_m = random.uniform(0, 5000, (600, 2))
    xy_m[300:] = xy_m[:300] + random.normal(0, 400, (300, 2))
    streets = network(xy_m, np.arange(300), np.arange(300, 600), np.ones(300), np.zeros(300, bool))
    points = random.uniform(-800, 5800, (4000, 2))
    at = snap(points, grid(streets, "edge"), 350.0)
    tree = shapely.STRtree(shapely.linestrings(streets.node_xy_m[streets.edge_nodes]))
    (row, _), metres = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
    assert row.tolist() == list(range(len(points)))
    near = metres <= 350.0
    assert (at.edge >= 0).tolist() == near.tolist()
    assert at.leg_m[near] == pytest.approx(metres[near], abs=1e-9)


@SMALL
@given(
    hnp.arrays(np.float64, st.tuples(st.integers(0, 20), st.just(2)), elements=whole),
    hnp.arrays(np.float64, st.tuples(st.integers(0, 6), st.just(2)), elements=whole),
    st.sampled_from([1.0, 1.25]),
)
def test_straight_lines_on_the_plane_are_all_pairs_within_the_limit(
    demand: np.ndarray, sites: np.ndarray, detour: float
) -> None:
    limit = np.linspace(0, 6.25, len(sites)) if len(sites) else np.empty(0)
    reach = straight.on_the_plane(demand, sites, limit, detour)
    apart = np.hypot(*(sites[:, None, :] - demand[None, :, :]).transpose(2, 0, 1)) * detour
    near = apart <= limit[:, None] + TOLERANCE
    assert np.diff(reach.indptr).tolist() == near.sum(axis=1).tolist()
    assert reach.indices.tolist() == np.nonzero(near)[1].tolist()
    assert reach.travel == pytest.approx(apart[near])


@SMALL
@given(st.integers(0, 2**32 - 1), st.sampled_from([300.0, 4_000.0, 20_015_000.0, 3e7]))
def test_great_circles_are_all_pairs_within_the_limit(seed: int, limit_m: float) -> None:
    random = np.random.default_rng(seed)
    demand = random.uniform([117.9, 36.7], [118.1, 36.9], (40, 2))
    demand[:5] = random.uniform([-180, -90], [180, 90], (5, 2))
    sites = np.vstack(
        [demand[:3] + np.array([0.001, 0]), random.uniform([117.9, 36.7], [118.1, 36.9], (5, 2))]
    )
    reach = straight.on_the_globe(demand, sites, np.full(8, limit_m))
    one, other = np.radians(sites)[:, None, :], np.radians(demand)[None, :, :]
    cosine = np.sin(one[..., 1]) * np.sin(other[..., 1])
    cosine = cosine + np.cos(one[..., 1]) * np.cos(other[..., 1]) * np.cos(one[..., 0] - other[..., 0])
    apart = straight.EARTH_RADIUS_M * np.arccos(np.clip(cosine, -1, 1))
    # the arc cosine is off by up to a metre where points are near, the haversine is not
    sure = np.abs(apart - limit_m) > 1.0
    found = np.zeros(apart.shape, bool)
    found[np.repeat(np.arange(8), np.diff(reach.indptr)), reach.indices] = True
    assert (found == (apart <= limit_m))[sure].all()
    assert reach.travel == pytest.approx(apart[found], abs=1.0)
