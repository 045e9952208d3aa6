"""A made-up city for benchmarks: people in dense districts and a thin background, sites where people are.

Per format a reach, a set of sites and costs of its own; the covers are discs on the plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """Rows are (demand, format), format-major; options (site, format). CSR rows by options, weights, costs."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    weight: Floats
    cost: Floats
    option_format: NDArray[np.int32]
    row_format: NDArray[np.int32]
    option_site: NDArray[np.int32]


def make_city(
    n_demand: int,
    n_sites: int,
    n_formats: int = 1,
    side_m: float = 30_000.0,
    share_admitted: float = 1.0,
    reach_m: tuple[float, float] = (400.0, 1_200.0),
    seed: int = 0,
) -> City:
    """A city of n_demand points and n_sites sites, each format admitted by a share of the sites."""
    rng = np.random.default_rng(seed)
    demand = _settle(n_demand, side_m, rng)
    near = demand[rng.choice(n_demand, n_sites, replace=n_sites > n_demand)]
    sites = np.clip(near + rng.normal(0.0, 150.0, (n_sites, 2)), 0.0, side_m)
    people = np.rint(rng.lognormal(3.0, 0.8, n_demand)) + 1.0
    centrality = 1.6 - np.hypot(*(sites - side_m / 2).T) / side_m
    reaches = np.linspace(*reach_m, n_formats) if n_formats > 1 else np.array([reach_m[1]])
    tree, starts, options, weights, costs, chosen = cKDTree(demand), [], [], [], [], []
    first = 0
    for reach in reaches:
        admitted = np.flatnonzero(rng.random(n_sites) < share_admitted)
        start, local = _covers(tree, sites[admitted], reach, n_demand)
        starts.append(np.diff(start))
        options.append(local + first)
        first += len(admitted)
        weights.append(people)
        costs.append(np.rint(rng.lognormal(0.0, 0.35, len(admitted)) * centrality[admitted] * 100.0) + 10.0)
        chosen.append(admitted)
    counts = [len(one) for one in chosen]
    return City(
        np.concatenate(([0], np.cumsum(np.concatenate(starts)))),
        np.concatenate(options).astype(np.int32),
        np.concatenate(weights),
        np.concatenate(costs),
        np.repeat(np.arange(n_formats), counts).astype(np.int32),
        np.repeat(np.arange(n_formats), n_demand).astype(np.int32),
        np.concatenate(chosen).astype(np.int32),
    )


def _settle(n_points: int, side_m: float, rng: np.random.Generator) -> Floats:
    """70 % in 60 districts of different size, whose centres lie towards the middle; the rest anywhere."""
    centres = rng.normal(side_m / 2, 0.22 * side_m, (60, 2))
    size = rng.lognormal(0.0, 0.8, 60)
    spread = rng.uniform(0.015, 0.06, 60) * side_m
    district = rng.choice(60, n_points, p=size / size.sum())
    points = centres[district] + rng.normal(size=(n_points, 2)) * spread[district, None]
    anywhere = (rng.random(n_points) < 0.3) | ((points < 0) | (points > side_m)).any(axis=1)
    points[anywhere] = rng.uniform(0.0, side_m, (int(anywhere.sum()), 2))
    return points


def _covers(tree: cKDTree, sites: Floats, reach_m: float, n_demand: int) -> tuple[NDArray, NDArray]:
    found = tree.query_ball_point(sites, reach_m)
    sizes = np.array([len(rows) for rows in found], dtype=np.int64)
    rows = np.concatenate([np.asarray(rows, np.int64) for rows in found])
    option = np.repeat(np.arange(len(sites)), sizes)
    order = np.lexsort((option, rows))
    start = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=n_demand))))
    return start, option[order]
