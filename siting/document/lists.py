"""Tables that the city, a district and a circle share: projects, and how figures are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from siting.document.blocks import AUTO, Block, Cell, Column, mm, share, table
from siting.language import language, tr
from siting.report import Format, Report
from siting.report.money import currency
from siting.report.types import Both

Line = Mapping[str, Any]


def text(words: Both | None) -> str:
    """In the language in force; nothing for none."""
    return "" if words is None else words[language()]


def whole(number: float) -> str:
    """People, money: no digits after the point."""
    return f"{number:,.0f}"


def percent(number: float | None) -> str:
    """Of a share in per cent: one digit."""
    return "-" if number is None else f"{number:.1f}%"


def cost_heading(report: Report) -> str:
    """The heading of a column of money."""
    return tr("cost, {currency}", currency=text(currency(report.summary["currency"])))


def place(line: Line) -> str:
    """A site by name and id."""
    return f"{line['name']} {line['site']}" if line["name"] else str(line["site"])


def department(one: Format) -> str:
    """Who answers for a format; nothing where nobody says."""
    return one.department.get(language(), "")


def projects(
    report: Report,
    lines: Sequence[Line],
    numbers: Mapping[str, int] | None = None,
    in_one_district: bool = False,
) -> Block:
    """The project list with its total. numbers: site -> the number of its mark on the map beside the list.

    With numbers the list is of one circle, which need not be said."""
    here = numbers is not None
    phased = bool(report.phases)
    columns = [
        Column(tr("map") if here else tr("no."), mm(8 if here else 10), "center" if here else "right"),
        Column(tr("format"), share(3)),
        Column(tr("site"), share(3)),
    ]
    if not here:
        columns.append(Column(tr("circle"), share(2.6)))
        columns += [] if in_one_district else [Column(tr("district"), share(2.2))]
        columns.append(Column(tr("department"), share(2.2)))
    if phased:
        columns.append(Column(tr("phase"), AUTO))
    columns += [Column(cost_heading(report), AUTO, "right"), Column(tr("newly served"), AUTO, "right")]
    rows = [_project(line, numbers, phased, in_one_district) for line in lines]
    blanks: list[Cell] = [""] * (len(columns) - 4)
    total: list[Cell] = [
        "",
        tr("total: {count}", count=f"{len(lines):,}"),
        *blanks,
        whole(sum(line["cost"] for line in lines)),
        whole(sum(line["newly"] for line in lines)),
    ]
    return table(columns, rows, total, size=7.2 if here else 7.4, tight=1.1)


def _project(
    line: Line, numbers: Mapping[str, int] | None, phased: bool, in_one_district: bool
) -> list[Cell]:
    one = line["format"]
    row: list[Cell] = [
        whole(line["rank"]) if numbers is None else {"disc": str(numbers[line["site"]])},
        {"swatch": one.colour, "text": text(one.names)},
        place(line),
    ]
    if numbers is None:
        row += [line["circle_name"], *([] if in_one_district else [line["district"]]), department(one)]
    if phased:
        row.append(line["phase_id"])
    return [*row, whole(line["cost"]), whole(line["newly"])]
