"""Mobile points: rows of a file with the same id are the stops of one site, which brings its formats to all of them."""

from __future__ import annotations

import numpy as np

from siting.errors import Problems
from siting.inputs import areas
from siting.inputs.added import cutoffs, site_fields
from siting.inputs.layers import ReadLayer, ids_of, places_of, text_column
from siting.inputs.town import Fields, Town
from siting.inputs.types import Points, Stops, frozen
from siting.inputs.working import Area
from siting.language import tr


def read(
    town: Town, number: int, layer: ReadLayer, area: Area, crs: str | None, problems: Problems
) -> tuple[Stops, Fields]:
    """The mobile points of a file, in the order in which they first appear, and their stops.

    number: of the file in the scenario's list. A mobile point is in the circle of its first stop, and is shown there.
    Under a ready travel table the minutes are those of the mobile point, to its nearest stop."""
    entry, table = town.scenario.settings.mobile[number], layer.table
    columns, path = entry.columns, ("mobile", number)
    ids = ids_of(table, columns.id, problems)
    stops = places_of(layer, ids, text_column(table, columns.name, problems), crs)
    area.check_near(stops, layer, tr("stops of mobile points"), problems)
    _, first, which = np.unique(ids.astype(str), return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int32)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    first = np.sort(first)
    order = np.argsort(rank[which], kind="stable")
    points = _taken(stops, first)
    circle = areas.circle_of(points, town.circles, table.take(first), columns.circle, problems)
    brought = np.array([one.id in entry.formats for one in town.formats])
    admits = np.tile(brought, (len(first), 1))
    limit = cutoffs(entry, path, brought, town, problems)
    fields = {
        **site_fields(entry, points, circle, admits, town),
        "option_cutoff": np.where(admits, limit, np.nan),
        "option_share": np.where(admits & (entry.share < 1.0), entry.share, np.nan),
    }
    return Stops(frozen(rank[which][order]), _taken(stops, order)), fields


def _taken(points: Points, rows: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Points:
    lonlat = None if points.lonlat is None else frozen(points.lonlat[rows])
    return Points(frozen(points.ids[rows]), frozen(points.xy_m[rows]), lonlat, frozen(points.names[rows]))
