"""A run folder read back, with nothing believed: for `verify`."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from siting.certificate import Evidence
from siting.errors import InputError, Place, Problem
from siting.exporters._tables import text
from siting.language import tr

SUMMARY, PROJECTS, MAP, CERTIFICATE = "summary.json", "projects.csv", "plan.gpkg", "certificate.npz"
GAPS, SCENARIO = "gaps.csv", "scenario.resolved.yaml"
FILES = (SUMMARY, PROJECTS, MAP, CERTIFICATE, GAPS, SCENARIO)
LAYERS = ("new_outlets", "existing_outlets", "demand", "circles", "links")

# Dimensions and types of the certificate's arrays; what is not named is (n,) float.
SCALARS = ("value", "bound", "scale", "objective", "maximise", "covers")
KINDS = {
    "i": (
        "indptr", "indices", "row_demand", "row_format", "option_site", "option_format", "selection",
        "served_indptr", "served", "limit_indptr", "limit_indices", "shared_indptr", "shared_indices",
        "required_group", "cut_indptr", "cut_rows", "cut_times", "row_group", "scale", "row_phase", "option_phase",
        "seat_indptr", "seat_doors", "seat_row", "seat_phase", "walk_indptr", "walk_options", "walk_outlets",
    ),
    "U": (
        "site_ids", "site_source", "format_ids", "format_group", "limit_labels", "objective", "unchecked", "phase_ids",
    ),
    "b": ("maximise", "covers", "option_keep"),
}  # fmt: skip

Record = dict[str, Any]
Layer = dict[str, list[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """summary, scenario: the files as they are; scenario_sha256: of its text. projects, gaps: a record of texts a line.

    layers: of plan.gpkg, by name, the values of each column in the order of the rows (of new_outlets: of ranks);
    geometries as bytes. crs: what the layers' coordinates are in, as "EPSG:4548", or by its own name."""

    summary: Record
    scenario: Record
    scenario_sha256: str
    evidence: Evidence
    projects: list[Record]
    gaps: list[Record]
    layers: dict[str, Layer]
    crs: str


def read_run(folder: Path) -> Run:
    """What can be held against the certificate. Raises InputError naming every file missing or broken."""
    missing = [name for name in FILES if not (folder / name).is_file()]
    hint = tr("A run folder holds {files}.", files=", ".join(FILES))
    if len(missing) == len(FILES):
        message = tr("the folder holds no run") if folder.is_dir() else tr("the folder does not exist")
        raise InputError.at(Place(folder), message, hint)
    if missing:
        message = tr("the file is missing")
        raise InputError(Problem(Place(folder / name), message, hint) for name in missing)
    layers, crs = _layers(folder / MAP)
    scenario, written = _scenario(folder / SCENARIO)
    return Run(
        summary=_summary(folder / SUMMARY),
        scenario=scenario,
        scenario_sha256=sha256(written.encode()).hexdigest(),
        evidence=read_evidence(folder / CERTIFICATE),
        projects=_records(folder / PROJECTS),
        gaps=_records(folder / GAPS),
        layers=layers,
        crs=crs,
    )


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What may go wrong in reading a broken file, as a planner's problem."""
    try:
        yield
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        EOFError,
        RuntimeError,
        csv.Error,
        sqlite3.Error,
        zipfile.BadZipFile,
        zlib.error,
        YAMLError,
    ) as error:
        raise InputError.at(
            Place(path),
            tr(
                "the file is broken or not of this program: {reason}",
                reason=f"{type(error).__name__}: {error}",
            ),
            tr("Solve the scenario again to get a whole run folder."),
        ) from error


def _summary(path: Path) -> Record:
    """summary.json; the shape of what other files are compared with is made sure of here."""
    with readable(path):
        found = json.loads(path.read_text(encoding="utf-8"))
        found["surveys"] = _surveys(found["surveys"])
        for name in ("people", "formats", "circles"):
            found[name] = dict(found[name].items())
        found["people"]["groups"] = dict(found["people"]["groups"].items())
        found["opened"] = [dict(each.items()) for each in found["opened"]]
        for each in found["opened"]:
            each.update({name: str(each[name]) for name in ("site", "format")})
        return dict(found.items())


def _surveys(said: Any) -> list[Record]:
    """The surveys of summary.json; a ValueError where they have another shape."""
    try:
        return [
            {
                **survey,
                "formats": {
                    name: {**entry, "answers": {circle: {**one} for circle, one in entry["answers"].items()}}
                    for name, entry in survey["formats"].items()
                },
            }
            for survey in said
        ]
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"surveys: {error}") from error


def _scenario(path: Path) -> tuple[Record, str]:
    with readable(path):
        written = path.read_text(encoding="utf-8")
        return dict(YAML(typ="safe").load(written).items()), written


def read_evidence(path: Path) -> Evidence:
    """The arrays of certificate.npz, of the right dimensions and types; `certificate.misfits` tells the rest."""
    with readable(path), np.load(path, allow_pickle=False) as arrays:
        return Evidence(**{field.name: _sound(field.name, arrays[field.name]) for field in fields(Evidence)})


def _sound(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """The array; a ValueError when it has other dimensions or types than the certificate's of that name."""
    dimensions = 0 if name in SCALARS else 1
    kind = next((kind for kind, names in KINDS.items() if name in names), "f")
    if array.ndim != dimensions or array.dtype.kind != kind:
        raise ValueError(f"{name}: {array.dtype} {array.shape}")
    return array


def _records(path: Path) -> list[Record]:
    """The lines of a table; a line with more or fewer cells than there are columns is a broken file."""
    with readable(path), path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        names = next(reader, [])
        if not names:
            raise ValueError(tr("no lines"))
        return [{name: text(cell) for name, cell in zip(names, line, strict=True)} for line in reader if line]


def _layers(path: Path) -> tuple[dict[str, Layer], str]:
    """Every layer's columns, from the file opened for reading only."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with readable(path), closing(sqlite3.connect(address, uri=True)) as database:
        found = {name: _columns(database, name) for name in LAYERS}
        query = (
            "SELECT srs_name, organization, organization_coordsys_id FROM gpkg_contents "
            "JOIN gpkg_spatial_ref_sys USING (srs_id) WHERE table_name = 'new_outlets'"
        )
        name, organization, number = database.execute(query).fetchone()
        return found, f"{organization}:{number}" if str(organization).upper() == "EPSG" else str(name)


def _columns(database: sqlite3.Connection, layer: str) -> Layer:
    """A column at a time, so that a million points are never held as a million records."""
    names = [row[1] for row in database.execute(f'PRAGMA table_info("{layer}")')]
    if not names:
        raise ValueError(f"no layer {layer}")
    order = "rank" if layer == "new_outlets" else "fid"
    found: Layer = {}
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        # SQLite would take an unknown name in double quotes for a text; the table's name before it forbids that.
        rows = database.execute(f"SELECT {layer}.{quoted} FROM {layer} ORDER BY {layer}.{order}")
        found[name] = [value for (value,) in rows]
    return found
