"""Plans side by side as columns of map layers: demand points, outlets and circles, with what every plan has there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.differences.alike import after
from siting.differences.rows import circle_rows
from siting.differences.together import Together
from siting.differences.walked import ALL
from siting.differences.walks import (
    BEYOND,
    KINDS,
    LONGER,
    NEWLY,
    NO_LONGER,
    SAME,
    SHORTER,
    kinds_of,
    ways_of,
)
from siting.exporters._names import column_names
from siting.language import language
from siting.report import Report
from siting.report.types import EVERYONE

Columns = dict[str, Any]
CHANGES = ("same", "gain", "lose", "both")
UNCHANGED = (SAME, BEYOND)
CIRCLE_CHANGES = {"shorter": SHORTER, "longer": LONGER, "newly": NEWLY, "no_longer": NO_LONGER}


def demand(found: Together, all_formats: bool = True) -> tuple[Columns, Any]:
    """Of the points that every plan has: people, and for each format in which plans it is within reach ("AC"), the walk
    in each plan (nan beyond the limit), and its change from A; with (n, 2) metres.

    formats_B: how many formats are within reach; gains_B, loses_B: how many more than A, how many of A's not; change_B:
    one of CHANGES. all_formats: else a point tells only of the formats whose walk or reach is not the same in every
    plan."""
    first, common = found.plans[0], found.pairs[0].common
    rows = common.homes[0]
    homes, circles = first.homes, [*first.circles.ids, ""]
    columns: Columns = {
        "demand": homes.ids[rows],
        "name": homes.names[rows],
        "circle": [circles[number] for number in homes.circle[rows]],
        **_people(found),
    }
    reached = [_reached(found, number) for number in range(len(found.plans))]
    for number, letter in enumerate(found.letters):
        columns[f"formats_{letter}"] = reached[number].sum(axis=0).astype(np.int32)
        if number:
            gains, loses = reached[number] & ~reached[0], reached[0] & ~reached[number]
            columns[f"gains_{letter}"] = gains.sum(axis=0).astype(np.int32)
            columns[f"loses_{letter}"] = loses.sum(axis=0).astype(np.int32)
            change = gains.any(axis=0) + 2 * loses.any(axis=0)
            columns[f"change_{letter}"] = [CHANGES[kind] for kind in change]
    return columns | _by_format(found, reached, all_formats), homes.xy_m[rows]


def _at(found: Together, number: int) -> Any:
    """Positions of the demand points in common among those of a plan, always in one order."""
    return found.pairs[0].common.homes[0] if number == 0 else found.pairs[number - 1].common.homes[1]


def formats_of(found: Together) -> tuple[str, ...]:
    """Ids of the formats that every plan has, in the first's order."""
    common = set(found.pairs[0].common.formats)
    return tuple(one.id for one in found.plans[0].formats if one.id in common)


def _reached(found: Together, number: int) -> Any:
    report = found.plans[number]
    ids = [one.id for one in report.formats]
    rows = [ids.index(one) for one in formats_of(found)]
    return after(report.homes.state[rows][:, _at(found, number)])


def _people(found: Together) -> Columns:
    """Once where every plan counts the same, else of each plan; and the groups that the first one keeps."""
    first = found.plans[0]
    if all(pair.common.same_people for pair in found.pairs):
        people: Columns = {"people": first.homes.people[_at(found, 0)]}
    else:
        people = {
            f"people_{letter}": one.homes.people[_at(found, number)]
            for number, (letter, one) in enumerate(zip(found.letters, found.plans, strict=True))
        }
    if first.homes.group_people is not None:
        names = column_names(one for one in first.groups if one != EVERYONE)
        people |= {
            f"people_{name}": values[_at(found, 0)]
            for name, values in zip(names.values(), first.homes.group_people, strict=True)
        }
    return people


def _by_format(found: Together, reached: list[Any], all_formats: bool) -> Columns:
    columns: Columns = {}
    formats = formats_of(found)
    ways = [ways_of(one, formats)[:, _at(found, number)] for number, one in enumerate(found.plans)]
    kinds = [kinds_of(found.plans[0], pair.second, pair.common) for pair in found.pairs]
    for row, (identity, name) in enumerate(column_names(formats).items()):
        mine = [
            kind[pair.common.formats.index(identity)] for pair, kind in zip(found.pairs, kinds, strict=True)
        ]
        told = np.any([~np.isin(kind, UNCHANGED) for kind in mine], axis=0) | all_formats
        columns[f"{name}_in"] = _letters(found.letters, [one[row] & told for one in reached])
        for letter, walk in zip(found.letters, ways, strict=True):
            known = np.isfinite(walk[row]) & told
            columns[f"{name}_walk_{letter}"] = np.where(known, np.round(walk[row], 2), np.nan)
        for letter, kind in zip(found.letters[1:], mine, strict=True):
            columns[f"{name}_change_{letter}"] = np.where(told, np.array(KINDS, dtype=object)[kind], "")
    return columns


