"""Superblocks: a lattice of arterials, denser in the centre, and what each block is used for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.land import Land
from generator.streets import Street

REACH_M = 13_500.0
USES = ("old", "estate", "hamlet", "commercial", "industry", "institution", "park")
SIDES = ("south", "east", "north", "west")


@dataclass(eq=False)
class Block:
    """A superblock between four arterials.

    box: x0, y0, x1, y1 in plan metres; sides: the streets that exist, by SIDES."""

    column: int
    row: int
    box: tuple[float, float, float, float]
    use: str
    centrality: float
    sides: dict[str, Street]


def lattice_lines(rng: np.random.Generator) -> list[float]:
    """Positions of arterials along one axis: about 330 m apart in the centre, 560 m outside."""
    arms = []
    for sign in (-1.0, 1.0):
        at, arm = 0.0, []
        while at < REACH_M:
            at += (330.0 + 230.0 * min(1.0, at / 6_500.0)) * float(rng.uniform(0.82, 1.18))
            arm.append(sign * at)
        arms.append(arm)
    return [*reversed(arms[0]), 0.0, *arms[1]]


def urban_cells(land: Land, xs: list[float], ys: list[float]) -> NDArray[np.bool_]:
    """(columns, rows) which lattice cells are built up; ragged single cells are smoothed away."""
    middle_x, middle_y = (np.array(at[1:]) / 2 + np.array(at[:-1]) / 2 for at in (xs, ys))
    shape = (len(middle_x), len(middle_y))
    grid = np.stack(np.meshgrid(middle_x, middle_y, indexing="ij"), axis=-1).reshape(-1, 2)
    urban = ((land.urbanity(grid) > 0) & land.inside(grid, margin_m=420.0)).reshape(shape)
    for _ in range(2):
        padded = np.pad(urban, 1)
        around = padded[2:, 1:-1].astype(int) + padded[:-2, 1:-1] + padded[1:-1, 2:] + padded[1:-1, :-2]
        urban = (urban & (around >= 2)) | (around >= 4)
    return urban


def draw_use(centrality: float, industry: float, rng: np.random.Generator) -> str:
    """Land use of a superblock. Old housing and shops in the centre, estates, villages and works outside."""
    c, outer = centrality, 1.0 - centrality
    weights = {
        "old": 0.55 * c + 0.08,
        "estate": 0.10 + 0.40 * outer,
        "hamlet": 0.11 * outer,
        "commercial": 0.20 * c**2 + 0.04,
        "industry": 0.30 * outer * (industry > -0.1) + 0.55 * outer * (industry > 0.45),
        "institution": 0.08,
        "park": 0.07,
    }
    share = np.array([weights[use] for use in USES])
    return USES[int(np.searchsorted(np.cumsum(share / share.sum()), rng.random()))]


def arterials(
    uses: dict[tuple[int, int], str], xs: list[float], ys: list[float], rng: np.random.Generator
) -> dict[tuple[str, int, int], Street]:
    """Lattice sides that are streets, by ("h" | "v", column, row): those beside a built-up cell, less some.

    Between two large users (works, parks, campuses) the street is often missing, elsewhere rarely."""
    large = {"industry", "park", "institution"}
    found = {}
    for axis, di, dj in (("h", 0, -1), ("v", -1, 0)):
        columns, rows = (len(xs) - 1, len(ys)) if axis == "h" else (len(xs), len(ys) - 1)
        for i in range(columns):
            for j in range(rows):
                beside = [uses[c] for c in ((i, j), (i + di, j + dj)) if c in uses]
                if not beside:
                    continue
                gone = 0.45 if len(beside) == 2 and set(beside) <= large else 0.04
                if len(beside) == 2 and rng.random() < gone:
                    continue
                end = (xs[i + 1], ys[j]) if axis == "h" else (xs[i], ys[j + 1])
                found[axis, i, j] = Street("arterial", (xs[i], ys[j]), end)
    return found


def make_blocks(land: Land, rng: np.random.Generator) -> tuple[list[Block], list[Street]]:
    """All superblocks and the arterials around them."""
    xs, ys = lattice_lines(rng), lattice_lines(rng)
    urban = urban_cells(land, xs, ys)
    cells = [(int(i), int(j)) for i, j in np.argwhere(urban)]
    middles = np.array([((xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2) for i, j in cells])
    centrality, industry = land.centrality(middles), land.industry(middles)
    uses = {cell: draw_use(centrality[n], industry[n], rng) for n, cell in enumerate(cells)}
    found = arterials(uses, xs, ys, rng)
    blocks = []
    for n, (i, j) in enumerate(cells):
        keys = (("h", i, j), ("v", i + 1, j), ("h", i, j + 1), ("v", i, j))
        sides = {side: found[key] for side, key in zip(SIDES, keys, strict=True) if key in found}
        box = (xs[i], ys[j], xs[i + 1], ys[j + 1])
        blocks.append(Block(i, j, box, uses[i, j], float(centrality[n]), sides))
    return blocks, list(found.values())
