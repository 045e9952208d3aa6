"""Every circle has at least the formats of a grade (基础型, 提升型, 品质型)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.sparse import csr_matrix

from siting.errors import Place, Problems
from siting.inputs import Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing
from siting.model.grades import (
    ALWAYS,
    grading_of,
    presence_variables,
    present,
    reachable,
    row_groups,
    tier,
)
from siting.parts import suggestion
from siting.program import Program
from siting.rules._people import CircleSettings, Where, bind_where, called, needs_circles
from siting.scenario.schema import Word

ABOUT = mark("every circle reaches at least a grade, by the formats that are there")
COUNTS_PEOPLE = True
TIERS = ("basic", "quality")


class Settings(CircleSettings):
    """Keys of the rule `grade`; what a level asks for stands under `grades`."""

    level: Word = Field(description=mark("id of the level that every circle must reach"))


@dataclass(frozen=True, slots=True, eq=False)
class Grade:
    """For every circle c of the scope: at least basic[level] formats of the basic tier are there, and quality[level] of
    the quality tier. What being there means, `siting.model.grades` says."""

    level: int
    where: Where
    everybody: ClassVar[bool] = True

    def write(self, model: Model, program: object) -> None:
        """sum of the presence variables of a circle's formats of a tier >= what is asked for beyond those that are
        there whatever opens."""
        target = cast(Program, program)
        circles, n_formats = self._circles(model), model.city.outlets.shape[1]
        for phase in self.where.phases.tolist():
            p = presence_variables(model, target, phase).reshape(-1, n_formats)[circles]
            for name, asked in zip(TIERS, self._asked(model), strict=True):
                mine = tier(model, name)
                missing = asked - ((p == ALWAYS) & mine).sum(axis=1)
                rows, formats = np.nonzero((p >= 0) & mine & (missing > 0)[:, None])
                entries = (np.ones(len(rows)), (rows, p[rows, formats]))
                matrix = csr_matrix(entries, shape=(len(circles), target.n_variables))
                target.add_rows(matrix[missing > 0], missing[missing > 0], np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Circles below the level, with the formats that are there and those that the level asks for."""
        text = mark(
            "{rule}: {basic} of {least_basic} basic and {quality} of {least_quality} quality formats are there"
        )
        return self._below(
            model, text, {phase: present(model, selection, phase) for phase in self.where.phases.tolist()}
        )

    def impossible(self, model: Model) -> list[str]:
        """Circles that cannot reach the level whatever opens, with the formats that could be there."""
        text = mark(
            "{rule}: if every outlet for sale opened, {basic} of {least_basic} basic and {quality} of {least_quality} "
            "quality formats would be there"
        )
        return self._below(
            model, text, {phase: reachable(model, phase) for phase in self.where.phases.tolist()}
        )

    def packing(self, model: Model) -> Packing | None:
        """None: this asks for something, it is no upper limit."""
        return None

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """Rows of one circle that count, where people in reach make a format present."""
        return row_groups(model, self.where.phases)

    def _below(self, model: Model, text: str, there: dict[int, NDArray[np.bool_]]) -> list[str]:
        found, asked = [], self._asked(model)
        for phase, marks in there.items():
            counts = [(marks & tier(model, name)).sum(axis=1) for name in TIERS]
            for circle in self._circles(model).tolist():
                has = [int(count[circle]) for count in counts]
                if has[0] < asked[0] or has[1] < asked[1]:
                    name = tr("grade '{id}'", id=grading_of(model).ids[self.level])
                    name += tr(", ") + called("circle", self.where.labels.circle_ids[circle])
                    name += self.where.in_phase(phase)
                    found.append(
                        tr(
                            text,
                            rule=name,
                            basic=has[0],
                            quality=has[1],
                            least_basic=asked[0],
                            least_quality=asked[1],
                        )
                    )
        return found

    def _asked(self, model: Model) -> tuple[int, int]:
        """Formats of the basic tier, and of the quality tier, that the level asks for."""
        grading = grading_of(model)
        return int(grading.basic[self.level]), int(grading.quality[self.level])

    def _circles(self, model: Model) -> NDArray[np.int64]:
        n_circles = len(model.city.outlets) - 1
        return np.flatnonzero(self.where.inside(n_circles)[:-1])


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Grade:
    """The rule for a model with these labels; unknown ids are added to problems."""
    spot = place or Place()
    where = bind_where(settings, labels, problems, spot)
    needs_circles(labels, problems, spot)
    if settings.level not in labels.grades:
        message = tr("unknown {kind} '{name}'", kind=tr(mark("grade")), name=settings.level)
        problems.error(spot, message, suggestion(settings.level, labels.grades))
        return Grade(0, where)
    return Grade(labels.grades.index(settings.level), where)
