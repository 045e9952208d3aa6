"""The words that the page's script says: of sheets, of the project list's counts, of the matrix."""

from __future__ import annotations

from siting.language import mark
from siting.report.types import Both
from siting.report.words import both

WORDS: dict[str, str] = {
    "circle_plan": mark("Plan of the life circle"),
    "district_plan": mark("Plan of the district"),
    "back": mark("Back to the report"),
    "print_sheet": mark("Print this sheet"),
    "previous": mark("Previous"),
    "next": mark("Next"),
    "people_live": mark("people live here"),
    "grade_is": mark("grade today and with the plan"),
    "no_grade": mark("below the lowest grade"),
    "services_there": mark("formats present, today and with the plan"),
    "of_formats": mark("of {all}"),
    "outlets_open": mark("outlets open here"),
    "money_here": mark("for outlets and sites here"),
    "of_sites": mark("of it for the sites themselves"),
    "what_opens": mark("What opens here"),
    "nothing_opens": mark("Nothing opens here."),
    "what_closes": mark("What closes here"),
    "services": mark("Formats: what is there and what is missing"),
    "format": mark("format"),
    "site": mark("site"),
    "phase": mark("phase"),
    "cost": mark("cost"),
    "newly": mark("newly served"),
    "outlets_today": mark("today"),
    "outlets_after": mark("with the plan"),
    "group": mark("people of the group"),
    "short_before": mark("short today"),
    "short_after": mark("short with the plan"),
    "in_district": mark("district"),
    "circles_here": mark("Life circles of the district"),
    "circle": mark("circle"),
    "people": mark("people"),
    "opened": mark("opened"),
    "total": mark("total"),
    "department": mark("responsible department"),
    "not_said": mark("not said"),
    "by_format": mark("Outlets by format"),
    "not_found": mark("No sheet is known for this name:"),
    "shown": mark("{shown} of {all} outlets · cost {cost} · newly served {people}"),
    "cell": mark(
        "{circle} · {format}: {before} outlets today, {after} with the plan; "
        "people short {short_before}, then {short_after}"
    ),
    "served_note": mark(
        "People short are those of the circle whom no outlet anywhere reaches within the walking limit."
    ),
    "newly_note": mark(
        "Newly served counts each person at the first outlet of the list that reaches them, wherever they live."
    ),
}


def sheet_words() -> dict[str, Both]:
    """Every word in every language; {braces} are filled in by the script."""
    return {key: both(text) for key, text in WORDS.items()}
