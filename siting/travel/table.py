"""Travel as a ready table says it: one row for a pair; a pair that is in no row is out of reach."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs import Floats, Ids, Inputs, Positions, frozen
from siting.language import tr
from siting.travel.limits import Limits
from siting.travel.reach import TOLERANCE, Reach

if TYPE_CHECKING:
    from siting.scenario import Scenario

SHOWN = 5


def unit(scenario: Scenario) -> Literal["m", "min"]:
    """What the table's numbers are."""
    table = scenario.settings.travel.table
    return "m" if table is not None and table.metres is not None else "min"


def measure(
    scenario: Scenario, inputs: Inputs, limits: Limits, problems: Problems
) -> tuple[Reach, Reach, tuple[Path, ...]]:
    """The table's pairs within the limits of sites and outlets.

    1. Columns are (site or outlet, demand point, metres or minutes); ids as in the layers.
    2. An id that no layer has, an empty or negative number or one that is not finite are errors.
    3. A pair that stands twice is an error, unless both rows say the same.
    4. No number is special: unreachable is said by leaving the pair out.
    5. Rows from outlets are read when `from_outlets` is set; without it existing outlets would serve nobody,
       which is an error when there are any.
    6. Rows of demand points outside the clip are passed over.
    7. A site that upgrades an outlet is as far as the outlet; a mobile point has its own rows, to its nearest stop."""
    settings = scenario.settings.travel.table
    assert settings is not None
    path, place = scenario.file("travel", "table", "file"), scenario.place("travel", "table", "file")
    table = readers.read(path, settings, place, problems)
    column = settings.metres or settings.minutes
    if len(inputs.outlets) and not settings.from_outlets:  # 5
        message = tr("there are existing outlets, but the table has no rows for them")
        hint = tr("Add their rows and set from_outlets: true.")
        problems.error(scenario.place("travel", "table"), message, hint)
    wanted = [settings.from_site, settings.to_demand, column]
    if table is None or _missing(table, wanted, problems):
        problems.stop_on_errors()
        raise AssertionError
    assert column is not None
    table = _planned_for(table, settings.to_demand, inputs)
    way = readers.numbers(table, column, problems, lowest=0.0)  # 2, 4
    known = _known(inputs, settings.from_outlets)
    origin = _origins(table, settings.from_site, inputs, known, problems)
    demand = _positions(table, settings.to_demand, inputs.demand.ids, tr("demand points"), problems)
    problems.stop_on_errors()
    way, origin, demand = _without_repeats(table, way, origin, demand, problems)
    problems.stop_on_errors()
    limit = np.full(len(known.ids), -np.inf)
    np.maximum.at(limit, known.of_site, limits.site)
    np.maximum.at(limit, known.of_outlet, limits.outlet[: len(known.of_outlet)])
    whole = _reach(way, origin, demand, limit)
    return _of(whole, known.of_site), _of(whole, known.of_outlet), (table.path,)


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """Who may stand in the table's rows. ids: of sites, then of outlets, each once; of_site: (n_sites,) whose rows are
    a site's: its own, or those of the outlet that it upgrades (7). of_outlet: (n_outlets,), all of one id alike."""

    ids: Ids
    of_site: Positions
    of_outlet: Positions


def _known(inputs: Inputs, from_outlets: bool) -> _Known:
    n_sites = len(inputs.sites)
    own = np.arange(n_sites, dtype=np.int32)
    if not from_outlets:
        return _Known(inputs.sites.ids, own, np.zeros(0, dtype=np.int32))
    ids, shop = np.unique(inputs.outlets.ids.astype(str), return_inverse=True)
    outlet = (shop + n_sites).astype(np.int32)
    if inputs.site_outlet is not None:
        own = np.where(inputs.site_outlet < 0, own, np.append(outlet, 0)[inputs.site_outlet])
    return _Known(np.concatenate([inputs.sites.ids, ids.astype(object)]), own.astype(np.int32), outlet)


