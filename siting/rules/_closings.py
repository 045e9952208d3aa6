"""What closing outlets of today obeys: a place is kept or replaced, and no more close than the scenario lets.

An option that keeps an outlet is open where the outlet stays; where it is not, the outlet closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix

from siting.inputs import Inputs, Positions
from siting.inputs.types import KEEP, REPLACE
from siting.language import tr
from siting.model import Model, Packing
from siting.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class Closings:
    """x_keep + x_k <= 1 for every option k in the place of an outlet that is kept; for each limit on closings
    sum of x_keep >= outlets that may close - most.

    most: sites that keep outlets, and how many of these may close. names: of the outlets of sites, by site."""

    most: tuple[tuple[Positions, int], ...]
    names: tuple[str, ...]

    def write(self, model: Model, program: object) -> None:
        """A row for each option that replaces, and one for each limit."""
        target = cast(Program, program)
        target.add_rows(_pairs(model), -np.inf, 1.0)
        if self.most:
            members, least = self._kept(model)
            target.add_rows(members, least, np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Places that are kept and replaced, and limits that more outlets pass."""
        chosen = np.zeros(model.n_options)
        chosen[selection] = 1.0
        pairs = _pairs(model)
        found = []
        for pair in np.flatnonzero(pairs @ chosen > 1.5).tolist():
            both = pairs[[pair]].indices
            kept = int(both[model.option_keep[both]][0])
            name = self.names[model.option_site[kept]]
            found.append(tr("outlet {name} is kept, and replaced as well", name=name))
        members, least = self._kept(model)
        for row, kept in enumerate((members @ chosen).tolist()):
            closed = int(members[[row]].nnz - round(kept))
            if kept < least[row] - 0.5:
                text = tr("{count} outlets close, more than {limit}", count=closed, limit=self.most[row][1])
                found.append(text)
        return found

    def packing(self, model: Model) -> Packing | None:
        """The rule exactly, where nothing limits the closings."""
        if self.most:
            return None
        pairs = _pairs(model)
        label = tr("an outlet of today is kept or replaced")
        count = pairs.shape[0]
        return Packing(pairs, np.ones(count), tuple(f"{label} {k + 1}" for k in range(count)))

    def demanded(self, model: Model) -> Packing | None:
        """The outlets that have to be kept."""
        if not self.most:
            return None
        members, least = self._kept(model)
        labels = tuple(tr("outlets of today that are kept") for _ in least)
        return Packing(members, least, labels)

    def _kept(self, model: Model) -> tuple[csr_matrix, np.ndarray[tuple[int], np.dtype[np.float64]]]:
        """Options that keep outlets, a row for each limit; and how many of them are open at least."""
        keep = np.flatnonzero(model.option_keep)
        rows = [keep[np.isin(model.option_site[keep], sites)] for sites, _ in self.most]
        start = np.cumsum([0, *(len(row) for row in rows)])
        columns = np.concatenate([np.zeros(0, dtype=np.int64), *rows])
        members = csr_matrix((np.ones(len(columns)), columns, start), shape=(len(rows), model.n_options))
        least = [max(0, len(row) - most) for row, (_, most) in zip(rows, self.most, strict=True)]
        return members, np.array(least, dtype=np.float64)


def closings_of(inputs: Inputs) -> tuple[Closings, ...]:
    """The rule, where outlets may close at all."""
    if not inputs.kept.any():
        return ()
    return (Closings(inputs.most_closings, tuple(str(name) for name in inputs.sites.ids)),)


def _pairs(model: Model) -> csr_matrix:
    """(n_pairs, n_options) ones at an option that keeps an outlet and at one that replaces it."""
    role, outlet = model.city.site_role[model.option_site], model.city.site_outlet[model.option_site]
    keep, other = np.flatnonzero(role == KEEP), np.flatnonzero(role == REPLACE)
    keeper = dict(zip(outlet[keep].tolist(), keep.tolist(), strict=True))
    at = np.array([keeper[one] for one in outlet[other].tolist()], dtype=np.int64)
    row = np.arange(len(other))
    places = (np.concatenate([row, row]), np.concatenate([at, other]))
    return csr_matrix((np.ones(2 * len(row)), places), shape=(len(row), model.n_options))
