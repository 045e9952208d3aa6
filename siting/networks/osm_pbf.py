"""OpenStreetMap extracts: walkable ways by the rule table `walkable.csv`, every vertex a node.

The file is read twice by pyosmium: ways first, then only the nodes that walkable ways use, so that memory
grows with the streets and not with the buildings."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Place, Problems
from siting.inputs import Floats
from siting.language import mark, tr
from siting.networks import Streets
from siting.networks._walkable import keys, rules, walk

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("walkable ways of an OpenStreetMap extract (.osm.pbf, .osm)")
SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
SHOWN = 5


@dataclass(slots=True)
class _Ways:
    """Node ids of walkable ways behind one another; where each way ends; its one-way rule."""

    refs: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    oneway: list[bool] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)


def read(scenario: Scenario, problems: Problems) -> Streets | None:
    """The walkable ways of the extract, in degrees WGS-84.

    Ways that leave the extract end at its border; kinds of highway that the rule table does not know are left
    out; both are warnings."""
    path, place = scenario.file("travel", "network", "file"), scenario.place("travel", "network", "file")
    if not readers.is_there(path, place, problems):
        return None
    try:
        ways = _walkable_ways(path)
        ids = np.unique(np.frombuffer(ways.refs, np.int64)) if ways.refs else np.empty(0, np.int64)
        xy, found = _places(path, ids)
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    if ways.unknown:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in ways.unknown.most_common(SHOWN))
        message = tr(
            "{count} ways are left out: unknown highway=*: {kinds}", count=ways.unknown.total(), kinds=kinds
        )
        problems.warn(Place(path), message)
    return _streets(path, ways, ids, xy, found, problems)


def _walkable_ways(path: Path) -> _Ways:
    ways, wanted = _Ways(), keys()
    for way in _objects(path, "way"):
        tags = way.tags
        highway = tags.get("highway")
        if ("highway", highway) not in rules():
            ways.unknown[highway] += 1
            continue
        said = {key: tags[key] for key in wanted if key in tags}
        how = walk({**said, "highway": highway})
        if how is None:
            continue
        refs = [node.ref for node in way.nodes]
        ways.refs.extend(refs if how != "backward" else reversed(refs))
        ways.ends.append(len(ways.refs))
        ways.oneway.append(how != "both")
    return ways


def _objects(path: Path, kind: str) -> Iterator[Any]:
    """Ways with a highway tag."""
    import osmium

    yield from osmium.FileProcessor(path, osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))


def _places(path: Path, ids: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
    """(n, 2) longitude and latitude of the nodes with these ascending ids, and which the file holds."""
    import osmium

    xy, found = np.full((len(ids), 2), np.nan), np.zeros(len(ids), bool)
    refs, lon, lat = array("q"), array("d"), array("d")
    for node in osmium.FileProcessor(path, osmium.osm.NODE).with_filter(osmium.filter.IdFilter(ids.tolist())):
        place = node.location
        refs.append(node.id)
        lon.append(place.lon)
        lat.append(place.lat)
    if refs:
        at = np.searchsorted(ids, np.frombuffer(refs, np.int64))
        xy[at, 0], xy[at, 1], found[at] = np.frombuffer(lon), np.frombuffer(lat), True
    return xy, found


def _streets(
    path: Path, ways: _Ways, ids: NDArray[np.int64], xy: Floats, found: NDArray[np.bool_], problems: Problems
) -> Streets:
    """Every piece between two vertices of a way that are both in the file."""
    ends = np.frombuffer(ways.ends, np.int64) if ways.ends else np.empty(0, np.int64)
    node = np.searchsorted(ids, np.frombuffer(ways.refs, np.int64)) if ways.refs else np.empty(0, np.int64)
    way = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    inner = np.flatnonzero(way[1:] == way[:-1])
    tail, head, oneway = node[inner], node[inner + 1], np.array(ways.oneway, bool)[way[inner]]
    whole = found[tail] & found[head]
    if not whole.all():
        message = tr(
            "{count} pieces of street lead out of the extract and end at its border",
            count=int((~whole).sum()),
        )
        problems.warn(Place(path), message)
    tail, head, oneway = tail[whole], head[whole], oneway[whole]
    line = np.arange(len(tail), dtype=np.int32)
    return Streets(
        np.nan_to_num(xy),
        tail.astype(np.int32),
        head.astype(np.int32),
        oneway,
        line,
        np.full(len(tail), np.nan),
        "EPSG:4326",
        False,
        (path,),
    )
