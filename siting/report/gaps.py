"""Circle by format, before and after the plan: whether an outlet stands there, and how many people are short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.report.types import Report

MOST_ROWS = 300
"""Circles that the page's matrix shows; of more, those where most people are short."""
MOST_PAIRS = 60_000
"""Circles times formats whose figures the page holds, for the sheets."""

SYMBOLS = {"there": "●", "more": "◉", "new": "✚", "short": "○", "closed": "×"}

Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """Figures of circles, in the report's order. Tables: (n_circles, n_formats).

    ids: of circles. people, before, after: of each format's group; outlets: of today; opened, closed: by the plan."""

    ids: list[str]
    entries: list[dict[str, Any]]
    people: Table
    before: Table
    after: Table
    outlets: Table
    opened: Table
    closed: Table

    @property
    def there_after(self) -> Table:
        """Outlets that stand there in the end."""
        return np.asarray(self.outlets - self.closed + self.opened)

    @property
    def short_before(self) -> Table:
        """People out of reach today."""
        return np.asarray(self.people - self.before)

    @property
    def short_after(self) -> Table:
        """People out of reach with the plan."""
        return np.asarray(self.people - self.after)


def circles(report: Report) -> Circles:
    """The figures of every circle that the report shows."""
    found = report.summary["circles"]
    known = {str(identity) for identity in report.circles.ids}
    ids = [identity for identity in found if identity in known]
    entries = [found[identity] for identity in ids]
    names = [one.id for one in report.formats]

    def table(key: str) -> Table:
        rows = [[entry["formats"][name][key] for name in names] for entry in entries]
        return np.array(rows, dtype=np.float64).reshape(len(ids), len(names))

    closed = np.zeros((len(ids), len(names)))
    for one in report.summary["closed"]:
        if one["circle"] in known and one["format"] in names:
            closed[ids.index(one["circle"]), names.index(one["format"])] += 1
    return Circles(
        ids=ids,
        entries=entries,
        people=table("weight_total"),
        before=table("covered_before"),
        after=table("covered_after"),
        outlets=table("outlets_before"),
        opened=table("opened"),
        closed=closed,
    )


def matrix(found: Circles) -> dict[str, Any]:
    """What the template draws: rows of symbols, the counts of circles without, and how many rows are left out."""
    shown = _shown(found)
    names = states(found)
    rows = [
        {
            "id": found.ids[k],
            "name": found.entries[k]["name"] or found.ids[k],
            "before": found.entries[k]["formats_present_before"],
            "after": found.entries[k]["formats_present_after"],
            "cells": [(state, SYMBOLS[state]) for state in names[k]],
        }
        for k in shown
    ]
    return {
        "rows": rows,
        "left_out": len(found.ids) - len(rows),
        "lack_before": (found.outlets == 0).sum(axis=0).tolist(),
        "lack_after": (found.there_after == 0).sum(axis=0).tolist(),
    }


def _shown(found: Circles) -> list[int]:
    if len(found.ids) <= MOST_ROWS:
        return list(range(len(found.ids)))
    worst = np.argsort(-found.short_before.sum(axis=1), kind="stable")[:MOST_ROWS]
    return [int(k) for k in np.sort(worst)]


def states(found: Circles) -> list[list[str]]:
    """Of every circle and format, a name of SYMBOLS."""
    today, later, opens = found.outlets > 0, found.there_after > 0, found.opened > 0
    choices = [today & ~later, today & opens, today, later]
    return [
        [str(state) for state in row]
        for row in np.select(choices, ["closed", "more", "there", "new"], default="short").tolist()
    ]
