"""What two plans have in common; and what of them cannot be compared, said plainly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.differences.types import Common
from siting.errors import InputError, Place
from siting.language import figure, mark, tr
from siting.report import NEW, THERE, Report
from siting.report.types import Both, Ids, Positions
from siting.report.words import both, same

SAME_PLACE_M = 1.0
FEW = 6


def common_of(first: Report, second: Report, letters: str = "AB") -> Common:
    """letters: what the two plans are called.

    Raises InputError where the plans are of different cities, or have no format in common."""
    if first.crs != second.crs:
        message = tr(
            "the plans lie in different coordinate systems: {first} and {second}",
            first=first.crs,
            second=second.crs,
        )
        raise InputError.at(Place(), message, tr("Solve both scenarios with the same crs."))
    homes = _same(first.homes, second.homes)
    formats = _shared([one.id for one in first.formats], [one.id for one in second.formats])
    if not homes.shape[1]:
        message = tr(
            "the plans have no demand point in common, by id and place: they are of different cities"
        )
        raise InputError.at(Place(), message, tr("Compare two plans of one city."))
    if not formats:
        message = tr("the plans have no format in common")
        raise InputError.at(Place(), message, tr("Compare plans that meet the same needs."))
    same_people = _same_people(first, second, homes)
    same_value = same_people and _same_value(first, second)
    same_money = first.summary["currency"] == second.summary["currency"]
    return Common(
        formats=formats,
        circles=_shared(first.circles.ids.tolist(), second.circles.ids.tolist()),
        homes=homes,
        same_people=same_people,
        same_value=same_value,
        same_money=same_money,
        notes=(
            *_of_inputs(first, second, letters),
            *_of_homes(first, second, homes, same_people, letters),
            *_of_formats(first, second, formats, letters),
            *_of_walks(first, second, letters),
            *_of_figures(first, second, same_value, same_money, letters),
        ),
    )


def matched(first: Ids, second: Ids) -> Positions:
    """(2, n) positions of the ids that both have, in the second's order."""
    position = {identity: number for number, identity in enumerate(first)}
    pairs = [(position[one], number) for number, one in enumerate(second) if one in position]
    return np.array(pairs, dtype=np.int32).reshape(-1, 2).T


def _same(first: object, second: object) -> Positions:
    """The same of those with one id that also stand in one place; without coordinates the id alone tells."""
    pairs = matched(first.ids, second.ids)  # type: ignore[attr-defined]
    here, there = first.xy_m[pairs[0]], second.xy_m[pairs[1]]  # type: ignore[attr-defined]
    near = (np.abs(here - there) <= SAME_PLACE_M) | (np.isnan(here) & np.isnan(there))
    return pairs[:, near.all(axis=1)]


def _shared(first: list[str], second: list[str]) -> tuple[str, ...]:
    return tuple(one for one in second if one in set(first))


def _same_people(first: Report, second: Report, homes: Positions) -> bool:
    if not len(first.homes.ids) == len(second.homes.ids) == homes.shape[1]:
        return False
    return bool(np.allclose(first.homes.people[homes[0]], second.homes.people[homes[1]]))


def _same_value(first: Report, second: Report) -> bool:
    """Whether both objectives count the same people in the same way."""

    def counted(report: Report) -> dict[str, float]:
        return {one: entry["value_total"] for one, entry in report.summary["formats"].items()}

    mine, other = counted(first), counted(second)
    alike = mine.keys() == other.keys() and all(np.isclose(mine[one], other[one]) for one in mine)
    phases = [[one["id"] for one in report.summary["phases"]] for report in (first, second)]
    return alike and first.summary["objective"] == second.summary["objective"] and phases[0] == phases[1]


def _of_inputs(first: Report, second: Report, letters: str) -> list[Both]:
    """Files that changed between the runs, the scenario itself aside."""
    mine, other = first.summary["inputs"], second.summary["inputs"]
    changed = sorted(one for one in mine.keys() & other.keys() if mine[one] != other[one])
    changed = [one for one in changed if not one.endswith((".yaml", ".yml"))]
    if not changed:
        return []
    text = mark("These files changed between the runs of plans {a} and {b}: {files}.")
    return [both(text, **_called(letters), files=_few(changed))]


def _called(letters: str) -> dict[str, str]:
    return dict(zip("ab", letters, strict=True))


def _of_homes(first: Report, second: Report, homes: Positions, same_people: bool, letters: str) -> list[Both]:
    if same_people:
        return []
    alone = [len(report.homes.ids) - homes.shape[1] for report in (first, second)]
    found = []
    if any(alone):
        text = mark(
            "{first} demand points are in plan {a} only, {second} in plan {b} only; the map shows neither."
        )
        found.append(both(text, **_called(letters), first=figure(alone[0]), second=figure(alone[1])))
    moved = ~np.isclose(first.homes.people[homes[0]], second.homes.people[homes[1]])
    if moved.any():
        text = mark(
            "At {count} demand points other people live in plan {b} than in plan {a}; gains and losses count these."
        )
        found.append(both(text, **_called(letters), count=figure(int(moved.sum()))))
    return found


def _of_formats(first: Report, second: Report, formats: tuple[str, ...], letters: str) -> list[Both]:
    found = []
    text = mark("Formats of plan {letter} only, not compared: {names}.")
    for report, letter in zip((first, second), letters, strict=True):
        alone = [one.names for one in report.formats if one.id not in formats]
        if alone:
            named = {name: ", ".join(one[name] for one in alone) for name in alone[0]}
            found.append(both(text, letter=letter, names=named))
    limits = [{one.id: (one.limit, one.unit) for one in report.formats} for report in (first, second)]
    names = {one.id: one.names for one in second.formats}
    for one in formats:
        (was, unit), (now, other) = limits[0][one], limits[1][one]
        if (was, unit) != (now, other):
            text = mark("{name}: within reach means {was} in plan {a} and {now} in plan {b}.")
            limit = {"was": f"{was:g} {unit}", "now": f"{now:g} {other}"}
            found.append(both(text, name=dict(names[one]), **limit, **_called(letters)))
    return found


def _of_walks(first: Report, second: Report, letters: str) -> list[Both]:
    """What the walks that are compared rest on, where it is not the same."""
    if first.summary.get("walking") == second.summary.get("walking"):
        return []
    text = mark(
        "Walks are measured in another way in plan {b} than in plan {a}; a part of what changed comes of it."
    )
    return [both(text, **_called(letters))]


def _of_figures(
    first: Report, second: Report, same_value: bool, same_money: bool, letters: str
) -> list[Both]:
    found = []
    if not same_value:
        text = mark(
            "Value and bound count different things in plans {a} and {b} ({first}, {second}); compare their gaps "
            "instead."
        )
        goals = [report.summary["objective"] for report in (first, second)]
        found.append(both(text, **_called(letters), first=goals[0], second=goals[1]))
    if not same_money:
        coins = [report.summary["currency"] for report in (first, second)]
        text = mark("Costs are in different currencies: {first} in plan {a}, {second} in plan {b}.")
        found.append(both(text, **_called(letters), first=coins[0], second=coins[1]))
    return found


def _few(names: list[str]) -> Both:
    return same(", ".join([*names[:FEW], *(["…"] if len(names) > FEW else [])]))


def after(state: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether a plan reaches a home in the end, by the states of `siting.report`."""
    return np.asarray((state == THERE) | (state >= NEW))
