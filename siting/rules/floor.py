"""Everybody gets something: at least a share of people in reach after the plan, of all or in each circle, district
or format.

A limit on shares, as in equity-constrained coverage: M. T. Marsh and D. A. Schilling, "Equity measurement in facility
location analysis", European Journal of Operational Research 74 (1994) 1-17, DOI 10.1016/0377-2217(94)90200-3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model, Packing, covered
from siting.model.shares import gained, reach_rows, renumbered, still_needed
from siting.program import Program
from siting.rules._people import (
    CircleSettings,
    Each,
    Groups,
    Where,
    bind_where,
    groups,
    needs_circles,
    needs_districts,
    places,
)

ABOUT = mark("at least a share of people in reach, in all or in each circle, district or format")
COUNTS_PEOPLE = True


class Settings(CircleSettings):
    """Keys of the rule `floor`. People in reach of an outlet, whether it has a place for them or not."""

    share: float = Field(
        gt=0, le=1, description=mark("least share of people in reach after the plan, 0 to 1")
    )
    each: Each = Field("none", description=mark("a floor of its own for each circle, district or format"))
    formats: list[str] | None = Field(
        None, min_length=1, description=mark("only the people of these formats")
    )


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """reached_g + sum_{r in g} people_r z_r >= share * people_g, for every group g in which somebody lives.

    reached_g: people whom an outlet of today reaches; z_r: whether a new one reaches the people of row r. Heads count,
    whatever they weigh in the objective, and whether they find a place is left to the places."""

    share: float
    where: Where
    formats: Positions | None
    each: Each
    everybody: ClassVar[bool] = True

    def write(self, model: Model, program: object) -> None:
        """A row for each group that falls short today, scaled by a power of two to about a million."""
        target, found = cast(Program, program), self._groups(model)
        short = self._short(model, found)
        people, needed = reach_rows(model, target, renumbered(found.row_group, short > 0), short[short > 0])
        target.add_rows(people, needed, np.inf)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """Groups with too few people in reach, with both numbers and both shares."""
        found = self._groups(model)
        new = self._gained(found, np.where(covered(model, selection), model.row_people, 0.0))
        return [
            tr(
                "{rule}: {reached:,.10g} of {people:,.10g} people in reach ({share:.2%}), fewer than {needed:.2%}",
                rule=self._name(found, group),
                reached=found.reached[group] + new[group],
                people=found.people[group],
                share=(found.reached[group] + new[group]) / found.people[group],
                needed=self.share,
            )
            for group in np.flatnonzero(new < self._short(model, found))
        ]

    def impossible(self, model: Model) -> list[str]:
        """Groups whose floor is out of reach whatever opens, with the largest share that is possible."""
        found = self._groups(model)
        most = self._gained(found, np.where(np.diff(model.indptr) > 0, model.row_people, 0.0))
        return [
            tr(
                "{rule}: {needed:.2%} of {people:,.10g} people asked for; if every outlet for sale opened, "
                "{reached:,.10g} would be in reach ({share:.2%})",
                rule=self._name(found, group),
                needed=self.share,
                people=found.people[group],
                reached=found.reached[group] + most[group],
                share=(found.reached[group] + most[group]) / found.people[group],
            )
            for group in np.flatnonzero(most < self._short(model, found))
        ]

    def packing(self, model: Model) -> Packing | None:
        """None: this asks for something, it is no upper limit."""
        return None

    def row_groups(self, model: Model) -> NDArray[np.int64]:
        """Rows of one group that count in it."""
        return self._groups(model).row_group

    def _groups(self, model: Model) -> Groups:
        return groups(self.where, self.formats, self.each, model)

    def _name(self, found: Groups, group: np.int64) -> str:
        return tr("floor") + self.where.name + found.names[group]

    def _gained(self, found: Groups, people: Floats) -> Floats:
        return gained(found.row_group, people, len(found.people))

    def _short(self, model: Model, found: Groups) -> Floats:
        """(n_groups,) people who must newly come into reach."""
        return still_needed(model, self.share, found.people, found.reached)


def bind(settings: Settings, labels: Labels, problems: Problems, place: Place | None = None) -> Floor:
    """The rule for a model with these labels; unknown ids are added to problems."""
    spot = place or Place()
    where = bind_where(settings, labels, problems, spot)
    formats = places("format", settings.formats, labels, problems, spot)
    if settings.each.startswith("circle"):
        needs_circles(labels, problems, spot)
    if settings.each.startswith("district"):
        needs_districts(labels, problems, spot)
    return Floor(settings.share, where, formats, settings.each)
