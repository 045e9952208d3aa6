"""Life circles: about sixty groups of neighbouring superblocks with about equally many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from generator.blocks import Block
from generator.land import Floats, Land
from generator.rounding import Whole

COUNT = 60
ROUNDS = 220
STEPS = np.linspace(0.0, 1.0, 5)


@dataclass(frozen=True, eq=False)
class LifeCircles:
    """polygons: (k,) in map metres; of_block: (n_blocks,) circle of each superblock; people: (k,)."""

    polygons: NDArray[np.object_]
    of_block: Whole
    people: Whole


def draw_circles(land: Land, blocks: list[Block], weight: Whole) -> LifeCircles:
    """Groups superblocks into COUNT circles, numbered from north-west to south-east.

    weight: (n_blocks,) people of each superblock."""
    middle = np.array([((b.box[0] + b.box[2]) / 2, (b.box[1] + b.box[3]) / 2) for b in blocks])
    neighbours = _neighbours(blocks)
    label = _grow(middle, weight, neighbours)
    label = _balance(label, weight, neighbours)
    centre = np.array([middle[label == k].mean(axis=0) for k in range(COUNT)])
    order = np.argsort(0.3 * centre[:, 0] - centre[:, 1])
    rank = np.empty(COUNT, dtype=np.int64)
    rank[order] = np.arange(COUNT)
    label = rank[label]
    shapes = np.array([_ground(land, block) for block in blocks])
    # GEOS promises no order of the corners; the normal form does.
    polygons = shapely.normalize([shapely.union_all(shapes[label == k]) for k in range(COUNT)])
    return LifeCircles(polygons, label, np.bincount(label, weight, COUNT).astype(np.int64))


def _neighbours(blocks: list[Block]) -> list[list[int]]:
    """Superblocks that share a side."""
    at = {(b.column, b.row): n for n, b in enumerate(blocks)}
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
    return [[at[c] for dx, dy in steps if (c := (b.column + dx, b.row + dy)) in at] for b in blocks]


def _grow(middle: Floats, weight: Whole, neighbours: list[list[int]]) -> Whole:
    """Splits every connected part of the city in two, again and again, into halves of equal people."""
    label = np.full(len(middle), -1)
    parts = _parts(np.arange(len(middle)), neighbours)
    share = np.array([weight[p].sum() for p in parts]) / weight.sum() * COUNT
    counts = np.maximum(np.floor(share).astype(int), 1)
    for n in np.argsort(counts - share)[: COUNT - counts.sum()]:
        counts[n] += 1
    todo = list(zip(parts, counts.tolist(), strict=True))
    number = 0
    while todo:
        cells, count = todo.pop()
        if count == 1:
            label[cells] = number
            number += 1
            continue
        xy = middle[cells]
        axis = int(np.ptp(xy[:, 1]) > np.ptp(xy[:, 0]))
        order = cells[np.lexsort((xy[:, 1 - axis], xy[:, axis]))]
        here = count // 2
        cutoff = weight[order].sum() * here / count
        cut = int(np.searchsorted(np.cumsum(weight[order]), cutoff)) + 1
        todo += [(order[:cut], here), (order[cut:], count - here)]
    return label


def _parts(cells: Whole, neighbours: list[list[int]]) -> list[Whole]:
    """Connected parts of a set of superblocks, largest first."""
    left, parts = {int(c) for c in cells}, []
    while left:
        stack, part = [min(left)], set()
        while stack:
            cell = stack.pop()
            if cell in left:
                left.remove(cell)
                part.add(cell)
                stack += neighbours[cell]
        parts.append(np.array(sorted(part)))
    return sorted(parts, key=lambda p: (-len(p), p[0]))


def _balance(label: Whole, weight: Whole, neighbours: list[list[int]]) -> Whole:
    """First joins stray pieces to a neighbouring circle, then hands border superblocks to smaller neighbours.

    A superblock moves only if the circle it leaves stays in one piece."""
    for k in range(COUNT):
        for stray in _parts(np.flatnonzero(label == k), neighbours)[1:]:
            beside = sorted({int(label[m]) for n in stray for m in neighbours[n]} - {k})
            if beside:
                label[stray] = min(beside, key=lambda c: weight[label == c].sum())
    for _ in range(ROUNDS):
        moved = _hand_over(label, weight, neighbours)
        if not moved:
            break
    return label


def _hand_over(label: Whole, weight: Whole, neighbours: list[list[int]]) -> bool:
    """Makes the one move that evens out two neighbouring circles most; False when none helps."""
    total = np.bincount(label, weight, COUNT)
    best, move = 1.0, None
    for n in range(len(label)):
        for k in {int(label[m]) for m in neighbours[n]} - {int(label[n])}:
            gain = weight[n] * (total[label[n]] - total[k] - weight[n])
            if gain > best and len(_parts(np.flatnonzero(label == label[n]), neighbours)) == 1:
                rest = np.flatnonzero((label == label[n]) & (np.arange(len(label)) != n))
                if len(rest) and len(_parts(rest, neighbours)) == 1:
                    best, move = gain, (n, k)
    if move is None:
        return False
    label[move[0]] = move[1]
    return True


def _ground(land: Land, block: Block) -> shapely.Polygon:
    """The superblock on the map; its sides carry the same corners as its neighbours' sides."""
    x0, y0, x1, y1 = block.box
    x, y = x0 + STEPS * (x1 - x0), y0 + STEPS * (y1 - y0)
    x[-1], y[-1] = x1, y1
    ring = [(v, y0) for v in x] + [(x1, v) for v in y[1:]]
    ring += [(v, y1) for v in x[-2::-1]] + [(x0, v) for v in y[-2:0:-1]]
    return shapely.Polygon(np.round(land.to_map(np.array(ring)), 1))
