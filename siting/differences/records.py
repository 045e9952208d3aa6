"""Plans side by side as plain numbers and texts, for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from siting.differences.rows import Row, circle_rows, figure_rows, format_rows
from siting.differences.standing import Standing
from siting.differences.together import Together
from siting.differences.types import Difference, OutletChange
from siting.differences.walked import ALL, Walks
from siting.differences.walks import KINDS
from siting.language import language

Record = dict[str, Any]
ON_PROOF = {"bound": "bound", "gap": "both", "certified_gap": "both"}
"""Figures that rest on more than a plan that was found."""


def records(found: Together) -> Record:
    """plans: letter, folder, title. asked: keys of the scenarios that differ; then figures, formats, circles: what each
    plan has, by its letter; outlets with the plans that have them; walks; proven: of plans of one question.

    Of two plans also "first" and "second" beside the letters, and people, gains and losses, with the difference
    second - first. rests_on: "value" (a plan that was found), "bound" (a proof), or "both". notes: what could not be
    compared, in the language in force."""
    told = _told(found)
    if len(found.plans) == 2:
        _of_two(told, found)
    else:
        told["pairs"] = {f"A{letter}": _pair(pair) for letter, pair in _others(found)}
    return told


def _told(found: Together) -> Record:
    letters = found.letters
    return {
        "plans": [
            {
                "letter": letter,
                "folder": str(folder),
                "scenario": one.summary["scenario"],
                "title": one.texts["title"][language()],
            }
            for letter, one, folder in zip(letters, found.plans, _folders(found), strict=True)
        ],
        "synthetic": _any(found, "synthetic"),
        "illustrative_costs": _any(found, "illustrative_costs"),
        "asked": {one.key: dict(zip(letters, one.texts, strict=True)) for one in found.asked},
        "notes": [one[language()] for one in found.notes],
        "figures": {
            one.name: {"rests_on": ON_PROOF.get(one.name, "value")} | _by_letter(one, letters)
            for one in figure_rows(found)
        },
        "proven": _proven(found),
        "formats": _nested(format_rows(found), letters),
        "outlets": [_outlet(one, letters) for one in found.outlets],
        "circles": _nested(circle_rows(found), letters),
        "walks": _walks(found),
    }


def _folders(found: Together) -> tuple[object, ...]:
    return found.folders or ("",) * len(found.plans)


def _others(found: Together) -> Iterable[tuple[str, Difference]]:
    return zip(found.letters[1:], found.pairs, strict=True)


def _any(found: Together, name: str) -> bool:
    return any(bool(one.summary[name]) for one in found.plans)


def _by_letter(row: Row, letters: str) -> Record:
    return dict(zip(letters, row.values, strict=True))


def _nested(rows: Iterable[tuple[str, Mapping[str, Row]]], letters: str) -> Record:
    """id -> letter -> figure."""
    return {
        identity: {
            letter: {name: row.values[number] for name, row in figures.items()}
            for number, letter in enumerate(letters)
        }
        for identity, figures in rows
    }


def _outlet(one: Standing, letters: str) -> Record:
    entries = [(letters[number], one.entries[number]) for number in one.plans]
    return {
        "outlet" if one.closes else "site": one.place,
        "format": one.format,
        "closes": one.closes,
        "plans": [letter for letter, _ in entries],
        "phases": {letter: entry.get("phase") for letter, entry in entries if entry is not None},
        "ranks": {letter: entry["rank"] for letter, entry in entries if entry is not None},
    }


def _proven(found: Together) -> list[Record]:
    letters = found.letters
    return [
        {
            "plans": [letters[number] for number in one.plans],
            "bound": one.bound,
            "of": letters[one.of],
            "distance": {
                letters[number]: away for number, away in zip(one.plans, one.distances, strict=True)
            },
            "certified_bound": one.certified,
            "certified_distance": {
                letters[number]: away
                for number, away in zip(one.plans, one.certified_distances, strict=False)
            },
            "rests_on": "both",
        }
        for one in found.proven
    ]


def _walks(found: Together) -> Record:
    """city: format -> letter; groups: group -> format -> letter; circles: circle -> format -> letter. The format ""
    adds up all of them. Walks of formats in their unit; None beyond what the plans measure."""
    told: Record = {"rests_on": "value", "city": {}, "groups": {}, "circles": {}}
    for one in found.walks:
        place = told["city"] if one.circle == ALL else told["circles"].setdefault(one.circle, {})
        place.setdefault(one.format, {})[found.letters[one.plan]] = walk_record(one)
    for one in found.groups:
        place = told["groups"].setdefault(one.group, {})
        place.setdefault(one.format, {})[found.letters[one.plan]] = walk_record(one)
    return told


def walk_record(one: Walks) -> Record:
    """One line of walks."""
    told: Record = {
        "group": one.group,
        "unit": one.unit,
        "people": one.people,
        "within_reach": one.within,
        "mean_walk": one.mean,
    }
    if one.by:
        told |= {f"people_{name}": people for name, people in zip(KINDS, one.by, strict=True)}
        told |= {"mean_walk_of_both_in_A": one.mean_first, "mean_walk_of_both": one.mean_here}
    return told


def _pair(pair: Difference) -> Record:
    """What only two plans can say of each other."""
    return {
        "people": {
            "only_gain": pair.people.gain,
            "only_lose": pair.people.lose,
            "gain_and_lose": pair.people.both,
            "neither": pair.people.neither,
        },
        "formats": {
            one.id: {
                "difference": one.difference,
                "people_who_gain": one.gain,
                "people_who_lose": one.lose,
            }
            for one in pair.formats
        },
    }


def _of_two(told: Record, found: Together) -> None:
    """Adds what is said of a first and a second plan."""
    (pair,) = found.pairs
    for name, mine in zip(("first", "second"), told["plans"], strict=True):
        told[name] = {key: mine[key] for key in ("folder", "title")}
    for one in found.asked:
        told["asked"][one.key] |= {"first": one.first, "second": one.second}
    for figure in pair.figures:
        told["figures"][figure.name] |= {
            "first": figure.first,
            "second": figure.second,
            "difference": figure.difference,
        }
    said = _pair(pair)
    told["people"] = said["people"]
    for format in pair.formats:
        told["formats"][format.id] |= said["formats"][format.id] | {
            f"{key}_{name}": entry[inner]
            for name, entry in (("first", format.first), ("second", format.second))
            for key, inner in (("covered", "covered_after"), ("opened", "opened"), ("cost", "cost"))
        }
    _outlets_of_two(told, found)
    for circle in pair.circles:
        told["circles"][circle.id] |= {"name": circle.name, "difference": circle.difference} | {
            f"{key}_{name}": value
            for name, entry, reached in zip(
                ("first", "second"), (circle.first, circle.second), circle.reached, strict=True
            )
            for key, value in (("reached", reached), ("opened", entry["opened"]), ("cost", entry["cost"]))
        }


def _outlets_of_two(told: Record, found: Together) -> None:
    """Where each outlet stands as "first", "second", "moved" or "both", and in which phase."""
    for record, one in zip(told["outlets"], found.outlets, strict=True):
        first, second = one.entries
        record["in"] = OutletChange(one.place, one.place_name, one.format, one.closes, first, second).kind
        for name, entry in (("first", first), ("second", second)):
            if entry is not None:
                record[f"phase_{name}"] = entry.get("phase")
