"""A page or two for each district: its circles, its formats, its projects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, share
from siting.document.circle_pages import Circles, overview
from siting.document.lists import Line, cost_heading, projects, text, whole
from siting.document.maps import Maps
from siting.language import tr
from siting.pictures.window import Window, of_circle, of_circles
from siting.report import Report
from siting.report.money import money

WIDE_MM, TALL_MM = 174.0, 105.0
MOST_LABELS = 40


def districts(report: Report) -> list[str]:
    """Names of all districts, of the plan's sites or of its circles."""
    found = dict.fromkeys(str(name) for name in report.summary["districts"])
    found |= dict.fromkeys(str(name) for name in report.circles.districts)
    return [name for name in found if name]


def circles_of(all: Circles, district: str) -> list[str]:
    """Ids of its circles, in the report's order."""
    return [one for one in all.figures.ids if str(all.report.circles.districts[all.at[one]]) == district]


def district_page(all: Circles, district: str, maps: Maps, number: int) -> list[Block]:
    """number: of the district, by which its picture is named."""
    mine = circles_of(all, district)
    lines = [line for line in all.lines if line["district"] == district]
    found = [b.page_break(), b.heading(2, district, f"district-{number}"), _cards(all, mine, lines)]
    found += _map(all, district, mine, maps, number)
    if mine:
        found += [b.heading(3, tr("Life circles of the district")), overview(all, mine)]
    if lines:
        found += [b.heading(3, tr("What opens, by format")), _by_format(all.report, lines)]
        found += [
            b.heading(3, tr("Project list of the district")),
            projects(all.report, lines, in_one_district=True),
        ]
    else:
        found.append(b.paragraph(tr("Nothing opens in this district.")))
    return found


def _cards(all: Circles, mine: Sequence[str], lines: Sequence[Line]) -> Block:
    people = sum(all.figures.entries[all.row[one]]["people"] for one in mine)
    cost = sum(line["cost"] for line in lines)
    return b.cards(
        [
            (whole(len(mine)), tr("life circles"), ""),
            (whole(people), tr("people live in them"), ""),
            (whole(len(lines)), tr("outlets open"), ""),
            (text(money(cost, all.report.summary["currency"])), tr("for outlets and sites here"), ""),
        ],
        size=13.0,
    )


def _map(all: Circles, district: str, mine: Sequence[str], maps: Maps, number: int) -> list[Block]:
    places = [all.at[one] for one in mine]
    window = of_circles(all.report, places)
    if window is None:
        return []
    tall = float(np.clip(WIDE_MM * window.height_m / window.width_m, 60.0, TALL_MM))
    file = maps.window(f"district-{number}", window, WIDE_MM, tall, circles=places)
    alt = maps.alt(tr("district {name}", name=district))
    return [b.picture(file, alt, labels=_labels(all, mine, window, tall)), b.key(maps.key(window=window))]


def _labels(all: Circles, mine: Sequence[str], window: Window, tall: float) -> list[tuple[float, float, str]]:
    """The circles' ids, each in the middle of its circle; none where they would hide the map."""
    if len(mine) > MOST_LABELS:
        return []
    shown, found = window.shaped(WIDE_MM / tall), []
    for identity in mine:
        own = of_circle(all.report, all.at[identity])
        if own is not None:
            x, y = (own.left + own.right) / 2 - shown.left, shown.top - (own.bottom + own.top) / 2
            found.append((x / shown.width_m, y / shown.width_m, b.cut(identity, 12)))
    return found


def _by_format(report: Report, lines: Sequence[Line]) -> Block:
    columns = [Column(tr("format"), share(3)), Column(tr("opens"), b.AUTO, "right")]
    columns += [Column(cost_heading(report), b.AUTO, "right"), Column(tr("newly served"), b.AUTO, "right")]
    rows: list[list[Cell]] = []
    for one in report.formats:
        here = [line for line in lines if line["format"].id == one.id]
        if here:
            name: Cell = {"swatch": one.colour, "text": text(one.names)}
            sums = (sum(line[key] for line in here) for key in ("cost", "newly"))
            rows.append([name, whole(len(here)), *map(whole, sums)])
    sums = (sum(line[key] for line in lines) for key in ("cost", "newly"))
    return b.table(columns, rows, [tr("total"), whole(len(lines)), *map(whole, sums)])
