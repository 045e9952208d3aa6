"""Villages outside the built-up area, and the country roads that tie them to it and to each other."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely

from generator.blocks import REACH_M, Block
from generator.land import Floats, Land
from generator.lanes import Style, connected
from generator.streets import Graph, Point

SPACING_M = 1_050.0
LONGEST_ROAD_M = 3_500.0
LAYOUT = Style(46, 40, 0.45, 0.3, 7, 0, 0.0, 0.0)


@dataclass(eq=False)
class Village:
    """A village: its lane crossings (columns, rows, 2) in plan metres."""

    grid: Floats

    @property
    def middle(self) -> Floats:
        """(2,) plan metres."""
        return self.grid.reshape(-1, 2).mean(axis=0)


def as_point(xy: Floats) -> Point:
    """The pair of plain numbers that graphs are keyed by."""
    return float(xy[0]), float(xy[1])


def place_villages(land: Land, blocks: list[Block], rng: np.random.Generator) -> list[Village]:
    """Villages at least SPACING_M apart, outside the built-up area and inside the district."""
    built = shapely.union_all([shapely.box(*b.box) for b in blocks]).buffer(330.0)
    shapely.prepare(built)
    tries = rng.uniform(-REACH_M, REACH_M, (6_000, 2)) + np.array([2_000.0, -300.0])
    free = land.inside(tries, margin_m=350.0) & ~shapely.contains_xy(built, tries[:, 0], tries[:, 1])
    middles: list[Floats] = []
    for xy in tries[free]:
        if all(math.dist(xy, other) >= SPACING_M for other in middles):
            middles.append(xy)
    return [Village(_grid(middle, rng)) for middle in middles]


def _grid(middle: Floats, rng: np.random.Generator) -> Floats:
    columns, rows = int(rng.integers(5, 10)), int(rng.integers(4, 9))
    x = (np.arange(columns) - (columns - 1) / 2) * LAYOUT.dx_m
    y = (np.arange(rows) - (rows - 1) / 2) * LAYOUT.dy_m
    grid = np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)
    grid += rng.uniform(-LAYOUT.jitter_m, LAYOUT.jitter_m, grid.shape)
    angle = rng.uniform(-0.25, 0.25)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return grid @ turn + middle


def lay_villages(graph: Graph, villages: list[Village], rng: np.random.Generator) -> None:
    """Lays the lanes inside the villages; villages have no walls."""
    for village in villages:
        columns, rows = village.grid.shape[:2]
        for a, b in connected(columns, rows, LAYOUT, rng):
            graph.link(as_point(village.grid[a]), as_point(village.grid[b]), "village")


def lay_country_roads(graph: Graph, villages: list[Village], gateways: list[Point]) -> None:
    """Roads between neighbouring villages and to the edge of the built-up area.

    gateways: street corners on that edge. Two places are neighbours when no third lies in the circle
    over the line between them (Gabriel and Sokal, 1969, doi:10.2307/2412323), so that roads never cross."""
    ends = np.vstack([[v.middle for v in villages], np.array(gateways)])
    square = ((ends[:, None] - ends[None]) ** 2).sum(axis=2)
    for i, village in enumerate(villages):
        for j in range(i + 1, len(ends)):
            via = square[i] + square[j]
            via[[i, j]] = np.inf
            if square[i, j] > LONGEST_ROAD_M**2 or via.min() < square[i, j]:
                continue
            far = nearest(villages[j], ends[i]) if j < len(villages) else as_point(ends[j])
            graph.link(nearest(village, ends[j]), far, "country")


def nearest(village: Village, to: Floats) -> Point:
    """The crossing of the village nearest to a point."""
    flat = village.grid.reshape(-1, 2)
    return as_point(flat[int(((flat - to) ** 2).sum(axis=1).argmin())])


def edge_corners(blocks: list[Block]) -> list[Point]:
    """Corners of superblocks where streets run and the built-up area ends."""
    touching: dict[Point, int] = {}
    with_street: set[Point] = set()
    for block in blocks:
        x0, y0, x1, y1 = block.box
        for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)):
            touching[corner] = touching.get(corner, 0) + 1
        for street in block.sides.values():
            with_street |= {street.start, street.end}
    return sorted(c for c, count in touching.items() if count <= 2 and c in with_street)
