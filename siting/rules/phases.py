"""Phases: what opens stays open, so no site opens a format twice; and the most outlets of each phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix, vstack

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.program import Program
from siting.rules import amount
from siting.rules._by_phase import by_position
from siting.rules._filters import ScopeSettings
from siting.rules._scope import Scope, bind_scope
from siting.scenario.schema import Count

ABOUT = mark(
    "each outlet opens in one phase and stays; most new outlets of each phase; part of every scenario with phases"
)


class Settings(ScopeSettings):
    """Keys of the rule `phases`; a scenario's own list of phases says them without this rule."""

    max_new: dict[str, Count] = Field(
        default={}, description=mark("id of a phase -> most outlets opening in it")
    )


@dataclass(frozen=True, slots=True, eq=False)
class Phases:
    """sum over phases of x_k <= 1 for each (site, format); sum of x_k of a group in phase t <= most_t.

    most: position of the phase -> most outlets. The scope says which outlets the second limit counts; the first one
    holds for all."""

    most: dict[int, int]
    scope: Scope
    phase_ids: tuple[str, ...]

    def write(self, model: Model, program: object) -> None:
        """The packing, row by row."""
        packing = self.packing(model)
        cast(Program, program).add_rows(packing.matrix, -np.inf, packing.limit)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Outlets that open twice, and phases in which too many open, with both numbers."""
        packing = self.packing(model)
        used = packing.used(model, selection)
        return [
            tr(
                "{rule}: {number} open, at most {limit} may",
                rule=packing.labels[row],
                number=amount(float(used[row])),
                limit=amount(float(packing.limit[row])),
            )
            for row in np.flatnonzero(used > packing.limit + 0.5)
        ]

    def packing(self, model: Model) -> Packing:
        """Both limits, exactly; the first only where there is more than one phase to open in."""
        once, names = _once(model, self.scope.labels)
        matrices, limits, labels = [once], [np.ones(len(names))], list(names)
        groups = self.scope.groups(model) if self.most else None
        for phase, most in sorted(self.most.items()):
            assert groups is not None
            matrices.append(_within(groups.members, model.option_phase == phase))
            limits.append(np.full(len(groups.labels), float(most)))
            labels += [
                tr("{rule}, phase '{phase}'", rule=each, phase=self.phase_ids[phase])
                for each in groups.labels
            ]
        return Packing(vstack(matrices, format="csr"), np.concatenate(limits), tuple(labels))


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Phases:
    """The rule for a model with these labels; unknown ids are added to problems."""
    scope = bind_scope(tr("number of new outlets"), settings, labels, problems, place or Place())
    known = by_position(settings.max_new, "max_new", settings, labels, problems, place or Place())
    return Phases(known, scope, labels.phases)


def _once(model: Model, labels: Labels) -> tuple[csr_matrix, list[str]]:
    """CSR of ones: a row for each (site, format) that is for sale more than once, and its name."""
    _, first, row, times = np.unique(
        model.option_pair, return_index=True, return_inverse=True, return_counts=True
    )
    several = np.flatnonzero(times > 1)
    options = np.flatnonzero(times[row] > 1)
    place = (np.searchsorted(several, row[options]), options)
    matrix = csr_matrix((np.ones(len(options)), place), shape=(len(several), model.n_options))
    pairs = [(model.option_site[one], model.option_format[one]) for one in first[several].tolist()]
    names = [
        tr("{site} / {format} opens once", site=labels.site_ids[site], format=labels.format_ids[format])
        for site, format in pairs
    ]
    return matrix, names


def _within(members: csr_matrix, wanted: NDArray[np.bool_]) -> csr_matrix:
    """The columns that are wanted; the others empty."""
    found = members.multiply(wanted.astype(np.float64)[None, :]).tocsr()
    found.eliminate_zeros()
    return csr_matrix(found)
