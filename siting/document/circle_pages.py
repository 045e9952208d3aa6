"""One circle, one plan (一圈一策): a page of its own for each circle, and the list of all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, mm, share
from siting.document.gap_pages import sign
from siting.document.lists import Line, cost_heading, department, projects, text, whole
from siting.document.maps import Maps
from siting.language import tr
from siting.pictures.shades import CHANGE
from siting.pictures.window import of_circle
from siting.report import Format, Report, gaps
from siting.report import projects as project_list
from siting.report.money import money

MAP_MM = 92.0


@dataclass(frozen=True, slots=True, eq=False)
class Circles:
    """What every circle's page is written from. at: id -> position in the report; row: id -> row of figures."""

    report: Report
    figures: gaps.Circles
    states: list[list[str]]
    lines: tuple[Line, ...]
    at: Mapping[str, int]
    row: Mapping[str, int]

    def label(self, identity: str) -> str:
        """By which lists point to its page: made of its position, since an id may hold anything."""
        return f"circle-{self.at[identity]}"

    def name(self, identity: str) -> str:
        """Its id, and its name where that says more."""
        name = self.figures.entries[self.row[identity]]["name"]
        return identity if name in ("", identity) else f"{identity} {name}"

    def grade(self, identity: str) -> tuple[str, str] | None:
        """Today's and the plan's; None where nothing is graded."""
        report, k = self.report, self.at[identity]
        if not report.grades or not len(report.circles.grade_after):
            return None
        names = [*(text(one) for one in report.grades), tr("none")]
        return names[report.circles.grade_before[k]], names[report.circles.grade_after[k]]


def circles(report: Report) -> Circles:
    """The circles of a report, with their figures."""
    found = gaps.circles(report)
    at = {str(identity): k for k, identity in enumerate(report.circles.ids)}
    row = {identity: k for k, identity in enumerate(found.ids)}
    return Circles(report, found, gaps.states(found), tuple(project_list.rows(report)), at, row)


def overview(all: Circles, ids: Sequence[str]) -> Block:
    """A line a circle, with the page on which its plan stands."""
    graded = bool(ids) and all.grade(ids[0]) is not None
    columns = [Column(tr("circle"), share(3)), Column(tr("people"), b.AUTO, "right")]
    columns += [Column(tr("grade today"), b.AUTO), Column(tr("with the plan"), b.AUTO)] if graded else []
    columns += [
        Column(tr("formats there, today"), b.AUTO, "right"),
        Column(tr("with the plan"), b.AUTO, "right"),
        Column(tr("opened"), b.AUTO, "right"),
        Column(cost_heading(all.report), b.AUTO, "right"),
        Column(tr("page"), b.AUTO, "right"),
    ]
    rows: list[list[Cell]] = []
    for identity in ids:
        entry = all.figures.entries[all.row[identity]]
        row: list[Cell] = [all.name(identity), whole(entry["people"]), *(all.grade(identity) or ())]
        row += [whole(entry[f"formats_present_{when}"]) for when in ("before", "after")]
        row += [whole(entry["opened"]), whole(entry["cost"]), {"page": all.label(identity), "text": ""}]
        rows.append(row)
    entries = [all.figures.entries[all.row[identity]] for identity in ids]
    total: list[Cell] = [
        tr("total: {count}", count=f"{len(ids):,}"),
        whole(sum(one["people"] for one in entries)),
    ]
    total += [""] * (4 if graded else 2)
    total += [whole(sum(one[key] for one in entries)) for key in ("opened", "cost")]
    return b.table(columns, rows, [*total, ""], size=7.2)


