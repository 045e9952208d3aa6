"""Life circles: about sixty groups of neighbouring superblocks with about equally many people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from generator.blocks import Block
from generator.dwellings import Dwellings
from generator.land import Floats, Land

COUNT = 60
ROUNDS = 220
STEPS = np.linspace(0.0, 1.0, 5)


@dataclass(frozen=True, eq=False)
class LifeCircles:
    """polygons: (k,) in map metres; of_block: (n_blocks,) circle of each superblock; people: (k,)."""

    polygons: NDArray[np.object_]
    of_block: NDArray[np.int64]
    people: NDArray[np.int64]


def draw_circles(
    land: Land, blocks: list[Block], dwellings: Dwellings, compound_block: NDArray[np.int64], people: NDArray[np.int64]
) -> LifeCircles:
    """Groups superblocks into COUNT circles, numbered from north-west to south-east."""
    urban = ~dwellings.rural
    weight = np.bincount(compound_block[dwellings.compound[urban]], people[urban], len(blocks)).astype(np.int64)
    middle = np.array([((b.box[0] + b.box[2]) / 2, (b.box[1] + b.box[3]) / 2) for b in blocks])
    neighbours = _neighbours(blocks)
    label = _grow(middle, weight, neighbours)
    label = _balance(label, weight, neighbours, middle)
    order = np.argsort([-middle[label == k, 1].mean() + 0.3 * middle[label == k, 0].mean() for k in range(COUNT)])
    rank = np.empty(COUNT, dtype=np.int64)
    rank[order] = np.arange(COUNT)
    label = rank[label]
    shapes = np.array([_ground(land, block) for block in blocks])
    polygons = np.array([shapely.union_all(shapes[label == k]) for k in range(COUNT)])
    return LifeCircles(polygons, label, np.bincount(label, weight, COUNT).astype(np.int64))


def _neighbours(blocks: list[Block]) -> list[list[int]]:
    """Superblocks that share a side."""
    at = {(b.column, b.row): n for n, b in enumerate(blocks)}
    steps = ((1, 0), (-1, 0), (0, 1), (0, -1))
    return [[at[c] for dx, dy in steps if (c := (b.column + dx, b.row + dy)) in at] for b in blocks]


def _grow(middle: Floats, weight: NDArray[np.int64], neighbours: list[list[int]]) -> NDArray[np.int64]:
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


def _parts(cells: NDArray[np.int64], neighbours: list[list[int]]) -> list[NDArray[np.int64]]:
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


def _balance(
    label: NDArray[np.int64], weight: NDArray[np.int64], neighbours: list[list[int]], middle: Floats
) -> NDArray[np.int64]:
    """First joins stray pieces to a neighbouring circle, then hands border superblocks to smaller neighbours.

    A superblock moves only if the circle it leaves stays in one piece."""
    for k in range(COUNT):
        for stray in _parts(np.flatnonzero(label == k), neighbours)[1:]:
            beside = sorted({int(label[m]) for n in stray for m in neighbours[n]} - {k})
            if beside:
                label[stray] = min(beside, key=lambda c: weight[label == c].sum())
    for _ in range(ROUNDS):
        moved = _hand_over(label, weight, neighbours, middle)
        if not moved:
            break
    return label


def _hand_over(
    label: NDArray[np.int64], weight: NDArray[np.int64], neighbours: list[list[int]], middle: Floats
) -> bool:
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
