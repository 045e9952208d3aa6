"""Outlets as one table: of a city, of a run folder, and as a file that a scenario can name."""

from __future__ import annotations

import csv
import math
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from siting import report
from siting.decide.update.types import OutletLayer
from siting.exporters._read_run import MAP, readable
from siting.inputs import Floats, FormatInput, Inputs, Points

COLUMNS = ("id", "name", "format", "x", "y", "places")


def of_inputs(inputs: Inputs) -> OutletLayer:
    """Every outlet of a format that is planned."""
    return layer(inputs.outlets, inputs.outlet_format, inputs.outlet_places)


def layer(points: Points, format: Any, places: Any = None) -> OutletLayer:
    """A table without sites."""
    count = len(points)
    return OutletLayer(
        ids=np.array([str(one) for one in points.ids], dtype=object),
        names=np.array([str(one) for one in points.names], dtype=object),
        format=np.asarray(format, dtype=np.int32),
        xy_m=np.asarray(points.xy_m, dtype=np.float64),
        places=np.full(count, np.nan) if places is None else np.asarray(places, dtype=np.float64),
        site=np.full(count, "", dtype=object),
    )


def of_run(folder: Path, formats: tuple[FormatInput, ...]) -> OutletLayer:
    """The outlets that a run knew, with their places in the working CRS; those of formats that it planned."""
    found = report.read(folder)
    position = {one.id: number for number, one in enumerate(formats)}
    spots = found.outlets
    theirs = [position.get(found.formats[number].id, -1) for number in spots.format.tolist()]
    of_planned = np.flatnonzero(np.array(theirs, dtype=np.int64) >= 0)
    points = Points(spots.ids, spots.xy_m, None, spots.names)
    limited = any(not math.isnan(one.places) for one in formats)
    places = _places(folder / MAP, len(points)) if limited else None
    return layer(points, np.array(theirs, dtype=np.int32), places).take(of_planned)


def _places(path: Path, count: int) -> Floats:
    """(n,) places of the outlets of today, nan where there is no limit."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    query = "SELECT existing_outlets.places FROM existing_outlets ORDER BY fid"
    with readable(path), closing(sqlite3.connect(address, uri=True)) as database:
        found = database.execute(query).fetchall()
        if len(found) != count:
            raise ValueError(f"{len(found)} outlets, not {count}")
    return np.array([np.nan if value is None else value for (value,) in found], dtype=np.float64)


def write(outlets: OutletLayer, formats: tuple[FormatInput, ...], path: Path) -> None:
    """A CSV with every digit of the coordinates; without them where no outlet has any. Whole or not at all."""
    located = bool(np.isfinite(outlets.xy_m).any())
    limited = bool(np.isfinite(outlets.places).any())
    unwanted = {*(() if located else ("x", "y")), *(() if limited else ("places",))}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.part")
    with fresh.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([name for name in COLUMNS if name not in unwanted])
        for row in range(len(outlets)):
            line = {
                "id": outlets.ids[row],
                "name": outlets.names[row],
                "format": formats[int(outlets.format[row])].id,
                "x": _number(outlets.xy_m[row, 0]),
                "y": _number(outlets.xy_m[row, 1]),
                "places": _number(outlets.places[row]),
            }
            writer.writerow([line[name] for name in COLUMNS if name not in unwanted])
    os.replace(fresh, path)


def entry(path: Path, outlets: OutletLayer, crs: str) -> dict[str, Any]:
    """What a scenario says of such a file under `outlets`."""
    located = bool(np.isfinite(outlets.xy_m).any())
    columns = {"id": "id", "name": "name", "format": "format"}
    columns |= {"x": "x", "y": "y"} if located else {}
    columns |= {"places": "places"} if np.isfinite(outlets.places).any() else {}
    return {"file": path.absolute().as_posix(), "columns": columns} | ({"crs": crs} if located else {})


def keys(outlets: OutletLayer) -> list[tuple[str, int]]:
    """(id, format) of each: one id may stand for several formats."""
    return list(zip([str(one) for one in outlets.ids], outlets.format.tolist(), strict=True))


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(float(value))
