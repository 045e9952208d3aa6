"""Areas with people and no place to put them: an error, a point inside, or the area's streets."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from siting.inputs.dwellings import Dwellings, read_osm
from siting.inputs.layers import Files, ReadLayer
from siting.inputs.totals import Areas
from siting.inputs.types import Floats, Ids
from siting.language import tr
from siting.population.dwellings import Sizes
from siting.population.totals import NOWHERE, area_of, points_inside
from siting.readers import Table


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """Places such that every area with people has one. area: (n,) position of the area of each; what was added
    stands behind what there was."""

    dwellings: Dwellings
    area: NDArray[np.int64]


def filled(found: Dwellings, area: NDArray[np.int64], areas: Areas, files: Files) -> Filled | None:
    """The places, and those that `totals.empty` adds to areas that have people and no place with a size above 0.

    error: the areas are named, nothing is added. point: one point inside each, with all its people. streets: the
    streets of the OpenStreetMap file inside of it, by their length. What is added is a warning with the areas' ids
    and people. None after an error."""
    totals = files.scenario.settings.demand.totals
    assert totals is not None
    empty = np.flatnonzero((areas.people > 0.0) & ~(np.bincount(area, found.sizes.size, len(areas)) > 0.0))
    if not len(empty):
        return Filled(found, area)
    if totals.empty == "point":
        _say(tr("stand at one point in each"), empty, areas, files)
        ids = np.array([f"area:{areas.ids[row]}" for row in empty.tolist()], dtype=object)
        return _joined(
            found, area, ids, points_inside(areas.polygons[empty]), np.ones(len(empty)), empty, areas.crs
        )
    if totals.empty == "error":
        hint = tr("Add places there, or say where these people go: totals.empty: point (or streets).")
        _report(empty, areas, files, hint)
        return None
    return _along_streets(found, area, empty, areas, files)


def _along_streets(
    found: Dwellings, area: NDArray[np.int64], empty: NDArray[np.int64], areas: Areas, files: Files
) -> Filled | None:
    streets = read_osm(files, areas, streets=True)
    if streets is None:
        return None
    inside, _ = area_of(streets.xy_in(areas.crs), areas.polygons[empty])
    rows = np.flatnonzero((inside != NOWHERE) & (streets.sizes.size > 0.0))
    bare = np.setdiff1d(np.arange(len(empty)), inside[rows])
    if len(bare):
        _report(
            empty[bare],
            areas,
            files,
            tr("They have no street either: totals.empty: point puts each at one point."),
        )
        return None
    _say(tr("are spread along its streets"), empty, areas, files)
    size = streets.sizes.size[rows]
    return _joined(
        found, area, streets.ids[rows], streets.xy_in(areas.crs)[rows], size, empty[inside[rows]], areas.crs
    )


def _report(empty: NDArray[np.int64], areas: Areas, files: Files, hint: str) -> None:
    message = tr(
        "{count} areas with {people:,.0f} people have no place to spread them over: {areas}",
        count=len(empty),
        people=areas.people[empty].sum(),
        areas=areas.named(empty),
    )
    files.problems.error(files.scenario.place("demand", "totals", "empty"), message, hint)


def _say(how: str, empty: NDArray[np.int64], areas: Areas, files: Files) -> None:
    message = tr(
        "{count} areas have no place; their {people:,.0f} people ({share:.1%} of all) {how}: {areas}",
        count=len(empty),
        people=areas.people[empty].sum(),
        share=areas.people[empty].sum() / areas.people.sum(),
        how=how,
        areas=areas.named(empty),
    )
    files.problems.warn(files.scenario.place("demand", "totals", "empty"), message)


def _joined(
    found: Dwellings,
    area: NDArray[np.int64],
    ids: Ids,
    xy: Floats,
    size: Floats,
    of_area: NDArray[np.int64],
    crs: str,
) -> Filled:
    """The places with others behind them, whose columns are empty; all in the coordinates of the areas."""
    here, floor_m2 = found.layer, found.sizes.floor_m2
    together = np.concatenate([found.xy_in(crs), xy])
    lonlat = None if here.lonlat is None else together
    layer = ReadLayer(_longer(here.table, ids, together), together, crs, lonlat, here.place)
    floors = None if floor_m2 is None else np.concatenate([floor_m2, np.full(len(ids), np.nan)])
    sizes = Sizes(np.concatenate([found.sizes.size, size]), floors)
    everywhere = Dwellings(layer, np.concatenate([found.ids, ids]), sizes)
    return Filled(everywhere, np.concatenate([area, of_area]))


def _longer(table: Table, ids: Ids, xy: Floats) -> Table:
    """The table with a row for each id behind its own, empty but for the id that the file itself brings."""
    import pandas as pd

    columns = {} if table.id_column is None else {table.id_column: ids}
    frame = pd.concat([table.frame, pd.DataFrame(columns, index=range(len(ids)))], ignore_index=True)
    known = table.row_numbers() - 1
    numbers = np.concatenate(
        [known, np.full(len(ids), known.max(initial=0))]
    )  # they stand in no line of the file
    return replace(table, frame=frame, xy=xy, numbers=numbers)
