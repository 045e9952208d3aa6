"""What a plan comes to in each of several goals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from siting.language import tr
from siting.outcome import Reached, relative_gap

Figures = dict[str, Any]


def goals(reached: Sequence[Reached]) -> list[Figures]:
    """A line a goal, in their order. found, bound, gap: None where goals are added up, and only their sum is proven."""
    return [
        {
            "objective": each.objective,
            "maximise": each.maximise,
            "value": each.value,
            "found": _known(each.found),
            "bound": _known(each.bound),
            "gap": _known(relative_gap(each.found, each.bound)),
            "kept": each.kept,
        }
        for each in reached
    ]


def told(lines: Sequence[Figures]) -> str:
    """The goals in words, a line each."""
    return "\n".join(_told(number, line) for number, line in enumerate(lines, start=1))


def _told(number: int, line: Figures) -> str:
    text = tr(
        "goal {number}, {objective}: {value:,.10g}",
        number=number,
        objective=line["objective"],
        value=line["value"],
    )
    if line["bound"] is None:
        return text
    if line["kept"] is None:
        return text + tr("; proven bound {bound:,.10g}, with the goals before it kept", bound=line["bound"])
    return text + tr(
        "; {found:,.10g} was found, proven bound {bound:,.10g}, and {kept:,.10g} was to be kept",
        found=line["found"],
        bound=line["bound"],
        kept=line["kept"],
    )


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None
