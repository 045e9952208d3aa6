"""OpenStreetMap extracts: walkable ways by the rule table `walkable.csv`, every vertex a node.

pyosmium reads the file once and keeps the places of nodes meanwhile, 16 bytes each."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from siting import readers
from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.networks import Streets
from siting.networks._walkable import Walk, keys, rules, walk

if TYPE_CHECKING:
    from siting.scenario import Scenario

ABOUT = mark("walkable ways of an OpenStreetMap extract (.osm.pbf, .osm)")
SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")
SHOWN = 5


@dataclass(slots=True)
class _Ways:
    """Nodes of walkable ways behind one another, nan where the file lacks one; where each way ends."""

    refs: array[int] = field(default_factory=lambda: array("q"))
    lon: array[float] = field(default_factory=lambda: array("d"))
    lat: array[float] = field(default_factory=lambda: array("d"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    how: list[Walk] = field(default_factory=list)
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
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    if ways.unknown:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in ways.unknown.most_common(SHOWN))
        message = tr(
            "{count} ways are left out: unknown highway=*: {kinds}", count=ways.unknown.total(), kinds=kinds
        )
        problems.warn(Place(path), message)
    return _streets(path, ways, problems)


def _walkable_ways(path: Path) -> _Ways:
    ways, wanted, known = _Ways(), keys(), rules()
    for way in _highways(path):
        tags = way.tags
        highway = tags.get("highway")
        if ("highway", highway) not in known:
            ways.unknown[highway] += 1
            continue
        how = walk({"highway": highway, **{key: tags[key] for key in wanted if key in tags}})
        if how is not None:
            nodes = [_placed(node) for node in way.nodes]
            ways.refs.extend([node[0] for node in nodes])
            ways.lon.extend([node[1] for node in nodes])
            ways.lat.extend([node[2] for node in nodes])
            ways.ends.append(len(ways.refs))
            ways.how.append(how)
    return ways


def _highways(path: Path) -> Iterator[Any]:
    import osmium

    file = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    yield from file.with_filter(ways).with_filter(osmium.filter.KeyFilter("highway"))


def _placed(node: Any) -> tuple[int, float, float]:
    place = node.location
    return (node.ref, place.lon, place.lat) if place.valid() else (node.ref, np.nan, np.nan)


def _streets(path: Path, ways: _Ways, problems: Problems) -> Streets:
    """Every piece between two vertices of a way that are both in the file."""
    _, first, node = np.unique(np.array(ways.refs, np.int64), return_index=True, return_inverse=True)
    xy = np.stack([np.array(ways.lon), np.array(ways.lat)], axis=1)[first]
    ends = np.array([0, *ways.ends], np.int64)
    way = np.repeat(np.arange(len(ways.ends)), ends[1:] - ends[:-1])
    inner = np.flatnonzero(way[1:] == way[:-1])
    inner_way = way[inner]
    back = np.array([how == "backward" for how in ways.how], bool)[inner_way]
    tail = np.where(back, node[inner + 1], node[inner])
    head = np.where(back, node[inner], node[inner + 1])
    oneway = np.array([how != "both" for how in ways.how], bool)[inner_way]
    whole = np.isfinite(xy[tail, 0]) & np.isfinite(xy[head, 0])
    if not whole.all():
        count = int((~whole).sum())
        message = tr("{count} pieces of street lead out of the extract and end at its border", count=count)
        problems.warn(Place(path), message)
    tail, head, oneway = tail[whole].astype(np.int32), head[whole].astype(np.int32), oneway[whole]
    line, unsaid = np.arange(len(tail), dtype=np.int32), np.full(len(tail), np.nan)
    return Streets(xy, tail, head, oneway, line, unsaid, "EPSG:4326", False, (path,))
