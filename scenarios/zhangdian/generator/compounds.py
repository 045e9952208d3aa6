"""Compounds: superblocks cut by branch streets into walled parts of one use each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.blocks import USES, Block
from generator.streets import Street

SPLIT_FROM_M = 290.0
WHOLE = ("industry", "park")


@dataclass(eq=False)
class Compound:
    """A walled part of a superblock with one use; lanes inside meet the streets only at gates."""

    block: int
    box: tuple[float, float, float, float]
    use: str
    centrality: float
    sides: dict[str, Street]


def split(number: int, block: Block, rng: np.random.Generator) -> tuple[list[Compound], list[Street]]:
    """Compounds of a superblock, and the branch streets between them.

    Large users keep the block whole; others are mostly split where they are wide, if there are streets on
    both sides to run between."""
    x0, y0, x1, y1 = block.box
    down: Street | None = None
    across: dict[str, Street] = {}
    if _splits(block, x1 - x0, {"south", "north"}, 0.85, rng):
        x = x0 + (x1 - x0) * float(rng.uniform(0.38, 0.62))
        down = Street("branch", block.sides["south"].stop(x, y0), block.sides["north"].stop(x, y1))
    if _splits(block, y1 - y0, {"west", "east"}, 0.75, rng):
        y = y0 + (y1 - y0) * float(rng.uniform(0.38, 0.62))
        across = _across(block, y, down)
    streets = [street for street in (down, across.get("west")) if street is not None]
    if down is not None and across:
        streets.append(across["east"])
    return _parts(number, block, down, across, rng), streets


def _splits(block: Block, width_m: float, sides: set[str], likely: float, rng: np.random.Generator) -> bool:
    able = block.use not in WHOLE and width_m > SPLIT_FROM_M and sides <= block.sides.keys()
    return able and rng.random() < likely


def _across(block: Block, y: float, down: Street | None) -> dict[str, Street]:
    """The branch from west to east, in two pieces where another branch runs down the block."""
    west = block.sides["west"].stop(block.box[0], y)
    east = block.sides["east"].stop(block.box[2], y)
    if down is None:
        whole = Street("branch", west, east)
        return {"west": whole, "east": whole}
    crossing = down.stop(_middle(down)[0], (west[1] + east[1]) / 2)
    return {"west": Street("branch", west, crossing), "east": Street("branch", crossing, east)}


def _middle(street: Street) -> tuple[float, float]:
    return (street.start[0] + street.end[0]) / 2, (street.start[1] + street.end[1]) / 2


def _parts(
    number: int, block: Block, down: Street | None, across: dict[str, Street], rng: np.random.Generator
) -> list[Compound]:
    """The one, two or four compounds; most have the block's use, some another."""
    x0, y0, x1, y1 = block.box
    columns = [("west", x0, x1)]
    if down is not None:
        columns = [("west", x0, _middle(down)[0]), ("east", _middle(down)[0], x1)]
    rows = [("south", y0, y1)]
    if across:
        y = across["west"].start[1]
        rows = [("south", y0, y), ("north", y, y1)]
    compounds = []
    for column, left, right in columns:
        for row, bottom, top in rows:
            sides = dict(block.sides)
            if down is not None:
                sides["east" if column == "west" else "west"] = down
            if across:
                sides["north" if row == "south" else "south"] = across[column]
            use = block.use if rng.random() < 0.82 else USES[int(rng.integers(4))]
            compounds.append(Compound(number, (left, bottom, right, top), use, block.centrality, sides))
    return compounds
