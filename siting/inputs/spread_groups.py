"""What is known of a group when totals are spread: its people in every area, its pattern over the places, or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.inputs import people
from siting.inputs.dwellings import Dwellings
from siting.inputs.layers import Files
from siting.inputs.totals import Areas
from siting.inputs.types import Floats
from siting.language import tr
from siting.population.totals import whole_totals
from siting.readers import Table
from siting.scenario import schema
from siting.scenario.totals_checks import is_osm


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """How one group is spread.

    totals: (n_areas,) its published people; None where only the places know it. share: (n,) of the people of each
    place; pattern: (n,) counts of which only the ratios matter. With neither, the group is spread as people are."""

    totals: Floats | None = None
    share: Floats | None = None
    pattern: Floats | None = None

    def pattern_over(self, everyone: Floats) -> Floats:
        """(n,) what the group is in proportion to. everyone: (n,) people; places beyond those that the file knows,
        which stand last, have the share of all others together."""
        if self.pattern is not None:
            return np.concatenate([self.pattern, np.zeros(len(everyone) - len(self.pattern))])
        if self.share is None:
            return everyone
        known = everyone[: len(self.share)]
        together = float(known @ self.share) / max(float(known.sum()), np.finfo(np.float64).tiny)
        share = np.concatenate([self.share, np.full(len(everyone) - len(known), together)])
        return np.asarray(everyone * share)

    def totals_of(self, everyone: Floats, area: NDArray[np.int64], most: Floats, *, whole: bool) -> Floats:
        """(n_areas,) people of the group in each area; whole ones where asked for. most: everyone in the area."""
        found = self.totals
        if found is None:
            found = np.minimum(np.bincount(area, self.pattern_over(everyone), len(most)), most)
        return whole_totals(found, most) if whole else found


def controls(
    areas: Areas, found: Dwellings, area: NDArray[np.int64], files: Files
) -> dict[str, Control] | None:
    """Name -> how the group is spread, in the order of demand.groups; then the groups that follow from ages and
    households of the areas. None after an error.

    1. A column that the areas' numbers have gives the group's people in each area, kept exactly.
    2. A column that (also) the places have gives its pattern over the places of an area.
    3. A column that only the places have must be a share; or, with spread: people, a count, which is taken as a share
       of the people that the place had.
    4. A column that neither has is an error. Ages and households are those of the areas.

    area: (n,) position of the area of each place."""
    settings, before = files.scenario.settings.demand, len(files.problems.errors)
    table = None if is_osm(settings) else found.layer.table
    at_places = {name for name, said in settings.groups.items() if table is not None and _has(table, said)}
    at_areas = {
        name: said
        for name, said in settings.groups.items()
        if name not in at_places or _has(areas.numbers, said)
    }
    totals = people.groups_of(areas.numbers, areas.people, at_areas, files)  # RULES 1, 4
    names = dict.fromkeys((*settings.groups, *totals))
    result = {
        name: Control(totals.get(name))
        if table is None or name not in at_places
        else _from_places(table, name, totals.get(name), files)
        for name in names
    }
    if len(files.problems.errors) > before:
        return None
    _say_rounding(totals, files)
    return result


def _has(table: Table, said: str | schema.Share) -> bool:
    return readers.has(table, _column(said))


def _column(said: str | schema.Share) -> str:
    return said.share if isinstance(said, schema.Share) else said


def _from_places(table: Table, name: str, totals: Floats | None, files: Files) -> Control:  # RULES 2, 3
    settings, problems = files.scenario.settings.demand, files.problems
    said = settings.groups[name]
    if isinstance(said, schema.Share):
        return Control(totals, share=readers.numbers(table, said.share, problems, lowest=0.0, highest=1.0))
    counts = readers.numbers(table, said, problems, lowest=0.0)
    if totals is not None:
        return Control(totals, pattern=counts)
    if settings.spread != "people":
        message = tr(
            "the group '{name}' counts people at the places, but the areas do not have it", name=name
        )
        hint = tr("Give {share}, or a column '{column}' of the areas.", share="{share: column}", column=said)
        problems.error(files.scenario.place("demand", "groups", name), message, hint)
        return Control(totals)
    before = (
        np.ones(len(table)) if settings.records else readers.numbers(table, settings.columns.people, problems)
    )
    counts = people.within(table, said, counts, before, problems)
    return Control(totals, share=np.divide(counts, before, out=np.zeros(len(counts)), where=before > 0.0))


def _say_rounding(totals: dict[str, Floats], files: Files) -> None:
    """Whole persons of groups whose totals are estimates: how many areas are rounded, and what becomes of all."""
    settings = files.scenario.settings.demand
    if settings.totals is None or not settings.totals.whole:
        return
    for name, group in totals.items():
        broken = int((group != np.round(group)).sum())
        if broken:
            message = tr(
                "the group '{name}' is no whole number in {count} areas, and is rounded there: {exact:,.2f} -> "
                "{whole:,.0f} people",
                name=name,
                count=broken,
                exact=group.sum(),
                whole=np.round(group.sum()),
            )
            files.problems.warn(files.scenario.place("demand", "totals", "whole"), message)
