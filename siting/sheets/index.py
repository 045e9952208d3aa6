"""The first sheet: what the plan is, how good it is, and a line with a link for every other sheet."""

from __future__ import annotations

from collections.abc import Sequence

from siting.language import language, tr
from siting.report.proof import sentences
from siting.sheets.form import Form
from siting.sheets.ledger import Ledger
from siting.sheets.overview import columns, line, rest
from siting.sheets.scopes import CIRCLE, CITY, DISTRICT, Scope
from siting.workbook.book import Book

WIDTHS = (34.0, 18.0, 24.0, 12.0, 15.0, 15.0, 15.0, 15.0, 15.0, 12.0)
MOST_CIRCLES = 300
"""Circles with a sheet in one workbook; of more, those where most people are short. Files of their own have no end."""


def open_index(book: Book) -> Form:
    """The sheet, before anything that it leads to is there."""
    return Form(book, tr("sheets"), book.title, widths=WIDTHS)


def drawn_of(every: Sequence[Scope]) -> list[Scope]:
    """Those that get a sheet in one workbook."""
    circles = [one for one in every if one.kind == CIRCLE]
    if len(circles) <= MOST_CIRCLES:
        return list(every)
    worst = sorted(circles, key=lambda one: -one.short[0])[:MOST_CIRCLES]
    chosen = {one.id for one in worst}
    return [one for one in every if one.kind != CIRCLE or one.id in chosen]


def fill(
    form: Form,
    kept: Ledger,
    every: Sequence[Scope],
    lists: Sequence[str],
    drawn: Sequence[tuple[Scope, str]],
) -> None:
    """Writes it. lists: names of the sheets that are lists; drawn: every scope that has a sheet, and its name."""
    form.section(tr("how good is this plan?"))
    for said in sentences(kept.report.summary):
        form.note(said[language()])
    form.section(tr("lists"))
    for name in lists:
        form.link(name, name)
    named = {(one.kind, one.id): name for one, name in drawn}
    whole = next((one for one in every if one.kind == CITY), None)
    for kind, title, what, left in (
        (CITY, tr("the city"), tr("city"), ""),
        (DISTRICT, tr("districts"), tr("district"), tr("in no district")),
        (CIRCLE, tr("circles"), tr("circle"), tr("outside every circle")),
    ):
        scopes = [one for one in every if one.kind == kind]
        if not scopes:
            continue
        form.section(tr("{title}: {count:,}", title=title, count=len(scopes)) if kind != CITY else title)
        missing = sum((one.kind, one.id) not in named for one in scopes)
        if missing:
            form.note(_left_out(missing))
        lines = [line(kept, one) for one in scopes]
        outside = rest(scopes, whole, left) if whole is not None and kind != CITY else None
        links = {k: named[one.kind, one.id] for k, one in enumerate(scopes) if (one.kind, one.id) in named}
        form.table(
            columns(kept, what, kind), [*lines, *([outside] if outside else [])], links, total=kind != CITY
        )


def _left_out(count: int) -> str:
    return tr(
        "{count:,} circles have no sheet here: only the {most} where most people are short. "
        "`siting report --files folder` writes a file for each of them.",
        count=count,
        most=MOST_CIRCLES,
    )
