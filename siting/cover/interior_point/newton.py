"""The Newton system of the interior point, factorised: banded Cholesky by block, limits by Schur complement.

    [ H   C' ] [dx ]   [ h ]          H = A' diag(D) A + diag(E),   block diagonal and banded
    [ C  -G  ] [lam] = [-g ]          G = diag(slack / price) of the limits

lam solves (C H^-1 C' + G) lam = C H^-1 h + g, then dx = H^-1 (h - C' lam)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve, cho_solve_banded, cholesky_banded

from siting.cover.compiled import compiled
from siting.cover.covers import Starts
from siting.cover.interior_point.layout import Block, Layout
from siting.inputs import Floats, Positions

Map = Callable[..., Iterable[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Newton:
    """factors: banded Cholesky factor of each block of H. spread: H^-1 C' of each block, its limits only.

    schur: Cholesky factor of C H^-1 C' + G."""

    layout: Layout
    factors: tuple[Floats, ...]
    spread: tuple[Floats, ...]
    schur: Any
    run: Map

    def solve(self, option_side: Floats, limit_side: Floats) -> tuple[Floats, Floats]:
        """dx (n_options,) and lam (n_limits,) for the right-hand sides h and g."""
        blocks = self.layout.blocks
        parts = [option_side[block.first : block.last] for block in blocks]
        solved = list(self.run(_back_substitute, self.factors, parts))
        side = limit_side.copy()
        for block, part in zip(blocks, solved, strict=True):
            side[block.limits] += block.amounts @ part
        price = cho_solve(self.schur, side, check_finite=False) if len(side) else side
        for block, part, spread in zip(blocks, solved, self.spread, strict=True):
            part -= spread @ price[block.limits]
        return np.concatenate(solved), price


def factorise(
    layout: Layout, row_scale: Floats, option_scale: Floats, limit_scale: Floats, run: Map
) -> Newton:
    """row_scale D > 0 (n_rows,), option_scale E > 0 (n_options,), limit_scale G > 0 (n_limits,).

    run: maps a function over its arguments, as `map` does. Raises numpy.linalg.LinAlgError when rounding has
    made H lose its positive definiteness."""
    bands = _grams(layout, row_scale, run)
    for block, band in zip(layout.blocks, bands, strict=True):
        band[:, 0] += option_scale[block.first : block.last]
    done = list(run(_factorise_block, layout.blocks, bands))
    schur = np.diag(limit_scale)
    for block, (_, spread) in zip(layout.blocks, done, strict=True):
        schur[np.ix_(block.limits, block.limits)] += block.amounts @ spread
    factor = cho_factor(schur, lower=True, check_finite=False) if len(limit_scale) else None
    return Newton(layout, tuple(f for f, _ in done), tuple(s for _, s in done), factor, run)


def _grams(layout: Layout, row_scale: Floats, run: Map) -> list[Floats]:
    """The lower bands of A' diag(row_scale) A, a block each; both halves of a block at the same time."""
    bands, tasks = [], []
    for block in layout.blocks:
        bands.append(np.zeros((block.last - block.first, block.bandwidth + 1)))
        middle = (block.first + block.last) // 2
        tasks += [(bands[-1], block.first, block.first, middle), (bands[-1], block.first, middle, block.last)]
    reach, reached = layout.reach, layout.reached
    start, there = reach.indptr.astype(np.int64), reached.indptr.astype(np.int64)

    def add(band: Floats, offset: int, first: int, last: int) -> None:
        _add_gram(
            start, reach.indices, there, reached.indices, layout.entry, row_scale, band, offset, first, last
        )

    list(run(add, *zip(*tasks, strict=True)))
    return bands


def _factorise_block(block: Block, band: Floats) -> tuple[Floats, Floats]:
    factor = cholesky_banded(band.T, overwrite_ab=True, lower=True, check_finite=False)
    return factor, _back_substitute(factor, block.amounts.T)


def _back_substitute(factor: Floats, side: Floats) -> Floats:
    if side.size == 0:
        return np.zeros(side.shape)
    solved: Floats = cho_solve_banded((factor, True), side, check_finite=False)
    return solved


@compiled
def _add_gram(
    row_start: Starts,
    row_options: Positions,
    option_start: Starts,
    option_rows: Positions,
    entry: Positions,
    row_scale: Floats,
    band: Floats,
    offset: int,
    first: int,
    last: int,
) -> None:
    """Adds rows first .. last of the lower band: band[j - offset, i - j] is entry (i, j), i >= j."""
    for low in range(first, last):
        for s in range(option_start[low], option_start[low + 1]):
            row = option_rows[s]
            scale = row_scale[row]
            for t in range(entry[s], row_start[row + 1]):
                band[low - offset, row_options[t] - low] += scale
