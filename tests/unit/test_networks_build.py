"""What is the same for every kind of network file: metres, lengths, fragments, order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting import crs
from siting.errors import InputError
from siting.networks._build import network
from tests.small_streets import edges_case, network_of, streets_of


def chain(name: str, count: int, x: float = 0.0) -> tuple[str, str]:
    nodes = " ".join(f"{name}{k},{x},{k}" for k in range(count))
    return nodes, " ".join(f"{name}{k},{name}{k + 1},1" for k in range(count - 1))


def test_small_fragments_are_left_out_and_named(tmp_path: Path) -> None:
    long, short = chain("a", 2001), chain("b", 2, 50)
    case = edges_case(tmp_path, f"{long[0]} {short[0]}", f"{long[1]} {short[1]}")
    found, problems = network_of(case)
    assert (found.n_nodes, found.n_edges) == (2001, 2000)
    (warning,) = problems.warnings
    assert "1 fragments" in warning.message
    assert "0.0 km of 2.0 km" in warning.message
    assert "fewer than 3 nodes" in warning.message


def test_islands_of_some_size_stay(tmp_path: Path) -> None:
    one, other = chain("a", 2001), chain("b", 3, 50)
    found, problems = network_of(edges_case(tmp_path, f"{one[0]} {other[0]}", f"{one[1]} {other[1]}"))
    assert found.n_nodes == 2004
    assert not problems.warnings
    assert np.bincount(found.component).tolist() == [2001, 3]


def test_the_planner_decides_what_is_a_fragment(tmp_path: Path) -> None:
    one, other = chain("a", 5), chain("b", 3, 50)
    nodes, edges = f"{one[0]} {other[0]}", f"{one[1]} {other[1]}"
    kept, _ = network_of(
        edges_case(tmp_path, nodes, edges, network="columns: {length_m: length_m}, min_component_nodes: 4")
    )
    assert kept.n_nodes == 5
    with pytest.raises(InputError, match="min_component_nodes = 6"):
        network_of(
            edges_case(
                tmp_path, nodes, edges, network="columns: {length_m: length_m}, min_component_nodes: 6"
            )
        )


def test_degrees_become_metres_and_lengths_are_geodesic(tmp_path: Path) -> None:
    nodes = "a,118.05,36.80 b,118.06,36.80 c,118.06,36.81"
    case = edges_case(tmp_path, nodes, "a,b,0 b,c,0", network="columns: {node: id}", network_crs="EPSG:4490")
    found, _ = network_of(case, "EPSG:4548")
    from pyproj import Geod

    east = Geod(ellps="WGS84").inv(118.05, 36.80, 118.06, 36.80)[2]
    north = Geod(ellps="WGS84").inv(118.06, 36.80, 118.06, 36.81)[2]
    assert sorted(found.forward_m) == pytest.approx(sorted([east, north]), abs=1e-6)
    places = crs.to_working(
        np.array([[118.05, 36.8], [118.06, 36.8], [118.06, 36.81]]), "EPSG:4490", "EPSG:4548"
    )
    assert sorted(found.node_xy_m.tolist()) == sorted(places.tolist())


def test_a_network_in_gcj02_is_moved_to_its_true_place(tmp_path: Path) -> None:
    true = np.array([[118.05, 36.80], [118.06, 36.80]])
    shifted = crs.wgs84_to_gcj02(true)
    nodes = " ".join(f"{name},{x:.12f},{y:.12f}" for name, (x, y) in zip("ab", shifted, strict=True))
    case = edges_case(tmp_path, nodes, "a,b,0", network="columns: {node: id}", network_crs="gcj02")
    found, _ = network_of(case, "EPSG:4548")
    expected = crs.to_working(true, "EPSG:4326", "EPSG:4548")
    assert np.abs(np.sort(found.node_xy_m, axis=0) - np.sort(expected, axis=0)).max() < 1e-4


def test_neighbours_in_space_are_neighbours_in_order() -> None:
    side = 32
    row, column = np.divmod(np.random.default_rng(0).permutation(side * side), side)
    xy_m = np.stack([column, row], axis=1).astype(float)
    number = {(x, y): k for k, (x, y) in enumerate(zip(column, row, strict=True))}
    tail = [number[x, y] for x in range(side - 1) for y in range(side)]
    head = [number[x + 1, y] for x in range(side - 1) for y in range(side)]
    found = network(xy_m, np.array(tail), np.array(head), np.ones(len(tail)), np.zeros(len(tail), bool))
    apart = np.abs(np.diff(found.edge_nodes, axis=1))
    assert np.median(apart) <= 4
    assert {(round(a[0]), round(a[1]), round(b[0]), round(b[1])) for a, b, _ in streets_of(found)} == {
        (x + dx, y, x + 1 - dx, y) for x in range(side - 1) for y in range(side) for dx in (0, 1)
    }


def test_arrays_of_a_network_cannot_be_changed() -> None:
    found = network(np.array([[0.0, 0], [1, 0]]), np.array([0]), np.array([1]), np.ones(1), np.zeros(1, bool))
    with pytest.raises(ValueError, match="read-only"):
        found.forward_m[0] = 2.0
