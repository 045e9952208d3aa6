"""The files that somebody names: whether they can be what they are said to be, and how a scenario refers to them."""

from __future__ import annotations

import math
import os
from pathlib import Path

from siting import parts, readers
from siting.errors import Place, Problems
from siting.language import tr
from siting.scenario.checks import NOT_IN_FILE_NAMES
from siting.starter.wish import Wish

COPIES = "data"


def check_files(wish: Wish, problems: Problems) -> None:
    """Every file is there and of the kind that its option asks for; what else was said can stand in a scenario; there
    is none in the folder yet."""
    named = {"--osm": wish.osm, "--population": wish.population, "--area": wish.area}
    for option, path in named.items():
        if path is None or not readers.is_there(path, Place(where=option), problems):
            continue
        if is_osm(path) and option != "--osm":
            message = tr("'{file}' is an OpenStreetMap extract", file=path.name)
            problems.error(Place(where=option), message, _what(option))
        elif not is_osm(path) and option == "--osm":
            exchanged = is_osm(wish.population)
            hint = tr("Are --osm and --population exchanged?") if exchanged else _what(option)
            problems.error(
                Place(where=option), tr("'{file}' is no OpenStreetMap extract", file=path.name), hint
            )
    _check_words(wish, problems)
    if wish.folder.exists() and not wish.folder.is_dir():
        problems.error(Place(wish.folder), tr("is a file; a scenario needs a folder of its own"))
    elif (wish.folder / "scenario.yaml").exists():
        hint = tr("Name another folder, or move that file away.")
        problems.error(Place(wish.folder / "scenario.yaml"), tr("is there already; it stays as it is"), hint)


def _check_words(wish: Wish, problems: Problems) -> None:
    """What stands in no file: name and money."""
    name = wish.folder.resolve().name if wish.name is None else wish.name
    if NOT_IN_FILE_NAMES.search(name) or wish.name == "":
        message = tr("'{name}' cannot be the name of a folder", name=name)
        problems.error(Place(where="--name"), message, tr('Leave out / \\ : * ? " < > | .'))
    if wish.budget is not None and not math.isfinite(wish.budget):
        problems.error(Place(where="--budget"), tr("is not a finite number"))
    if not wish.currency.strip():
        problems.error(Place(where="--currency"), tr("is empty"))


def is_osm(path: Path) -> bool:
    """Whether the file's ending is that of an OpenStreetMap extract."""
    return path.name.lower().endswith(parts.load("networks", "osm_pbf").SUFFIXES)


def _what(option: str) -> str:
    if option == "--osm":
        return tr("It gives streets and outlets: a file that ends in .osm.pbf or .osm.")
    if option == "--area":
        return tr("It gives the area that is planned for, as polygons: .geojson, .gpkg, .parquet.")
    return tr("It says how many people live where: .tif, .gpkg, .geojson, .csv, .xlsx, .parquet.")


class References:
    """The paths that a scenario writes: relative to its folder, with forward slashes.

    copy: of copies that stand in the folder, in place of the files themselves."""

    def __init__(self, folder: Path, copy: bool) -> None:
        self.folder, self.copy = folder, copy
        self.copies: dict[Path, Path] = {}

    def of(self, path: Path) -> str:
        """The text for a file; the same file always gets the same."""
        if not self.copy:
            return relative(path, self.folder)
        source = path.resolve()
        if source not in self.copies:
            taken = {target.name for target in self.copies.values()}
            name = path.name
            while name in taken:
                name = f"_{name}"
            self.copies[source] = self.folder / COPIES / name
        return f"{COPIES}/{self.copies[source].name}"


def relative(path: Path, folder: Path) -> str:
    """The way from the folder to the file, absolute where there is none (another drive of Windows)."""
    absolute = Path(os.path.abspath(path))
    try:
        return Path(os.path.relpath(absolute, os.path.abspath(folder))).as_posix()
    except ValueError:
        return absolute.as_posix()
