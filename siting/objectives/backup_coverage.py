"""Coverage with a second outlet behind the first: for when one is shut, full, or far at that hour.

K. Hogan and C. ReVelle, "Concepts and applications of backup coverage", Management Science 32 (1986) 1434-1444,
DOI 10.1287/mnsc.32.11.1434."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model, cover_variables
from siting.program import IMPLIED, Program

if TYPE_CHECKING:
    from siting.scenario.goal import Backup

ABOUT = mark("give as many people as possible a second outlet in reach, those of today counted")
KEYS = ("backup",)


@dataclass(frozen=True, slots=True)
class BackupCoverage:
    """max sum_r w_r (first [n_r >= 1] + second [n_r >= 2]),    n_r = outlets of today and open options that reach r

    A row that only one outlet can reach never has a backup, whatever else opens."""

    first: float = 0.0
    second: float = 1.0
    every_row: ClassVar[bool] = True
    name: str = "backup_coverage"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """z_r as in max_coverage where no outlet of today reaches a row; there, a backup b_r asks for two:

            b_r <= sum_k x_k - x_j    for every option j of the row

        which leaves b_r = 0 when one is open alone. b_r <= sum_k x_k instead would take the first outlet for a
        second. Where one of today reaches the row, b_r is z_r; where two do, the row is done."""
        target, today, counts = cast(Program, program), _today(model), model.weight > 0
        z = cover_variables(model, target)
        first = np.flatnonzero(counts & (today == 0) & (z >= 0))
        if self.first > 0:
            target.reward(z[first], self.first * model.weight[first])
        second = np.flatnonzero(counts & (today == 1) & (z >= 0))
        target.reward(z[second], self.second * model.weight[second])
        several = np.flatnonzero(counts & (today == 0) & (np.diff(model.indptr) > 1))
        b = target.add_variables(self.second * model.weight[several], 0.0, 1.0, IMPLIED)
        _without_any_one(model, target, several, b)
        done = np.where(today >= 1, self.first, 0.0) + np.where(today >= 2, self.second, 0.0)
        target.offset += float((model.weight * done).sum())

    def value(self, model: Model, selection: Positions) -> float:
        """Weight of the rows reached once and twice, counted from the coverage alone."""
        chosen = np.zeros(model.n_options, dtype=np.int64)
        chosen[selection] = 1
        opened = np.concatenate([[0], np.cumsum(chosen[model.indices])])
        outlets = _today(model) + opened[model.indptr[1:]] - opened[model.indptr[:-1]]
        worth = np.where(outlets >= 1, self.first, 0.0) + np.where(outlets >= 2, self.second, 0.0)
        return float((model.weight * worth).sum())

    def counts_whole(self, model: Model) -> bool:
        """Whether weights are whole, and what being reached counts."""
        factors = self.first.is_integer() and self.second.is_integer()
        return factors and bool((model.weight == np.rint(model.weight)).all())

    def spread(self, model: Model) -> float:
        """What all rows together can count."""
        return float((self.first + self.second) * model.weight.sum())

    def cover_weight(self, model: Model) -> Floats | None:
        """None: being reached once is not enough."""
        return None


def bind(backup: Backup | None = None) -> BackupCoverage:
    """The objective, ready to be put into a model."""
    return BackupCoverage() if backup is None else BackupCoverage(backup.first_weight, backup.backup_weight)


def _today(model: Model) -> NDArray[np.int64]:
    """(n_rows,) outlets of today that reach the row."""
    known = model.row_outlets if len(model.row_outlets) else np.zeros(model.n_rows)
    return known.astype(np.int64)


def _without_any_one(model: Model, program: Program, rows: NDArray[np.int64], b: Positions) -> None:
    """b_r + x_j <= s_r for every option j of each row, s_r = sum of the row's options: two numbers an option more."""
    shape = (model.n_rows, model.n_options)
    reach = csr_matrix((np.ones(len(model.indices)), model.indices, model.indptr), shape=shape)[rows].tocoo()
    lengths = np.diff(model.indptr)[rows]
    s = program.add_variables(np.zeros(len(rows)), 0.0, float(lengths.max(initial=0)), IMPLIED)
    width, n_pairs, number = program.n_variables, len(reach.row), np.arange(len(rows))
    sums = (
        np.concatenate([np.ones(len(rows)), -np.ones(n_pairs)]),
        (np.concatenate([number, reach.row]), np.concatenate([s, reach.col])),
    )
    program.add_rows(csr_matrix(sums, shape=(len(rows), width)), 0.0, 0.0)
    pair = np.arange(n_pairs)
    links = (
        np.concatenate([np.ones(2 * n_pairs), -np.ones(n_pairs)]),
        (np.concatenate([pair] * 3), np.concatenate([b[reach.row], reach.col, s[reach.row]])),
    )
    program.add_rows(csr_matrix(links, shape=(n_pairs, width)), -np.inf, 0.0)
