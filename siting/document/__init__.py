"""The printable PDF: the city, its districts, and one plan for every circle (一圈一策)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from siting.document import blocks as b
from siting.document.blocks import Block
from siting.document.circle_pages import Circles, circle_page, circles, overview
from siting.document.city import first_pages, formats, project_pages
from siting.document.district_pages import district_page, districts
from siting.document.gap_pages import gap_pages
from siting.document.lists import text
from siting.document.maps import Maps
from siting.document.money_pages import closed_pages, grade_pages, money_pages
from siting.document.source_pages import source_pages
from siting.document.typeset import typeset
from siting.errors import Problem
from siting.language import in_language, tr
from siting.pictures.raster import spacing_m
from siting.report import Report
from siting.report.names import circles_called, districts_called
from siting.report.subset import SHOWN, only

__all__ = ["write"]

MOST_CIRCLES = 300
"""More pages of circles than these nobody prints at once: the whole document has those of the first ones."""


def write(
    report: Report,
    path: Path,
    language: str | None = None,
    *,
    circles: Sequence[str] | None = None,
    districts: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[Problem, ...]:
    """Writes the whole document; with circles or districts (ids or names) the pages of these alone.

    Returns what to know of its type: characters that no font has. Raises InputError for names that the plan does not
    have, and where Chinese is to be set and no font has it."""
    with in_language(language) if language else nullcontext():
        report = only(report, formats=formats)
        wanted_circles, wanted_districts = _wanted(report, circles, districts)
        title = text(report.texts["title"])
        about = tr("Plan of outlets for 15-minute life circles, made with siting")

        def drawn(folder: Path) -> list[Block]:
            maps = Maps(report, folder, spacing_m(report.homes.xy_m))
            if wanted_circles is None and wanted_districts is None:
                return _whole(report, maps)
            return _part(report, maps, wanted_circles or [], wanted_districts or [])

        return typeset(path, title, about, drawn)


def _wanted(
    report: Report, circles: Sequence[str] | None, districts: Sequence[str] | None
) -> tuple[list[str] | None, list[str] | None]:
    """Ids of circles and names of districts asked for here, or when the report was cut down to them."""
    shown = report.summary.get(SHOWN) or {}
    circles = circles if circles is not None else shown.get("circles")
    districts = districts if districts is not None else shown.get("districts")
    return (
        None if circles is None else circles_called(report, circles),
        None if districts is None else districts_called(report, districts),
    )


def _whole(report: Report, maps: Maps) -> list[Block]:
    all = circles(report)
    found = [*first_pages(report, maps), *_contents(), *formats(report, maps), *money_pages(report)]
    found += [*grade_pages(report), *closed_pages(report), *gap_pages(report, all.figures)]
    found += [*project_pages(report), *source_pages(report)]
    ids = list(all.figures.ids)
    return found + _districts(all, maps, districts(report)) + _circles(all, maps, ids, MOST_CIRCLES)


def _part(report: Report, maps: Maps, some: list[str], named: list[str]) -> list[Block]:
    """Districts with their circles, then the circles asked for by themselves."""
    all = circles(report)
    belongs = {one: str(report.circles.districts[k]) for one, k in all.at.items()}
    ids = [one for one in all.figures.ids if one in some or belongs[one] in named]
    found = [b.title(text(report.texts["title"])), *b.notice(text(report.texts["notices"]).splitlines())]
    pages = _districts(all, maps, named) + _circles(all, maps, ids)
    return found + pages[1:]  # the first begins under the title


def _contents() -> list[Block]:
    return [{"kind": "contents", "text": tr("Contents")}]


def _districts(all: Circles, maps: Maps, names: list[str]) -> list[Block]:
    """A heading, then a page each; nothing without districts."""
    found: list[Block] = []
    for number, name in enumerate(names):
        page = district_page(all, name, maps, number)
        found += [page[0], b.heading(1, tr("Plans of the districts")), *page[1:]] if number == 0 else page
    return found


def _circles(all: Circles, maps: Maps, ids: list[str], most: int | None = None) -> list[Block]:
    """Where there are several, the list of them with their pages; then a page each, of so many at most."""
    if not ids:
        return []
    found = [b.page_break(), b.heading(1, tr("A plan for each circle"))]
    if most is not None and len(ids) > most:
        found += b.notice([_left_out(len(ids) - most)])
        ids = ids[:most]
    if len(ids) > 1:
        found.append(overview(all, ids))
    for identity in ids:
        page = circle_page(all, identity, maps)
        found += page if len(ids) > 1 else page[1:]
    return found


def _left_out(count: int) -> str:
    return tr(
        "The pages of {count:,} more circles are left out. `siting report DIR --files pdf --district NAME`, or "
        "`--circle ID`, sets those of a district or a circle.",
        count=count,
    )
