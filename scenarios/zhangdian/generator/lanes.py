"""Inside the walls: lanes and paths of a compound, and the gates by which they meet the streets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.compounds import Compound
from generator.streets import Graph, Point

INSET_M = 21.0


@dataclass(frozen=True)
class Style:
    """How a use is laid out. dx_m, dy_m: lane spacing; keep: share of lattice lanes beyond a spanning tree;
    prune: share of dead ends taken away; jitter_m: how far crossings stray; gate_m: street length per gate;
    paths: share of lanes that are footways; stubs: short ways to a door per lane crossing."""

    dx_m: float
    dy_m: float
    keep: float
    prune: float
    jitter_m: float
    gate_m: float
    paths: float
    stubs: float


STYLES = {
    "old": Style(104, 74, 0.25, 0.60, 6, 165, 0.09, 0.10),
    "estate": Style(112, 98, 0.24, 0.60, 13, 220, 0.34, 0.10),
    "hamlet": Style(70, 58, 0.30, 0.35, 10, 120, 0.05, 0.10),
    "commercial": Style(105, 96, 0.34, 0.50, 7, 115, 0.35, 0.08),
    "industry": Style(220, 190, 0.15, 0.50, 10, 380, 0.00, 0.12),
    "institution": Style(135, 120, 0.26, 0.60, 12, 260, 0.40, 0.10),
    "park": Style(120, 110, 0.38, 0.50, 26, 190, 1.00, 0.03),
}


def lay_lanes(graph: Graph, compound: Compound, rng: np.random.Generator) -> list[Point]:
    """Lays the lanes of one compound; returns its gates (at least one, if it has a street)."""
    style = STYLES[compound.use]
    grid = _crossings(compound, style, rng)
    at = {(i, j): (float(x), float(y)) for i, column in enumerate(grid) for j, (x, y) in enumerate(column)}
    lanes = connected(grid.shape[0], grid.shape[1], style, rng)
    gates = _gates(compound, style, grid, rng)
    if not gates:
        return []
    lanes = _pruned(lanes, {cell for cell, _, _ in gates}, style.prune, rng)
    for a, b in lanes:
        kind = "path" if rng.random() < style.paths else "lane"
        graph.link(at[a], at[b], kind)
    for cell, stop, kind in gates:
        graph.link(at[cell], stop, kind)
    _stubs(graph, style, at, sorted({cell for lane in lanes for cell in lane}), rng)
    return [stop for _, stop, _ in gates]


Cell = tuple[int, int]


def _crossings(compound: Compound, style: Style, rng: np.random.Generator) -> np.ndarray:
    """(columns, rows, 2) lane crossings, strayed from a lattice."""
    x0, y0, x1, y1 = compound.box
    columns = max(2, round((x1 - x0 - 2 * INSET_M) / style.dx_m) + 1)
    rows = max(2, round((y1 - y0 - 2 * INSET_M) / style.dy_m) + 1)
    x = np.linspace(x0 + INSET_M, x1 - INSET_M, columns)
    y = np.linspace(y0 + INSET_M, y1 - INSET_M, rows)
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    stray = rng.uniform(-style.jitter_m, style.jitter_m, grid.shape)
    # Lanes along a wall stay clear of the street behind it.
    stray[[0, -1], :, 0] = 0.0
    stray[:, [0, -1], 1] = 0.0
    return grid + stray


def connected(columns: int, rows: int, style: Style, rng: np.random.Generator) -> list[tuple[Cell, Cell]]:
    """A random spanning tree of the lattice (Kruskal), and a share of the other lanes."""
    lanes = [((i, j), (i + 1, j)) for i in range(columns - 1) for j in range(rows)]
    lanes += [((i, j), (i, j + 1)) for i in range(columns) for j in range(rows - 1)]
    root = list(range(columns * rows))

    def find(n: int) -> int:
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    kept = []
    for n in rng.permutation(len(lanes)):
        (i, j), (k, m) = lanes[n]
        a, b = find(i * rows + j), find(k * rows + m)
        if a != b:
            root[a] = b
        if a != b or rng.random() < style.keep:
            kept.append(lanes[n])
    return kept


def _gates(
    compound: Compound, style: Style, grid: np.ndarray, rng: np.random.Generator
) -> list[tuple[Cell, Point, str]]:
    """Gates: the wall-side crossing, the stop on the street, and the kind of the way between them."""
    columns, rows = grid.shape[:2]
    walls = {
        "south": [(i, 0) for i in range(columns)],
        "north": [(i, rows - 1) for i in range(columns)],
        "west": [(0, j) for j in range(rows)],
        "east": [(columns - 1, j) for j in range(rows)],
    }
    sides = sorted(compound.sides)
    sure = sides[int(rng.integers(len(sides)))] if sides else ""
    gates = []
    for side in sides:
        wall = walls[side]
        length_m = float(np.abs(grid[wall[-1]] - grid[wall[0]]).max())
        count = int(length_m / style.gate_m + rng.random())
        count = min(max(count, int(side == sure)), len(wall))
        for n in sorted(rng.permutation(len(wall))[:count]):
            cell = wall[n]
            stop = compound.sides[side].stop(*map(float, grid[cell]))
            gates.append((cell, stop, "path" if style.paths == 1 else "lane"))
    return gates


def _pruned(
    lanes: list[tuple[Cell, Cell]], gates: set[Cell], share: float, rng: np.random.Generator
) -> list[tuple[Cell, Cell]]:
    """Takes away a share of the dead ends that are not gates."""
    degree: dict[Cell, int] = {}
    for a, b in lanes:
        degree[a] = degree.get(a, 0) + 1
        degree[b] = degree.get(b, 0) + 1
    loose = {c for c in degree if degree[c] == 1 and c not in gates and rng.random() < share}
    return [(a, b) for a, b in lanes if a not in loose and b not in loose]


def _stubs(
    graph: Graph, style: Style, at: dict[Cell, Point], cells: list[Cell], rng: np.random.Generator
) -> None:
    """Short ways from lane crossings inwards, to a door or a yard."""
    middle = np.mean(list(at.values()), axis=0)
    for cell in cells:
        if rng.random() < style.stubs:
            x, y = np.array(at[cell]) + np.sign(middle - at[cell]) * rng.uniform(8, 24, 2)
            graph.link(at[cell], (float(x), float(y)), "lane")
