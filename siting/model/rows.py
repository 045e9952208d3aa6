"""The rows and options of a model, cut out of the coverage: in parts where some serve only in part, and by phase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.coverage import Coverage
from siting.inputs import Floats, Positions


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Reach as CSR, rows by options. row: (n_rows,) row of the coverage; width: (n_rows,) share of its people;
    row_phase: (n_rows,). option: (n_options,) option of the coverage; option_phase: (n_options,).

    share: (nnz,) of the row's people whom the option serves, None where that is all."""

    indptr: NDArray[np.int64]
    indices: Positions
    travel: Floats
    share: Floats | None
    row: NDArray[np.int64]
    width: Floats
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
        row_phase=np.zeros(len(rows), dtype=np.int32),
        option=options,
        option_phase=np.zeros(len(options), dtype=np.int32),
    )


def in_parts(found: Rows) -> Rows:
    """Every row in parts, so that an option serves all of a part or nobody of it.

    With shares 0 < a_1 < ... < a_m = 1 among a row's options, part j is a_j - a_(j-1) of its people, whom the options
    of share a_j and more serve: the best option open decides, two halves do not make a whole."""
    if found.share is None or (found.share == 1.0).all():
        return found
    lengths = np.diff(found.indptr)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    # The whole is always a step, also where no option serves it: those people stay short.
    steps = np.unique(
        np.column_stack(
            [np.concatenate([owner, np.arange(len(lengths))]), np.append(found.share, np.ones(len(lengths)))]
        ),
        axis=0,
    )
    row, top = steps[:, 0].astype(np.int64), steps[:, 1]
    below = np.where(np.append(True, row[1:] != row[:-1]), 0.0, np.append(0.0, top[:-1]))
    counts = lengths[row]
    part = np.repeat(np.arange(len(row)), counts)
    pair = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + found.indptr[row[part]]
    kept = found.share[pair] >= top[part]
    part, pair = part[kept], pair[kept]
    return Rows(
        indptr=np.concatenate([[0], np.cumsum(np.bincount(part, minlength=len(row)))]).astype(np.int64),
        indices=found.indices[pair],
        travel=found.travel[pair],
        share=None,
        row=found.row[row],
        width=top - below,
        row_phase=found.row_phase[row],
        option=found.option,
        option_phase=found.option_phase,
    )


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
        row_phase=np.repeat(np.arange(n_phases, dtype=np.int32), n_rows),
        option=np.tile(found.option, n_phases),
        option_phase=np.repeat(np.arange(n_phases, dtype=np.int32), n_options),
    )
