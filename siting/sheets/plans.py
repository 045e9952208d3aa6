"""The sheet of the city, of a district, of a circle (1 + N + X): figures, needs, projects, money."""

from __future__ import annotations

from collections.abc import Sequence

from siting.language import figure, language, tr
from siting.report.money import money as amount
from siting.report.palette import ACCENT, OPENS
from siting.report.palette import CIRCLE as CIRCLE_COLOUR
from siting.sheets import tables
from siting.sheets.form import Form
from siting.sheets.ledger import Ledger
from siting.sheets.lines import departments_said, places_said
from siting.sheets.overview import circle_table, district_table, grade, grade_table
from siting.sheets.scopes import CIRCLE, CITY, DISTRICT, Scope
from siting.workbook.book import Book

COLOURS = {CITY: OPENS, DISTRICT: ACCENT, CIRCLE: CIRCLE_COLOUR}


def name_of(scope: Scope) -> str:
    """What its sheet is called."""
    return scope.name if scope.kind != CIRCLE else tables.labelled(scope.id, scope.name)


def title_of(scope: Scope) -> str:
    """What stands above it."""
    if scope.kind == CITY:
        return tr("Plan of the city")
    if scope.kind == DISTRICT:
        return tr("Plan of the district {name}", name=scope.name)
    name = name_of(scope)
    return (
        tr("Plan of the circle {name} ({district})", name=name, district=scope.district)
        if scope.district
        else tr("Plan of the circle {name}", name=name)
    )


def plan_sheet(book: Book, kept: Ledger, every: Sequence[Scope], scope: Scope, back: str = "") -> Form:
    """Draws it. every: of whom the city and districts list theirs; back: the sheet that lists all, "" without."""
    form = Form(book, name_of(scope), title_of(scope), COLOURS[scope.kind])
    if back:
        form.link(back, tr("back to the list of sheets"))
    form.figures(_figures(kept, scope))
    form.note(_counted(kept, scope))
    tables.stock(form, kept, scope)
    if scope.kind != CIRCLE:
        grade_table(form, kept, scope)
    if scope.kind == CITY:
        district_table(form, kept, every)
    if scope.kind == DISTRICT:
        circle_table(form, kept, every, scope.circles)
    tables.projects(form, kept, scope)
    tables.closings(form, kept, scope)
    tables.money(form, kept, scope)
    return form


def _figures(kept: Ledger, scope: Scope) -> list[tuple[str, str]]:
    """What a reader takes away, with what each figure counts."""
    spent, sites = scope.spent
    before, after = scope.short
    money = amount(spent + sites, kept.report.summary["currency"])[language()]
    found = [("-" if scope.people is None else figure(scope.people), tr("people live here"))]
    found += _grade(kept, scope)
    found += [
        (figure(len(scope.projects)), tr("outlets open here")),
        (money, tr("for outlets and sites here")),
        (figure(round(scope.newly)), tr("newly served who live here, once for each format")),
        (f"{round(before):,} → {round(after):,}", tr("short today and with the plan, once for each format")),
    ]
    return found


def _grade(kept: Ledger, scope: Scope) -> list[tuple[str, str]]:
    """The circle's grade and formats; of a city or district how many of its circles rise."""
    if scope.kind == CIRCLE:
        entry = kept.report.summary["circles"][scope.id]
        there = f"{entry['formats_present_before']} → {entry['formats_present_after']}"
        known = len(kept.report.formats)
        found = [(there, tr("of {count} formats have an outlet here", count=known))]
        reached = grade(kept, scope)
        return [(reached, tr("grade today and with the plan")), *found] if reached else found
    if not scope.circles:
        return []
    reached = grade(kept, scope)
    return [(reached, tr("circles whose grade rises, of all"))] if reached else []


def _counted(kept: Ledger, scope: Scope) -> str:
    """What the figures are."""
    said = tr(
        "Figures are counts of the plan that was found. People count where they live, outlets and money where they "
        "stand; people newly served count once for a format, at the first project of the list that reaches them."
    )
    if scope.people is None:
        said += " " + tr("No circle says that it is in this district, so nobody knows who lives here.")
    return " ".join(filter(None, (said, places_said(kept.report), departments_said(kept.report))))
