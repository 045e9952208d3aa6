"""Figures of every plan in a row, with the difference to the first where the two say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from siting.differences.together import Together
from siting.differences.types import Figure
from siting.language import mark
from siting.report.types import Both
from siting.report.words import both

ABSENT = {"closed", "saved"}
"""Figures that a pair of plans leaves out where both have none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of every plan. values: None where a plan has none. differences: to the first plan, None where the two
    do not say the same."""

    name: str
    says: Both
    kind: str
    values: tuple[Any, ...]
    differences: tuple[float | None, ...] = ()


def figure_rows(found: Together) -> list[Row]:
    """The headline of every plan, then circles by grade."""
    every = [{one.name: one for one in pair.figures} for pair in found.pairs]
    names = dict.fromkeys(name for one in every for name in one)
    return [_row(name, [one.get(name) for one in every]) for name in names]


def _row(name: str, figures: list[Figure | None]) -> Row:
    known = next(one for one in figures if one is not None)
    nothing = 0.0 if name in ABSENT else None
    return Row(
        name,
        known.says,
        known.kind,
        (known.first, *(nothing if one is None else one.second for one in figures)),
        tuple(None if one is None else one.difference for one in figures),
    )


def format_rows(found: Together) -> Iterator[tuple[str, dict[str, Row]]]:
    """Of each format that every plan has: people of its group within reach, outlets and cost."""
    for identity in found.pairs[0].common.formats:
        entries = [one.summary["formats"][identity] for one in found.plans]
        yield identity, _rows(entries, FORMAT)


def circle_rows(found: Together) -> Iterator[tuple[str, dict[str, Row]]]:
    """Of each circle that every plan has: people within reach added up over formats, outlets, cost, formats present."""
    common = found.pairs[0].common
    for identity in common.circles:
        entries = [one.summary["circles"][identity] for one in found.plans]
        reached = [sum(one["formats"][each]["covered_after"] for each in common.formats) for one in entries]
        says = both(CIRCLE["reached"][0])
        yield (
            identity,
            {"reached": Row("reached", says, "people", tuple(map(float, reached)))}
            | _rows(entries, {name: one for name, one in CIRCLE.items() if name != "reached"}),
        )


FORMAT = {
    "covered": (mark("within reach"), "people", "covered_after"),
    "percent": (mark("share within reach"), "percent", "percent_covered_after"),
    "opened": (mark("opened"), "count", "opened"),
    "cost": (mark("cost"), "money", "cost"),
}
CIRCLE = {
    "reached": (mark("within reach, all formats"), "people", ""),
    "opened": (mark("opened"), "count", "opened"),
    "cost": (mark("cost"), "money", "cost"),
    "formats_present": (mark("formats present"), "count", "formats_present_after"),
}


def _rows(entries: list[Mapping[str, Any]], kinds: Mapping[str, tuple[str, str, str]]) -> dict[str, Row]:
    return {
        name: Row(name, both(says), kind, tuple(one[key] for one in entries))
        for name, (says, kind, key) in kinds.items()
    }
