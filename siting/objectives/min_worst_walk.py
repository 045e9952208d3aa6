"""Shortest longest walk: the p-center problem, with what is there already and with any rules.

S. Elloumi, M. Labbe and Y. Pochet, "A new formulation and resolution method for the p-center problem", INFORMS Journal
on Computing 16 (2004) 84-94, DOI 10.1287/ijoc.1030.0028."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model
from siting.objectives._radius import Within, in_question
from siting.objectives._walks import cutoffs, nearest, nearest_today, owners
from siting.program import IMPLIED, Program

ABOUT = mark("shorten the longest walk to the nearest outlet that anybody has who can be reached")
KEYS = ()


@dataclass(frozen=True, slots=True)
class MinWorstWalk:
    """min max_r min(C_r, travel to the nearest outlet of r's format that is there today or opens)

    over rows of weight that an outlet of today or some option reaches; C_r: the cutoff of the row's format, with which
    whoever has no outlet within it counts. A value at the cutoff says that somebody may be left out. 0 where nobody can
    be reached."""

    every_row: ClassVar[bool] = True
    name: str = "min_worst_walk"
    maximise: bool = False

    def write(self, model: Model, program: object) -> None:
        """With the radii D_0 < D_1 < ... that the value can have, u_k = 1 where it is D_k or more:

            min D_0 + sum_k (D_k - D_(k-1)) u_k,    u_k >= u_(k+1),    z_rl + u_k(r,l) >= 1

        z_rl: an option at r's l-th distance or nearer is open, as a chain of nearer and nearer; u_k(r,l) is of the
        distance that comes next for r."""
        target, radii = cast(Program, program), self.radii(model)
        target.offset += float(radii[0])
        if len(radii) == 1:
            return
        u = target.add_variables(np.diff(radii), 0.0, 1.0, IMPLIED)
        _falling(target, u)
        row, option, distance, fallback = _pairs(model, float(radii[0]))
        order = np.lexsort((option, distance, row))
        row, option, distance = row[order], option[order], distance[order]
        new_row = np.append(True, row[1:] != row[:-1])[: len(row)]
        start = np.flatnonzero(new_row | np.append(True, distance[1:] != distance[:-1])[: len(row)])
        last = np.append(new_row, True)[np.append(start[1:], len(row))[: len(start)]]
        following = np.where(last, fallback[row[start]], np.append(distance[start], 0.0)[1:])
        z = target.add_variables(np.zeros(len(start)), 0.0, 1.0, IMPLIED)
        level = np.repeat(np.arange(len(start)), np.diff(np.append(start, len(row))))
        chained = np.flatnonzero(~new_row[start])
        places = (
            np.concatenate([np.arange(len(start)), chained, level]),
            np.concatenate([z, z[chained - 1], option]),
        )
        entries = np.concatenate([np.ones(len(start)), np.full(len(chained) + len(level), -1.0)])
        shape = (len(start), target.n_variables)
        target.add_rows(csr_matrix((entries, places), shape=shape), -np.inf, 0.0)
        _reaches(target, z, u, radii, following)
        untouched = np.setdiff1d(np.flatnonzero(in_question(model)), row)
        _stays(target, u, radii, fallback[untouched])

    def value(self, model: Model, selection: Positions) -> float:
        """The longest walk of a selection, from the travel alone."""
        walk = np.minimum(nearest(model, selection), cutoffs(model))
        return float(walk[in_question(model)].max(initial=0.0))

    def radii(self, model: Model) -> Floats:
        """Every value that a selection can have, ascending: distances, of pairs, outlets of today and cutoffs, that are
        no less than the longest of the shortest possible walks."""
        fallback = np.minimum(nearest_today(model), cutoffs(model))
        counts, row = in_question(model), owners(model)
        least = fallback.copy()
        np.minimum.at(least, row, model.travel)
        floor = least[counts].max(initial=0.0)
        near = counts[row] & (model.travel < fallback[row])
        found = np.unique(np.concatenate([[floor], model.travel[near], fallback[counts]]))
        return np.asarray(found[found >= floor])

    def within(self, model: Model, radius: float) -> Within:
        """The rule that nobody walks farther than a radius."""
        return Within(radius)

    def counts_whole(self, model: Model) -> bool:
        """Whether all distances are whole."""
        radii = self.radii(model)
        return bool((radii == np.rint(radii)).all())

    def spread(self, model: Model) -> float:
        """From the least to the largest radius."""
        return float(np.ptp(self.radii(model)))

    def cover_weight(self, model: Model) -> Floats | None:
        """None: the longest walk counts, and nobody else's."""
        return None


def bind() -> MinWorstWalk:
    """The objective, ready to be put into a model."""
    return MinWorstWalk()


def _pairs(model: Model, floor: float) -> tuple[Positions, Positions, Floats, Floats]:
    """(row, option, distance) of the pairs that shorten a walk, and (n_rows,) the walk without any of them. What is
    nearer than the floor is at the floor."""
    fallback = np.maximum(np.minimum(nearest_today(model), cutoffs(model)), floor)
    row = owners(model)
    distance = np.maximum(model.travel, floor)
    kept = in_question(model)[row] & (distance < fallback[row])
    return row[kept], model.indices[kept], distance[kept], fallback


def _falling(program: Program, u: Positions) -> None:
    """u_k >= u_(k+1)."""
    count = len(u) - 1
    number = np.arange(count)
    entries = np.concatenate([-np.ones(count), np.ones(count)])
    places = (np.concatenate([number, number]), np.concatenate([u[:-1], u[1:]]))
    program.add_rows(csr_matrix((entries, places), shape=(count, program.n_variables)), -np.inf, 0.0)


def _reaches(program: Program, z: Positions, u: Positions, radii: Floats, following: Floats) -> None:
    """z + u_k >= 1, k the radius that follows."""
    matter = np.flatnonzero(following > radii[0])
    number = np.arange(len(matter))
    after = u[np.searchsorted(radii, following[matter]) - 1]
    places = (np.concatenate([number, number]), np.concatenate([z[matter], after]))
    entries = np.ones(2 * len(matter))
    program.add_rows(csr_matrix((entries, places), shape=(len(matter), program.n_variables)), 1.0, np.inf)


def _stays(program: Program, u: Positions, radii: Floats, walks: NDArray[np.float64]) -> None:
    """u_k >= 1 for the longest walk that no option shortens."""
    longest = walks.max(initial=0.0)
    if longest <= radii[0]:
        return
    row = csr_matrix(
        ([1.0], ([0], [int(u[np.searchsorted(radii, longest) - 1])])), shape=(1, program.n_variables)
    )
    program.add_rows(row, 1.0, np.inf)