def circle_page(all: Circles, identity: str, maps: Maps, level: int = 2) -> list[Block]:
    """Map, needs and projects of one circle."""
    entry = all.figures.entries[all.row[identity]]
    lines = [line for line in all.lines if line["circle"] == identity]
    numbers = {line["site"]: 0 for line in lines}
    numbers = {site: number for number, site in enumerate(numbers, start=1)}
    left = _map(all, identity, maps, numbers)
    left.append(b.heading(3, tr("List of projects")))
    left.append(
        projects(all.report, lines, numbers) if lines else b.paragraph(tr("Nothing opens here."), 8.0)
    )
    right = [b.heading(3, tr("List of needs")), _needs(all, identity), *b.points(_said(all, identity), 7.4)]
    district = str(all.report.circles.districts[all.at[identity]])
    found = [b.page_break(), b.heading(level, all.name(identity), all.label(identity))]
    found += [b.note(tr("district {name}", name=district))] if district else []
    return [*found, _cards(all, identity, entry), b.columns([mm(MAP_MM), share(1)], [left, right])]


def _cards(all: Circles, identity: str, entry: Mapping[str, Any]) -> Block:
    known, grade = len(all.report.formats), all.grade(identity)
    found = [(whole(entry["people"]), tr("people live here"), "")]
    if grade is not None:
        found.append((" → ".join(grade), tr("grade today and with the plan"), ""))
    present = f"{entry['formats_present_before']} → {entry['formats_present_after']}"
    found.append((present, tr("of {count} formats have an outlet here", count=known), ""))
    found.append((whole(entry["opened"]), tr("outlets open here"), ""))
    found.append(
        (text(money(entry["cost"], all.report.summary["currency"])), tr("for outlets and sites here"), "")
    )
    return b.cards(found, size=11.0)


def _map(all: Circles, identity: str, maps: Maps, numbers: Mapping[str, int]) -> list[Block]:
    number = all.at[identity]
    window = of_circle(all.report, number)
    if window is None:
        return [b.note(tr("There are no coordinates to draw."))]
    tall = MAP_MM * float(np.clip(window.height_m / window.width_m, 0.7, 1.15))
    places = {str(one): k for k, one in enumerate(all.report.sites.ids)}
    marks = {places[site]: mark for site, mark in numbers.items()}
    file = maps.window(f"circle-{number}", window, MAP_MM, tall, circles=[number], numbers=marks)
    alt = maps.alt(tr("circle {name}", name=all.name(identity)))
    return [b.picture(file, alt), b.key(maps.key(None, CHANGE, window))]


def _needs(all: Circles, identity: str) -> Block:
    """A line a format: outlets today and then, people short today and then."""
    k, table = all.row[identity], all.figures
    columns = [
        Column("", mm(5), "center"),
        Column(tr("format"), share(1)),
        Column(tr("outlets"), b.AUTO, "right"),
        Column(tr("opens"), b.AUTO, "right"),
        Column(tr("people short today"), mm(14), "right"),
        Column(tr("with the plan"), mm(14), "right"),
    ]
    states = all.states[k]
    rows: list[list[Cell]] = [
        [
            sign(states[f]),
            text(one.names),
            whole(table.outlets[k, f]),
            whole(table.opened[k, f]) if table.opened[k, f] else "",
            whole(table.short_before[k, f]),
            whole(table.short_after[k, f]),
        ]
        for f, one in enumerate(all.report.formats)
    ]
    return b.table(columns, rows, size=7.0, tight=0.9)


def _said(all: Circles, identity: str) -> list[str]:
    """What stays missing, and what the figures count."""
    states = all.states[all.row[identity]]
    names = [text(one.names) for one in all.report.formats]
    lacking = [name for name, state in zip(names, states, strict=True) if state in ("short", "closed")]
    found = []
    if lacking:
        found.append(tr("Without an outlet here even with the plan: {names}.", names=", ".join(lacking)))
    found.append(
        tr("People short are those of the circle whom no outlet anywhere reaches within the walking limit.")
    )
    here = {line["format"].id: line["format"] for line in all.lines if line["circle"] == identity}
    if here:
        found += _led(list(here.values()))
        found.append(
            tr(
                "Newly served counts each person at the first outlet of the list that reaches them, wherever they live."
            )
        )
    return found


def _led(formats: Sequence[Format]) -> list[str]:
    """Which department answers for which formats."""
    names = dict.fromkeys(filter(None, map(department, formats)))
    return [
        tr(
            "{department} answers for: {formats}.",
            department=name,
            formats=", ".join(text(one.names) for one in formats if department(one) == name),
        )
        for name in names
    ]
