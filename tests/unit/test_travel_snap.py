"""Finding the nearest street: ties, limits, places outside the network."""

from __future__ import annotations

import numpy as np
import pytest

from siting.networks import Network
from siting.networks._build import network
from siting.travel.snap import grid, snap


def streets(*lines: tuple[float, float, float, float]) -> Network:
    ends = np.array(lines).reshape(-1, 2)
    n = len(lines)
    first = np.arange(0, 2 * n, 2)
    return network(ends, first, first + 1, np.ones(n), np.zeros(n, bool))


def nearest(
    found: Network, *points: tuple[float, float], limit_m: float = 100.0
) -> list[tuple[float, float] | None]:
    """Where each point meets the street, as coordinates."""
    at = snap(np.array(points), grid(found, "edge"), limit_m)
    ends = found.node_xy_m[found.edge_nodes]
    return [
        None if edge < 0 else tuple((ends[edge, 0] + share * (ends[edge, 1] - ends[edge, 0])).tolist())
        for edge, share in zip(at.edge, at.share, strict=True)
    ]  # type: ignore[misc]


def test_a_point_meets_its_street_at_a_right_angle_or_at_its_end() -> None:
    found = streets((0, 0, 100, 0))
    assert nearest(found, (30, 40), (-30, 40), (130, -5)) == [(30, 0), (0, 0), (100, 0)]


def test_the_limit_is_closed() -> None:
    found = streets((0, 0, 100, 0))
    assert nearest(found, (50, 20), (50, 20.001), limit_m=20.0) == [(50, 0), None]


def test_a_limit_larger_than_the_network_finds_streets_far_away() -> None:
    found = streets((0, 0, 10, 0), (0, 10, 10, 10))
    assert nearest(found, (-4000, 5000), (3000, -10), limit_m=1e4) == [(0, 10), (10, 0)]


def test_a_limit_beyond_all_numbers_is_no_limit() -> None:
    found = streets((0, 0, 10, 0))
    assert nearest(found, (-40, 50), limit_m=1e308) == [(0, 0)]


def test_long_streets_are_found_from_all_along_them() -> None:
    lines = [(0.0, 0.0, 10_000.0, 3_000.0)] + [(x, -500.0, x + 1, -500.0) for x in range(0, 10_000, 100)]
    found = streets(*lines)
    along = np.linspace(0.01, 0.99, 50)[:, None] * [10_000, 3_000]
    points = along + np.array([-0.3, 1.0]) * 5
    metres = snap(points, grid(found, "edge"), 50.0).leg_m
    assert metres == pytest.approx(np.full(50, 5 * np.hypot(0.3, 1.0)))


def test_a_tie_goes_to_the_same_street_however_often_it_is_asked() -> None:
    found = streets((0, 10, 100, 10), (0, -10, 100, -10))
    at = snap(np.tile([50.0, 0.0], (40_000, 1)), grid(found, "edge"), 100.0, n_threads=2)
    assert len(np.unique(at.edge)) == 1


def test_streets_without_extent_are_places_to_go_to() -> None:
    found = network(
        np.array([[5.0, 5.0], [5.0, 5.0]]), np.array([0]), np.array([1]), np.ones(1), np.zeros(1, bool)
    )
    assert nearest(found, (8, 9)) == [(5, 5)]
