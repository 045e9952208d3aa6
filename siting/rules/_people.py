"""Whom a rule on people speaks of: filters by circle, district, format and phase, and a group for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from siting.errors import Place, Problems
from siting.inputs import Floats, Positions
from siting.language import mark, tr
from siting.model import Labels, Model
from siting.rules._filters import FILTERS, NAMES, listed, positions
from siting.scenario.schema import Strict

Each = Literal["none", "circle", "district", "format", "circle_format", "district_format"]


class CircleSettings(Strict):
    """The keys that every rule on circles shares."""

    circles: list[str] | None = Field(None, min_length=1, description=mark("only these circles"))
    districts: list[str] | None = Field(
        None, min_length=1, description=mark("only circles in these districts")
    )
    phases: list[str] | None = Field(
        None,
        min_length=1,
        description=mark("the phases at whose end it has to hold, each for itself; the last one when absent"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Where:
    """Circles and phases bound to positions. circles: None = the whole city, what is outside every circle included.
    name: what the filters say, in plain words."""

    circles: Positions | None
    phases: Positions
    labels: Labels
    name: str

    def inside(self, n_circles: int) -> NDArray[np.bool_]:
        """(n_circles + 1,) whether a circle is meant; the last one stands for what is outside every circle."""
        found = np.full(n_circles + 1, self.circles is None)
        if self.circles is not None:
            found[self.circles] = True
        return found

    def in_phase(self, phase: int) -> str:
        """What is added to a name where there are phases, else nothing."""
        return tr(", ") + called("phase", self.labels.phases[phase]) if len(self.labels.phases) > 1 else ""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of people. names: a plain name each. people: (n_groups,); reached: those whom an outlet of today reaches.

    row_group: (n_rows,) the group of each row that nothing reaches today, -1 where it has none."""

    names: tuple[str, ...]
    people: Floats
    reached: Floats
    row_group: NDArray[np.int64]


def groups(where: Where, formats: Positions | None, each: Each, model: Model) -> Groups:
    """The groups of a rule, those of each phase apart, since a person counts once in each.

    A person belongs to a cell (circle, format); a group is a set of cells. Rows that an outlet of today reaches have
    no group: their people are among those reached."""
    city, labels = model.city, where.labels
    shape = city.people.shape[1:]
    cell, names = _cells(where, formats, each, shape, city.circle_district)
    n = len(names)
    inside = np.flatnonzero(cell.ravel() >= 0)
    sums = [
        np.bincount(cell.ravel()[inside], weights=table[phase].ravel()[inside], minlength=n)
        for table in (city.people, city.reached)
        for phase in where.phases.tolist()
    ]
    turn = np.full(len(labels.phases), -1, dtype=np.int64)
    turn[where.phases] = np.arange(len(where.phases))
    of_row, of_phase = cell[model.row_circle, model.row_format], turn[model.row_phase]
    counts = (of_row >= 0) & (of_phase >= 0) & (model.row_outlets == 0)
    return Groups(
        names=tuple(name + where.in_phase(phase) for phase in where.phases.tolist() for name in names),
        people=np.concatenate(sums[: len(where.phases)]),
        reached=np.concatenate(sums[len(where.phases) :]),
        row_group=np.where(counts, of_phase * n + of_row, -1),
    )


def _cells(
    where: Where, formats: Positions | None, each: Each, shape: tuple[int, ...], district: Positions
) -> tuple[NDArray[np.int64], list[str]]:
    """(n_circles + 1, n_formats) number of the group of each cell, -1 for none; and a name for each group."""
    labels, (n_rows, n_formats) = where.labels, shape
    place = np.zeros(n_rows, dtype=np.int64)
    format = np.zeros(n_formats, dtype=np.int64)
    if each.startswith("circle"):
        place = np.append(np.arange(n_rows - 1), -1)
    elif each.startswith("district"):
        place = np.append(district, -1).astype(np.int64)
    if each.endswith("format"):
        format = np.arange(n_formats)
    place[~where.inside(n_rows - 1)] = -1
    if formats is not None:
        format[np.setdiff1d(np.arange(n_formats), formats)] = -1
    code = np.where((place[:, None] >= 0) & (format >= 0), place[:, None] * n_formats + format, -1)
    known, number = np.unique(code, return_inverse=True)
    cell = number.reshape(shape) - int(len(known) > 0 and known[0] == -1)
    names = [_name(each, labels, one // n_formats, one % n_formats) for one in known[known >= 0].tolist()]
    return cell, names


def _name(each: Each, labels: Labels, place: int, format: int) -> str:
    """What is added to the rule's name for a group."""
    words = []
    if each.startswith("circle"):
        words.append(called("circle", labels.circle_ids[place]))
    if each.startswith("district"):
        words.append(called("district", labels.districts[place]))
    if each.endswith("format"):
        words.append(called("format", labels.format_ids[format]))
    return "".join(tr(", ") + word for word in words)


def called(kind: str, identity: str) -> str:
    """How one circle, district, format or phase is called in a sentence."""
    return tr(NAMES[kind][1], id=identity)


def bind_where(settings: CircleSettings, labels: Labels, problems: Problems, place: Place) -> Where:
    """Circles of a rule in positions: those named, of the districts named. What does not exist becomes a problem."""
    circles = places("circle", settings.circles, labels, problems, place)
    districts = places("district", settings.districts, labels, problems, place)
    phases = places("phase", settings.phases, labels, problems, place)
    if districts is not None:
        needs_districts(labels, problems, place)
        there = np.flatnonzero(np.isin(labels.circle_district, districts)).astype(np.int32)
        circles = there if circles is None else np.intersect1d(circles, there).astype(np.int32)
        if not len(circles):
            problems.error(place, tr("no circle is both among the circles and in the districts named"))
    last = np.array([len(labels.phases) - 1], dtype=np.int32)
    return Where(circles, last if phases is None else phases, labels, named(settings))


def named(settings: CircleSettings) -> str:
    """The filters in plain words, to follow the name of a rule; empty where there are none."""
    said = [(getattr(settings, f"{kind}s", None), text) for kind, text in FILTERS.items() if kind != "phase"]
    return "".join(tr(", ") + tr(text, ids=listed(ids)) for ids, text in said if ids)


def needs_circles(labels: Labels, problems: Problems, place: Place) -> None:
    """An error where a rule on circles meets a scenario without any."""
    if not labels.circle_ids:
        message = tr("this rule asks for circles, but the scenario has none")
        problems.error(place, message, tr("Give a layer under `circles`, or draw them (circles.draw)."))


def needs_districts(labels: Labels, problems: Problems, place: Place) -> None:
    """An error where a rule asks for the districts of circles, which nobody names."""
    if not any(one >= 0 for one in labels.circle_district):
        message = tr("this rule asks for districts, but no circle is in any district")
        problems.error(place, message, tr("Name the column under circles.columns.district."))


def places(
    kind: str, ids: list[str] | None, labels: Labels, problems: Problems, place: Place
) -> Positions | None:
    """Positions of the ids of a kind ("circle", "format" ...), None for none given; unknown ones become problems."""
    return positions(kind, ids, getattr(labels, NAMES[kind][0]), problems, place)
