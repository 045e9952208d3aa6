"""Two files with outlines of one place: how far they lie apart, and which coordinate system explains it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting import crs as systems
from siting import readers
from siting.errors import InputError, Place, Problem, Problems
from siting.inputs import Outline
from siting.inputs.outlines import faults_of, outline_of
from siting.language import tr
from siting.scenario.schema import Layer
from siting.travel.shift import direction
from siting.travel.shift.fit import FARTHEST_M
from siting.travel.shift.outlines import SMALL_M, Reading, alike, explained, readings

# Less than this is rounding, not another drawing, and points nowhere.
DETAIL_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """A file of areas. crs: what it is in, the file's own statement when None; layer: where it holds several."""

    file: Path
    crs: str | None = None
    layer: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """How the outlines of one file lie to those of another.

    readings: as given first, then other ways to read the coordinates; best: the one that removes the offset, None
    where nothing is amiss or nothing explains it. verdict: that in words. warnings: on the files."""

    readings: list[Reading]
    best: Reading | None
    verdict: str
    warnings: tuple[Problem, ...]

    def records(self) -> list[dict[str, Any]]:
        """A line for each reading: metres to the east and north that the outlines lie off, and what remains."""
        return [
            {
                "reading": _name(reading),
                "offset_m": reading.offset.length_m,
                "standard_error_m": reading.offset.sure_m,
                "east_m": float(reading.offset.away_m[0]),
                "north_m": float(reading.offset.away_m[1]),
                "towards": direction(reading.offset.away_m) if reading.offset.length_m >= DETAIL_M else "",
                "mean_distance_m": reading.offset.mean_m,
                "median_distance_m": reading.offset.median_m,
                "best": reading is self.best,
            }
            for reading in self.readings
        ]


def align(areas: Areas, against: Areas) -> Alignment:
    """Measures the offset as given, and under every system that is often mistaken for the one stated.

    Raises InputError where a file cannot be read, states no coordinate system, has no areas, or where the two are
    not of one place."""
    problems = Problems()
    one, other = (_outline(each, problems) for each in (areas, against))
    problems.stop_on_errors()
    assert one is not None
    assert other is not None
    found = readings(one, other, systems.estimate_working(other.lonlat))
    if found[0].offset.median_m >= FARTHEST_M:
        message = tr("the outlines lie more than {km:g} km apart", km=FARTHEST_M / 1000)
        raise InputError.at(one.place, message, tr("Are both files of the same place, and is a CRS wrong?"))
    best = explained(found)
    return Alignment(found, best, _verdict(found, best, areas, against), tuple(problems.warnings))


def _outline(areas: Areas, problems: Problems) -> Outline | None:
    place = Place(areas.file)
    asked = Layer(file=str(areas.file), crs=areas.crs, layer=areas.layer)
    table = readers.read(areas.file, asked, place, problems)
    if table is None:
        return None
    crs = table.crs if areas.crs is None else systems.canonical(areas.crs)
    if table.geometry is None or crs is None or crs == systems.PLANE:
        message = (
            tr("the file has no geometry")
            if table.geometry is None
            else tr("'{file}' states no coordinate system", file=areas.file.name)
            if crs is None
            else tr("a plane has no place on Earth")
        )
        problems.error(place, message, "" if table.geometry is None else tr(systems.CHOICES))
        return None
    reason = systems.why_not(crs)
    if reason is not None:
        problems.error(place, reason, tr(systems.CHOICES))
        return None
    return _checked(table, crs, place, problems)


def _checked(table: readers.Table, crs: str, place: Place, problems: Problems) -> Outline | None:
    geometry = np.asarray(table.geometry, dtype=object)
    faults = faults_of(geometry, crs)
    for fault in faults:
        problems.error(place, fault.message, fault.hint)
    outline = None if faults else outline_of(geometry, crs, table.path.name, place)
    if outline is None and not faults:
        problems.error(place, tr("the file has no areas"))
    return outline


def _name(reading: Reading) -> str:
    if reading.system:
        return tr("the layer is in {crs}", crs=reading.system)
    if reading.other_system:
        return tr("the reference is in {crs}", crs=reading.other_system)
    return tr("as given")


def _verdict(found: list[Reading], best: Reading | None, areas: Areas, against: Areas) -> str:
    given = found[0].offset
    if given.length_m <= SMALL_M:
        return tr("The outlines agree as given: {metres:.0f} m apart.", metres=given.length_m)
    if best is None:
        return tr(
            "The layer lies {metres:.0f} m to the {direction} of the reference, and no known system explains it.",
            metres=given.length_m,
            direction=direction(given.away_m),
        )
    text = tr(
        "The layer lies {metres:.0f} m to the {direction} of the reference. {file} is in {crs}: with crs: {crs}"
        " {left:.0f} m are left.",
        metres=given.length_m,
        direction=direction(given.away_m),
        file=(areas if best.system else against).file.name,
        crs=best.system or best.other_system,
        left=best.offset.length_m,
    )
    instead = alike(found, best)
    if instead is not None:
        other = tr(
            "Or it is the other file: {file} in {crs}.", file=against.file.name, crs=instead.other_system
        )
        text = f"{text} {other}"
    if best.offset.mean_m >= DETAIL_M:
        detail = tr(
            "The lines themselves still differ by {mean:.0f} m on average: two drawings of one border.",
            mean=best.offset.mean_m,
        )
        text = f"{text} {detail}"
    return text
