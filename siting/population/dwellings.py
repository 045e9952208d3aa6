"""How much of an area's people a place takes: the size of dwellings, from columns or from their outlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.errors import Place, Problems
from siting.language import tr
from siting.population.areas import AREAS
from siting.population.clip import EQUAL_AREA
from siting.population.whole import Floats
from siting.readers import Table, few
from siting.scenario.people import Demand

# The tallest building of the world has 163.
MOST_LEVELS = 200.0


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """size: (n,) >= 0, what people are in proportion to. floor_m2: (n,) floor area before any factor of land use,
    where the spread knows it."""

    size: Floats
    floor_m2: Floats | None = None


def sizes_of(table: Table, crs: str | None, demand: Demand, place: Place, problems: Problems) -> Sizes | None:
    """The size of every row of a file of places, by `demand.spread`; None after an error.

    crs: of the table's geometry. place: where the scenario names the spread.

    1. people: the column people. equal: 1 each. street_length: metres of street, when the lines were cut.
    2. footprint: square metres of the outline.
    3. floor_area: the column floor_area_m2; where that is empty, footprint times levels; where these are empty or 0,
       `default_levels`, which is said with counts. Without it, unknown floor areas are an error.
    4. Times the factor of the row's land use. A value without one is an error that lists all of them."""
    before, floor_m2 = len(problems.errors), None
    if demand.spread == "people":  # RULE 1
        size = _people(table, demand, problems)
    elif demand.spread == "footprint":  # RULE 2
        size = _footprints(table, crs, place, problems)
    elif demand.spread == "floor_area":  # RULE 3
        size = floor_m2 = _floor_areas(table, crs, demand, place, problems)
    else:
        size = np.ones(len(table))
    factor = _land_use(table, demand, problems)  # RULE 4
    if len(problems.errors) > before or size is None:
        return None
    return Sizes(size * factor, floor_m2)


def footprint_m2(outlines: NDArray[np.object_], crs: str) -> Floats:
    """(n,) square metres of areas whose coordinates are in the crs; on a plane as they are."""
    if crs != systems.PLANE:
        outlines = shapely.transform(outlines, lambda xy: systems.to_working(xy, crs, EQUAL_AREA))
    return np.asarray(shapely.area(outlines), dtype=np.float64)


def _people(table: Table, demand: Demand, problems: Problems) -> Floats | None:
    if demand.records:
        return np.ones(len(table))
    column = demand.columns.people
    if readers.missing(table, column, problems):
        return None
    return readers.numbers(table, column, problems, lowest=0.0)


def _footprints(table: Table, crs: str | None, place: Place, problems: Problems) -> Floats | None:
    """None, and an error, where some rows have no outline."""
    message = ""
    if table.geometry is None:
        message = tr("'{file}' has points; a footprint needs outlines", file=table.path.name)
    else:
        points = np.flatnonzero(~np.isin(shapely.get_type_id(table.geometry), AREAS))
        if len(points):
            message = tr(
                "{count} of {total} rows of '{file}' are no areas, first {row}; a footprint needs outlines",
                count=len(points),
                total=len(table),
                file=table.path.name,
                row=table.row_name(int(points[0])),
            )
    if message:
        hint = tr("Name columns.floor_area_m2, or say spread: equal.")
        problems.error(place, message, hint)
        return None
    assert table.geometry is not None
    return None if crs is None else footprint_m2(table.geometry, crs)


def _floor_areas(
    table: Table, crs: str | None, demand: Demand, place: Place, problems: Problems
) -> Floats | None:
    columns = demand.columns
    found = _stated(table, columns.floor_area_m2, problems)
    if found is None:
        return None
    unknown = np.isnan(found)
    if not unknown.any():
        return found
    if columns.floor_area_m2 is not None and columns.levels is None and demand.default_levels is None:
        message = tr(
            "{count} of {total} buildings state no floor area", count=unknown.sum(), total=len(table)
        )
        hint = tr("Name columns.levels, or demand.default_levels; then the outline and the storeys count.")
        problems.error(table.place(int(np.argmax(unknown)), columns.floor_area_m2), message, hint)
        return None
    outline = _footprints(table, crs, place, problems)
    levels = _levels(table, unknown, demand, problems)
    if outline is None or levels is None:
        return None
    return np.where(unknown, outline * levels, found)


def _stated(table: Table, column: str | None, problems: Problems) -> Floats | None:
    """Numbers of a column, nan where a cell is empty or no column is named; None when it is missing."""
    if column is None:
        return np.full(len(table), np.nan)
    if readers.missing(table, column, problems):
        return None
    return readers.numbers(table, column, problems, lowest=0.0, empty=np.nan)


def _levels(table: Table, asked: NDArray[np.bool_], demand: Demand, problems: Problems) -> Floats | None:
    """Storeys of the rows asked for; what takes the default is said."""
    column, before = demand.columns.levels, len(problems.errors)
    levels = _stated(table, column, problems)
    if levels is None or len(problems.errors) > before:
        return None
    _doubt_heights(table, asked & (levels > MOST_LEVELS), column or "", problems)
    silent = asked & ~(levels > 0.0)
    if not silent.any():
        return levels
    first = table.place(int(np.argmax(silent)), column or "")
    numbers = {"count": int(silent.sum()), "total": int(asked.sum())}
    if demand.default_levels is None:
        message = tr("{count} of {total} buildings state no storeys", **numbers)
        problems.error(first, message, tr("Say what to take for them: demand.default_levels."))
        return None
    message = tr(
        "{count} of {total} buildings state no storeys; default_levels is taken for them: {levels:g}",
        **numbers,
        levels=demand.default_levels,
    )
    problems.warn(first, message)
    return np.where(silent, demand.default_levels, levels)


def _doubt_heights(table: Table, high: NDArray[np.bool_], column: str, problems: Problems) -> None:
    if high.any():
        message = tr("{count} buildings state more than {most:g} storeys", count=high.sum(), most=MOST_LEVELS)
        hint = tr("Does the column hold heights, or square metres?")
        problems.warn(table.place(int(np.argmax(high)), column), message, hint)


def _land_use(table: Table, demand: Demand, problems: Problems) -> Floats:
    column, factors = demand.columns.land_use, demand.land_use
    if column is None or readers.missing(table, column, problems):
        return np.ones(len(table))
    values = readers.texts(table, column)
    unknown = Counter(str(value) for value in values if value not in factors)
    if unknown:
        listed = few(f"'{value}' ({count})" for value, count in unknown.most_common())
        message = tr("values without a factor in land_use: {values}", values=listed)
        row = next(row for row, value in enumerate(values) if value not in factors)
        hint = tr("Give each a factor; 0 where nobody lives.")
        problems.error(table.place(row, column), message, hint)
        return np.ones(len(table))
    unused = [name for name in factors if name not in set(values)]
    if unused:
        message = tr("no row has the land use {values}", values=few(f"'{name}'" for name in unused))
        problems.warn(table.place(column=column), message)
    return np.array([factors[value] for value in values], dtype=np.float64)
