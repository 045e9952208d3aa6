"""How many people an outlet of today can take: its own places where a column says so, else those of its format."""

from __future__ import annotations

import numpy as np

from siting import readers
from siting.errors import Problems
from siting.inputs.types import Floats, FormatInput, Positions, frozen
from siting.language import tr
from siting.readers import Table
from siting.scenario import Scenario


def read_places(table: Table, column: str | None, problems: Problems) -> Floats:
    """(n_rows,) as the column has them, nan where there is no column or the cell is empty."""
    if column is None or readers.missing(table, column, problems):
        return np.full(len(table), np.nan)
    return readers.numbers(table, column, problems, lowest=0.0, empty=np.nan)


def settled_places(
    given: Floats,
    outlet_format: Positions,
    formats: tuple[FormatInput, ...],
    scenario: Scenario,
    problems: Problems,
) -> Floats | None:
    """(n_outlets,) places of every outlet of a format that has places, nan of the others; None where no format has.

    1. An outlet's own places, else its format's `places_today`.
    2. Where neither is said, it is taken to have as many as a new outlet; a warning says of how many that is true."""
    if np.isnan([one.places for one in formats]).all():
        return None
    found = np.full(len(outlet_format), np.nan)
    for number, (format, entry) in enumerate(zip(formats, scenario.formats, strict=True)):
        mine = outlet_format == number
        if np.isnan(format.places) or not mine.any():
            continue
        unknown = mine & np.isnan(given)
        found[mine] = given[mine]
        found[unknown] = format.places if np.isnan(entry.places_today) else entry.places_today
        if unknown.any() and np.isnan(entry.places_today):  # RULE 2
            message = tr(
                "of {count} outlets of today nobody says how many places they have: taken to have {places:,.10g} each,"
                " as new ones",
                count=int(unknown.sum()),
                places=format.places,
            )
            hint = tr("Name their column (outlets.columns.places), or give the format places_today.")
            problems.warn(scenario.place("formats", entry.index), message, hint)
    settled: Floats = frozen(found)
    return settled
