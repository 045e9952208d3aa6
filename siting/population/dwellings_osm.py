"""Buildings of an OpenStreetMap file that people may live in: where, how large, of how many storeys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from siting.errors import Place, Problems
from siting.language import tr
from siting.population.dwellings import footprint_m2
from siting.population.osm_kinds import UNSAID, kind_of, levels_of, shipped
from siting.population.whole import Floats
from siting.readers import Box, Table, few

AT_ONCE = 10_000
# So many buildings of a kind must state their storeys for their median to be taken for the others of the kind.
ENOUGH = 10


def read_buildings(
    path: Path,
    factors: Mapping[str, float],
    default_levels: float | None,
    box: Box,
    problems: Problems,
) -> Table | None:
    """One row for each building in the box (west, south, east, north, degrees) that people may live in.

    Columns id (as "w34", "r56"), kind, factor, levels, footprint_m2, floor_area_m2; xy: a point inside, WGS-84.
    factors: kind -> factor, over the shipped ones. Memory: what is returned, and 10,000 outlines at a time.

    Storeys of a building that states none: `default_levels` where given; else the median of those of its kind,
    where at least 10 state theirs; else what the shipped table has for the kind.

    Said: how many buildings there are, how many are left out and of which kinds, how many state their storeys.
    None, and an error, when the file cannot be read."""
    found = _Buildings(factors, default_levels, box)
    try:
        found.collect(path)
    except RuntimeError as fault:
        problems.error(Place(path), tr("cannot be read: {reason}", reason=fault))
        return None
    found.say(path, problems)
    return found.table(path)


@dataclass(slots=True)
class _Buildings:
    """Buildings of one file, collected while it streams by."""

    factors: Mapping[str, float]
    default_levels: float | None
    box: Box
    total: int = 0
    uninhabited: Counter[str] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    met: set[str] = field(default_factory=set)
    wanted: set[str] = field(default_factory=set)
    waiting: list[tuple[str, str, float, str]] = field(default_factory=list)
    rows: list[tuple[list[str], list[str], Floats, Floats, Floats]] = field(default_factory=list)

    def collect(self, path: Path) -> None:
        """Reads the file twice: areas need their ways before they can be put together."""
        import osmium

        wkb = osmium.geom.WKBFactory()
        for thing in _areas(path):
            if not isinstance(thing, osmium.osm.Area):
                if thing.is_way() or thing.tags.get("type") == "multipolygon":
                    self.wanted.add(f"{thing.type_str()}{thing.id}")
                continue
            name = f"{'w' if thing.from_way() else 'r'}{thing.orig_id()}"
            self.wanted.discard(name)
            kind = self._inhabited(thing.tags)
            if kind is not None:
                self.waiting.append((name, kind, levels_of(thing.tags), wkb.create_multipolygon(thing)))
            if len(self.waiting) >= AT_ONCE:
                self._measure()
        self._measure()

    def _inhabited(self, tags: Any) -> str | None:
        """The kind of a building that people may live in, else None; both are counted."""
        self.total += 1
        kind = kind_of(tags)
        self.met.add(kind)
        if kind == UNSAID and tags["building"] != UNSAID:
            self.strange[tags["building"]] += 1
        if self._factor(kind) > 0.0:
            return kind
        self.uninhabited[kind] += 1
        return None

    def _factor(self, kind: str) -> float:
        return self.factors[kind] if kind in self.factors else shipped(kind)[0]

    def _measure(self) -> None:
        """Outlines to points and square metres; only what lies in the box is kept."""
        if not self.waiting:
            return
        names, kinds_, levels, wkb = zip(*self.waiting, strict=True)
        self.waiting.clear()
        outlines = shapely.from_wkb(np.array(wkb, dtype=object))
        inside = shapely.point_on_surface(outlines)
        xy = np.stack([shapely.get_x(inside), shapely.get_y(inside)], axis=1)
        west, south, east, north = self.box
        near = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
        rows = np.flatnonzero(near).tolist()
        size_m2 = footprint_m2(outlines[rows], "EPSG:4326")
        stated = np.array(levels, dtype=np.float64)[rows]
        self.rows.append(
            ([names[row] for row in rows], [kinds_[row] for row in rows], stated, size_m2, xy[rows])
        )

    def table(self, path: Path) -> Table:
        """What was collected, in the order of the file."""
        import pandas as pd

        ids = [name for batch in self.rows for name in batch[0]]
        kind = [name for batch in self.rows for name in batch[1]]
        empty = np.empty(0)
        levels, size_m2 = (
            np.concatenate([empty, *(batch[column] for batch in self.rows)]) for column in (2, 3)
        )
        xy = np.concatenate([np.empty((0, 2)), *(batch[4] for batch in self.rows)])
        floors = np.array(levels)
        number, names = pd.factorize(np.array(kind, dtype=object))
        for position, name in enumerate(names):
            of_kind = np.flatnonzero(number == position)
            silent = of_kind[np.isnan(levels[of_kind])]
            floors[silent] = self._usual_levels(name, levels[of_kind])
        columns = {
            "id": pd.array(ids, dtype="string[pyarrow]"),
            "kind": pd.array(kind, dtype="string[pyarrow]"),
            "factor": [self._factor(name) for name in kind],
            "levels": levels,
            "footprint_m2": size_m2,
            "floor_area_m2": size_m2 * floors,
        }
        return Table(path, pd.DataFrame(columns), crs="EPSG:4326", xy=xy, id_column="id")

    def _usual_levels(self, kind: str, levels: Floats) -> float:
        """Storeys of the buildings of a kind that state none. levels: of all of the kind, nan where unsaid."""
        if self.default_levels is not None:
            return self.default_levels
        stated = levels[np.isfinite(levels)]
        if len(stated) >= ENOUGH:
            return float(np.median(stated))
        usual = shipped(kind)[1]
        return usual if np.isfinite(usual) else shipped(UNSAID)[1]

    def say(self, path: Path, problems: Problems) -> None:
        """Counts: of buildings, of those left out, of those whose storeys are known."""
        stated = sum(int(np.isfinite(batch[2]).sum()) for batch in self.rows)
        kept = sum(len(batch[0]) for batch in self.rows)
        message = tr(
            "{total} buildings: {out} of kinds that nobody lives in are left out ({kinds}); {kept} of the others lie "
            "around the areas, {stated} of them state their storeys",
            total=self.total,
            out=self.uninhabited.total(),
            kinds=_most(self.uninhabited) or tr("none"),
            kept=kept,
            stated=stated,
        )
        problems.warn(Place(path), message)
        if self.strange:
            message = tr(
                "{count} buildings of unknown kinds count as building=yes: {kinds}",
                count=self.strange.total(),
                kinds=_most(self.strange),
            )
            problems.warn(Place(path), message)
        if self.wanted:
            message = tr(
                "{count} buildings are no closed outlines and are left out: {ids}",
                count=len(self.wanted),
                ids=few(sorted(self.wanted)),
            )
            problems.warn(Place(path), message)
        unused = [name for name in self.factors if name not in self.met]
        if unused:
            problems.warn(Place(path), tr("no building is of the kind {kinds}", kinds=few(unused)))


def _areas(path: Path) -> Iterator[Any]:
    import osmium

    keys = osmium.filter.KeyFilter("building")
    ways = osmium.filter.EntityFilter(osmium.osm.WAY | osmium.osm.RELATION | osmium.osm.AREA)
    yield from osmium.FileProcessor(path).with_areas(keys).with_filter(ways).with_filter(keys)


def _most(kinds_: Counter[str]) -> str:
    return few(f"{kind} ({count})" for kind, count in kinds_.most_common())
