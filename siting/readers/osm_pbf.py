"""OpenStreetMap files: outlets by their tags, from points and from areas (.osm.pbf, .osm)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siting import catalogue, readers
from siting.errors import Place, Problems
from siting.language import mark, tr
from siting.readers._table import Table, few
from siting.scenario.schema import Layer

ABOUT = mark("OpenStreetMap outlets by tags, points and areas: .osm.pbf, .osm")
SUFFIXES = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
READS_TAGS = True
# The shipped table follows the "Map features" pages of the OpenStreetMap wiki.
OSM_TAGS_CSV = Path(catalogue.__file__).with_name("osm_tags.csv")
Mapping = dict[str, dict[str, list[str]]]


def read(path: Path, layer: Layer, place: Place, problems: Problems) -> Table | None:
    """One row for every object and format whose tag it carries: columns id, name, format, tag.

    Ids are OpenStreetMap's with the kind before them: "n12" (node), "w34" (way), "r56" (relation).

    1. Nodes stand where they are; closed ways and multipolygons are reduced to a point inside them.
    2. A value may be a list ("bakery;cafe"): every entry counts.
    3. Ways that are not closed and areas that cannot be built are left out, and a warning names them.

    `layer.osm_tags` is 'default' for the shipped table or the path of a CSV with format, key, value."""
    asked = getattr(layer, "osm_tags", None)
    if asked is None:
        problems.error(place, tr("an OpenStreetMap file gives outlets by tags"), tr("Add osm_tags: default."))
        return None
    mapping = _mapping(OSM_TAGS_CSV if asked == "default" else Path(asked), place, problems)
    if mapping is None:
        return None
    found = _Found(mapping)
    try:
        found.collect(path)
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    found.warn_of_left_out(path, problems)
    return found.table(path)


def _mapping(path: Path, place: Place, problems: Problems) -> Mapping | None:
    """key -> value -> formats."""
    table = readers.read(path, Layer(file=str(path)), place, problems)
    columns = ("format", "key", "value")
    if table is None or [column for column in columns if readers.missing(table, column, problems)]:
        return None
    mapping: Mapping = {}
    rows = zip(*(readers.texts(table, column) for column in columns), strict=True)
    for row, (format_id, key, value) in enumerate(rows):
        if not (format_id and key and value):
            problems.error(table.place(row), tr("format, key and value must all be given"))
            return None
        mapping.setdefault(key, {}).setdefault(value, []).append(format_id)
    return mapping


@dataclass(slots=True)
class _Found:
    """Objects of one file, collected while it streams by."""

    mapping: Mapping
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    points: list[Any] = field(default_factory=list)
    wanted: dict[str, None] = field(default_factory=dict)
    built: set[str] = field(default_factory=set)

    def collect(self, path: Path) -> None:
        """Reads the file twice: areas need their ways before they can be put together."""
        import osmium
        import shapely

        keys = osmium.filter.KeyFilter(*self.mapping)
        wkb = osmium.geom.WKBFactory()
        for thing in osmium.FileProcessor(path).with_areas(keys).with_filter(keys):
            matches = list(self._matches(thing.tags))
            if not matches:
                continue
            if isinstance(thing, osmium.osm.Node):
                self._add(f"n{thing.id}", thing.tags, matches, shapely.Point(thing.lon, thing.lat))
            elif isinstance(thing, osmium.osm.Area):
                name = f"{'w' if thing.from_way() else 'r'}{thing.orig_id()}"
                area = shapely.from_wkb(wkb.create_multipolygon(thing))
                self.built.add(name)
                self._add(name, thing.tags, matches, shapely.point_on_surface(area))
            else:
                self.wanted[f"{thing.type_str()}{thing.id}"] = None

    def _matches(self, tags: Any) -> Iterator[tuple[str, str]]:
        """(format, "key=value") of every tag that the mapping knows, each format once."""
        seen = set()
        for key, values in self.mapping.items():
            for value in (tags.get(key) or "").split(";"):
                for format_id in values.get(value.strip(), ()):
                    if format_id not in seen:
                        seen.add(format_id)
                        yield format_id, f"{key}={value.strip()}"

    def _add(self, name: str, tags: Any, matches: list[tuple[str, str]], point: Any) -> None:
        for format_id, tag in matches:
            self.rows.append((name, tags.get("name") or "", format_id, tag))
            self.points.append(point)

    def warn_of_left_out(self, path: Path, problems: Problems) -> None:
        """Names the ways and relations with fitting tags that are no areas."""
        lost = [name for name in self.wanted if name not in self.built]
        if lost:
            message = tr(
                "{count} ways or relations with fitting tags are no areas and are left out: {ids}",
                count=len(lost),
                ids=few(lost),
            )
            problems.warn(Place(path), message)

    def table(self, path: Path) -> Table:
        """The rows, sorted as found: by kind and number in a sorted file."""
        import numpy as np
        import pandas as pd

        frame = pd.DataFrame(self.rows, columns=["id", "name", "format", "tag"], dtype="string[pyarrow]")
        geometry = np.empty(len(self.points), dtype=object)
        geometry[:] = self.points
        return Table(path, frame, geometry, "EPSG:4326")
