"""Street statistics that are measured the same way on a real network and on a made-up one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from generator.land import Floats

SQUARE_M = 250.0
DETOUR_FROM_M, DETOUR_TO_M = 300.0, 1_000.0


@dataclass(frozen=True, eq=False)
class Streets:
    """An undirected street graph. xy_m: (n, 2); ends: (m, 2); length_m: (m,); path: (m,) walkers only."""

    xy_m: Floats
    ends: NDArray[np.int64]
    length_m: Floats
    path: NDArray[np.bool_]


def measure(streets: Streets) -> dict[str, float]:
    """Name -> figure. Bends (junctions of two streets) are merged away first, as OSMnx does."""
    merged = merge_bends(streets)
    degree = np.bincount(merged.ends.ravel(), minlength=len(merged.xy_m))
    degree = degree[degree > 0]
    corner = np.unique(merged.ends)
    squares = np.unique(np.floor(merged.xy_m[corner] / SQUARE_M), axis=0)
    built_km2 = len(squares) * SQUARE_M**2 / 1e6
    across = merged.xy_m[merged.ends[:, 0]] - merged.xy_m[merged.ends[:, 1]]
    straight_m = np.hypot(across[:, 0], across[:, 1])
    length_m, real = merged.length_m, straight_m > 1
    return {
        "junctions per built-up km2": len(corner) / built_km2,
        "street km per built-up km2": length_m.sum() / 1_000 / built_km2,
        "edge length, mean m": float(length_m.mean()),
        "edge length, lower quartile m": float(np.percentile(length_m, 25)),
        "edge length, median m": float(np.median(length_m)),
        "edge length, upper quartile m": float(np.percentile(length_m, 75)),
        "edge length, 90th percentile m": float(np.percentile(length_m, 90)),
        "dead ends, share of junctions": float((degree == 1).mean()),
        "three-way, share of junctions": float((degree == 3).mean()),
        "four-way and more, share": float((degree >= 4).mean()),
        "circuity of edges": float(length_m[real].sum() / straight_m[real].sum()),
        "detour, median of pairs 0.3-1 km": detour(merged),
        "footways, share of length": float(length_m[merged.path].sum() / length_m.sum()),
    }


def merge_bends(streets: Streets) -> Streets:
    """Joins the two edges at every node of degree 2, unless they make a loop."""
    lines: dict[int, tuple[int, int, float, bool]] = {}
    at: list[set[int]] = [set() for _ in streets.xy_m]
    for n, (a, b) in enumerate(streets.ends.tolist()):
        lines[n] = (a, b, float(streets.length_m[n]), bool(streets.path[n]))
        at[a].add(n)
        at[b].add(n)
    for node, touching in enumerate(at):
        if len(touching) != 2:
            continue
        first, second = sorted(touching)
        a, c = _other(lines[first], node), _other(lines[second], node)
        if a == c or node in (a, c):
            continue
        longer = first if lines[first][2] >= lines[second][2] else second
        lines[first] = (a, c, lines[first][2] + lines[second][2], lines[longer][3])
        del lines[second]
        at[c].remove(second)
        at[c].add(first)
        touching.clear()
    kept = [lines[n] for n in sorted(lines)]
    ends = np.array([(a, b) for a, b, _, _ in kept])
    return Streets(
        streets.xy_m, ends, np.array([m for _, _, m, _ in kept]), np.array([p for _, _, _, p in kept])
    )


def _other(line: tuple[int, int, float, bool], node: int) -> int:
    return line[1] if line[0] == node else line[0]


def detour(streets: Streets, origins: int = 150) -> float:
    """Median of walking over straight distance, from junctions drawn with a fixed seed."""
    corner, where = np.unique(streets.ends, return_inverse=True)
    ends, xy = where.reshape(-1, 2), streets.xy_m[corner]
    order = np.lexsort((streets.length_m, ends.max(axis=1), ends.min(axis=1)))
    ends, length = np.sort(ends[order], axis=1), streets.length_m[order]
    _, first = np.unique(ends, axis=0, return_index=True)
    graph = coo_array((length[first], ends[first].T), shape=(len(xy), len(xy))).tocsr()
    start = np.random.default_rng(0).permutation(len(xy))[:origins]
    walked = dijkstra(graph, directed=False, indices=start, limit=4 * DETOUR_TO_M)
    straight = np.hypot(*(xy[start][:, None] - xy[None]).transpose(2, 0, 1))
    pair = (straight > DETOUR_FROM_M) & (straight < DETOUR_TO_M) & np.isfinite(walked)
    return float(np.median(walked[pair] / straight[pair]))
