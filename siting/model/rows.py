"""The rows and options of a model, cut out of the coverage: in parts where some serve only in part, and by phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.coverage import Coverage, Partly
from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Reach as CSR, rows by options. row: (n_rows,) row of the coverage; width: (n_rows,) share of its people;
    outlets, nearest: (n_rows,) outlets of today that reach them, and travel to the nearest; row_phase: (n_rows,).
    option: (n_options,) option of the coverage; option_phase: (n_options,).

    share: (nnz,) of the row's people whom the option serves, None where that is all."""

    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats
    share: Floats | None
    row: NDArray[np.int64]
    width: Floats
    outlets: Positions
    nearest: Floats
    row_phase: Positions
    option: NDArray[np.int64]
    option_phase: Positions


def rows_of(coverage: Coverage, rows: NDArray[np.int64], options: NDArray[np.int64]) -> Rows:
    """Reach of some rows and options, renumbered."""
    shape = (len(coverage.indptr) - 1, len(coverage.option_cost))
    reach = csr_matrix((coverage.travel, coverage.indices, coverage.indptr), shape=shape)[rows]
    share = None
    if coverage.share is not None:
        share = csr_matrix((coverage.share, coverage.indices, coverage.indptr), shape=shape)[rows]
    if len(options) < shape[1]:
        reach = reach[:, options]
        share = None if share is None else share[:, options]
    return Rows(
        indptr=reach.indptr.astype(np.int64),
        indices=reach.indices.astype(np.int32),
        travel=reach.data,
        share=None if share is None else share.data,
        row=rows,
        width=np.ones(len(rows)),
        outlets=coverage.outlets_before[rows],
        nearest=coverage.nearest_before[rows],
        row_phase=np.zeros(len(rows), dtype=np.int32),
        option=options,
        option_phase=np.zeros(len(options), dtype=np.int32),
    )


def in_parts(found: Rows, today: Partly | None = None, every_row: bool = False) -> Rows:
    """Every row in parts, so that an option, or an outlet of today, serves all of a part or nobody of it.

    With shares 0 < a_1 < ... < a_m = 1 among a row's options and outlets, part j is a_j - a_(j-1) of its people, whom
    those of share a_j and more serve: the best one open decides, two halves do not make a whole. Parts that an outlet
    of today serves have left, unless every row is asked for."""
    row, share, far = _partly_reached(found, today)
    if not len(row) and (found.share is None or (found.share == 1.0).all()):
        return found
    lengths = np.diff(found.indptr)
    own = np.ones(len(found.indices)) if found.share is None else found.share
    part, top, below = _steps(lengths, own, row, share)
    of_part, pair = _spread(part, lengths, found.indptr)
    kept = own[pair] >= top[of_part]
    degree = np.bincount(of_part[kept], minlength=len(part))
    outlets, nearest = found.outlets[part].copy(), found.nearest[part].copy()
    by_row = np.searchsorted(row, np.arange(len(lengths) + 1))
    of_outlet, at = _spread(part, np.diff(by_row), by_row)
    serves = share[at] >= top[of_outlet]
    np.add.at(outlets, of_outlet[serves], 1)
    np.minimum.at(nearest, of_outlet[serves], far[at[serves]])
    stays = (outlets == found.outlets[part]) | every_row
    pair = pair[kept][stays[of_part[kept]]]
    return Rows(
        indptr=np.concatenate([[0], np.cumsum(degree[stays])]).astype(np.int64),
        indices=found.indices[pair],
        travel=found.travel[pair],
        share=None,
        row=found.row[part][stays],
        width=(top - below)[stays],
        outlets=outlets[stays],
        nearest=nearest[stays],
        row_phase=found.row_phase[part][stays],
        option=found.option,
        option_phase=found.option_phase,
    )


def _partly_reached(found: Rows, today: Partly | None) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Pairs of outlets of today that serve in part, of these rows: position of the row, ascending; share; travel."""
    if today is None:
        return np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0)
    at = np.searchsorted(found.row, today.row)
    known = np.flatnonzero(np.append(found.row, -1)[at] == today.row)
    return at[known], today.share[known], today.travel[known]


def _steps(
    lengths: NDArray[np.int64], own: Floats, row: NDArray[np.int64], share: Floats
) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Every part: its row, and the shares where it ends and begins."""
    # The whole is always a step, also where no option serves it: those people stay short.
    rows = np.concatenate([np.repeat(np.arange(len(lengths)), lengths), row, np.arange(len(lengths))])
    steps = np.unique(np.column_stack([rows, np.concatenate([own, share, np.ones(len(lengths))])]), axis=0)
    part, top = steps[:, 0].astype(np.int64), steps[:, 1]
    below = np.where(
        np.append(True, part[1:] != part[:-1])[: len(part)], 0.0, np.append(0.0, top[:-1])[: len(part)]
    )
    return part, top, below


def _spread(
    part: NDArray[np.int64], counts: NDArray[np.int64], first: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The entries of each part's row: number of the part, and position of the entry. counts: entries of a row, from
    first on."""
    count = counts[part]
    number = np.repeat(np.arange(len(part)), count)
    at = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[part[number]]
    return number, at


def in_phases(found: Rows, n_phases: int) -> Rows:
    """Every row and option once for each phase, phase by phase: what opens in a phase serves in it and ever after."""
    if n_phases == 1:
        return found
    n_rows, n_options = len(found.row), len(found.option)
    lengths = np.diff(found.indptr)
    blocks, times = [], []
    for phase in range(n_phases):
        copies = phase + 1
        owner = np.repeat(np.arange(n_rows), lengths * copies)
        first = np.cumsum(lengths * copies) - lengths * copies
        within = np.arange(len(owner)) - first[owner]
        pair = found.indptr[owner] + within % lengths[owner]
        blocks.append(found.indices[pair] + (within // lengths[owner]).astype(np.int32) * np.int32(n_options))
        times.append(found.travel[pair])
    degrees = np.concatenate([lengths * (phase + 1) for phase in range(n_phases)])
    return Rows(
        indptr=np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64),
        indices=np.concatenate(blocks).astype(np.int32),
        travel=np.concatenate(times),
        share=None,
        row=np.tile(found.row, n_phases),
        width=np.tile(found.width, n_phases),
        outlets=np.tile(found.outlets, n_phases),
        nearest=np.tile(found.nearest, n_phases),
        row_phase=np.repeat(np.arange(n_phases, dtype=np.int32), n_rows),
        option=np.tile(found.option, n_phases),
        option_phase=np.repeat(np.arange(n_phases, dtype=np.int32), n_options),
    )
