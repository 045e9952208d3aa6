"""Where shops can stand: street corners and their surroundings, with the people around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from generator.compounds import Compound
from generator.dwellings import Dwellings
from generator.land import CENTRE_M, Floats, Land
from generator.network import Network

AROUND_M = 320.0


@dataclass(frozen=True, eq=False)
class Places:
    """Nodes of the network as places.

    xy_m: (n, 2) map metres; kind: (n,) widest street there; people: (n,) people within AROUND_M;
    centrality: (n,) 0..1; works_m: (n,) distance to the nearest works."""

    xy_m: Floats
    kind: NDArray[np.str_]
    people: Floats
    centrality: Floats
    works_m: Floats


def find_places(
    land: Land, network: Network, dwellings: Dwellings, compounds: list[Compound], people: NDArray[np.int64]
) -> Places:
    """Every node with what stands around it."""
    kind = np.full(len(network.xy_m), "lane", dtype="<U8")
    for name in ("village", "country", "branch", "arterial"):
        kind[network.ends[network.kind == name].ravel()] = name
    homes = cKDTree(dwellings.xy_m)
    near = homes.query_ball_point(network.xy_m, AROUND_M, return_sorted=True)
    around = np.array([people[n].sum() for n in near], dtype=float)
    works = np.array([_middle(c) for c in compounds if c.use == "industry"])
    works_m, _ = cKDTree(land.to_map(works)).query(network.xy_m)
    # Distances from the cores in map metres serve as well as in plan metres: the bending is slight.
    return Places(network.xy_m, kind, around, land.centrality(network.xy_m - CENTRE_M), works_m)


def _middle(compound: Compound) -> tuple[float, float]:
    x0, y0, x1, y1 = compound.box
    return ((x0 + x1) / 2, (y0 + y1) / 2)


def draw_spread(
    xy_m: Floats, weight: Floats, count: int, apart_m: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draws `count` different places by weight; each makes those within apart_m ten times less likely."""
    possible = np.flatnonzero(weight > 0)
    weight, xy_m = weight[possible], xy_m[possible]
    tree = cKDTree(xy_m)
    chosen = np.empty(count, dtype=np.int64)
    for n in range(count):
        total = np.cumsum(weight)
        chosen[n] = np.searchsorted(total, rng.random() * total[-1], side="right")
        weight[tree.query_ball_point(xy_m[chosen[n]], apart_m)] *= 0.1
        weight[chosen[n]] = 0.0
    return possible[chosen]


def beside(xy_m: Floats, rng: np.random.Generator) -> Floats:
    """Points a few metres off the street, to 0.1 m."""
    angle = rng.uniform(0, 2 * np.pi, len(xy_m))
    step_m = rng.uniform(5, 14, len(xy_m))
    return np.round(xy_m + step_m[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), 1)
