"""Most circles upgraded (基础型, 提升型, 品质型): as many levels reached as possible, all circles together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model
from siting.model.grades import (
    ALWAYS,
    grading_of,
    levels,
    presence_variables,
    present,
    reachable,
    row_groups,
    tier,
)
from siting.objectives._city_share import city_share, write_city_share
from siting.program import INTEGER, Program

ABOUT = mark("raise the grades of as many circles as possible, by the formats that are there")
KEYS = ()
# Points are whole, so that no share of people in reach makes up for one of them.
SHARE_COUNTS = 0.5


@dataclass(frozen=True, slots=True)
class MaxGrades:
    """max sum_c sum_l points_l y_cl + 1/2 share      y_cl = 1 where circle c reaches level l at the end of the plan

    share: of all people, times what they count, those in reach, 0 to 1. Points are whole numbers of at least 1, so half
    of it never outweighs a level: it decides between plans of equal grades.

        (basic_l - those there) y_cl <= sum of the presence variables of c's formats of the basic tier; likewise quality
        y_cl <= y_c,l-1"""

    everybody: ClassVar[bool] = True
    name: str = "max_grades"
    maximise: bool = True

    def write(self, model: Model, program: object) -> None:
        """Binary y for every circle and level that is open; levels that hold anyway are a constant."""
        target, phase = cast(Program, program), model.city.n_phases - 1
        grading, n_formats = grading_of(model), model.city.outlets.shape[1]
        p = presence_variables(model, target, phase).reshape(-1, n_formats)
        now = levels(model, p == ALWAYS)
        most = levels(model, reachable(model, phase))
        target.offset += float(np.concatenate([[0], np.cumsum(grading.points)])[now].sum())
        below = np.full(len(now), -1, dtype=np.int32)
        for level, points in enumerate(grading.points.tolist()):
            circles = np.flatnonzero((now <= level) & (most > level))
            y = target.add_variables(np.full(len(circles), float(points)), 0.0, 1.0, INTEGER)
            for name, asked in (("basic", grading.basic[level]), ("quality", grading.quality[level])):
                _asks(model, target, p[circles], y, name, int(asked))
            nested = below[circles] >= 0
            _below(target, y[nested], below[circles[nested]])
            below[circles] = y
        write_city_share(model, target, SHARE_COUNTS)

    def value(self, model: Model, selection: Positions) -> float:
        """Points of the levels reached, and half the share of people in reach."""
        phase = model.city.n_phases - 1
        reached = levels(model, present(model, selection, phase))
        points = np.concatenate([[0], np.cumsum(grading_of(model).points)])[reached].sum()
        return float(points) + SHARE_COUNTS * city_share(model, selection)

    def labelled(self, labels: Labels, problems: Problems, place: Place) -> MaxGrades:
        """Itself; an error where the scenario says nothing of grades."""
        if not labels.grades:
            hint = tr("Say under `grades` what a circle of each level has.")
            problems.error(place, tr("max_grades needs grades"), hint)
        return self

    def counts_whole(self, model: Model) -> bool:
        """No: shares are not."""
        return False

    def spread(self, model: Model) -> float:
        """All points there are, and a half."""
        n_circles = len(model.city.outlets) - 1
        return float(grading_of(model).points.sum() * n_circles) + SHARE_COUNTS

    def cover_weight(self, model: Model) -> Floats | None:
        """None: formats in circles count here."""
        return None

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """Rows of one circle, where people in reach make a format present; those that an outlet of today reaches
        apart."""
        last = np.array([model.city.n_phases - 1], dtype=np.int32)
        return 2 * row_groups(model, last) + (model.row_outlets > 0)


def bind() -> MaxGrades:
    """The objective, ready to be put into a model."""
    return MaxGrades()


def _asks(model: Model, program: Program, p: Positions, y: Positions, name: str, asked: int) -> None:
    """(asked - those there anyway) y <= sum of p, for each circle; p: (n_circles, n_formats)."""
    mine = tier(model, name)
    missing = asked - ((p == ALWAYS) & mine).sum(axis=1)
    rows, formats = np.nonzero((p >= 0) & mine & (missing > 0)[:, None])
    open_rows = np.flatnonzero(missing > 0)
    data = np.concatenate([-np.ones(len(rows)), missing[open_rows]])
    at = np.concatenate([rows, open_rows]), np.concatenate([p[rows, formats], y[open_rows]])
    program.add_rows(csr_matrix((data, at), shape=(len(y), program.n_variables)), -np.inf, 0.0)


def _below(program: Program, y: Positions, lower: Positions) -> None:
    """y <= lower, one by one."""
    number = np.arange(len(y))
    data = np.concatenate([np.ones(len(y)), -np.ones(len(y))])
    at = np.concatenate([number, number]), np.concatenate([y, lower])
    program.add_rows(csr_matrix((data, at), shape=(len(y), program.n_variables)), -np.inf, 0.0)
