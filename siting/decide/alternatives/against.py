"""What a plan brings against the first one: people by format and by circle, money. All of it is of plans found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siting.plan import Plan


@dataclass(frozen=True, slots=True)
class Against:
    """Differences, this plan less the first one. cost: money. people: within reach, added up over formats; formats,
    circles: the same by id, those that differ."""

    cost: float
    people: float
    formats: Mapping[str, float]
    circles: Mapping[str, float]


def against(one: Plan, first: Plan) -> Against:
    """The differences of two plans of the same city."""
    mine, other = one.summary, first.summary
    formats = _less(_by_format(mine), _by_format(other))
    circles = _less(_by_circle(mine), _by_circle(other))
    return Against(float(mine["cost"] - other["cost"]), sum(formats.values()), formats, circles)


def _by_format(summary: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(entry["covered_after"]) for name, entry in summary["formats"].items()}


def _by_circle(summary: Mapping[str, Any]) -> dict[str, float]:
    return {
        name: sum(float(each["covered_after"]) for each in entry["formats"].values())
        for name, entry in summary["circles"].items()
    }


def _less(mine: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Differences of at least half a person, the largest first."""
    found = {name: value - other[name] for name, value in mine.items()}
    kept = [(name, value) for name, value in found.items() if abs(value) >= 0.5]
    return dict(sorted(kept, key=lambda pair: (-abs(pair[1]), pair[0])))