def _planned_for(table: readers.Table, column: str, inputs: Inputs) -> readers.Table:
    """The table without the rows of demand points that were clipped away."""
    import pandas as pd

    if not inputs.clipped_away:
        return table
    away = pd.Index(readers.texts(table, column)).isin(list(inputs.clipped_away))
    return table.take(np.flatnonzero(~away))


def _missing(table: readers.Table, columns: list[str | None], problems: Problems) -> bool:
    """Whether a column is missing; each one that is becomes a problem."""
    return sum(readers.missing(table, name, problems) for name in columns if name is not None) > 0


def _origins(
    table: readers.Table, column: str, inputs: Inputs, known: _Known, problems: Problems
) -> Positions:
    """Positions among those known. An id of a site and of an outlet is ambiguous, and an error."""
    if not len(known.of_outlet):
        return _positions(table, column, known.ids, tr("sites"), problems)
    both = np.intersect1d(inputs.sites.ids.astype(str), inputs.outlets.ids.astype(str))
    if len(both):
        message = tr(
            "{count} ids are of a site and of an outlet as well, so the table is ambiguous: {ids}",
            count=len(both),
            ids=", ".join(both[:SHOWN]),
        )
        problems.error(table.place(column=column), message, tr("Give the outlets ids of their own."))
        return np.zeros(len(table), np.int32)
    return _positions(table, column, known.ids, tr("sites and outlets"), problems)


def _positions(table: readers.Table, column: str, ids: Ids, what: str, problems: Problems) -> Positions:
    """Positions of the ids that a column names; an id that is not there is an error."""
    import pandas as pd

    named = readers.texts(table, column)
    position = pd.Index(ids.astype(object)).get_indexer(pd.Index(named, dtype=object))
    lost = np.flatnonzero(position < 0)
    if len(lost):
        row = int(lost[0])
        others = list(dict.fromkeys(str(named[k]) for k in lost))[1:SHOWN]
        message = tr(
            "'{id}' is not among the {what} ({count} rows)", id=named[row], what=what, count=len(lost)
        )
        hint = tr("Also: {more}.", more=", ".join(others)) if others else ""
        problems.error(table.place(row, column), message, hint)
    return np.asarray(np.maximum(position, 0), dtype=np.int32)


def _without_repeats(
    table: readers.Table, way: Floats, origin: Positions, demand: Positions, problems: Problems
) -> tuple[Floats, Positions, Positions]:
    """Pairs in order, each once."""
    order = np.lexsort((np.arange(len(way)), demand, origin))
    same = (np.diff(origin[order]) == 0) & (np.diff(demand[order]) == 0)
    differ = np.flatnonzero(same & (np.diff(way[order]) != 0))
    if len(differ):
        first, second = int(order[differ[0]]), int(order[differ[0] + 1])
        message = tr(
            "this pair stands twice with different values, {here:g} and {there:g} at {first} ({count} pairs)",
            here=way[second],
            there=way[first],
            first=table.row_name(first),
            count=len(differ),
        )
        problems.error(table.place(second), message)
    kept = order[np.concatenate([[True], ~same])] if len(order) else order
    return way[kept], origin[kept], demand[kept]


def _reach(way: Floats, origin: Positions, demand: Positions, limit: Floats) -> Reach:
    near = way <= limit[origin] + TOLERANCE
    indptr = np.concatenate([[0], np.cumsum(np.bincount(origin[near], minlength=len(limit)))]).astype(
        np.int64
    )
    return Reach(indptr, demand[near], way[near])


def _of(whole: Reach, origins: Positions) -> Reach:
    """The rows of these origins, one after the other."""
    counts = np.diff(whole.indptr)[origins]
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    pairs = np.arange(indptr[-1]) - np.repeat(indptr[:-1] - whole.indptr[:-1][origins], counts)
    return Reach(frozen(indptr), frozen(whole.indices[pairs]), frozen(whole.travel[pairs]))
