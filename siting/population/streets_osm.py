"""Streets of an OpenStreetMap file that people live along, in pieces of about 50 m.

The shipped table `catalogue/osm_streets.csv` says of each kind of street (values of highway=*) whether dwellings
usually front on it: residential streets and through roads do, service roads, tracks and footpaths do not."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting import catalogue
from siting.errors import Place, Problems
from siting.language import tr
from siting.population.streets import cut
from siting.readers import Box, Table, few

KINDS_CSV = Path(catalogue.__file__).with_name("osm_streets.csv")
# Nobody lives along a street under the ground, on a bridge, or on a square drawn as an area.
WITHOUT_FRONTAGE = (("tunnel", "no"), ("bridge", "no"), ("area", "no"), ("motorroad", "no"))


@cache
def kinds() -> dict[str, float]:
    """Value of highway=* -> factor of its length."""
    with KINDS_CSV.open(encoding="utf-8", newline="") as stream:
        return {row["highway"]: float(row["factor"]) for row in csv.DictReader(stream)}


def read_streets(path: Path, factors: Mapping[str, float], box: Box, problems: Problems) -> Table | None:
    """One row for each piece of a street in the box (west, south, east, north, degrees) that people live along.

    Columns id ("w34:2", the second piece of way 34), kind, factor, length_m; xy: the middle of the piece, WGS-84.
    factors: value of highway=* -> factor, over the shipped ones; kinds that neither knows have no frontage.
    None, and an error, when the file cannot be read."""
    known = {**kinds(), **factors}
    try:
        ways = _ways(path, known, box)
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    unused = [kind for kind in factors if kind not in ways.met]
    if unused:
        problems.warn(Place(path), tr("no street is of the kind {kinds}", kinds=few(unused)))
    return _table(path, ways, known, box, problems)


@dataclass(slots=True)
class _Ways:
    """Vertices of the ways, behind one another, and which way each is of."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    kind: list[str] = field(default_factory=list)
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    met: set[str] = field(default_factory=set)


def _ways(path: Path, known: Mapping[str, float], box: Box) -> _Ways:
    """Ways with frontage that may come near the box; the others are only met."""
    ways, (west, south, east, north) = _Ways(), box
    for way in _highways(path):
        kind = way.tags["highway"]
        ways.met.add(kind)
        if known.get(kind, 0.0) <= 0.0 or any(way.tags.get(key, no) != no for key, no in WITHOUT_FRONTAGE):
            continue
        places = [node.location for node in way.nodes if node.location.valid()]
        lon, lat = [place.lon for place in places], [place.lat for place in places]
        if not lon or max(lon) < west or min(lon) > east or max(lat) < south or min(lat) > north:
            continue
        ways.ids.append(way.id)
        ways.kind.append(kind)
        ways.lon.extend(lon)
        ways.lat.extend(lat)
        ways.ends.append(len(ways.lon))
    return ways


def _highways(path: Path) -> Iterator[Any]:
    import osmium

    file = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    only = osmium.filter.EntityFilter(osmium.osm.WAY)
    yield from file.with_filter(only).with_filter(osmium.filter.KeyFilter("highway"))


def _lengths(ends: array[int]) -> NDArray[np.int64]:
    stops = np.array([0, *ends], dtype=np.int64)
    return stops[1:] - stops[:-1]


def _table(
    path: Path,
    ways: _Ways,
    known: Mapping[str, float],
    box: Box,
    problems: Problems,
) -> Table:
    import pandas as pd

    xy = np.stack([np.array(ways.lon), np.array(ways.lat)], axis=1)
    line = np.repeat(np.arange(len(ways.ends)), _lengths(ways.ends))
    pieces = cut(xy, line, "EPSG:4326")
    west, south, east, north = box
    lon, lat = pieces.xy.T
    rows = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
    of_line, number = pieces.line[rows], pieces.number[rows]
    kind = np.array(ways.kind, dtype=object)[of_line]
    message = tr(
        "{count} streets that people live along, in {pieces} pieces around the areas, {km:,.0f} km",
        count=len(ways.ids),
        pieces=len(rows),
        km=pieces.length_m[rows].sum() / 1000.0,
    )
    problems.warn(Place(path), message)
    ids = [f"w{ways.ids[way]}:{piece}" for way, piece in zip(of_line.tolist(), number.tolist(), strict=True)]
    columns = {
        "id": pd.array(ids, dtype="string[pyarrow]"),
        "kind": pd.array(kind, dtype="string[pyarrow]"),
        "factor": np.array([known[name] for name in kind], dtype=np.float64),
        "length_m": pieces.length_m[rows],
    }
    return Table(path, pd.DataFrame(columns), crs="EPSG:4326", xy=pieces.xy[rows], id_column="id")
