"""The city of a run: people and outlets by demand point, circle and format, as plan.gpkg holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Recomputed
from siting.exporters._names import column_names
from siting.exporters._read_run import Run
from siting.language import tr
from siting.verify.closings import at_risk

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """people: (n_demand,); groups: name -> (n_demand,) people. weight: (n_formats, n_demand) of those of each
    format's group who use it.

    before, after: (n_formats, n_demand) in reach; share_before, share_after: same shape, of the point's people who are
    served. arrival: (n_demand,) position of the phase from which they live there, 0 without phases.
    circle: (n_demand,) position in circles, the last = outside. circles: ids, in the order of the layer.
    outlets: (n_circles + 1, n_formats). columns: format -> name in layers."""

    people: Floats
    groups: dict[str, Floats]
    weight: Floats
    before: Marks
    after: Marks
    share_before: Floats
    share_after: Floats
    arrival: NDArray[np.int64]
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
        share_before=_shares(demand, columns, formats, "before"),
        share_after=_shares(demand, columns, formats, "after"),
        arrival=_positions(demand["phase"], evidence.phase_ids.tolist())
        if len(evidence.phase_ids)
        else np.zeros(len(groups["people"]), dtype=np.int64),
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


def _shares(demand: dict[str, list[Any]], columns: dict[str, str], formats: list[str], when: str) -> Floats:
    """Shares where the layer has them, else 1 for a mark; a ValueError where marks and shares do not agree."""
    names = [columns[name] for name in formats]
    marks = _marks(demand, [f"{name}_{when}" for name in names])
    if f"{names[0]}_share_{when}" not in demand:
        return marks.astype(np.float64)
    found = np.stack([np.array(demand[f"{name}_share_{when}"], dtype=np.float64) for name in names])
    if not ((found >= 0) & (found <= 1) & ((found > 0) == marks)).all():
        raise ValueError(tr("shares and marks of people in reach do not agree"))
    return found


def _positions(ids: list[Any], known: list[str]) -> NDArray[np.int64]:
    """Position of each id; "" is the one after the last. Raises ValueError for an id that is not known."""
    position = {identity: number for number, identity in enumerate([*known, ""])}
    unknown = sorted({str(each) for each in ids} - position.keys())
    if unknown:
        raise ValueError(tr("unknown: {ids}", ids=", ".join(unknown[:3])))
    return np.array([position[str(each)] for each in ids], dtype=np.int64)


def lacks_points(run: Run, town: City) -> bool:
    """Whether the certificate speaks of demand points that the layer does not have."""
    evidence, n_demand = run.evidence, len(town.people)
    beyond = [evidence.row_demand >= n_demand, evidence.served >= n_demand * len(evidence.format_ids)]
    return any(bool(each.any()) for each in beyond)


def demand_findings(run: Run, found: Recomputed, town: City) -> Iterator[str]:
    """People, marks and shares of the demand layer against the certificate's rows.

    1. People behind a row are those of the point, or the share of them that the row stands for; in a phase in which
    they live there, and nothing reaches it that opens later. 2. Of a point with rows no more people are served before
    than its rows leave, or outlets that may close serve, and after as many more as its covered rows stand for. 3. Whom
    both an opened option and an outlet of today serve were in reach before. 4. The counts of formats are those of the
    marks."""
    evidence, where = run.evidence, "plan.gpkg, demand"
    n_demand, last = len(town.people), evidence.in_last_phase
    width = evidence.row_width if len(evidence.row_width) else np.ones(len(evidence.weight))
    served_format, served_point = np.divmod(evidence.served, n_demand)
    both = evidence.served_share if len(evidence.served_share) else np.ones(len(evidence.served))
    risk = at_risk(evidence, n_demand)
    for number, identity in enumerate(evidence.format_ids.tolist()):
        mine = evidence.row_format == number
        rows, now = evidence.row_demand[mine], mine & last
        before, after = town.share_before[number], town.share_after[number]
        there = np.bincount(evidence.row_demand[now], width[now], n_demand)
        covered = now & found.covered
        gained = np.bincount(evidence.row_demand[covered], width[covered], n_demand)
        stays = before - risk[number]
        wrong = (stays < -TOLERANCE) | (stays + there > 1 + TOLERANCE)
        wrong |= (np.abs(after - stays - gained) > TOLERANCE) & (town.weight[number] > 0)  # RULE 2
        # Where nobody lives no row tells which outlets may close.
        told = (town.weight[number] > 0) | (not evidence.option_keep.any())
        wrong |= (after < before - risk[number] - TOLERANCE) & told
        mine_too = served_format == number
        wrong[served_point[mine_too]] |= before[served_point[mine_too]] < both[mine_too] - TOLERANCE  # RULE 3
        if wrong.any():
            yield tr(
                "plan.gpkg, demand: {count} points are marked wrongly for {format}",
                count=int(wrong.sum()),
                format=identity,
            )
        if (town.weight[number][rows] * width[mine] != evidence.people[mine]).any():  # RULE 1
            group = str(evidence.format_group[number])
            yield tr("{where}: people of {group} are not those of certificate.npz", where=where, group=group)
    for name, marks in (("formats_before", town.before), ("formats_after", town.after)):  # RULE 4
        if (marks.sum(axis=0) != np.array(run.layers["demand"][name])).any():
            yield tr("{where}: {name} does not count the marks", where=where, name=name)
