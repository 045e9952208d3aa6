"""The OpenStreetMap extract, looked at before a scenario is written: where it is, and which outlets it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting import readers
from siting.errors import Place, Problems
from siting.language import tr
from siting.scenario.layers import Outlets
from siting.starter.box import Box


@dataclass(frozen=True, slots=True, eq=False)
class Extract:
    """box: what the file says it covers, else the box of its streets. outlets: format -> how many it maps."""

    box: Box
    outlets: Counter[str]


def look(path: Path, problems: Problems) -> Extract | None:
    """The extract; None after an error: a broken file, or one without streets."""
    box = _box(path, problems)
    if box is None:
        return None
    layer = Outlets(file=str(path), osm_tags="default")
    heard = Problems()  # its warnings are said when the scenario is checked
    table = readers.read(path, layer, Place(where="--osm"), heard)
    problems.errors.extend(heard.errors)
    if table is None:
        return None
    return Extract(box, Counter(readers.texts(table, "format").tolist()))


def count_buildings(path: Path) -> int:
    """Ways that are buildings; most of those mapped are."""
    import osmium

    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    return sum(1 for _ in ways.with_filter(osmium.filter.KeyFilter("building")))


def _box(path: Path, problems: Problems) -> Box | None:
    """The extract's own box where it states one: its streets may lead far out of it. Else that of its streets."""
    import osmium

    try:
        with osmium.io.Reader(str(path)) as reader:
            stated = reader.header().box()
        if not (stated.valid() and stated.size() > 0):
            found = _streets(path)
        elif _has_streets(path):
            low, high = stated.bottom_left, stated.top_right
            found = Box(low.lon, low.lat, high.lon, high.lat)
        else:
            found = None
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    if found is None:
        problems.error(
            Place(path), tr("has no streets"), tr("An extract of a city has ways with highway tags.")
        )
    return found


def _has_streets(path: Path) -> bool:
    import osmium

    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    return any(True for _ in ways.with_filter(osmium.filter.KeyFilter("highway")))


def _streets(path: Path) -> Box | None:
    places: list[tuple[float, float]] = []
    for way in _ways(path):
        places.extend((node.lon, node.lat) for node in way.nodes if node.location.valid())
    return Box.of(np.array(places)) if places else None


def _ways(path: Path) -> Iterator[Any]:
    import osmium

    file = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = osmium.filter.EntityFilter(osmium.osm.WAY)
    yield from file.with_filter(ways).with_filter(osmium.filter.KeyFilter("highway"))
