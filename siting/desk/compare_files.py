"""The files of plans side by side: which there are, and each written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from siting import rendering
from siting.crs import PLANE
from siting.differences import layers, page, tables
from siting.differences.together import Together
from siting.errors import InputError, Place, Problem
from siting.language import tr

Writer = Callable[[Together, Path], Any]
ONE: Mapping[str, Writer] = {
    ".html": page.write,
    ".htm": page.write,
    ".gpkg": layers.write_gpkg,
    ".geojson": layers.write_geojson,
    ".csv": tables.write_walks,
}
"""What is written as one file, by how its name ends."""
FOLDER: Mapping[str, Writer] = {
    "compare.html": page.write,
    "compare.gpkg": layers.write_gpkg,
    "demand.geojson": layers.write_demand,
    "outlets.geojson": layers.write_outlets,
    "circles.geojson": layers.write_circles,
    "figures.csv": tables.write_figures,
    "outlets.csv": tables.write_outlets,
    "walks.csv": tables.write_walks,
}
"""What stands in a folder."""


def asked(output: Path) -> dict[Path, Writer]:
    """What is to be written where. Raises InputError where that cannot be, or where something stands already."""
    if output.is_dir() or not output.suffix:
        found = {output / name: writer for name, writer in FOLDER.items()}
    elif output.suffix.lower() in ONE:
        found = {output: ONE[output.suffix.lower()]}
    else:
        message = tr(
            "what is written is a page (.html), map layers (.gpkg, .geojson), a table (.csv) or a folder of them, not "
            "{ending}",
            ending=output.suffix,
        )
        raise InputError.at(Place(output), message)
    hint = tr("Name another one with -o, or remove it first.")
    taken = [path for path in found if path.exists() or path.is_symlink()]
    if taken:
        raise InputError(Problem(Place(path), tr("the file exists already"), hint) for path in taken)
    return found


def write(
    found: Together, files: Mapping[Path, Writer], told: Callable[[Path], Any] = lambda _: None
) -> list[Path]:
    """Writes them; told is given each as its turn comes. In a folder the layers that need a place on Earth are left out
    where the city lies on a plain plane."""
    written = list(_possible(found, files))
    for path in written:
        told(path)
        rendering.write_whole(path, partial(files[path], found))
    return written


def _possible(found: Together, files: Mapping[Path, Writer]) -> Iterable[Path]:
    on_a_plane = found.plans[0].crs == PLANE and len(files) > 1
    return (path for path in files if not (on_a_plane and path.suffix == ".geojson"))
