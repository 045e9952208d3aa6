"""What a table is made of, and how wide its columns stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from siting.language import tr
from siting.report.palette import ACCENT
from siting.workbook.cells import clean, heading, width

NARROW, WIDE = 7.0, 44.0
SEEN = 5_000
"""Lines by which widths are measured."""
ARROW = 3.0
"""Width that the filter's arrow takes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. kind: of `book.KINDS`. adds: its total is the sum of the lines shown.

    of: keys of a part and a whole, whose totals' share is its total. bar: colour of the bars drawn behind its figures.
    group: columns with the same one share the scale of their bars. counts: texts, whose number is its total.
    prints: stands on paper too."""

    key: str
    heading: str
    kind: str = "text"
    adds: bool = False
    of: tuple[str, str] | None = None
    counts: tuple[str, ...] = ()
    bar: str = ""
    group: str = ""
    prints: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """columns, and lines with a value for each column's key (None: empty). frozen: columns that stay in view."""

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    lines: Sequence[Mapping[str, Any]]
    frozen: int = 1
    colour: str = ACCENT
    total: str = ""
    """What the line of totals is called; "" where they are those of the lines that a filter shows."""
    upright: frozenset[str] = frozenset()
    """Keys of columns whose heading stands upright."""
    fills: Mapping[str, str] = field(default_factory=dict)
    """Text -> colour behind it, in the columns of marks."""


def widths(table: Table) -> list[float]:
    """Of the columns: of their widest values, and of a heading in at most three lines."""
    found = []
    for column in table.columns:
        values = {shown(line.get(column.key), column.kind) for line in table.lines[:SEEN]}
        if column.adds:
            values.add(shown(added(table.lines, column.key), column.kind))
        body = max((width(value) for value in values), default=0.0) + 2.0
        text = heading(column.heading)
        longest = max((width(word) for word in text.split()), default=0.0)
        head = 0.0 if column.key in table.upright else max(min(longest, 14.0), width(text) / 3.0) + ARROW
        least = 4.0 if column.key in table.upright else NARROW
        found.append(min(max(body, head, least), WIDE))
    if len(table.columns) > 1 and (table.columns[1].adds or table.columns[1].counts):
        found[0] = max(found[0], width(tr("total of the lines shown")) * 1.1 + 2.0)
    return found


def shown(value: Any, kind: str) -> str:
    """About what a cell shows, to measure it."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return clean(value)
    if not math.isfinite(value):
        return ""
    digits = {"percent": 1, "metres": 3, "degrees": 7}.get(kind, 0)
    return f"{value:,.{digits}f}" if kind != "percent" else f"{value:.1%}"


def lines_of(text: str, wide: float) -> int:
    """Lines that a heading takes, broken between its words or, where there are none, anywhere."""
    lines, there = 1, 0.0
    for word in text.split():
        need = width(word)
        if there and there + 1 + need > wide:
            lines, there = lines + 1, 0.0
        extra = max(0, math.ceil(need / max(wide, 1.0)) - 1)
        lines, there = lines + extra, there + 1 + need - extra * wide
    return lines


def added(lines: Iterable[Mapping[str, Any]], key: str) -> float:
    """Sum of the numbers of a column."""
    return math.fsum(line[key] for line in lines if isinstance(line.get(key), int | float))


def most(lines: Iterable[Mapping[str, Any]], key: str) -> float:
    """Its largest number; 0 without any."""
    return max((line[key] for line in lines if isinstance(line.get(key), int | float)), default=0.0)
