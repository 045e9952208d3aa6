"""The rows of a certificate, from the raw coverage: by phase where there are phases, in parts where some serve in part.

Made apart from the rows of the model (`siting.model.rows`), so that a mistake in either is found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class ProvedRows:
    """reach: CSR (n_rows, n_options) of the model's options. row: (n_rows,) of the coverage; phase: (n_rows,).

    part: (n_rows,) which part of its row it is, from 0; width: (n_rows,) share of the row's people, None where every
    row is whole. Ordered by phase, row and part."""

    reach: csr_matrix
    row: Longs
    phase: Positions
    part: Positions
    width: Floats | None

    def find(self, model: Model, n_demand: int) -> Longs:
        """(model rows,) position of each row of the model among these, -1 where it is none of them."""
        row = model.row_format.astype(np.int64) * n_demand + model.row_demand
        phase = model.row_phase if len(model.row_phase) else np.zeros(len(row), dtype=np.int32)
        part = _numbered(phase, row)
        n_rows = int(max(self.row.max(initial=0), row.max(initial=0))) + 1
        n_parts = int(max(self.part.max(initial=0), part.max(initial=0))) + 1
        asked = (phase.astype(np.int64) * n_rows + row) * n_parts + part
        mine = (self.phase.astype(np.int64) * n_rows + self.row) * n_parts + self.part
        at = np.searchsorted(mine, asked)
        return np.where(np.append(mine, -1)[at] == asked, at, -1)


def proved_rows(
    inputs: Inputs, coverage: Coverage, options: Positions, option_phase: Positions
) -> ProvedRows:
    """Rows of people whom no outlet of today serves and some option for sale could.

    options, option_phase: (n_options,) of the model: position in the coverage, and phase.
    1. A part of a row ends at each share that options for sale serve, and at the whole; what an outlet of today
       serves is no row.
    2. A row of phase t is served by what opens in t or before, of people who have arrived by then."""
    reach, row, part, width = _whole(coverage, options)
    if coverage.share is not None or coverage.share_before is not None:
        reach, row, part, width = _in_parts(coverage, options)  # RULE 1
    blocks, rows = [], []
    for phase in range(inputs.phases.n):
        block = reach if inputs.phases.n == 1 else _up_to(reach, option_phase <= phase)  # RULE 2
        there = np.diff(block.indptr) > 0
        if inputs.demand_phase is not None:
            there &= inputs.demand_phase[row % coverage.n_demand] <= phase
        blocks.append(block if there.all() else block[there])
        rows.append(np.flatnonzero(there))
    where = np.concatenate(rows)
    return ProvedRows(
        reach=vstack(blocks, format="csr") if len(blocks) > 1 else blocks[0],
        row=row[where],
        phase=np.repeat(np.arange(len(rows), dtype=np.int32), [len(one) for one in rows]),
        part=part[where],
        width=None if width is None else width[where],
    )


def _whole(coverage: Coverage, options: Positions) -> tuple[csr_matrix, Longs, Positions, None]:
    """Reach of the options for sale by rows of the coverage, as where nobody is served in part; and those rows."""
    ones = np.ones(len(coverage.indices), dtype=np.int8)
    shape = (len(coverage.weight), len(coverage.option_cost))
    reach = csr_matrix((ones, coverage.indices, coverage.indptr), shape=shape)
    kept = np.flatnonzero(~coverage.covered_before & (coverage.weight > 0))
    reach = reach[kept]
    if len(options) != shape[1] or (np.diff(options) != 1).any():
        reach = reach[:, options]
    some = np.diff(reach.indptr) > 0
    reach = reach[some]
    reach.sort_indices()
    return reach, kept[some], np.zeros(int(some.sum()), dtype=np.int32), None


def _in_parts(coverage: Coverage, options: Positions) -> tuple[csr_matrix, Longs, Positions, Floats]:
    """The same in parts, row by row: nobody is served in part but in small cities, or by few formats."""
    shape = (len(coverage.weight), len(coverage.option_cost))
    share = np.ones(len(coverage.indices)) if coverage.share is None else coverage.share
    table = csr_matrix((share, coverage.indices, coverage.indptr), shape=shape)[:, options]
    table.sort_indices()
    row, part, width, members = [], [], [], [np.zeros(0, dtype=np.int32)]
    for one in np.flatnonzero(~coverage.covered_before & (coverage.weight > 0)).tolist():
        inside = slice(*table.indptr[one : one + 2].tolist())
        own, columns = table.data[inside], table.indices[inside]
        low = float(coverage.served_before[one])
        for number, top in enumerate(sorted({*own[own > low].tolist(), 1.0})):
            row.append(one)
            part.append(number)
            width.append(top - low)
            members.append(columns[own >= top])
            low = top
    start = np.cumsum([len(columns) for columns in members])
    columns = np.concatenate(members)
    reach = csr_matrix((np.ones(len(columns), np.int8), columns, start), shape=(len(row), len(options)))
    return reach, np.array(row, np.int64), np.array(part, np.int32), np.array(width, np.float64)


def _up_to(reach: csr_matrix, wanted: NDArray[np.bool_]) -> csr_matrix:
    """The reach of some options; the others reach nothing."""
    kept = wanted[reach.indices]
    start = np.concatenate([[0], np.cumsum(kept)])[reach.indptr]
    return csr_matrix((reach.data[kept], reach.indices[kept], start), shape=reach.shape)


def _numbered(phase: Positions, row: Longs) -> Longs:
    """0, 1, ... for the rows of a model that are one row of the coverage in one phase, in their order: its parts."""
    order = np.lexsort((row, phase))
    first = np.append(True, (np.diff(row[order]) != 0) | (np.diff(phase[order]) != 0))[: len(row)]
    begins = np.maximum.accumulate(np.where(first, np.arange(len(row)), 0))
    found = np.empty(len(row), dtype=np.int64)
    found[order] = np.arange(len(row)) - begins
    return found
