"""The city of a run: people and outlets by demand point, circle and format, as plan.gpkg holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, Recomputed
from siting.exporters._names import column_names
from siting.exporters._read_run import Run
from siting.language import tr

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """people: (n_demand,); groups: name -> (n_demand,) people. weight: (n_formats, n_demand) of those of each
    format's group who use it.

    before, after: (n_formats, n_demand) in reach. circle: (n_demand,) position in circles, the last = outside.
    circles: ids, in the order of the layer. outlets: (n_circles + 1, n_formats). columns: format -> name in layers."""

    people: Floats
    groups: dict[str, Floats]
    weight: Floats
    before: Marks
    after: Marks
    circle: NDArray[np.int64]
    circles: list[str]
    outlets: NDArray[np.int64]
    columns: dict[str, str]

    def by_circle(self, people: Floats) -> Floats:
        """(n_circles + 1, n) sums of (n, n_demand)."""
        length = len(self.circles) + 1
        return np.stack([np.bincount(self.circle, weights=row, minlength=length) for row in people], axis=1)


def city_of(run: Run) -> City:
    """The city, from the layers. Raises KeyError and ValueError when they are not those of a run."""
    demand, evidence = run.layers["demand"], run.evidence
    formats = evidence.format_ids.tolist()
    columns = column_names(formats)
    rates = {str(each["id"]): each.get("rate", 1.0) for each in run.scenario.get("formats") or []}
    groups = _groups(demand, list(run.summary["people"]["groups"]))
    circles = [str(identity) for identity in run.layers["circles"]["circle"]]
    outlets = np.zeros((len(circles) + 1, len(formats)), dtype=np.int64)
    existing = run.layers["existing_outlets"]
    places = (_positions(existing["circle"], circles), _positions(existing["format"], formats))
    np.add.at(outlets, places, 1)
    return City(
        people=groups["people"],
        groups=groups,
        weight=np.stack(
            [
                groups[group] * float(rates.get(format, 1.0))
                for group, format in zip(evidence.format_group.tolist(), formats, strict=True)
            ]
        ),
        before=_marks(demand, [f"{columns[name]}_before" for name in formats]),
        after=_marks(demand, [f"{columns[name]}_after" for name in formats]),
        circle=_positions(demand["circle"], circles),
        circles=circles,
        outlets=outlets,
        columns=columns,
    )


def _groups(demand: dict[str, list[Any]], names: list[str]) -> dict[str, Floats]:
    found = {"people": np.array(demand["people"], dtype=np.float64)}
    for name, column in column_names(name for name in names if name != "people").items():
        found[name] = np.array(demand[f"people_{column}"], dtype=np.float64)
    return found


def _marks(demand: dict[str, list[Any]], names: list[str]) -> Marks:
    return np.stack([np.array(demand[name], dtype=np.bool_) for name in names])


def _positions(ids: list[Any], known: list[str]) -> NDArray[np.int64]:
    """Position of each id; "" is the one after the last. Raises ValueError for an id that is not known."""
    position = {identity: number for number, identity in enumerate([*known, ""])}
    unknown = sorted({str(each) for each in ids} - position.keys())
    if unknown:
        raise ValueError(tr("unknown: {ids}", ids=", ".join(unknown[:3])))
    return np.array([position[str(each)] for each in ids], dtype=np.int64)


def lacks_points(run: Run, town: City) -> bool:
    """Whether the certificate speaks of demand points that the layer does not have."""
    points = np.concatenate([run.evidence.row_demand, run.evidence.served])
    return bool(len(points)) and int(points.max()) >= len(town.people)


def demand_findings(run: Run, found: Recomputed, town: City) -> Iterator[str]:
    """People and marks of the demand layer against the certificate's rows.

    1. People behind a row are those of the point. 2. A row's point was not in reach before, and is after when the
    plan covers it. 3. Points of whom an opened option reaches more people than rows tell were in reach before, and
    stay so. 4. The counts of formats are those of the marks."""
    evidence, where = run.evidence, "plan.gpkg, demand"
    n_demand = len(town.people)
    for number, identity in enumerate(evidence.format_ids.tolist()):
        mine = evidence.row_format == number
        rows, served = evidence.row_demand[mine], _served(evidence, number)
        before, after = town.before[number], town.after[number]
        wrong = np.zeros(n_demand, dtype=np.bool_)
        wrong[rows] = before[rows] | (after[rows] != found.covered[mine])  # RULE 2
        wrong[served] |= ~before[served]  # RULE 3
        wrong |= before & ~after
        unreached = np.ones(n_demand, dtype=np.bool_)
        unreached[rows] = False
        wrong |= unreached & (before != after) & (town.weight[number] > 0)
        if wrong.any():
            yield tr(
                "plan.gpkg, demand: {count} points are marked wrongly for {format}",
                count=int(wrong.sum()),
                format=identity,
            )
        if (town.weight[number][rows] != evidence.people[mine]).any():  # RULE 1
            group = str(evidence.format_group[number])
            yield tr("{where}: people of {group} are not those of certificate.npz", where=where, group=group)
    for name, marks in (("formats_before", town.before), ("formats_after", town.after)):  # RULE 4
        if (marks.sum(axis=0) != np.array(run.layers["demand"][name])).any():
            yield tr("{where}: {name} does not count the marks", where=where, name=name)


def _served(evidence: Evidence, format: int) -> NDArray[np.int32]:
    """Points that an opened option of the format reaches and an outlet served before."""
    mine = np.repeat(evidence.option_format == format, np.diff(evidence.served_indptr))
    points: NDArray[np.int32] = evidence.served[mine]
    return points
