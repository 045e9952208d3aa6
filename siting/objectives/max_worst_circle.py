"""The worst circle as well off as can be: the smallest share of people in reach is made as large as possible.

The maximin principle of equity, as in M. T. Marsh and D. A. Schilling, "Equity measurement in facility location
analysis", European Journal of Operational Research 74 (1994) 1-17, DOI 10.1016/0377-2217(94)90200-3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model, cover_variables, covered
from siting.objectives._city_share import city_share, counted, write_city_share
from siting.program import Program

ABOUT = mark("make the smallest share of people in reach, over all circles, as large as possible")
KEYS = ("worst",)
PERCENT = 100.0
SHARE_COUNTS = 0.01


@dataclass(frozen=True, slots=True)
class MaxWorstCircle:
    """max t + 1/100 share,    t <= 100 (reached_g + sum_{r in g} w_r z_r) / W_g    for every group g with people

    In per cent. A group is a circle, all formats together, or a circle and a format; W_g: people times what they
    count, times the years of each phase. share: that of the whole city, outside of circles included. It decides between
    plans whose worst circles are alike, and since it is at most 100, it never makes up for one point of the worst
    circle."""

    each: Literal["circle", "circle_format"] = "circle"
    name: str = "max_worst_circle"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """One continuous t, at most what the group that can be helped least allows, and a row for each group that may
        be below that. No row of people counts for more than what brings its group there."""
        target = cast(Program, program)
        group, whole, today = self._groups(model)
        write_city_share(model, target, SHARE_COUNTS * PERCENT)
        if not len(whole):
            return
        z, weight = cover_variables(model, target), counted(model)
        gain = np.where((group >= 0) & (z >= 0), PERCENT * weight / np.append(whole, 1.0)[group], 0.0)
        base = PERCENT * today / whole
        inside = group >= 0
        most = base + np.bincount(group[inside], weights=gain[inside], minlength=len(whole))
        top = float(most.min())
        t = target.add_variables(np.ones(1), 0.0, top)
        open_groups = np.flatnonzero(base < top)
        number = np.full(len(whole) + 1, -1, dtype=np.int64)
        number[open_groups] = np.arange(len(open_groups))
        rows = np.flatnonzero((number[group] >= 0) & (gain > 0))
        entry = np.minimum(gain[rows], (top - base)[group[rows]])
        data = np.concatenate([-entry, np.ones(len(open_groups))])
        at = (
            np.concatenate([number[group[rows]], np.arange(len(open_groups))]),
            np.concatenate([z[rows], np.repeat(t, len(open_groups))]),
        )
        matrix = csr_matrix((data, at), shape=(len(open_groups), target.n_variables))
        target.add_rows(matrix, -np.inf, base[open_groups])

    def value(self, model: Model, selection: Positions) -> float:
        """The smallest share in per cent, and a hundredth of the city's."""
        return float(self.shares(model, selection).min(initial=PERCENT)) + (
            SHARE_COUNTS * PERCENT * city_share(model, selection)
        )

    def shares(self, model: Model, selection: Positions) -> Floats:
        """(n_groups,) per cent in reach of each group in which somebody counts."""
        group, whole, today = self._groups(model)
        inside = group >= 0
        new = np.where(covered(model, selection), counted(model), 0.0)
        gained = np.bincount(group[inside], weights=new[inside], minlength=len(whole))
        return np.asarray(PERCENT * (today + gained) / whole)

    def counts_whole(self, model: Model) -> bool:
        """No: shares are not."""
        return False

    def spread(self, model: Model) -> float:
        """From nobody anywhere to everybody everywhere."""
        return PERCENT + SHARE_COUNTS * PERCENT

    def cover_weight(self, model: Model) -> Floats | None:
        """None: the worst circle counts, not their sum."""
        return None

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """Rows of one group, those that an outlet of today reaches apart."""
        return 2 * self._groups(model)[0] + (model.row_outlets > 0)

    def labelled(self, labels: Labels, problems: Problems, place: Place) -> MaxWorstCircle:
        """Itself; an error where there are no circles."""
        if not labels.circle_ids:
            message = tr("max_worst_circle needs circles, and the scenario has none")
            problems.error(place, message, tr("Give a layer under `circles`, or draw them (circles.draw)."))
        return self

    def _groups(self, model: Model) -> tuple[NDArray[np.int64], Floats, Floats]:
        """(n_rows,) group of each row, -1 for none; (n_groups,) what all its people count, and those reached today."""
        years = model.city.years[:, None, None]
        whole, today = (
            (table * years).sum(axis=0)[:-1] for table in (model.city.worth, model.city.worth_reached)
        )
        if self.each == "circle":
            whole, today = whole.sum(axis=1, keepdims=True), today.sum(axis=1, keepdims=True)
        known = np.flatnonzero(whole.ravel() > 0)
        format = model.row_format if self.each == "circle_format" else 0
        cell = np.where(model.row_circle < 0, -1, model.row_circle.astype(np.int64) * whole.shape[1] + format)
        number = np.full(whole.size + 1, -1, dtype=np.int64)
        number[known] = np.arange(len(known))
        return number[cell], whole.ravel()[known], today.ravel()[known]


def bind(worst: Literal["circle", "circle_format"] | None = None) -> MaxWorstCircle:
    """The objective, ready to be put into a model."""
    return MaxWorstCircle(worst or "circle")
