"""The finished street network: bent into map coordinates, in one piece, numbered from 1."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from generator.land import Floats, Land
from generator.streets import Graph

# Longest straight piece, and how far it bows out as a share of its length, by kind of street.
PIECE_M = {"arterial": 170.0, "branch": 140.0, "lane": 90.0, "path": 55.0, "village": 90.0, "country": 180.0}
BOW = {"arterial": 0.0, "branch": 0.03, "lane": 0.06, "path": 0.16, "village": 0.05, "country": 0.06}


@dataclass(frozen=True, eq=False)
class Network:
    """xy_m: (n, 2) nodes in the working CRS, to 0.1 m; ends: (m, 2) node positions; kind: (m,)."""

    xy_m: Floats
    ends: NDArray[np.int64]
    kind: NDArray[np.str_]

    @property
    def length_m(self) -> Floats:
        """(m,) straight lengths, to 0.1 m, never 0."""
        across = self.xy_m[self.ends[:, 0]] - self.xy_m[self.ends[:, 1]]
        return np.maximum(np.round(np.hypot(across[:, 0], across[:, 1]), 1), 0.1)


def finish(graph: Graph, land: Land, rng: np.random.Generator) -> Network:
    """Bows the streets, bends the plan, and keeps what hangs together."""
    xy, ends, kind = _bowed(graph, rng)
    xy_m = np.round(land.to_map(xy), 1)
    size = len(xy_m)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    _, label = connected_components(links, directed=False)
    largest = np.bincount(label).argmax()
    kept = label[ends[:, 0]] == largest
    used = np.unique(ends[kept])
    number = np.full(size, -1)
    number[used] = np.arange(len(used))
    return Network(xy_m[used], number[ends[kept]], kind[kept])


def _bowed(graph: Graph, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64], NDArray[np.str_]]:
    """Splits long edges into pieces along a flat arc: plan coordinates, ends, kinds."""
    xy = np.array(graph.points)
    pairs = {(min(i, j), max(i, j)): kind for i, j, kind in reversed(graph.edges)}
    more: list[Floats] = []
    ends: list[tuple[int, int]] = []
    kinds: list[str] = []
    for (i, j), kind in sorted(pairs.items()):
        length_m = math.dist(graph.points[i], graph.points[j])
        pieces = math.ceil(length_m / PIECE_M[kind])
        if pieces == 1 and BOW[kind] > 0.1 and length_m > 25:
            pieces = 2
        if pieces <= 1:
            ends.append((i, j))
            kinds.append(kind)
            continue
        across = xy[j] - xy[i]
        t = np.arange(1, pieces) / pieces
        bow = rng.uniform(-1, 1) * BOW[kind] * 4 * t * (1 - t)
        side = np.array([-across[1], across[0]])
        first = len(xy) + len(more)
        more.extend(xy[i] + t[:, None] * across + bow[:, None] * side)
        chain = [i, *range(first, first + len(t)), j]
        ends.extend(itertools.pairwise(chain))
        kinds.extend([kind] * pieces)
    return np.vstack([xy, np.array(more).reshape(-1, 2)]), np.array(ends), np.array(kinds)
