"""What a file claims beside what was recomputed, value by value, each with its place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from siting.language import tr
from siting.plan.check import differ


def compared(where: str, claimed: Any, expected: Any) -> Iterator[str]:
    """A sentence for every value of `expected` that `claimed` does not have, down through mappings and sequences.

    What is claimed beyond that is none of its business, except in mappings: an entry too many is a finding."""
    if isinstance(expected, Mapping):
        if not isinstance(claimed, Mapping):
            yield tr("{where} is no table", where=where)
        entries: Mapping[str, Any] = claimed if isinstance(claimed, Mapping) else {}
        for name in entries.keys() - expected.keys():
            yield tr("{where}: {name} is not in the checked plan", where=where, name=name)
        for name, value in expected.items():
            yield from field(where, name, entries, value)
    elif isinstance(expected, Sequence) and not isinstance(expected, str):
        said: Sequence[Any] = claimed if isinstance(claimed, Sequence) else ()
        if len(said) != len(expected):
            count, wanted = len(said), len(expected)
            yield tr("{where}: {count} entries, {wanted} expected", where=where, count=count, wanted=wanted)
        for place, (one, other) in enumerate(zip(said, expected, strict=False)):
            yield from compared(f"{where}[{place}]", one, other)
    elif not same(claimed, expected):
        yield tr(
            "{where} is {claimed}, recomputed {recomputed}",
            where=where,
            claimed=shown(claimed),
            recomputed=shown(expected),
        )


def field(where: str, name: str, claimed: Mapping[str, Any], expected: Any) -> Iterator[str]:
    """The same for one entry of a mapping."""
    if name not in claimed:
        yield tr("{where}: {name} is missing", where=where, name=name)
    elif isinstance(expected, (Mapping, list, tuple)):
        yield from compared(f"{where}.{name}", claimed[name], expected)
    elif not same(claimed[name], expected):
        yield tr(
            "{where}: {name} is {claimed}, recomputed {recomputed}",
            where=where,
            name=name,
            claimed=shown(claimed[name]),
            recomputed=shown(expected),
        )


def same(claimed: Any, expected: Any) -> bool:
    """Numbers to within the rounding of sums, everything else exactly; None stands for "not proven", "nobody"."""
    if isinstance(expected, bool) or isinstance(claimed, bool):
        return bool(claimed is expected)
    if isinstance(expected, (int, float)):
        return isinstance(claimed, (int, float)) and not differ(float(claimed), float(expected))
    return bool(claimed == expected)


def shown(value: Any) -> str:
    """A value in a sentence."""
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def number(cell: Any) -> float | None:
    """A cell of a table as a number, None where it is empty; nan, which equals nothing, where it is no number."""
    if cell is None or cell == "":
        return None
    try:
        return float(cell)
    except (TypeError, ValueError):
        return math.nan
