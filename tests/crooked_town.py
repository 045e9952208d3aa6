"""A synthetic town of crooked streets near Zibo, with places beside them, for tests of shifted layers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.networks import Network
from siting.networks._build import network

WORKING = "EPSG:4548"
CORNER_M = np.array([594_000.0, 4_074_000.0])


def streets(side: int = 18, block_m: float = 140.0, seed: int = 0) -> Network:
    """A grid of streets whose crossings are moved by up to a third of a block, a fifth of the streets missing."""
    random = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(side * side), side)
    bent_m = random.uniform(-block_m / 3, block_m / 3, (side * side, 2))
    xy_m = CORNER_M + block_m * np.stack([column, row], axis=1) + bent_m
    here = np.arange(side * side)
    ends = np.concatenate(
        [
            np.stack([here[column < side - 1], here[column < side - 1] + 1], axis=1),
            np.stack([here[row < side - 1], here[row < side - 1] + side], axis=1),
        ]
    )
    ends = ends[random.random(len(ends)) > 0.2]
    return network(xy_m, ends[:, 0], ends[:, 1], np.ones(len(ends)), np.zeros(len(ends), dtype=np.bool_))


def beside(town: Network, count: int, seed: int) -> NDArray[np.float64]:
    """(count, 2) places: at random along the streets, a gamma of mean 16 m aside."""
    random = np.random.default_rng(seed)
    first, second = (town.node_xy_m[town.edge_nodes[:, k]] for k in (0, 1))
    length_m = np.hypot(*(second - first).T)
    edge = random.choice(len(length_m), count, p=length_m / length_m.sum())
    along = (second - first)[edge] / length_m[edge][:, None]
    aside_m = random.choice([-1.0, 1.0], count) * random.gamma(2.0, 8.0, count)
    aside = np.stack([-along[:, 1], along[:, 0]], axis=1) * aside_m[:, None]
    return np.asarray(first[edge] + random.random((count, 1)) * (second - first)[edge] + aside)
