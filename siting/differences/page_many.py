"""The page of three plans or more side by side, with a map of the first against any other: one offline file."""

from __future__ import annotations

from typing import Any

from siting.differences.on_map import as_report
from siting.differences.page_parts import MOST_ROWS, cut, format_of, parts
from siting.differences.rows import Row, circle_rows, figure_rows, format_rows
from siting.differences.spoken import said, signed
from siting.differences.standing import KINDS, Standing
from siting.differences.together import Together
from siting.differences.types import Figure
from siting.differences.words import map_words
from siting.language import language
from siting.page import assets, encode
from siting.page.shell import page, style

SCRIPTS = ("page_hash.js", "page_parts.js", "compare.js", "compare_many.js")
GROUPS = {"one": "one_plan", "some": "some_plans", "all": "every_plan"}


def render(found: Together) -> str:
    """The whole page as one text; it opens in the language in force, with the map of A against B."""
    shared = parts(found)
    circles = _circles(found)
    return page(
        "compare_many.html.j2",
        language(),
        SCRIPTS,
        title=shared["c"]["many_title"],
        **shared,
        figures=[_figure(row) for row in figure_rows(found)],
        formats=[_format(found, *one) for one in format_rows(found)],
        outlets=[(GROUPS[kind], *_listed(found, kind)) for kind in KINDS[::-1]],
        phased=any(one.phases for one in found.plans),
        circles=circles[:MOST_ROWS],
        circles_cut=cut(len(circles)),
        compare_style=style(("compare.css",)),
        maps=[
            (letter, encode.data_block(as_report(pair), map_words(f"A{letter}"), figures=False))
            for letter, pair in zip(found.letters[1:], found.pairs, strict=True)
        ],
        map_choice=style(("compare_pair.js",)),
        map_script=assets.map_script(),
        map_style=assets.map_style(),
    )


def _figure(row: Row) -> dict[str, Any]:
    """said: in each plan's own manner, with the difference to A of every other; bar: per cent of the largest."""
    known = [value for value in row.values if value is not None]
    largest = max(known, default=0.0)
    cells = []
    for number, value in enumerate(row.values):
        away = row.differences[number - 1] if number else None
        one = Figure(row.name, row.says, row.kind, row.values[0], value, away)
        cells.append(
            {
                "text": said(one, value),
                "away": "" if away is None or not away else signed(one),
                "bar": 100.0 * value / largest if largest > 0 and value is not None else 0.0,
            }
        )
    return {"says": row.says, "cells": cells, "bars": row.kind in ("people", "money", "count")}


def _format(found: Together, identity: str, rows: dict[str, Row]) -> dict[str, Any]:
    one = format_of(found, identity)
    percents = [value or 0.0 for value in rows["percent"].values]
    return {
        "id": identity,
        "names": one.names,
        "colour": one.colour,
        "cells": list(
            zip(percents, rows["covered"].values, rows["opened"].values, _best(percents), strict=True)
        ),
        "quiet": len(set(rows["covered"].values)) == 1,
    }


def _best(values: list[float]) -> list[bool]:
    """Which is the largest, where they are not all the same."""
    return [value == max(values) != min(values) for value in values]


def _listed(found: Together, kind: str) -> tuple[list[dict[str, Any]], Any, int]:
    mine = [one for one in found.outlets if one.kind == kind]
    return [_outlet(found, one) for one in mine[:MOST_ROWS]], cut(len(mine)), len(mine)


def _outlet(found: Together, one: Standing) -> dict[str, Any]:
    format = next((each for report in found.plans for each in report.formats if each.id == one.format), None)
    phases = [
        "" if entry is None else str(entry.get("phase") or "●") if not one.closes else "×"
        for entry in one.entries
    ]
    return {"one": one, "entry": one.entry, "format": format, "cells": phases}


def _circles(found: Together) -> list[dict[str, Any]]:
    """The largest spread first; bar: its width in per cent of the largest one."""
    names = found.plans[0].summary["circles"]
    rows = [(identity, row["reached"].values, row["opened"].values) for identity, row in circle_rows(found)]
    rows.sort(key=lambda one: -(max(one[1]) - min(one[1])))
    largest = max((max(one[1]) - min(one[1]) for one in rows), default=0.0)
    return [
        {
            "id": identity,
            "name": names[identity]["name"],
            "cells": list(zip(reached, opened, _best(list(reached)), strict=True)),
            "spread": max(reached) - min(reached),
            "bar": 100.0 * (max(reached) - min(reached)) / largest if largest else 0.0,
        }
        for identity, reached, opened in rows
    ]
