"""The areas whose published people are spread: outlines, numbers, and how the two are joined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from siting import crs as systems
from siting import readers
from siting.errors import Problems
from siting.inputs.layers import Files, crs_of, unique_ids
from siting.inputs.types import Floats, Ids
from siting.language import tr
from siting.population.areas import AREAS
from siting.population.totals import MOST_OVERLAP, overlaps
from siting.readers import Table, few
from siting.scenario.totals import Totals, TotalsTable

# Published people of an area, where they are no whole numbers: so few are rather thousands, or ten thousands.
FEW_PEOPLE = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """Areas with people, row by row.

    ids: (n,). polygons: (n,) in degrees WGS-84, or on a plane; crs says which. numbers: the table that has the
    numbers of area i in row i. people: (n,). left_out: people of rows whose area has no outline; n_rows: all rows."""

    ids: Ids
    polygons: NDArray[np.object_]
    crs: str
    numbers: Table
    people: Floats
    left_out: float
    n_rows: int

    def __len__(self) -> int:
        return len(self.ids)

    def named(self, rows: NDArray[np.int64]) -> str:
        """A few areas by id, with their people."""
        return few(f"{self.ids[row]} ({self.people[row]:,.0f})" for row in rows.tolist())


def read_areas(files: Files) -> Areas | None:
    """The areas of `demand.totals`; None after an error.

    1. Every area is a polygon with an id that stands once. Outlines that cross themselves are mended and said.
    2. Areas may overlap by slivers, which is said; by a tenth of the smaller, people would count twice: an error.
    3. Every area has its people, a number >= 0; with `whole` a whole one. In a table of its own every area has one
       row; rows without an area are left out, which is said with their people, and an error when no row has one."""
    totals, problems = files.scenario.settings.demand.totals, files.problems
    assert totals is not None
    table, before = files.table(totals, "demand", "totals"), len(problems.errors)
    if table is None:
        return None
    ids = unique_ids(table, totals.columns.id, problems)
    outlines = _outlines(table, ids, totals, files)  # RULES 1, 2
    joined = (table, totals.columns.people, 0.0, len(table))
    if totals.table is not None and len(problems.errors) == before:
        joined = _joined(ids, table, totals, files)  # RULE 3
    if len(problems.errors) > before or outlines is None:
        return None
    numbers, column, left_out, n_rows = joined
    people = _people(numbers, column, ids, totals, problems)
    if people is None:
        return None
    polygons, crs = outlines
    return Areas(ids, polygons, crs, numbers, people, left_out, n_rows)


def _outlines(table: Table, ids: Ids, totals: Totals, files: Files) -> tuple[NDArray[np.object_], str] | None:
    """Polygons in degrees WGS-84 or on a plane, and which of the two; None after an error."""
    problems, place = files.problems, files.scenario.place("demand", "totals", "file")
    if table.geometry is None:
        problems.error(place, tr("totals need areas; '{file}' has no geometry", file=table.path.name))
        return None
    geometry = np.asarray(table.geometry, dtype=object)
    if not len(geometry):
        problems.error(place, tr("'{file}' has no rows", file=table.path.name))
        return None
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(geometry), AREAS) | shapely.is_empty(geometry))
    if len(wrong):
        message = tr(
            "totals need areas; {count} of {total} rows are none: {ids}",
            count=len(wrong),
            total=len(table),
            ids=few(ids[wrong]),
        )
        problems.error(table.place(int(wrong[0])), message)
        return None
    crs = crs_of(table, totals, place, files.scenario, problems, from_geometry=True)
    faults = [] if crs is None else systems.check(shapely.get_coordinates(geometry), crs)
    for fault in faults:
        problems.error(table.place(), fault.message, fault.hint)
    if crs is None or faults:
        return None
    if crs != systems.PLANE:
        geometry = shapely.transform(geometry, lambda xy: systems.to_lonlat(xy, crs))
        crs = "EPSG:4326"
    geometry = _mended(geometry, ids, table, problems)
    _report_overlaps(geometry, ids, table, problems)
    return geometry, crs


def _mended(polygons: NDArray[np.object_], ids: Ids, table: Table, problems: Problems) -> NDArray[np.object_]:
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    if len(broken):
        message = tr(
            "{count} areas had outlines that cross themselves and were mended: {ids}",
            count=len(broken),
            ids=few(ids[broken]),
        )
        problems.warn(table.place(int(broken[0])), message)
        polygons = polygons.copy()
        polygons[broken] = shapely.make_valid(polygons[broken])
    return polygons


def _report_overlaps(
    polygons: NDArray[np.object_], ids: Ids, table: Table, problems: Problems
) -> None:  # RULE 2
    found = overlaps(polygons)
    named = few(f"{ids[pair.one]} / {ids[pair.other]} ({pair.share:.1%})" for pair in found)
    if found and found[0].share > MOST_OVERLAP:
        message = tr("areas lie over each other: {pairs} of the smaller", pairs=named)
        hint = tr("Their people would count twice. Is a whole city among its districts?")
        problems.error(table.place(found[0].other), message, hint)
    elif found:
        message = tr(
            "{count} pairs of areas overlap; places there count for the first: {pairs} of the smaller",
            count=len(found),
            pairs=named,
        )
        problems.warn(table.place(), message)


def _joined(ids: Ids, areas: Table, totals: Totals, files: Files) -> tuple[Table, str, float, int]:
    """The rows of the table in the order of the areas, its column of people, the people of its other rows, and how
    many rows it has in all."""
    assert totals.table is not None
    problems, column = files.problems, totals.table.people
    table = files.table(totals.table, "demand", "totals", "table")
    if table is None or readers.missing(table, totals.table.area, problems):
        return areas, column, 0.0, 0
    named = unique_ids(table, totals.table.area, problems)
    row_of = {str(name): row for row, name in enumerate(named)}
    known = {str(one) for one in ids}
    lost = [str(one) for one in ids if one not in row_of]
    others = np.array([row for row, name in enumerate(named) if name not in known], dtype=np.int64)
    place = table.place(column=totals.table.area)
    if lost:
        message = tr(
            "{count} of {total} areas have no row: {ids}", count=len(lost), total=len(ids), ids=few(lost)
        )
        hint = tr("Rows of the table without an area: {ids}.", ids=few(named[others])) if len(others) else ""
        problems.error(place, message, hint)
        return areas, column, 0.0, 0
    found = table.take(np.array([row_of[str(one)] for one in ids], dtype=np.int64))
    left_out = 0.0
    if len(others):
        left_out = _left_out(table.take(others), named[others], found, totals.table, problems)
    return found, column, left_out, len(table)


def _left_out(others: Table, ids: Ids, found: Table, told: TotalsTable, problems: Problems) -> float:
    """People of the rows without an area. A row with as many as all areas together is a sum, as yearbooks print it."""
    people, of_areas = (_numbers(one, told.people, Problems()) for one in (others, found))
    message = tr(
        "{count} rows have no area and are left out, with {people:,.0f} people: {ids}",
        count=len(ids),
        people=np.nansum(people),
        ids=few(ids),
    )
    is_sum = np.isclose(people, of_areas.sum(), rtol=1e-6).any()
    hint = tr("Is it the sum of the others?") if is_sum else ""
    problems.warn(others.place(0, told.area), message, hint)
    return float(np.nansum(people))


def _numbers(table: Table, column: str, problems: Problems) -> Floats:
    if readers.missing(table, column, problems):
        return np.zeros(len(table))
    return readers.numbers(table, column, problems, lowest=0.0)


def _people(table: Table, column: str, ids: Ids, totals: Totals, problems: Problems) -> Floats | None:
    before = len(problems.errors)
    people = _numbers(table, column, problems)
    if len(problems.errors) > before:
        return None
    broken = np.flatnonzero(people != np.round(people))
    if totals.whole and len(broken):
        message = tr(
            "whole persons cannot add up to totals that are not whole ({count} areas): {ids}",
            count=len(broken),
            ids=few(f"{ids[row]} ({people[row]:.10g})" for row in broken.tolist()),
        )
        problems.error(
            table.place(int(broken[0]), column), message, tr("Leave out totals.whole, or round them.")
        )
        return None
    if len(broken) and people.max() < FEW_PEOPLE:
        message = tr(
            "the people of {count} areas are no whole numbers, and no area has more than {most:.4g} people",
            count=len(broken),
            most=people.max(),
        )
        hint = tr("Are they in thousands, or ten thousands (万人)? Give people.")
        problems.warn(table.place(int(broken[0]), column), message, hint)
    if not people.sum() > 0.0:
        problems.error(table.place(column=column), tr("nobody lives anywhere: all are 0"))
        return None
    return people
