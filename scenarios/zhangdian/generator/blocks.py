"""Superblocks: a lattice of arterials, denser in the centre, cut by branch streets into walled compounds."""

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
    """A superblock between four arterials. box: x0, y0, x1, y1 in plan metres; sides: the streets that exist."""

    column: int
    row: int
    box: tuple[float, float, float, float]
    use: str
    centrality: float
    sides: dict[str, Street]


@dataclass(eq=False)
class Compound:
    """A walled part of a superblock with one use; lanes inside meet the streets only at gates."""

    block: int
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


def split(
    number: int, block: Block, rng: np.random.Generator
) -> tuple[list[Compound], list[Street]]:
    """Compounds of a superblock, and the branch streets between them.

    Large users keep the block whole; others are split where it is wider than about 300 m."""
    x0, y0, x1, y1 = block.box
    whole = block.use in ("industry", "park")
    streets: list[Street] = []
    middle_x = middle_y = None
    if not whole and x1 - x0 > 290 and {"south", "north"} <= block.sides.keys() and rng.random() < 0.85:
        x = x0 + (x1 - x0) * float(rng.uniform(0.38, 0.62))
        ends = block.sides["south"].stop(x, y0), block.sides["north"].stop(x, y1)
        middle_x = Street("branch", *ends)
        streets.append(middle_x)
    if not whole and y1 - y0 > 290 and {"west", "east"} <= block.sides.keys() and rng.random() < 0.75:
        y = y0 + (y1 - y0) * float(rng.uniform(0.38, 0.62))
        left, right = block.sides["west"].stop(x0, y), block.sides["east"].stop(x1, y)
        if middle_x is None:
            middle_y = {"west": Street("branch", left, right)}
        else:
            crossing = middle_x.stop((middle_x.start[0] + middle_x.end[0]) / 2, (left[1] + right[1]) / 2)
            middle_y = {"west": Street("branch", left, crossing), "east": Street("branch", crossing, right)}
        streets.extend(middle_y.values())
    return _compounds(number, block, middle_x, middle_y, rng), streets


def _compounds(
    number: int,
    block: Block,
    middle_x: Street | None,
    middle_y: dict[str, Street] | None,
    rng: np.random.Generator,
) -> list[Compound]:
    x0, y0, x1, y1 = block.box
    columns = [("west", x0, x1)]
    if middle_x is not None:
        x = (middle_x.start[0] + middle_x.end[0]) / 2
        columns = [("west", x0, x), ("east", x, x1)]
    rows = [("south", y0, y1)]
    if middle_y is not None:
        y = next(iter(middle_y.values())).start[1]
        rows = [("south", y0, y), ("north", y, y1)]
    compounds = []
    for column, left, right in columns:
        for row, bottom, top in rows:
            sides = dict(block.sides)
            if middle_x is not None:
                sides["east" if column == "west" else "west"] = middle_x
            if middle_y is not None:
                sides["north" if row == "south" else "south"] = middle_y.get(column, middle_y["west"])
            use = block.use if rng.random() < 0.82 else USES[int(rng.integers(4))]
            box = (left, bottom, right, top)
            compounds.append(Compound(number, box, use, block.centrality, sides))
    return compounds
