"""The scenario as text: a template filled with what was found, in the planner's language."""

from __future__ import annotations

import contextlib
import json
import math
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from siting.errors import InputError, Place
from siting.language import language, tr
from siting.starter.box import Box
from siting.starter.extract import Extract
from siting.starter.files import References
from siting.starter.offer import FIXED, FIXED_ELSE, PEOPLE_PER_NEW_OUTLET, PER_M2, Offer, usual_budget
from siting.starter.population import Population
from siting.starter.wish import Wish

SCENARIO = "scenario.yaml"
AREA = "area.geojson"
SNAP_M = 250.0  # the scenario's own default
FARTHEST_SNAP_M = 1000.0
PEOPLE_PER_SITE = 1000
SITES = (20, 1000)
SPACING_M = 150
PEOPLE_PER_CIRCLE = 20_000


@dataclass(frozen=True, slots=True)
class Spread:
    """People of coarse areas laid on what the extract maps. by: `demand.spread`. width_m: of the areas. buildings: how
    many the extract has. whole: no area is cut by the extract, else the spread is only proposed."""

    by: Literal["floor_area", "street_length"]
    width_m: float
    buildings: int
    whole: bool


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """planned_for: people where the streets are. clip: the box that the plan is for, None where an area is named or
    everybody lives inside the streets' box. spread: where the people's areas are too large to walk in."""

    wish: Wish
    people: Population
    streets: Extract
    offers: list[Offer]
    planned_for: float
    clip: Box | None
    spread: Spread | None

    @property
    def name(self) -> str:
        """Of the scenario: the one given, else that of the folder."""
        return self.wish.name or self.wish.folder.resolve().name or "city"


def write(found: Findings) -> Path:
    """Writes the folder and returns the scenario's path. Where that fails, nothing of it stays.

    Raises OSError where it cannot be written, InputError where a file of the same name stands in the way."""
    folder = found.wish.folder
    references = References(folder, found.wish.copy)
    texts = {folder / SCENARIO: _text(found, references)}
    if found.clip is not None:
        texts[folder / AREA] = found.clip.geojson()
    made: list[Path] = []
    try:
        _make_folder(folder, made)
        for source, target in references.copies.items():
            _make_folder(target.parent, made)
            with source.open("rb") as stream, target.open("xb") as copy:
                made.append(target)
                shutil.copyfileobj(stream, copy)
        for path, text in texts.items():
            with path.open("x", encoding="utf-8", newline="\n") as page:
                made.append(path)
                page.write(text)
    except BaseException as fault:  # Ctrl-C too, while a large file is copied
        _take_back(made)
        if not isinstance(fault, FileExistsError):
            raise
        hint = tr("Name another folder, or move that file away.")
        raise InputError.at(
            Place(Path(str(fault.filename))), tr("is there already; it stays as it is"), hint
        ) from None
    return folder / SCENARIO


def _make_folder(folder: Path, made: list[Path]) -> None:
    """The folder and those above it; what was not there before is noted, from the top."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        made.append(one)


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):  # a folder stays where somebody else has put something by now
            path.rmdir() if path.is_dir() else path.unlink()


def _text(found: Findings, references: References) -> str:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("siting.starter", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["yaml"] = as_yaml
    template = environment.get_template(f"scenario.{language()}.yaml.j2")
    return template.render(**_values(found, references))


def as_yaml(text: object) -> str:
    """A text as it may stand anywhere in YAML, also between { and }: plain where that means the same, else quoted."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    said = str(text)
    plain = all(character.isalnum() or character in "_-./ " for character in said)
    try:
        if plain and YAML(typ="safe", pure=True).load(said) == said:
            return said
    except YAMLError:
        pass
    return json.dumps(said, ensure_ascii=False)


def _values(found: Findings, references: References) -> dict[str, Any]:
    """What the templates name."""
    wish, people = found.wish, found.people
    planned = [one for one in found.offers if one.state == "planned"]
    usual, new_outlets = usual_budget(planned, found.planned_for)
    return {
        "name": found.name,
        "folder": shlex.quote(" ".join(wish.folder.as_posix().splitlines())),
        "currency": wish.currency,
        "osm": references.of(wish.osm),
        "population": references.of(wish.population),
        "layer": wish.layer,
        "band": wish.band,
        "crs": people.crs,
        "crs_assumed": people.assumed,
        "columns": people.columns,
        "demand_columns": _columns(people),
        "area": references.of(wish.area) if wish.area else (AREA if found.clip else None),
        "area_is_box": found.clip is not None,
        "people": found.planned_for,
        "spread": found.spread,
        "snap_m": None if found.spread and found.spread.whole else _snap_m(people.apart_m),
        "apart_m": people.apart_m,
        "nothing_mapped": not found.streets.outlets,
        "sites": _sites(found.planned_for),
        "spacing_m": SPACING_M,
        "circle_people": PEOPLE_PER_CIRCLE,
        "enough_for_circles": found.planned_for >= 2 * PEOPLE_PER_CIRCLE,
        "offers": found.offers,
        "planned": planned,
        "fixed": FIXED_ELSE,
        "fixed_terminal": FIXED["terminal"],
        "per_m2": PER_M2,
        "budget": int(usual) if wish.budget is None else f"{wish.budget:.15g}",
        "budget_given": wish.budget is not None,
        "new_outlets": new_outlets,
        "people_per_new_outlet": PEOPLE_PER_NEW_OUTLET,
    }


def _columns(people: Population) -> dict[str, str]:
    columns = people.columns
    named = {"id": columns.id, "x": columns.x, "y": columns.y, "people": columns.people}
    return {key: column for key, column in named.items() if column is not None}


def _snap_m(apart_m: float) -> float | None:
    """For coarse grids half the diagonal of a cell, so that the middle of one finds the street at its corner."""
    needed = math.ceil(apart_m * math.sqrt(0.5) / 50.0) * 50.0
    return min(needed, FARTHEST_SNAP_M) if needed > SNAP_M else None


def _sites(people: float) -> int:
    low, high = SITES
    return int(min(max(low, round(people / PEOPLE_PER_SITE)), high))
