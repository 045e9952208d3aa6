"""Plans side by side as tables: figures, outlets, walks; a file each, as Excel opens it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from siting.differences.rows import circle_rows, figure_rows, format_rows
from siting.differences.together import Together
from siting.differences.walked import Walks
from siting.differences.walks import KINDS
from siting.exporters._tables import write_csv
from siting.language import language

Line = dict[str, Any]


def write_walks(found: Together, path: Path) -> None:
    """A line for each plan, circle and format: people within reach, their mean walk, and how it changed from A."""
    lines = walk_lines(found)
    write_csv(path, lines[0], lines)


def walk_lines(found: Together) -> list[Line]:
    """circle "": the whole city; format "": all formats, added up. counted: "users", those of the group who use the
    format, or "group", all of it."""
    users = [_walk_line(found, one, "users") for one in found.walks]
    return users + [_walk_line(found, one, "group") for one in found.groups]


def _walk_line(found: Together, one: Walks, counted: str) -> Line:
    known = found.plans[0].summary["circles"].get(one.circle, {})
    changes = zip(KINDS, one.by or (None,) * len(KINDS), strict=True)
    return {
        "plan": found.letters[one.plan],
        "circle": one.circle,
        "circle_name": known.get("name", ""),
        "format": one.format,
        "format_name": _names(found).get(one.format, ""),
        "group": one.group,
        "counted": counted,
        "people": one.people,
        "within_reach": one.within,
        "unit": one.unit,
        "mean_walk": one.mean,
        **{f"people_{name}": people for name, people in changes},
        "mean_walk_of_both_in_A": one.mean_first,
        "mean_walk_of_both": one.mean_here,
    }


def _names(found: Together) -> dict[str, str]:
    return {one.id: one.names[language()] for one in found.plans[0].formats}


def write_figures(found: Together, path: Path) -> None:
    """A line a figure: of the city, of each format, of each circle; a column a plan."""
    columns = ["of", "id", "name", "figure", *found.letters]
    write_csv(path, columns, _figure_lines(found))


def _figure_lines(found: Together) -> Iterator[Line]:
    letters, names = found.letters, _names(found)
    for row in figure_rows(found):
        head = {"of": "city", "id": "", "name": row.says[language()], "figure": row.name}
        yield head | dict(zip(letters, row.values, strict=True))
    for kind, rows in (("format", format_rows(found)), ("circle", circle_rows(found))):
        for identity, figures in rows:
            circle = found.plans[0].summary["circles"].get(identity, {}) if kind == "circle" else {}
            name = names.get(identity, "") if kind == "format" else str(circle.get("name", ""))
            for figure, row in figures.items():
                head = {"of": kind, "id": identity, "name": name, "figure": figure}
                yield head | dict(zip(letters, row.values, strict=True))


def write_outlets(found: Together, path: Path) -> None:
    """A line an outlet that some plan opens or closes: in which plans it stands, in which phase and place of each."""
    lines = [_outlet_line(found, one) for one in found.outlets]
    per_plan = [f"{figure}_{letter}" for letter in found.letters for figure in ("phase", "rank")]
    columns = ["place", "name", "format", "format_name", "circle", "closes", "plans", "in", "cost", *per_plan]
    write_csv(path, columns, lines)


def _outlet_line(found: Together, one: Any) -> Line:
    line = {
        "place": one.place,
        "name": one.place_name,
        "format": one.format,
        "format_name": _names(found).get(one.format, ""),
        "circle": one.entry["circle"],
        "closes": int(one.closes),
        "plans": "".join(found.letters[number] for number in one.plans),
        "in": one.kind,
        "cost": -one.entry["saved"] if one.closes else one.entry["cost"],
    }
    for letter, entry in zip(found.letters, one.entries, strict=True):
        line[f"phase_{letter}"] = None if entry is None else entry.get("phase")
        line[f"rank_{letter}"] = None if entry is None else entry["rank"]
    return line
