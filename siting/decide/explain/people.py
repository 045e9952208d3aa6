"""Whom an outlet reaches, and who else reaches them: by group, by circle, and outlet by outlet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from siting.coverage import TOLERANCE, Coverage, stand_ins
from siting.decide.basis import Basis
from siting.decide.explain.types import Other, Part, Reached
from siting.inputs import Floats, Positions
from siting.language import tr
from siting.plan.evidence import options_for_sale

MOST_SHARED = 10
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The coverage, turned so that what an option reaches is at hand. options: (model options,) of the coverage; table:
    share of the people of a row whom an option serves, CSC; chosen: options of the standing plan, in the coverage."""

    basis: Basis
    options: Positions
    table: csc_matrix
    chosen: Positions

    @property
    def coverage(self) -> Coverage:
        """Who is reached by what."""
        return self.basis.found.coverage

    def of(self, option: int) -> tuple[Rows, Floats]:
        """Rows of the coverage that an option of the coverage reaches, and the share of their people."""
        inside = slice(self.table.indptr[option], self.table.indptr[option + 1])
        return self.table.indices[inside].astype(np.int64), self.table.data[inside]

    def in_short(self, option: int) -> Reached:
        """How many, without groups, circles and who else reaches them."""
        mine = int(self.options[option])
        rows, share = self.of(mine)
        weight = self.coverage.weight[rows]
        known = np.zeros(len(rows)), self.coverage.served_before[rows], self._others(mine)[rows]
        sums = [float((weight * np.maximum(share - one, 0.0)).sum()) for one in known]
        return Reached(sums[0], sums[1], sums[2], (), (), (), 0)

    def _others(self, option: int) -> Floats:
        """(n_rows,) share of the people whom today's outlets that stay, and the plan's others, serve."""
        served = self.coverage.served_before.copy()
        for other in self.chosen[self.chosen != option].tolist():
            rows, share = self.of(other)
            served[rows] = np.maximum(served[rows], share)
        return served

    def reached(self, option: int) -> Reached:
        """All about the people in reach of one option of the model."""
        mine = int(self.options[option])
        rows, share = self.of(mine)
        weight, today = self.coverage.weight[rows], self.coverage.served_before[rows]
        others = self._others(mine)[rows]
        total, new, only = (
            weight * np.maximum(share - known, 0.0) for known in (np.zeros(len(rows)), today, others)
        )
        shared = sorted(
            [*self._in_plan(mine, rows, share), *self._today(rows, share)],
            key=lambda one: (-one.people, one.site, one.format),
        )
        sums = float(total.sum()), float(new.sum()), float(only.sum())
        groups = self._groups(mine, rows, (total, new, only))
        circles = self._circles(rows, (total, new, only))
        return Reached(*sums, groups, circles, tuple(shared[:MOST_SHARED]), len(shared))

    def _groups(self, option: int, rows: Rows, people: tuple[Floats, Floats, Floats]) -> tuple[Part, ...]:
        """Heads of every group where people are reached, the format's own group first."""
        inputs, format = self.basis.inputs, int(self.coverage.option_format[option])
        own = rows // self.coverage.n_demand == format
        weight, point = self.coverage.weight[rows[own]], rows[own] % self.coverage.n_demand
        shares = [np.divide(one[own], weight, out=np.zeros(len(weight)), where=weight > 0) for one in people]
        names = sorted(inputs.groups, key=lambda name: name != inputs.formats[format].group)
        return tuple(
            Part(name, *(float((inputs.groups[name][point] * one).sum()) for one in shares)) for name in names
        )

    def _circles(self, rows: Rows, people: tuple[Floats, Floats, Floats]) -> tuple[Part, ...]:
        inputs = self.basis.inputs
        n_circles = len(inputs.circles)
        if not n_circles:
            return ()
        circle = inputs.demand_circle[rows % self.coverage.n_demand]
        circle = np.where(circle < 0, n_circles, circle)
        sums = [np.bincount(circle, one, n_circles + 1) for one in people]
        names = [*map(str, inputs.circles.ids), tr("outside every circle")]
        order = np.lexsort((-sums[0], -sums[2]))
        return tuple(
            Part(names[one], *(float(part[one]) for part in sums))
            for one in order.tolist()
            if sums[0][one] > 0
        )

    def _in_plan(self, mine: int, rows: Rows, share: Floats) -> list[Other]:
        """Outlets of the plan that reach some of the same people."""
        at = np.zeros(len(self.coverage.weight))
        at[rows] = share
        found = []
        for other in self.chosen[self.chosen != mine].tolist():
            theirs, part = self.of(other)
            people = float((self.coverage.weight[theirs] * np.minimum(part, at[theirs])).sum())
            if people > 0:
                site, format = int(self.coverage.option_site[other]), int(self.coverage.option_format[other])
                found.append(
                    self._other("plan", str(self.basis.inputs.sites.ids[site]), site, format, people)
                )
        return found

    def _today(self, rows: Rows, share: Floats) -> list[Other]:
        """Outlets of today that stay and reach some of the same people."""
        inputs, times = self.basis.inputs, self.basis.found.travel
        outlet = np.repeat(np.arange(len(inputs.outlet_format)), np.diff(times.outlets.indptr))
        of = inputs.outlet_format[outlet].astype(np.int64)
        near = times.outlets.travel <= times.limit[of] + TOLERANCE
        near &= ~np.isin(outlet, _may_close(self.basis))
        outlet, of, point = outlet[near], of[near], times.outlets.indices[near].astype(np.int64)
        at, people = np.zeros(len(self.coverage.weight)), np.zeros(len(inputs.outlet_format))
        at[rows] = share
        for format, servers in enumerate(stand_ins(inputs)):
            for server, part in servers:
                row = format * self.coverage.n_demand + point[of == server]
                counts = self.coverage.weight[row] * np.minimum(at[row], part)
                people += np.bincount(outlet[of == server], counts, len(people))
        return [
            self._other(
                "today", str(inputs.outlets.ids[one]), -1, int(inputs.outlet_format[one]), float(people[one])
            )
            for one in np.flatnonzero(people > 0).tolist()
        ]

    def _other(self, kind: str, identity: str, site: int, format: int, people: float) -> Other:
        inputs = self.basis.inputs
        names = inputs.sites.names if site >= 0 else inputs.outlets.names
        place = site if site >= 0 else int(np.flatnonzero(inputs.outlets.ids == identity)[0])
        return Other(kind, identity, str(names[place]), inputs.formats[format].id, people)


def people_of(basis: Basis) -> People:
    """The people of a city that has been read."""
    coverage = basis.found.coverage
    share = np.ones(len(coverage.indices)) if coverage.share is None else coverage.share
    shape = (len(coverage.weight), len(coverage.option_cost))
    table = csr_matrix((share, coverage.indices, coverage.indptr), shape=shape).tocsc()
    options = options_for_sale(coverage, basis.question)
    return People(basis, options, table, options[basis.selection])


def _may_close(basis: Basis) -> Positions:
    """Outlets of today that the plan decides about: those it keeps are outlets of the plan."""
    inputs = basis.inputs
    if inputs.site_outlet is None:
        return np.zeros(0, dtype=np.int32)
    return np.asarray(inputs.site_outlet[inputs.kept])
