"""The Newton system of the interior point, factorised: banded Cholesky by block, limits by Schur complement.

    [ H   C' ] [dx ]   [ h ]          H = A' diag(D) A + diag(E) + R' diag(B) R,   block diagonal and banded
    [ C  -G  ] [lam] = [-g ]          G = diag(slack / price) of the limits

R x = x - roof: a variable's distance from what it stays below, the site variable above it or 1.
lam solves (C H^-1 C' + G) lam = C H^-1 h + g, then dx = H^-1 (h - C' lam)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import dpbtrf, dpbtrs

from siting.cover.compiled import compiled
from siting.cover.interior_point.layout import Block, Layout, Reach
from siting.inputs import Floats, Positions

Map = Callable[..., Iterable[Any]]


class Scales(NamedTuple):
    """Positive diagonals: row D (n_rows,), floor E and roof B (n_variables,), limit G (n_limits,)."""

    row: Floats
    floor: Floats
    roof: Floats
    limit: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Newton:
    """factors: banded Cholesky factor of each block of H. spread: H^-1 C' of each block, its limits only.

    schur: Cholesky factor of C H^-1 C' + G."""

    layout: Layout
    factors: tuple[Floats, ...]
    spread: tuple[Floats, ...]
    schur: Any

    def solve(self, side: Floats, limit_side: Floats) -> tuple[Floats, Floats]:
        """dx (n_variables,) and lam (n_limits,) for the right-hand sides h and g."""
        blocks = self.layout.blocks
        parts = [side[block.first : block.last] for block in blocks]
        solved = [_back_substitute(*pair) for pair in zip(self.factors, parts, strict=True)]
        asked = limit_side.copy()
        for block, part in zip(blocks, solved, strict=True):
            asked[block.limits] += block.amounts @ part
        price = cho_solve(self.schur, asked, check_finite=False) if len(asked) else asked
        for block, part, spread in zip(blocks, solved, self.spread, strict=True):
            part -= spread @ price[block.limits]
        return np.concatenate(solved), price


def factorise(layout: Layout, scales: Scales, run: Map) -> Newton:
    """run: maps a function over its arguments, as `map` does. Raises numpy.linalg.LinAlgError when rounding has
    made H lose its positive definiteness."""
    done = list(run(lambda block: _factorise_block(layout.reach, block, scales), layout.blocks))
    schur = np.diag(scales.limit)
    for block, (_, spread) in zip(layout.blocks, done, strict=True):
        schur[np.ix_(block.limits, block.limits)] += block.amounts @ spread
    factor = cho_factor(schur, lower=True, check_finite=False) if len(schur) else None
    return Newton(layout, tuple(f for f, _ in done), tuple(s for _, s in done), factor)


def _factorise_block(reach: Reach, block: Block, scales: Scales) -> tuple[Floats, Floats]:
    band = np.zeros((block.last - block.first, block.bandwidth + 1))
    _add_rows(reach, scales.row, band, block.first, block.first_row, block.last_row)
    _add_bounds(reach.roof, scales.floor, scales.roof, band, block.first, block.last)
    factor, failed = dpbtrf(band.T, lower=1, overwrite_ab=1)
    if failed:
        raise np.linalg.LinAlgError(failed)
    return factor, _back_substitute(factor, block.amounts.T)


def _back_substitute(factor: Floats, side: Floats) -> Floats:
    if side.size == 0:
        return np.zeros(side.shape)
    solved: Floats = dpbtrs(factor, side, lower=1)[0]
    return solved


@compiled
def _add_rows(reach: Reach, scale: Floats, band: Floats, offset: int, first: int, last: int) -> None:
    """Adds A' diag(scale) A of rows first .. last: band[j - offset, i - j] is entry (i, j), i >= j."""
    for row in range(first, last):
        end = reach.start[row + 1]
        for s in range(reach.start[row], end):
            low = np.uint64(reach.variables[s])
            line = band[low - np.uint64(offset)]
            for t in range(s, end):
                line[np.uint64(reach.variables[t]) - low] += scale[row]


@compiled
def _add_bounds(
    roof: Positions, floor_scale: Floats, roof_scale: Floats, band: Floats, first: int, last: int
) -> None:
    """Adds diag(floor_scale) + R' diag(roof_scale) R of variables first .. last."""
    for v in range(first, last):
        above = roof[v]
        band[v - first, 0] += floor_scale[v] + roof_scale[v]
        if above >= 0:
            band[above - first, 0] += roof_scale[v]
            band[min(v, above) - first, abs(v - above)] -= roof_scale[v]
