"""What changed for people: who is within reach by format and circle, where gaps opened, what projects are left for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.decide.basis import Basis
from siting.decide.update.types import News, Project
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model
from siting.stock import Gaps

LITTLE = 0.1
"""A project that brings less than this share of what it brought has little reason left."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a format, or of a format in a circle ("" outside every circle): people of its group, those whom an outlet of
    today reached at the run, and reaches now; outlets then and now."""

    format: str
    circle: str
    people: float
    before: float
    now: float
    outlets_before: int
    outlets_now: int


def by_format(before: Gaps, now: Gaps, inputs: Inputs) -> list[Reach]:
    """The city, format by format."""
    total = [table.sum(axis=0) for table in _tables(before, now)]
    return [_reach(total, number, one.id, "") for number, one in enumerate(inputs.formats)]


def by_circle(before: Gaps, now: Gaps, inputs: Inputs) -> list[Reach]:
    """Every circle and format in which something differs, those that lose most first."""
    tables, ids = _tables(before, now), [*map(str, inputs.circles.ids), ""]
    differs = (tables[1] != tables[2]) | (tables[3] != tables[4])
    found = [
        _reach([table[circle] for table in tables], format, inputs.formats[format].id, ids[circle])
        for circle, format in np.argwhere(differs).tolist()
    ]
    return sorted(found, key=lambda one: (one.now - one.before, one.circle, one.format))


def new_gaps(circles: list[Reach]) -> list[Reach]:
    """Where people lost the last outlet in reach, or a circle the last outlet of a format."""
    return [one for one in circles if one.now < one.before or (one.outlets_before and not one.outlets_now)]


def _tables(before: Gaps, now: Gaps) -> list[NDArray[Any]]:
    return [now.weight_people, before.in_reach_people, now.in_reach_people, before.outlets, now.outlets]


def _reach(tables: list[NDArray[Any]], format: int, identity: str, circle: str) -> Reach:
    people, before, now, old, new = (table[format] for table in tables)
    return Reach(identity, circle, float(people), float(before), float(now), int(old), int(new))


def only_here(model: Model, selection: Positions) -> Floats:
    """(n_selection,) people in reach of each outlet of a plan whom, in the last phase, neither an outlet of today nor
    another one of the plan reaches."""
    last = int(model.row_phase.max(initial=0)) if len(model.row_phase) else 0
    spot = np.full(model.n_options, -1)
    spot[selection] = np.arange(len(selection))
    at = spot[model.indices]
    row = np.repeat(np.arange(model.n_rows), np.diff(model.indptr))
    times = np.bincount(row[at >= 0], minlength=model.n_rows)
    counts = times == 1
    if len(model.row_outlets):
        counts &= model.row_outlets == 0
    if len(model.row_phase):
        counts &= model.row_phase == last
    people = model.row_people if len(model.row_people) else model.weight
    mine = (at >= 0) & counts[row]
    return np.bincount(at[mine], weights=people[row[mine]], minlength=len(selection)).astype(np.float64)


def projects(before: Basis, after: Basis, rest: Positions) -> tuple[Project, ...]:
    """What each project left of the standing plan brings, as the city was and as it is. rest: options of the question
    before that the question of now has as well, in the order of the standing plan of now."""
    old = dict(zip(before.selection.tolist(), only_here(before.question, before.selection), strict=True))
    new = only_here(after.question, after.selection)
    model, inputs = after.question, after.inputs
    return tuple(
        Project(
            str(inputs.sites.ids[model.option_site[option]]),
            inputs.formats[int(model.option_format[option])].id,
            inputs.phases.ids[int(model.option_phase[option])],
            float(old[was]),
            float(new[at]),
        )
        for at, (option, was) in enumerate(zip(after.selection.tolist(), rest.tolist(), strict=True))
        if not model.option_keep[option]
    )


def without_reason(found: tuple[Project, ...]) -> list[Project]:
    """Those that bring nothing or little of what they brought, the emptiest first."""
    mine = [one for one in found if one.only_here_now < one.only_here_before * LITTLE]
    return sorted(mine, key=lambda one: (one.only_here_now, one.site, one.format))


def count_by_format(news: News, inputs: Inputs) -> list[tuple[str, int, int, int]]:
    """Format, opened, closed, moved."""
    size = len(inputs.formats)
    opened = np.bincount(news.after.format[news.opened], minlength=size)
    closed = np.bincount(news.before.format[news.closed], minlength=size)
    moved = np.bincount(news.after.format[news.moved[:, 1]], minlength=size)
    return [(one.id, int(opened[k]), int(closed[k]), int(moved[k])) for k, one in enumerate(inputs.formats)]