def _letters(letters: str, within: list[Any]) -> list[str]:
    """Of each point, the plans that reach it."""
    columns = [np.where(one, letter, "") for letter, one in zip(letters, within, strict=True)]
    return ["".join(each) for each in zip(*(one.tolist() for one in columns), strict=True)]


@dataclass(frozen=True, slots=True)
class _Spot:
    """An outlet: where it stands, and in which plans (positions)."""

    place: str
    name: str
    format: str
    today: bool
    xy_m: tuple[float, float]
    circle: str
    plans: tuple[int, ...]
    entries: tuple[Any, ...]


def outlets(found: Together) -> tuple[Columns, Any]:
    """Outlets that some plan has in the end, with those plans' letters, and (n, 2) metres. status: "today" or "new";
    in: "all", "some" or "one" of the plans; phase_A, rank_A: of a new one in each plan, its phase and place in the
    list."""
    spots = [*_today(found), *_new(found)]
    names = {one.id: one.names[language()] for report in reversed(found.plans) for one in report.formats}
    count = len(found.plans)
    kinds = ["all" if len(one.plans) == count else "one" if len(one.plans) == 1 else "some" for one in spots]
    columns: Columns = {
        "place": [one.place for one in spots],
        "name": [one.name for one in spots],
        "format": [one.format for one in spots],
        "format_name": [names.get(one.format, one.format) for one in spots],
        "status": ["today" if one.today else "new" for one in spots],
        "plans": ["".join(found.letters[number] for number in one.plans) for one in spots],
        "in": kinds,
        "circle": [one.circle for one in spots],
        "cost": np.array([_first(one.entries, "cost") for one in spots], dtype=np.float64),
    }
    for number, letter in enumerate(found.letters):
        mine = [one.entries[number] if one.entries else None for one in spots]
        columns[f"phase_{letter}"] = ["" if one is None else str(one.get("phase") or "") for one in mine]
        columns[f"rank_{letter}"] = np.array([np.nan if one is None else one["rank"] for one in mine])
    return columns, np.array([one.xy_m for one in spots], dtype=np.float64).reshape(-1, 2)


def _first(entries: tuple[Any, ...], key: str) -> float:
    return next((float(one[key]) for one in entries if one is not None), 0.0)


def _today(found: Together) -> Iterator[_Spot]:
    """Those that stay in some plan; a run of later may know outlets that an earlier one did not."""
    closed = {(one.place, one.format): one.plans for one in found.outlets if one.closes}
    stands: dict[tuple[str, str], list[int]] = {}
    where: dict[tuple[str, str], tuple[Report, int]] = {}
    for number, report in enumerate(found.plans):
        for row, (one, format) in enumerate(zip(report.outlets.ids, report.outlets.format, strict=True)):
            key = str(one), report.formats[format].id
            where.setdefault(key, (report, row))
            if number not in closed.get(key, ()):
                stands.setdefault(key, []).append(number)
    for key, plans in stands.items():
        report, row = where[key]
        mine, circles = report.outlets, [*report.circles.ids, ""]
        xy_m = float(mine.xy_m[row][0]), float(mine.xy_m[row][1])
        circle = str(circles[mine.circle[row]])
        yield _Spot(key[0], str(mine.names[row]), key[1], True, xy_m, circle, tuple(plans), ())


def _new(found: Together) -> Iterator[_Spot]:
    at = [{one: row for row, one in enumerate(report.sites.ids)} for report in found.plans]
    for one in found.outlets:
        if not one.closes:
            plan = one.plans[0]
            x, y = found.plans[plan].sites.xy_m[at[plan][one.place]]
            circle = str(one.entry["circle"])
            yield _Spot(
                one.place,
                one.place_name,
                one.format,
                False,
                (float(x), float(y)),
                circle,
                one.plans,
                one.entries,
            )


def circles(found: Together) -> tuple[Columns, list[Any]]:
    """Of the circles that every plan has, with their outlines as in A: people within reach added up over the formats,
    outlets and cost in each plan, and people whose walk changed from A."""
    first = found.plans[0]
    rows = dict(circle_rows(found))
    at = {one: number for number, one in enumerate(first.circles.ids)}
    ids = [one for one in at if one in rows]
    known = first.summary["circles"]
    columns: Columns = {
        "circle": ids,
        "name": [str(known[one]["name"]) for one in ids],
        "people": np.array([known[one]["people"] for one in ids], dtype=np.float64),
    }
    walks = {(one.circle, one.plan): one for one in found.walks if one.format == ALL}
    for number, letter in enumerate(found.letters):
        for name in ("reached", "opened", "cost", "formats_present"):
            columns[f"{name}_{letter}"] = np.array(
                [rows[one][name].values[number] for one in ids], dtype=float
            )
        if number:
            columns[f"difference_{letter}"] = columns[f"reached_{letter}"] - columns["reached_A"]
            for name, kind in CIRCLE_CHANGES.items():
                people = [walks[one, number].people_who(kind) for one in ids]
                columns[f"{name}_{letter}"] = np.array(people, dtype=float)
    return columns, [first.circles.rings[at[one]] for one in ids]
