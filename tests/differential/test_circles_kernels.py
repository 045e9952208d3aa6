"""The kernels that draw circles against plain Python and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from siting.circles.centres import centres
from siting.circles.exchange import FARTHER, exchange
from siting.circles.graph import Graph
from siting.circles.spread import few_nearest, nearest, scattered
from tests.circle_graphs import grid_graph, grid_pairs

COLUMNS, ROWS = 9, 7
CASES = range(12)


def random_graph(seed: int) -> tuple[Graph, np.random.Generator]:
    """A grid without some of its streets, of which the connected rest stays; ways of whole metres, all different."""
    rng = np.random.default_rng(seed)
    pairs = grid_pairs(COLUMNS, ROWS)
    pairs = pairs[rng.random(len(pairs)) < 0.8]
    whole = grid_graph(COLUMNS, ROWS, rng.integers(1, 90, COLUMNS * ROWS), pairs)
    part = whole.part(np.flatnonzero(whole.piece == 0).astype(np.int32))
    ways = matrix(part)
    return (
        Graph(part.indptr, part.indices, jittered(ways, rng), part.people, part.xy_m, part.piece),
        rng,
    )


def matrix(whole: Graph) -> csr_matrix:
    return csr_matrix((whole.length_m, whole.indices, whole.indptr), (len(whole), len(whole)))


def jittered(ways: csr_matrix, rng: np.random.Generator) -> np.ndarray:
    tail = np.repeat(np.arange(ways.shape[0]), np.diff(ways.indptr))
    low, high = np.minimum(tail, ways.indices), np.maximum(tail, ways.indices)
    _, pair = np.unique(low * ways.shape[0] + high, return_inverse=True)
    return rng.permutation(1000)[: pair.max() + 1][pair] + 100.0


def apart(rng: np.random.Generator, whole: Graph, count: int) -> np.ndarray:
    return rng.choice(len(whole), count, replace=False).astype(np.int32)


@pytest.mark.parametrize("seed", CASES)
def test_nearest_is_scipys_shortest_way_plus_the_handicap(seed: int) -> None:
    whole, rng = random_graph(seed)
    starts, handicap_m = apart(rng, whole, 5), rng.uniform(0, 400, 5)
    owner, way_m = np.full(len(whole), -1, np.int32), np.full(len(whole), np.inf)
    nearest(whole.indptr, whole.indices, whole.length_m, starts, handicap_m, owner, way_m)
    ways = dijkstra(matrix(whole), directed=False, indices=starts) + handicap_m[:, None]
    np.testing.assert_allclose(way_m, ways.min(axis=0))
    np.testing.assert_array_equal(owner, ways.argmin(axis=0))


@pytest.mark.parametrize("seed", CASES)
def test_few_nearest_are_the_first_of_scipys_ways(seed: int) -> None:
    whole, rng = random_graph(seed)
    starts = apart(rng, whole, 6)
    who, way_m = np.full((len(whole), 3), -1, np.int32), np.full((len(whole), 3), np.inf)
    known = few_nearest(whole.indptr, whole.indices, whole.length_m, starts, who, way_m)
    ways = dijkstra(matrix(whole), directed=False, indices=starts)
    order = np.argsort(ways, axis=0, kind="stable")[:3]
    assert (known == 3).all()
    np.testing.assert_allclose(way_m, np.take_along_axis(ways, order, axis=0).T)
    np.testing.assert_array_equal(who, order.T)


@pytest.mark.parametrize("seed", CASES)
def test_scattered_draws_by_people_times_squared_way(seed: int) -> None:
    whole, rng = random_graph(seed)
    uniform = rng.random(6)
    found = scattered(whole.indptr, whole.indices, whole.length_m, whole.people, uniform)
    ways = dijkstra(matrix(whole), directed=False)
    chosen: list[int] = []
    for number in uniform:
        worth = whole.people * (ways[chosen].min(axis=0) ** 2 if chosen else 1.0)
        chosen.append(int(np.searchsorted(np.cumsum(worth), number * worth.sum(), side="right")))
    np.testing.assert_array_equal(found, chosen)


@pytest.mark.parametrize("seed", CASES)
def test_centres_have_the_least_moment_of_inertia_inside_their_circle(seed: int) -> None:
    whole, rng = random_graph(seed)
    label = voronoi(whole, apart(rng, whole, 4))
    middle, inertia, people = centres(
        whole.indptr, whole.indices, whole.length_m, whole.people, whole.xy_m, label, 4, len(whole)
    )
    for circle in range(4):
        mine = np.flatnonzero(label == circle)
        ways = dijkstra(matrix(whole)[mine][:, mine], directed=False)
        moments = ways**2 @ whole.people[mine]
        assert inertia[circle] == pytest.approx(moments.min())
        assert moments[np.flatnonzero(mine == middle[circle])[0]] == pytest.approx(moments.min())
        assert people[circle] == whole.people[mine].sum()


def voronoi(whole: Graph, starts: np.ndarray) -> np.ndarray:
    ways = dijkstra(matrix(whole), directed=False, indices=starts)
    return ways.argmin(axis=0).astype(np.int32)


@pytest.mark.parametrize("heat", [0.0, 3e6])
@pytest.mark.parametrize("seed", CASES)
def test_exchange_makes_the_moves_of_plain_python(seed: int, heat: float) -> None:
    whole, rng = random_graph(seed)
    count = 5
    label = voronoi(whole, starts := apart(rng, whole, count))
    who, way_m = np.full((len(whole), 3), -1, np.int32), np.full((len(whole), 3), np.inf)
    known = few_nearest(whole.indptr, whole.indices, whole.length_m, starts, who, way_m)
    aim = whole.people.sum() / count
    bounds = (aim, 0.9 * aim, 1.1 * aim, 5.0, 1e6)
    order, uniform = rng.permutation(len(whole)), rng.random(len(whole))
    expected, moves = plain_exchange(whole, label.copy(), who, way_m, bounds, order, heat, uniform)
    total = np.bincount(label, whole.people, count)
    moved = exchange(
        whole.indptr, whole.indices, whole.people, label, total, who, way_m, known, *bounds, order, heat, uniform
    )  # fmt: skip
    np.testing.assert_array_equal(label, expected)
    assert moved == moves
    np.testing.assert_allclose(total, np.bincount(label, whole.people, count))


def plain_exchange(
    whole: Graph,
    label: np.ndarray,
    who: np.ndarray,
    way_m: np.ndarray,
    bounds: tuple[float, ...],
    order: np.ndarray,
    heat: float,
    uniform: np.ndarray,
) -> tuple[np.ndarray, int]:
    """The same rules, each move judged by what the whole sum becomes."""
    ways, moves = matrix(whole), 0
    for place, spot in enumerate(order):
        mine = label[spot]
        rest = np.flatnonzero((label == mine) & (np.arange(len(whole)) != spot))
        others = [label[k] for k in ways[spot].indices if label[k] != mine]
        if not others or not len(rest):
            continue
        _, part = connected_components(ways[rest][:, rest], directed=False)
        keeps = np.bincount(part, whole.people[rest]).argmax()
        group = np.append(rest[part != keeps], spot)
        before, best, taker = plain_sum(whole, label, who, way_m, bounds), math.inf, -1
        for other in dict.fromkeys(others):
            trial = label.copy()
            trial[group] = other
            change = plain_sum(whole, trial, who, way_m, bounds) - before
            if change < best:
                best, taker = change, other
        if best < 0 or (heat > 0 and uniform[place] < math.exp(-best / heat)):
            label[group] = taker
            moves += 1
    return label, moves


def plain_sum(
    whole: Graph, label: np.ndarray, who: np.ndarray, way_m: np.ndarray, bounds: tuple[float, ...]
) -> float:
    aim, least, most, pull, push = bounds
    total = 0.0
    for spot, circle in enumerate(label):
        known = dict(zip(who[spot].tolist(), way_m[spot].tolist(), strict=True))
        total += whole.people[spot] * known.get(int(circle), FARTHER * way_m[spot].max()) ** 2
    for people in np.bincount(label, whole.people):
        total += pull * (people - aim) ** 2 + push * max(0.0, people - most, least - people)
    return total
