"""The sites layer: where what may open, and for how much."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from siting import readers
from siting.errors import Problems
from siting.inputs.layers import text_column
from siting.inputs.names import FormatNames, format_names
from siting.inputs.types import Floats, FormatInput, Ids
from siting.language import tr
from siting.readers import Table, few
from siting.scenario import Scenario, schema

SEPARATORS = re.compile(r"[|;,；，、]")


def read_area(table: Table, column: str | None, problems: Problems) -> Floats:
    """(n_sites,) floor area, nan where the column or the cell is empty."""
    if column is None or readers.missing(table, column, problems):
        return np.full(len(table), np.nan)
    return readers.numbers(table, column, problems, lowest=0.0, empty=np.nan)


def read_admits(
    table: Table, column: str | None, formats: Sequence[FormatInput], problems: Problems
) -> NDArray[np.bool_]:
    """(n_sites, n_formats) whether the site's text names the format; all True without a column.

    Formats that only the catalogue knows are passed over; unknown words are errors."""
    if column is None:
        return np.ones((len(table), len(formats)), dtype=bool)
    admits = np.zeros((len(table), len(formats)), dtype=bool)
    if readers.missing(table, column, problems):
        return admits
    names = format_names(formats)
    cells, which = np.unique(readers.texts(table, column).astype(str), return_inverse=True)
    for position, cell in enumerate(cells):
        rows = np.flatnonzero(which == position)
        for word in filter(None, (word.strip() for word in SEPARATORS.split(str(cell)))):
            found = names.find(word)
            if found is None:
                _unknown_format(table, column, rows, word, names, problems)
            elif found >= 0:
                admits[rows, found] = True
    return admits


def _unknown_format(
    table: Table, column: str, rows: NDArray[np.int64], word: str, names: FormatNames, problems: Problems
) -> None:
    close = names.suggestion(word)
    hint = (
        tr("Did you mean '{name}'?", name=close)
        if close
        else tr("It is neither in the scenario nor in the catalogue (siting list formats).")
    )
    message = tr("unknown format '{word}' ({count} rows)", word=word, count=len(rows))
    problems.error(table.place(int(rows[0]), column), message, hint)


def drop_too_small(
    admits: NDArray[np.bool_],
    area_m2: Floats,
    ids: Ids,
    formats: Sequence[FormatInput],
    table: Table,
    problems: Problems,
) -> NDArray[np.bool_]:
    """Without the pairs where the site is smaller than the format needs; a warning per format counts them."""
    kept = admits.copy()
    for position, one in enumerate(formats):
        small = admits[:, position] & (area_m2 < one.area_m2)
        kept[small, position] = False
        if small.any():
            message = tr(
                "{count} sites are smaller than the {area} m2 that '{format}' needs: {ids}",
                count=int(small.sum()),
                area=f"{one.area_m2:g}",
                format=one.id,
                ids=few(ids[small]),
            )
            problems.warn(table.place(), message)
    return kept


def report_without_candidates(
    admits: NDArray[np.bool_],
    formats: Sequence[FormatInput],
    ids: Ids,
    scenario: Scenario,
    problems: Problems,
) -> None:
    """Warnings: formats that no site admits, and sites that admit no format of the scenario."""
    for position in np.flatnonzero(~admits.any(axis=0)):
        place = scenario.place("formats", int(position))
        message = tr("format without candidates: no site admits '{format}'", format=formats[int(position)].id)
        problems.warn(place, message)
    idle = np.flatnonzero(~admits.any(axis=1))
    if len(idle) and len(idle) < len(admits):
        message = tr(
            "{count} sites admit no format of the scenario: {ids}",
            count=len(idle),
            ids=few(ids[idle]),
        )
        problems.warn(scenario.place("sites"), message)


def read_costs(
    table: Table,
    costs: Sequence[schema.Cost],
    formats: Sequence[FormatInput],
    admits: NDArray[np.bool_],
    scenario: Scenario,
    problems: Problems,
) -> Floats:
    """(n_sites, n_formats) cost of opening, nan where not admitted.

    cost = fixed + per_m2 * area_m2 + column + column_per_m2 * area_m2, with the format's area_m2 and the
    site's columns. An empty cell is an error only at a site that admits the format."""
    result = np.full(admits.shape, np.nan)
    reported: set[str] = set()
    for position, (one, cost) in enumerate(zip(formats, costs, strict=True)):
        if (cost.per_m2 or cost.column_per_m2) and not np.isfinite(one.area_m2):
            message = tr("the cost is per m2, but the floor area of '{format}' is unknown", format=one.id)
            problems.error(scenario.place("formats", position, "cost"), message, tr("Give it an area_m2."))
        rows = admits[:, position]
        total = np.full(len(table), cost.fixed + (cost.per_m2 * one.area_m2 if cost.per_m2 else 0.0))
        if cost.column is not None:
            total += _money(table, cost.column, rows, reported, problems)
        if cost.column_per_m2 is not None:
            total += _money(table, cost.column_per_m2, rows, reported, problems) * one.area_m2
        result[rows, position] = total[rows]
    return result


def read_site_costs(
    table: Table, scenario: Scenario, admits: NDArray[np.bool_], problems: Problems
) -> Floats:
    """(n_sites,) what a site costs for itself, once, however many formats open there.

    The column's cell; where that is empty, the scenario's site_cost. Without that an empty cell is an error at a
    site where a format may open, and nothing elsewhere."""
    column, usual = scenario.settings.sites.columns.site_cost, scenario.settings.sites.site_cost
    if column is None:
        return np.full(len(table), usual or 0.0)
    needed = admits if usual is None else np.zeros_like(admits)
    money = _money(table, column, np.asarray(needed.any(axis=1)), set(), problems)
    return np.where(np.isnan(money), usual or 0.0, money)


def read_sources(table: Table, scenario: Scenario, problems: Problems) -> Ids:
    """(n_sites,) whose money pays for the site itself: the column's cell, else the scenario's source, else ""."""
    settings, usual = scenario.settings.sites, scenario.settings.sites.source or ""
    said = text_column(table, settings.columns.source, problems)
    return np.where(said == "", usual, said).astype(object)


def _money(
    table: Table, column: str, rows: NDArray[np.bool_], reported: set[str], problems: Problems
) -> Floats:
    """The column; each of its faults is reported once, however many formats use it."""
    first = column not in reported
    reported.add(column)
    heard = problems if first else Problems()
    if readers.missing(table, column, heard):
        return np.zeros(len(table))
    money = readers.numbers(table, column, heard, lowest=0.0, empty=np.nan)
    void = np.flatnonzero(np.isnan(money) & rows & (readers.texts(table, column) == ""))
    if len(void):
        message = tr("the cost is empty ({count} rows)", count=len(void))
        problems.error(table.place(int(void[0]), column), message)
    return money
