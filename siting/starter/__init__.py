"""A first scenario for any city from its own files: looked at, guessed where a name says enough, written with comments.

What is not known is asked for or left out, and the scenario says so at the place; nothing is made up but the costs,
which are called illustrative."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from siting.errors import Place, Problems
from siting.language import tr
from siting.starter import area, extract, population
from siting.starter.box import Box
from siting.starter.files import check_files
from siting.starter.offer import Offer, offers
from siting.starter.outlines import CUT
from siting.starter.population import Population
from siting.starter.said import said
from siting.starter.wish import Wish
from siting.starter.writing import Findings, Spread, write

__all__ = ["Started", "Wish", "create"]


PEOPLE_PER_BUILDING = 10  # at most, where buildings are mapped well


@dataclass(frozen=True, slots=True, eq=False)
class Started:
    """scenario: the file written. offers: formats planned and left out. said: what was assumed, and what to know."""

    scenario: Path
    offers: list[Offer]
    said: list[str]


def create(wish: Wish) -> Started:
    """Looks at the files and writes the scenario; an existing file is never written over.

    1. Every file is there and of its kind; the columns are clear. All that is wrong is told at once (InputError).
    2. Without an area, what is planned for is where people and streets overlap.
    3. Formats are planned whose group is known and of which the extract has outlets."""
    problems = Problems()
    check_files(wish, problems)
    problems.stop_on_errors()  # RULE 1
    streets = extract.look(wish.osm, problems)
    problems.stop_on_errors()
    assert streets is not None
    box = streets.box if wish.area is None else area.look(wish.area, streets.box, problems)
    people = population.look(wish, streets.box, problems)
    problems.stop_on_errors()
    assert box is not None
    assert people is not None
    planned_for = _planned_for(wish, people, box, problems)
    known = _known_groups(people)
    found = offers(wish.formats, streets.outlets, planned_for, known, problems)
    problems.stop_on_errors()
    clipped = wish.area is None and not streets.box.contains(people.box)
    spread = _spread(wish, people, streets.box, planned_for)
    clip = streets.box if clipped else None
    findings = Findings(wish, people, streets, found, planned_for, clip, spread)
    scenario = write(findings)
    return Started(scenario, found, said(findings))


def _planned_for(wish: Wish, people: Population, box: Box, problems: Problems) -> float:
    """People whose place is in the box that is planned for; an error when there are none."""
    total = float(people.people[box.holds(people.lonlat)].sum())
    if not total > 0 and wish.area is not None:
        message = tr(
            "nobody of '{file}' lives in the box of '{area}': people {people}, area {box} "
            "(west south east north, degrees)",
            file=wish.population.name,
            area=wish.area.name,
            people=Box.of(people.lonlat),
            box=box,
        )
        hint = tr("Is the coordinate system right (--crs), x the longitude (--x, --y)?")
        problems.error(Place(where="--area"), message, hint)
    elif not total > 0:
        message = tr(
            "nobody of '{file}' lives where the streets are: people {people}, streets {streets} "
            "(west south east north, degrees)",
            file=wish.population.name,
            people=Box.of(people.lonlat),
            streets=box,
        )
        hint = tr(
            "Are both files of one city? Is the coordinate system right (--crs), x the longitude (--x, --y)?"
        )
        problems.error(Place(where="--population"), message, hint)
    return total


def _spread(wish: Wish, people: Population, box: Box, planned_for: float) -> Spread | None:
    """How the people of areas too large to walk in are spread over buildings or streets; None where they stay.

    Over floor area where every few people have a building in the extract, along streets otherwise: half a city of
    buildings would get all of its people. Areas that the extract cuts would be squeezed into their part inside."""
    if people.outlines is None or not people.outlines.coarse:
        return None
    buildings = extract.count_buildings(wish.osm)
    by_floor = buildings * PEOPLE_PER_BUILDING >= planned_for
    return Spread(
        by="floor_area" if by_floor else "street_length",
        width_m=people.outlines.width_m,
        buildings=buildings,
        whole=people.outlines.cut_by(box) <= CUT,
    )


def _known_groups(people: Population) -> set[str]:
    """Demand groups that the columns give, or that follow from cohorts."""
    from siting.scenario.ages import known_groups
    from siting.scenario.people import Demand

    return {*people.columns.groups, *known_groups(Demand(file="people", ages=people.columns.ages))}
