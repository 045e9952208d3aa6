"""The city's part: what the plan brings, how good it is, formats, gaps, money, grades, projects."""

from __future__ import annotations

from siting.document import blocks as b
from siting.document.blocks import Block, Cell, Column, mm, share
from siting.document.lists import cost_heading, percent, projects, text, whole
from siting.document.maps import Maps
from siting.language import tr
from siting.pictures.shades import AFTER, BEFORE, CHANGE
from siting.report import NEW, Report, figures, palette, proof
from siting.report import projects as project_list

LARGE_MM, SIDE_MM, SMALL_MM = 116.0, 54.0, 42.0
MOST_MAPS = 24
MOST_PROJECTS = 2000


def first_pages(report: Report, maps: Maps) -> list[Block]:
    """Title, headline figures, the map of the whole plan, and how good it is."""
    found = [b.title(text(report.texts["title"]), _below(report))]
    found += b.notice(text(report.texts["notices"]).splitlines())
    found.append(
        b.cards([(text(one.value), text(one.label), text(one.detail)) for one in figures.headlines(report)])
    )
    found += _overview(maps)
    found.append(b.heading(1, tr("How good is this plan?")))
    hindsight = text(report.texts["hindsight"])
    said = [text(one) for one in proof.sentences(report.summary)]
    found += b.points([*said, *([hindsight[:1].upper() + hindsight[1:]] if hindsight else [])])
    return found


def _below(report: Report) -> str:
    summary = report.summary
    return " · ".join(
        [
            tr("scenario {name}", name=summary["scenario"]),
            tr("{people} people", people=whole(summary["people"]["total"])),
            tr("{count} formats", count=len(summary["formats"])),
            tr("{count} life circles", count=f"{len(summary['circles']):,}"),
        ]
    )


def _overview(maps: Maps) -> list[Block]:
    """One large map of the change; today and with the plan, small, beside it."""
    where = tr("the city")
    large = maps.city("city-change", LARGE_MM)
    if large is None:
        return [b.note(tr("There are no coordinates to draw."))]
    small = []
    for when, heading in ((BEFORE, tr("today")), (AFTER, tr("with the plan"))):
        file = maps.city(f"city-{when}", SIDE_MM, when=when)
        assert file is not None
        small.append(b.picture(file, maps.alt(where, when=when), heading=heading))
    left = [b.picture(large, maps.alt(where), heading=tr("what the plan brings")), b.key(maps.key())]
    return [
        b.columns(
            [mm(LARGE_MM), share(1)], [left, [*small, b.key(maps.key(when=AFTER)[: len(palette.FIFTHS)])]]
        )
    ]


def formats(report: Report, maps: Maps) -> list[Block]:
    """The table of formats, and a map of each that opens somewhere."""
    lines = figures.formats(report)
    columns = [
        Column(tr("format"), share(1)),
        Column(tr("people"), b.AUTO, "right"),
        Column(tr("today"), b.AUTO, "right"),
        Column(tr("with the plan"), b.AUTO, "right"),
        Column("", mm(20)),
        Column(tr("newly served"), b.AUTO, "right"),
        Column(tr("outlets today"), b.AUTO, "right"),
        Column(tr("opened"), b.AUTO, "right"),
        Column(cost_heading(report), b.AUTO, "right"),
    ]
    rows: list[list[Cell]] = [
        [
            {"swatch": line["colour"], "text": text(line["names"]), "detail": text(line["about"])},
            whole(line["weight_total"]),
            percent(line["percent_covered_before"]),
            percent(line["percent_covered_after"]),
            {"bar": _bar(line)},
            whole(line["newly_covered"]),
            whole(line["outlets_before"]),
            whole(line["opened"]),
            whole(line["cost"]),
        ]
        for line in lines
    ]
    total: list[Cell] = [""] * len(columns)
    total[0], total[6] = tr("total"), whole(sum(line["outlets_before"] for line in lines))
    total[7], total[8] = whole(len(report.opened_site)), whole(sum(line["cost"] for line in lines))
    found = [
        b.heading(1, tr("Formats: kinds of outlet")),
        b.table(columns, rows, total, tight=1.1),
    ]
    if report.summary["site_cost"]:
        said = tr("The sites themselves cost {cost} besides.", cost=whole(report.summary["site_cost"]))
        found.append(b.note(said))
    return found + _format_maps(report, maps)


def _bar(line: figures.Figures) -> dict[str, object]:
    low, high = (share / 100 for share in line["bar"])
    return {"low": low, "high": high, "colour": palette.LOST if line["loses"] else palette.NEW}


def _format_maps(report: Report, maps: Maps) -> list[Block]:
    """Small multiples; formats for which nothing changes are named, not drawn."""
    changed = [k for k in range(len(report.formats)) if (report.homes.state[k] >= NEW).any()]
    changed += [k for k in sorted(set(report.opened_format.tolist())) if k not in changed]
    pictures = []
    for number in sorted(changed)[:MOST_MAPS]:
        file = maps.city(f"format-{number}", SMALL_MM, format=number)
        if file is None:
            return []
        name = text(report.formats[number].names)
        pictures.append(b.picture(file, maps.alt(tr("the city"), number), heading=name))
    if not pictures:
        return []
    rest = [text(one.names) for k, one in enumerate(report.formats) if k not in changed]
    found = [
        b.heading(2, tr("Where each format comes within reach")),
        b.key(maps.key(sorted(changed)[0], CHANGE)),
    ]
    found.append(b.pictures(4, pictures))
    if rest:
        found.append(b.note(tr("Nothing changes for: {names}.", names=", ".join(rest))))
    return found


def project_pages(report: Report) -> list[Block]:
    """The project list of the whole plan, best first, with its total."""
    lines = project_list.rows(report)
    found = [b.page_break(), b.heading(1, tr("Project list"))]
    if not lines:
        return [*found, b.paragraph(tr("The plan opens nothing."))]
    if len(lines) > MOST_PROJECTS:
        said = tr(
            "The first {shown} of {all} outlets; projects.xlsx has all.", shown=MOST_PROJECTS, all=len(lines)
        )
        found.append(b.note(said))
    return [*found, projects(report, lines[:MOST_PROJECTS])]
