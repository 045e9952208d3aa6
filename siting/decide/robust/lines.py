"""Plans by cases: what each is worth there, what it breaks, what it loses; and how often each site is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from siting.decide.robust.asked import Asked, Key
from siting.decide.robust.result import BEST_OF, ROBUST, STANDING, Cell, Chosen, Line
from siting.decide.robust.together import Together


def cell(asked: Asked, keys: Sequence[Key], together: Together, number: int) -> Cell:
    """A plan in a case: whole as it stands, or where a part may count, what the rules allow of it."""
    positions = asked.positions(keys)
    selection = np.sort(positions[positions >= 0]).astype(np.int32)
    broken = tuple(asked.question.broken_rules(selection))
    held = together.held(number, keys) if broken and together.parted[number] is not None else None
    value = asked.value(selection) if held is None else held[0]
    least, most = losses(asked, value, together.relative)
    if held is not None:
        least = max(least, 0.0)  # the part keeps the rules: where it passes the best found, it is that itself
    missing = int((positions < 0).sum())
    return Cell(value, broken, missing, least, most, None if held is None else held[1])


def losses(asked: Asked, value: float, relative: bool) -> tuple[float, float]:
    """What is lost of the best value found, and of its bound; as a share of either where relative."""
    best = asked.best
    if best is None:
        return math.nan, math.nan
    ends = []
    for top in (best.value, best.bound):
        loss = asked.sign * (top - value) + 0.0  # never -0
        ends.append(loss / (abs(top) or 1.0) if relative else loss)
    return ends[0], max(ends)


def line(name: str, keys: Sequence[Key], cases: Sequence[Asked], cells: Sequence[Cell], every: bool) -> Line:
    """A plan in every case, with its worst one. every: cases whose rules it breaks count too."""
    breaks = np.array([bool(one.broken) and one.held is None for one in cells])
    counts = np.flatnonzero(~breaks | every).tolist()
    least = np.array([one.least for one in cells])[counts]
    worst = counts[int(np.argmax(least))] if counts else -1
    return Line(
        name=name,
        keys=tuple(keys),
        cells=tuple(cells),
        worst=cases[worst].case.name if counts else "",
        least=float(least.max()) if counts else np.nan,
        most=float(max(cells[one].most for one in counts)) if counts else np.nan,
        mean=float(least.mean()) if counts else np.nan,
        breaks=int(breaks.sum()),
    )


def chosen(cases: Sequence[Asked], lines: Sequence[Line]) -> tuple[Chosen, ...]:
    """Formats at sites by the number of cases whose best plan found opens them, most first; phases are one."""
    names: dict[tuple[str, str], list[str]] = {}
    for asked in cases:
        best = asked.best
        if best is None:
            continue
        for pair in dict.fromkeys((site, format) for site, format, _ in asked.named(best.selection)):
            names.setdefault(pair, []).append(asked.case.name)
    own = {each.name: {(site, format) for site, format, _ in each.keys} for each in lines}
    standing, robust = own.get(STANDING, set()), own.get(ROBUST, set())
    for pair in sorted(standing | robust):
        names.setdefault(pair, [])
    found = [
        Chosen(*pair, len(said), tuple(said), pair in standing, pair in robust)
        for pair, said in names.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.cases, one.site, one.format)))


def best_of(asked: Asked) -> str:
    """Name of a case's best plan."""
    return f"{BEST_OF}{asked.case.name}"
