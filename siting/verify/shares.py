"""People, and those in reach, by circle, format and phase, and what they count: from plan.gpkg and the certificate's
rows. Floors, grades and shares of circles are recomputed from these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Recomputed
from siting.exporters._read_run import Run
from siting.verify.city import City
from siting.verify.closings import at_risk
from siting.verify.needs import values, years_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """(n_phases, n_circles + 1, n_formats), the last circle outside: people; before: those whom an outlet of today
    serves; after: those whom any serves at the end of the phase. outlets: of today and opened by then.

    worth, worth_after: the same people times what they count and the years of the phase; after: of those whom no outlet
    of today reaches for good, only whom the scenario wants."""

    people: Floats
    before: Floats
    after: Floats
    outlets: NDArray[np.int64]
    worth: Floats
    worth_after: Floats


def shares_of(run: Run, found: Recomputed, town: City) -> Shares:
    """The tables, phase by phase."""
    evidence, years = run.evidence, years_of(run)
    years = years if len(years) else np.ones(1)
    value = values(run, town)
    phase_of_row = evidence.row_phase if len(evidence.phase_ids) else np.zeros(len(evidence.people), np.int64)
    worth_of_row = evidence.people * value[evidence.row_format, evidence.row_demand] * _wanted(run, town)
    stays = town.share_before - at_risk(evidence, len(town.people))
    names = ("people", "before", "stays", "new", "worth", "was", "more")
    tables: dict[str, list[Floats]] = {name: [] for name in names}
    for phase, length in enumerate(years.tolist()):
        weight = town.weight * (town.arrival <= phase)
        rows = np.flatnonzero(found.covered & (phase_of_row == phase))
        tables["people"].append(town.by_circle(weight))
        tables["before"].append(town.by_circle(weight * town.share_before))
        tables["stays"].append(town.by_circle(weight * stays))
        tables["new"].append(_of_rows(run, town, rows, evidence.people))
        tables["worth"].append(length * town.by_circle(weight * value))
        tables["was"].append(length * town.by_circle(weight * value * stays))
        tables["more"].append(length * _of_rows(run, town, rows, worth_of_row))
    made = {name: np.stack(each) for name, each in tables.items()}
    return Shares(
        people=made["people"],
        before=made["before"],
        after=made["stays"] + made["new"],
        outlets=np.stack([_outlets(run, town, phase) for phase in range(len(years))]),
        worth=made["worth"],
        worth_after=made["was"] + made["more"],
    )


def _of_rows(run: Run, town: City, rows: NDArray[np.int64], people: Floats) -> Floats:
    """(n_circles + 1, n_formats) sums over rows of the certificate."""
    found = np.zeros((len(town.circles) + 1, len(town.columns)))
    place = town.circle[run.evidence.row_demand[rows]], run.evidence.row_format[rows]
    np.add.at(found, place, people[rows])
    return found


def _wanted(run: Run, town: City) -> NDArray[np.bool_]:
    """(n_rows,) rows that the scenario wants: with missing: circle those of circles without the format."""
    evidence = run.evidence
    circle = town.circle[evidence.row_demand]
    if run.scenario.get("missing") != "circle":
        return np.ones(len(circle), dtype=np.bool_)
    has_one = town.outlets[circle, evidence.row_format] > 0
    return np.asarray(~has_one & (circle < len(town.circles)))


def _outlets(run: Run, town: City, phase: int) -> NDArray[np.int64]:
    """(n_circles + 1, n_formats) outlets of today and those that the layer new_outlets opens by the phase."""
    found, new, ids = town.outlets.copy(), run.layers["new_outlets"], run.evidence.phase_ids.tolist()
    today = run.layers["existing_outlets"]
    circle = {identity: number for number, identity in enumerate([*town.circles, ""])}
    format = {identity: number for number, identity in enumerate(town.columns)}
    for where, what, closes in zip(today["circle"], today["format"], today.get("closes", ()), strict=False):
        found[circle[str(where)], format[str(what)]] -= bool(closes)
    for where, what, when in zip(new["circle"], new["format"], new["phase"], strict=True):
        if not ids or ids.index(str(when)) <= phase:
            found[circle[str(where)], format[str(what)]] += 1
    return found
