"""How far a plan is from the one that stands: as a rule, and as what is made least."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions, frozen
from siting.language import tr
from siting.model import Model, Packing
from siting.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """The plan that stands. options: its options; again: those of the same site and format in another phase, where to
    move is one change; none of them where it is to strike off one outlet and to open another."""

    options: Positions
    again: Positions

    @classmethod
    def of(cls, model: Model, options: Positions) -> Standing:
        """The plan that opens these options."""
        pair = model.option_pair
        same = np.flatnonzero(np.isin(pair, pair[options])).astype(np.int32)
        return cls(frozen(np.sort(options)), frozen(np.setdiff1d(same, options).astype(np.int32)))

    def changes(self, selection: Positions) -> int:
        """Outlets opened, struck off, or moved to another phase."""
        struck = len(np.setdiff1d(self.options, selection))
        return struck + len(np.setdiff1d(selection, np.concatenate([self.options, self.again])))

    def kept(self, selection: Positions) -> int:
        """Outlets of the plan that open, in whatever phase."""
        return len(np.intersect1d(selection, np.concatenate([self.options, self.again])))

    def weights(self, model: Model) -> Floats:
        """(n_options,) w with changes = w @ x + number of options: -1 for what stands, 0 in another phase, else 1."""
        weight = np.ones(model.n_options)
        weight[self.options], weight[self.again] = -1.0, 0.0
        return weight


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """sum over standing options of (1 - x_k) + sum over the others of x_k <= most_changes, where an option of a
    standing site and format in another phase counts nothing beside the one it replaces; and at least least_kept of the
    standing outlets open. None = no such limit."""

    standing: Standing
    most_changes: int | None = None
    least_kept: int | None = None

    def write(self, model: Model, program: object) -> None:
        """A row for each limit."""
        target, weight = cast(Program, program), self.standing.weights(model)
        if self.most_changes is not None:
            target.add_rows(
                csr_matrix(weight[None, :]), -np.inf, self.most_changes - len(self.standing.options)
            )
        if self.least_kept is not None:
            target.add_rows(csr_matrix((weight < 0.5).astype(np.float64)[None, :]), self.least_kept, np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Both numbers of a limit that does not hold."""
        found = []
        changes, kept = self.standing.changes(selection), self.standing.kept(selection)
        if self.most_changes is not None and changes > self.most_changes:
            found.append(
                tr(
                    "{count} changes to the standing plan, more than {limit}",
                    count=changes,
                    limit=self.most_changes,
                )
            )
        if self.least_kept is not None and kept < self.least_kept:
            found.append(
                tr("{count} standing outlets are kept, fewer than {limit}", count=kept, limit=self.least_kept)
            )
        return found

    def packing(self, model: Model) -> Packing | None:
        """None: what stands counts when it does not open."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """An objective: the fewest changes to the standing plan."""

    standing: Standing
    name: str = "changes"
    maximise: bool = False

    def write(self, model: Model, program: object) -> None:
        """One coefficient for each option."""
        target = cast(Program, program)
        target.reward_options(self.standing.weights(model))
        target.offset += len(self.standing.options)

    def value(self, model: Model, selection: Positions) -> float:
        """Changes of a selection."""
        return float(self.standing.changes(selection))

    def cover_weight(self, model: Model) -> Floats | None:
        """None: who is reached does not count."""
        return None
