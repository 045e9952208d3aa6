"""The outlet layers: what exists today, and of which format."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting import parts
from siting.crs import PLANE
from siting.errors import Place, Problems
from siting.inputs.layers import FIRST_FEW, ReadLayer, ids_of, places_of, report_duplicates, text_column
from siting.inputs.names import ELSEWHERE, FormatNames, format_names
from siting.inputs.outlet_places import read_places
from siting.inputs.types import Floats, FormatInput, Points, Positions, frozen
from siting.inputs.working import Area
from siting.language import tr
from siting.readers import Table
from siting.scenario import Scenario, schema

UNPLANNED = -1


def read_outlets(
    scenario: Scenario,
    layers: Sequence[tuple[int, ReadLayer]],
    formats: Sequence[FormatInput],
    area: Area,
    working: str | None,
    problems: Problems,
) -> tuple[Points, Positions, Floats]:
    """Outlets of every file, one after the other, the position of each one's format, and its places (nan: not said).

    layers: with their number in the scenario's list. Outlets of formats that are not planned are left out.
    One id may stand for several formats (one shop, several functions), but for each of them once."""
    found: list[tuple[Points, Positions]] = []
    places = [np.zeros(0)]
    for number, layer in layers:
        settings = scenario.settings.outlets[number]
        id_column, name_column = _label_columns(settings)
        prefix = f"{layer.table.path.name.split('.')[0]}:" if len(scenario.settings.outlets) > 1 else ""
        ids = ids_of(layer.table, id_column, problems, prefix)
        positions = _formats(layer.table, settings, number, formats, scenario, problems)
        keys = np.where(positions == UNPLANNED, "", ids + "\0" + positions.astype(str).astype(object))
        report_duplicates(layer.table, id_column, ids, keys, problems)
        points = places_of(layer, ids, text_column(layer.table, name_column, problems), working)
        places.append(read_places(layer.table, settings.columns.places, problems)[positions != UNPLANNED])
        points, positions = _planned(points, positions)
        if len(layer) and not len(points):
            message = tr("no outlet of '{file}' is of a format of the scenario", file=layer.table.path.name)
            problems.warn(layer.place, message)
        area.check_near(points, layer, tr("outlets"), problems)
        found.append((points, positions))
    return *_joined(found, working), np.concatenate(places)


def _label_columns(settings: schema.Outlets) -> tuple[str | None, str | None]:
    """Columns of ids and names; OpenStreetMap files bring their own."""
    osm = settings.osm_tags is not None
    return settings.columns.id or ("id" if osm else None), settings.columns.name or ("name" if osm else None)


def _planned(points: Points, positions: Positions) -> tuple[Points, Positions]:
    keep = positions != UNPLANNED
    lonlat = None if points.lonlat is None else points.lonlat[keep]
    return Points(points.ids[keep], points.xy_m[keep], lonlat, points.names[keep]), positions[keep]


def _joined(found: Sequence[tuple[Points, Positions]], working: str | None) -> tuple[Points, Positions]:
    nobody, nowhere = np.empty(0, dtype=object), np.empty((0, 2))
    parts_of = [points for points, _ in found]
    lonlat = None
    if working != PLANE:
        lonlat = frozen(
            np.concatenate([nowhere, *(one.lonlat for one in parts_of if one.lonlat is not None)])
        )
    points = Points(
        frozen(np.concatenate([nobody, *(one.ids for one in parts_of)])),
        frozen(np.concatenate([nowhere, *(one.xy_m for one in parts_of)])),
        lonlat,
        frozen(np.concatenate([nobody, *(one.names for one in parts_of)])),
    )
    empty = np.empty(0, dtype=np.int32)
    return points, frozen(np.concatenate([empty, *(positions for _, positions in found)]))


def _formats(
    table: Table,
    layer: schema.Outlets,
    number: int,
    formats: Sequence[FormatInput],
    scenario: Scenario,
    problems: Problems,
) -> Positions:
    """(n_rows,) position of each outlet's format, UNPLANNED for those the scenario does not plan.

    number: of the layer in the scenario's list. One format for the whole file, or a column whose texts are
    looked up in format_values, then among ids and names. Unknown texts are listed with counts."""
    names = format_names(formats)
    place = scenario.place("outlets", number)
    if layer.format is not None:
        found = _known(layer.format, names, scenario.place("outlets", number, "format"), problems)
        return np.full(len(table), found, dtype=np.int32)
    column = layer.columns.format or ("format" if layer.osm_tags is not None else None)
    if column is None:
        hint = tr("Give 'format', 'columns.format' or, for OpenStreetMap files, 'osm_tags'.")
        problems.error(place, tr("nothing says which format the outlets are of"), hint)
        return np.full(len(table), UNPLANNED, dtype=np.int32)
    values = {
        value: _known(name, names, scenario.place("outlets", number, "format_values", value), problems)
        for value, name in layer.format_values.items()
    }
    return _by_column(table, column, values, names, problems)


def _by_column(
    table: Table, column: str, values: dict[str, int], names: FormatNames, problems: Problems
) -> Positions:
    texts, which, counts = np.unique(
        text_column(table, column, problems).astype(str), return_inverse=True, return_counts=True
    )
    positions = np.full(len(texts), UNPLANNED, dtype=np.int32)
    unknown = []
    for index, text in enumerate(texts):
        found = values.get(str(text), names.find(str(text)))
        if found is None:
            unknown.append((str(text), int(counts[index])))
        else:
            positions[index] = found
    if unknown:
        unknown.sort(key=lambda pair: -pair[1])
        listed = ", ".join(f"'{text}' ({count})" for text, count in unknown[: 2 * FIRST_FEW])
        listed += ", …" if len(unknown) > 2 * FIRST_FEW else ""
        message = tr(
            "{count} outlets are of no known format and are left out: {values}",
            count=sum(count for _, count in unknown),
            values=listed,
        )
        problems.warn(table.place(column=column), message, tr("'format_values' can say what they mean."))
    return positions[which]


def _known(name: str, names: FormatNames, place: Place, problems: Problems) -> int:
    found = names.find(name)
    if found is None:
        problems.error(place, parts.unknown(tr("format"), name, names.known))
        return UNPLANNED
    if found == ELSEWHERE:
        problems.warn(
            place, tr("'{format}' is not among the scenario's formats; outlets left out", format=name)
        )
    return found
