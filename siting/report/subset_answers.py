"""Which project answers which need, in a part of a report: also projects that stand elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.report.types import Answers, Report

Marks = NDArray[np.bool_]
ELSEWHERE = "elsewhere"
"""Key of a part's summary: entries of projects that are not shown and newly serve people who are."""


def ranked(report: Report) -> list[dict[str, Any]]:
    """The entries of the project list with their place in the whole list and the name of their site."""
    names = report.sites.names[report.opened_site]
    return [
        {"rank": place, "site_name": str(name), **one}
        for place, (one, name) in enumerate(zip(report.summary["opened"], names, strict=True), start=1)
    ]


def kept_answers(given: Answers | None, formats: Marks, circles: Marks, outside: bool) -> Answers | None:
    """Of some formats and circles, renumbered. outside: whether what lies outside every circle stays."""
    if given is None:
        return None
    places = np.append(circles, outside)  # last: outside, at -1
    stays = formats[given.format] & places[given.circle]
    # The tables keep their last row: empty where nothing outside is shown.
    tables = [table[np.append(circles, True)][:, formats] for table in (given.lost, given.reachable)]
    if not outside:
        tables = [np.vstack([table[:-1], np.zeros_like(table[-1:])]) for table in tables]
    return Answers(
        project=given.project[stays],
        circle=np.append(np.cumsum(circles) - 1, -1)[given.circle[stays]].astype(np.int32),
        format=(np.cumsum(formats) - 1)[given.format[stays]].astype(np.int32),
        people=given.people[stays],
        lost=tables[0],
        reachable=tables[1],
    )


def elsewhere(
    opened: list[dict[str, Any]], before: list[dict[str, Any]], given: Answers | None, shown: Marks
) -> dict[str, Any]:
    """The entries of a part's summary that speak of projects elsewhere.

    before: those that an earlier part of the part had left out already."""
    serving = set() if given is None else set(given.project.tolist())
    left_out = [one for one, stays in zip(opened, shown, strict=True) if not stays]
    return {ELSEWHERE: [one for one in [*left_out, *before] if one["rank"] in serving]}
