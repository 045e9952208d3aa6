"""Whole people: integers that keep totals exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from generator.land import Floats

Whole = NDArray[np.int64]


def largest_remainder(share: Floats, total: int, least: int = 0) -> Whole:
    """Integers in proportion to share, each at least `least`, that sum to total exactly."""
    exact = share / share.sum() * (total - least * len(share))
    whole = np.floor(exact).astype(np.int64)
    short = total - least * len(share) - int(whole.sum())
    order = np.argsort(whole - exact, kind="stable")
    whole[order[:short]] += 1
    return whole + least


def fit_margins(start: Floats, rows: Floats, columns: Floats) -> Floats:
    """Iterative proportional fitting (Deming and Stephan, 1940, doi:10.1214/aoms/1177731829).

    start: (n, k) positive; the result has row sums `rows` and column sums `columns`, whose totals agree."""
    fitted = start.copy()
    for _ in range(60):
        fitted *= (columns / fitted.sum(axis=0))[None, :]
        fitted *= (rows / fitted.sum(axis=1))[:, None]
    return fitted


def round_table(exact: Floats, rows: Whole, columns: Whole) -> Whole:
    """Integers near `exact` with these row and column sums, both exactly.

    Row by row, what rounding has taken so far is carried over, so the running column sums stay within
    about one of the exact ones, and the last row settles them."""
    target = np.cumsum(exact, axis=0)
    target[-1] = columns
    given = np.zeros(exact.shape[1])
    table = np.empty(exact.shape, dtype=np.int64)
    for n, total in enumerate(rows):
        owed = np.maximum(target[n] - given, 0.0)
        whole = np.floor(owed + 1e-9)
        short = int(total - whole.sum())
        order = np.argsort(whole - owed, kind="stable")
        if short > 0:
            np.add.at(whole, order[np.arange(short) % len(order)], 1)
        for k in order[::-1]:
            taken = min(whole[k], max(0, -short))
            whole[k] -= taken
            short += int(taken)
        table[n] = whole
        given += whole
    if not (table.sum(axis=0) == columns).all() or not (table.sum(axis=1) == rows).all():
        raise ValueError("the table's margins were missed")
    return table
