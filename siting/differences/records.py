"""Two plans side by side as plain numbers and texts, for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from siting.differences.asked import Asked
from siting.differences.types import Difference, OutletChange
from siting.language import language


def records(found: Difference, folders: tuple[Path, Path], asked: Sequence[Asked]) -> dict[str, Any]:
    """first and second: the folders and titles; asked: keys of the scenarios that differ; then figures, formats,
    outlets, circles and people, each with the difference second - first; notes: what could not be compared, in the
    language in force."""
    return {
        **{
            name: {"folder": str(folder), "title": report.texts["title"][language()]}
            for name, folder, report in zip(
                ("first", "second"), folders, (found.first, found.second), strict=True
            )
        },
        "synthetic": _either(found, "synthetic"),
        "illustrative_costs": _either(found, "illustrative_costs"),
        "asked": {one.key: {"first": one.first, "second": one.second} for one in asked},
        "notes": [one[language()] for one in found.common.notes],
        "figures": {
            one.name: {"first": one.first, "second": one.second, "difference": one.difference}
            for one in found.figures
        },
        "people": {
            "only_gain": found.people.gain,
            "only_lose": found.people.lose,
            "gain_and_lose": found.people.both,
            "neither": found.people.neither,
        },
        "formats": _formats(found),
        "outlets": [_outlet(one) for one in found.outlets],
        "circles": _circles(found),
    }


def _either(found: Difference, name: str) -> bool:
    return any(bool(report.summary[name]) for report in (found.first, found.second))


def _formats(found: Difference) -> dict[str, Any]:
    return {
        one.id: {
            "covered_first": one.first["covered_after"],
            "covered_second": one.second["covered_after"],
            "difference": one.difference,
            "opened_first": one.first["opened"],
            "opened_second": one.second["opened"],
            "cost_first": one.first["cost"],
            "cost_second": one.second["cost"],
            "people_who_gain": one.gain,
            "people_who_lose": one.lose,
        }
        for one in found.formats
    }


def _outlet(one: OutletChange) -> dict[str, Any]:
    entries = {"first": one.first, "second": one.second}
    phases = {f"phase_{name}": entry.get("phase") for name, entry in entries.items() if entry is not None}
    return {
        "outlet" if one.closes else "site": one.place,
        "format": one.format,
        "closes": one.closes,
        "in": one.kind,
        **phases,
    }


def _circles(found: Difference) -> dict[str, Any]:
    return {
        one.id: {
            "name": one.name,
            "reached_first": one.reached[0],
            "reached_second": one.reached[1],
            "difference": one.difference,
            "opened_first": one.first["opened"],
            "opened_second": one.second["opened"],
            "cost_first": one.first["cost"],
            "cost_second": one.second["cost"],
        }
        for one in found.circles
    }
