"""The sheet of circles: grades, formats, outlets, money, people, before and after."""

from __future__ import annotations

import math
from typing import Any

from siting.language import tr
from siting.report import Report
from siting.report.palette import NEW, THERE
from siting.report.subset import SHOWN
from siting.workbook.book import Book
from siting.workbook.columns import Column, Table
from siting.workbook.names import OUTSIDE, Figures, currency_name, grade_names, places
from siting.workbook.table import draw

UP, DOWN, SAME = "▲", "▼", "–"


def circles(book: Book) -> None:
    """A line a circle, then what lies outside; no sheet where there are no circles."""
    report = book.report
    summary = report.summary
    if not summary["circles"]:
        return
    money = currency_name(report)
    graded = [
        Column("grade_before", tr("grade before")),
        Column("grade_after", tr("grade after")),
        Column("rise", tr("grade rises"), "mark", counts=(UP,)),
    ]
    columns = [
        Column("circle", tr("circle")),
        Column("name", tr("name of the circle")),
        Column("district", tr("district")),
        Column("people", tr("people"), "people", adds=True),
        *(graded if summary["grades"] else []),
        Column("present_before", tr("formats before"), "count"),
        Column("present_after", tr("formats after"), "count"),
        Column("opened", tr("opened"), "count", adds=True, bar=NEW),
        Column("cost", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("of it for sites ({currency})", currency=money), "money", adds=True),
        Column("before", tr("in reach before"), "people", adds=True),
        Column("after", tr("in reach after"), "people", adds=True),
        Column("weight", tr("people, over all formats"), "people", adds=True),
        Column("share_before", tr("share before"), "percent", of=("before", "weight"), bar=THERE),
        Column("share_after", tr("share after"), "percent", of=("after", "weight"), bar=THERE),
    ]
    lines = circle_lines(report)
    kept = [one for one in columns if one.key != "district" or any(line["district"] for line in lines)]
    said = tr(
        "People in reach count once for every format. Outlets count in the circle in which they stand, people in the "
        "one in which they live."
    )
    table = Table(tr("circles"), tr("circles before and after"), said, kept, lines, frozen=2, fills={UP: NEW})
    draw(book, table)


def circle_lines(report: Report) -> list[dict[str, Any]]:
    """A line a circle, and one for what lies outside every circle where that is anything."""
    summary = report.summary
    named, grades, order = places(report), grade_names(report), list(grade_names(report))
    lines = []
    for identity, said in summary["circles"].items():
        grade = summary["grades"]["circles"].get(identity) if summary["grades"] else None
        reached = (order.index(grade["before"]), order.index(grade["after"])) if grade else (0, 0)
        lines.append(
            {
                "circle": str(identity),
                "name": named[str(identity)][0],
                "district": named[str(identity)][1],
                "people": said["people"],
                "grade_before": grades[grade["before"]] if grade else "",
                "grade_after": grades[grade["after"]] if grade else "",
                "rise": (SAME, UP, DOWN)[(reached[1] > reached[0]) - (reached[1] < reached[0])],
                "present_before": said["formats_present_before"],
                "present_after": said["formats_present_after"],
                "opened": said["opened"],
                "cost": said["cost"],
                "site_cost": said["site_cost"],
                **_reached(list(said["formats"].values())),
            }
        )
    if SHOWN in summary:
        return lines
    outside = _outside(report, lines)
    return [*lines, outside] if outside["people"] or outside["opened"] else lines


def _reached(formats: list[Figures]) -> dict[str, float | None]:
    weight, before, after = (
        math.fsum(one[key] for one in formats) for key in ("weight_total", "covered_before", "covered_after")
    )
    shares = (before / weight, after / weight) if weight else (None, None)
    return {
        "weight": weight,
        "before": before,
        "after": after,
        "share_before": shares[0],
        "share_after": shares[1],
    }


def _outside(report: Report, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What the circles leave of the city's figures."""
    summary = report.summary
    opened = [each for each in summary["opened"] if not each["circle"]]
    whole = _reached(list(summary["formats"].values()))
    rest = {
        key: max(0.0, round(float(whole[key] or 0.0) - math.fsum(line[key] for line in lines), 6))
        for key in ("weight", "before", "after")
    }
    people = float(report.homes.people[report.homes.circle < 0].sum())
    shares = {
        f"share_{when}": rest[when] / rest["weight"] if rest["weight"] else None
        for when in ("before", "after")
    }
    return {
        "circle": OUTSIDE,
        "name": tr("outside every circle"),
        "district": "",
        "people": people,
        "opened": len(opened),
        "cost": math.fsum(each["cost"] + each["site_cost"] for each in opened),
        "site_cost": math.fsum(each["site_cost"] for each in opened),
        **rest,
        **shares,
    }
