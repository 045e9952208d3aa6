"""A run folder read back, with nothing believed: for `verify`."""

from __future__ import annotations

import csv
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence
from siting.errors import InputError, Place, Problem
from siting.exporters._names import column_names
from siting.exporters._tables import text
from siting.language import tr

SUMMARY, PROJECTS, MAP, CERTIFICATE = "summary.json", "projects.csv", "plan.gpkg", "certificate.npz"
NUMBERS = ("value", "cost")
NUMBERS_OR_NULL = ("bound", "gap", "certified_bound", "certified_gap")
FORMAT_NUMBERS = ("weight_total", "covered_before", "covered_after", "newly_covered", "opened", "cost")

# Dimensions and types of the certificate's arrays; what is not named is (n,) float.
SCALARS = ("value", "bound", "scale", "objective", "maximise", "covers")
KINDS = {
    "i": (
        "indptr", "indices", "row_demand", "row_format", "option_site", "option_format", "selection",
        "served_indptr", "served", "limit_indptr", "limit_indices", "shared_indptr", "shared_indices",
        "required_group", "cut_indptr", "cut_rows", "cut_times", "row_group", "scale",
    ),
    "U": ("site_ids", "format_ids", "format_group", "limit_labels", "objective", "unchecked"),
    "b": ("maximise", "covers"),
}  # fmt: skip

Marks = tuple[NDArray[np.bool_], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Listed:
    """An opened outlet as a file lists it."""

    site: str
    format: str
    cost: float
    newly_covered: float


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """summary: summary.json. lists: file -> its opened outlets, in the order of the project list.

    marks: format -> (n_demand,) marked as in reach before, and after, on the demand layer."""

    summary: dict[str, Any]
    evidence: Evidence
    lists: dict[str, list[Listed]]
    marks: dict[str, Marks]


def read_run(folder: Path) -> Run:
    """What can be held against the certificate. Raises InputError naming every file missing or broken."""
    missing = [name for name in (SUMMARY, PROJECTS, MAP, CERTIFICATE) if not (folder / name).is_file()]
    if missing:
        message = tr("the file is missing")
        hint = tr("A run folder holds {files}.", files=", ".join((SUMMARY, PROJECTS, MAP, CERTIFICATE)))
        raise InputError(Problem(Place(folder / name), message, hint) for name in missing)
    summary = _summary(folder / SUMMARY)
    evidence = _evidence(folder / CERTIFICATE)
    mapped, marks = _mapped(folder / MAP, evidence.format_ids.tolist())
    lists = {
        SUMMARY: _opened(folder / SUMMARY, summary),
        PROJECTS: _projects(folder / PROJECTS),
        MAP: mapped,
    }
    return Run(summary, evidence, lists, marks)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """What may go wrong in reading a broken file, as a planner's problem."""
    try:
        yield
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        csv.Error,
        sqlite3.Error,
        zipfile.BadZipFile,
    ) as error:
        raise InputError.at(
            Place(path),
            tr(
                "the file is broken or not of this program: {reason}",
                reason=f"{type(error).__name__}: {error}",
            ),
            tr("Solve the scenario again to get a whole run folder."),
        ) from error


def _summary(path: Path) -> dict[str, Any]:
    with _readable(path):
        found = json.loads(path.read_text(encoding="utf-8"))
        for name in NUMBERS:
            found[name] = float(found[name])
        for name in NUMBERS_OR_NULL:
            found[name] = None if found[name] is None else float(found[name])
        for entry in found["formats"].values():
            entry.update({name: float(entry[name]) for name in FORMAT_NUMBERS})
        found["stop"] = str(found["stop"])
        found["certificate_sha256"] = str(found["certificate_sha256"])
        found["opened"] = list(found["opened"])
        return dict(found)


def _evidence(path: Path) -> Evidence:
    with _readable(path), np.load(path, allow_pickle=False) as arrays:
        return Evidence(**{field.name: _sound(field.name, arrays[field.name]) for field in fields(Evidence)})


def _sound(name: str, array: NDArray[Any]) -> NDArray[Any]:
    """The array; a ValueError when it has other dimensions or types than the certificate's of that name."""
    dimensions = 0 if name in SCALARS else 1
    kind = next((kind for kind, names in KINDS.items() if name in names), "f")
    if array.ndim != dimensions or array.dtype.kind != kind:
        raise ValueError(f"{name}: {array.dtype} {array.shape}")
    return array


def _opened(path: Path, summary: dict[str, Any]) -> list[Listed]:
    with _readable(path):
        return _listed(
            (each["site"], each["format"], each["cost"], each["newly_covered"]) for each in summary["opened"]
        )


def _projects(path: Path) -> list[Listed]:
    with _readable(path), path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        return _listed(
            (text(row["site"]), text(row["format"]), row["cost"], row["newly_covered"]) for row in rows
        )


def _mapped(path: Path, format_ids: list[str]) -> tuple[list[Listed], dict[str, Marks]]:
    """New outlets and the demand layer's marks, from the file opened for reading only."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    with _readable(path), closing(sqlite3.connect(address, uri=True)) as database:
        rows = database.execute("SELECT site, format, cost, newly_covered FROM new_outlets ORDER BY rank")
        columns = column_names(format_ids)
        return _listed(rows), {identity: _marks(database, columns[identity]) for identity in format_ids}


def _listed(rows: Any) -> list[Listed]:
    return [Listed(str(site), str(format), float(cost), float(newly)) for site, format, cost, newly in rows]


def _marks(database: sqlite3.Connection, column: str) -> Marks:
    """The demand layer's two columns of a format, in the order of the demand points."""
    before, after = ('"' + f"{column}_{when}".replace('"', '""') + '"' for when in ("before", "after"))
    # SQLite would take an unknown name in double quotes for a text; the table's name before it forbids that.
    found = database.execute(f"SELECT demand.{before}, demand.{after} FROM demand ORDER BY fid").fetchall()
    table = np.array(found, dtype=np.bool_).reshape(-1, 2)
    return table[:, 0], table[:, 1]
