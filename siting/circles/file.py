"""Drawn circles as a map file, for a planner to edit and to name under `circles` afterwards."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from siting import scenario
from siting.crs import PLANE
from siting.errors import InputError, Place
from siting.language import tr

if TYPE_CHECKING:
    from siting.circles import Drawn

# Seven decimals of a degree are a centimetre.
OPTIONS: dict[str, dict[str, int]] = {"GeoJSON": {"COORDINATE_PRECISION": 7}, "GPKG": {}}
DRIVERS = {".geojson": "GeoJSON", ".gpkg": "GPKG"}


def asking(source: Path, sets: Sequence[str], override: str | None) -> scenario.Scenario:
    """The scenario, with circles drawn by the usual bounds where it says nothing of circles.

    Raises InputError where it names a file of them."""
    case = scenario.load(source, sets=sets, override=override)
    if case.settings.circles is None:
        return scenario.load(source, sets=[*sets, "circles={draw: {}}"], override=override)
    if case.settings.circles.draw is None:
        message = tr("the scenario names its circles in a file")
        hint = tr("To draw others, say how many people they should have: --people 20000.")
        raise InputError.at(case.place("circles"), message, hint)
    return case


def check_new(path: Path) -> None:
    """Raises InputError where the file cannot be written, or is there: somebody may have edited it."""
    if path.suffix.lower() not in DRIVERS:
        message = tr("no writer for '{file}'", file=path.name)
        raise InputError.at(Place(path), message, tr("Endings: {endings}.", endings=", ".join(DRIVERS)))
    if path.exists():
        message = tr("the file exists, and may have been edited")
        raise InputError.at(Place(path), message, tr("Name another file, or delete this one."))


def write(drawn: Drawn, path: Path) -> None:
    """Writes a row for each circle: id, name, people, demand points, mean walk to the middle, people near it.

    GeoJSON is in degrees, a GeoPackage in the city's working CRS; on a plane both are in its metres. The file
    appears whole or not at all."""
    import geopandas

    city, figures = drawn.inputs, drawn.figures
    assert city.circles.polygons is not None
    frame = geopandas.GeoDataFrame(
        {
            "id": city.circles.ids.astype(str),
            "name": city.circles.names.astype(str),
            "people": figures.people.round(6),
            "points": figures.points,
            "walk_m": figures.walk_m.round(1),
            "near_people": figures.near_people.round(6),
        },
        geometry=list(city.circles.polygons),
        crs=None if city.crs == PLANE else city.crs,
    )
    driver = DRIVERS[path.suffix.lower()]
    if driver == "GeoJSON" and city.crs != PLANE:
        frame = frame.to_crs("EPSG:4326")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that a plane has no CRS is known
        fresh = Path(folder) / path.name
        frame.to_file(fresh, driver=driver, layer="circles", engine="pyogrio", **OPTIONS[driver])
        os.replace(fresh, path)


def how_to_use(drawn: Drawn, path: Path, case: scenario.Scenario) -> str:
    """What to write into the scenario so that the file is read; its path as seen from there."""
    try:
        seen = Path(os.path.relpath(path.resolve(), case.path.parent)).as_posix()
    except ValueError:  # another drive, on Windows
        seen = path.resolve().as_posix()
    plane = ", crs: plane" if drawn.inputs.crs == PLANE else ""
    line = f"circles: {{file: {seen}, columns: {{id: id, name: name}}{plane}}}"
    return tr("written to {file}; to use it, put into the scenario: {line}", file=path, line=line)
