"""Scenarios around one demand file, for tests of what becomes of its people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import shapely

from siting import inputs, scenario
from siting.errors import InputError, Problems
from siting.inputs import Inputs
from tests.rasters import METRES, NORTH, WEST

SCENARIO = """
name: people
demand: {demand}
sites: {{file: sites.csv, crs: "{crs}", columns: {{id: id, x: x, y: y}}}}
travel: {{plane: {{}}}}
formats: [{{id: pharmacy, cutoff_m: 500, cost: 1}}]
budget: 1
"""


def write_scenario(
    folder: Path, demand: str, crs: str = "EPSG:32650", site: tuple[float, float] = (0, 0)
) -> Path:
    """A scenario whose block `demand` is given in YAML's short form."""
    (folder / "sites.csv").write_text(f"id,x,y\nA,{site[0]},{site[1]}\n", encoding="utf-8")
    (folder / "scenario.yaml").write_text(SCENARIO.format(demand=demand, crs=crs), encoding="utf-8")
    return folder


def read(folder: Path) -> Inputs:
    """The city of the scenario in a folder."""
    return inputs.read(scenario.load(folder), Problems())


def errors(folder: Path) -> list[str]:
    """What is wrong with it, nothing where it can be read."""
    try:
        read(folder)
    except InputError as fault:
        return [str(problem) for problem in fault.problems]
    return []


def steps(found: Inputs) -> list[tuple[Any, ...]]:
    """The account of people, as (what, people, places)."""
    return [(step.what, step.people, step.places) for step in found.population]


def write_clip(folder: Path, area: Any, crs: str = METRES) -> None:
    """An area, in metres, as clip.gpkg in another system."""
    frame = geopandas.GeoDataFrame({"name": ["old town"]}, geometry=[area], crs=METRES)
    frame.to_crs(crs).to_file(folder / "clip.gpkg")


def box(west: float, south: float, east: float, north: float) -> Any:
    """A box around the first corner of the rasters, in metres east and south of it."""
    return shapely.box(WEST + west, NORTH - south, WEST + east, NORTH - north)


def write_areas(folder: Path, areas: list[Any], people: list[float], name: str = "hexes.gpkg") -> None:
    """Areas with people, ids a0, a1, ..."""
    ids = [f"a{number}" for number in range(len(areas))]
    frame = geopandas.GeoDataFrame({"h3": ids, "people": people}, geometry=areas, crs=METRES)
    frame.to_file(folder / name)
