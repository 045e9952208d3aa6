"""How the layers of plans side by side look in QGIS: where they differ, by format, by walk, by circle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from siting.differences.columns import Columns, formats_of
from siting.differences.together import Together
from siting.differences.walk_words import CHANGES
from siting.differences.walks import BEYOND, KINDS, LONGER, NEWLY, NO_LONGER, SAME, SHORTER
from siting.exporters._names import column_names
from siting.language import language, tr
from siting.report.palette import EXISTING, FIFTHS, LOST, NEW, OPENS, SHORT, THERE, VACANT

if TYPE_CHECKING:
    from siting.exporters._styles import Style

SHADES = ("#5b3a82", "#b79fd0", "#f2f2f2", "#f6c07f", "#d9730b")
"""From many fewer people to many more: of LOST and NEW the dark and the light."""
WALKS = {SHORTER: "#f6c07f", LONGER: "#b79fd0", NEWLY: NEW, NO_LONGER: LOST, SAME: THERE, BEYOND: SHORT}


def styles(found: Together, circles: Columns) -> list[Style]:
    """The first of each layer is the one that it opens with."""
    return [*_outlets(found), *_demand(found), *_circles(found, circles)]


def _outlets(found: Together) -> Iterator[Style]:
    """What some plans have and others not stands out."""
    from siting.exporters._qml import SQUARE, STAR, Entry, markers
    from siting.exporters._styles import Style

    today = replace(SQUARE, up_to_scale=0, least_mm=0.25)
    if len(found.plans) == 2:
        entries = [
            Entry("AB", tr("opens in both plans"), VACANT),
            Entry("A", tr("opens in plan {plan} alone", plan="A"), LOST),
            Entry("B", tr("opens in plan {plan} alone", plan="B"), NEW),
        ]
        by = '"plans"'
    else:
        entries = [
            Entry("all", tr("opens in every plan"), VACANT),
            Entry("some", tr("opens in some plans"), FIFTHS[3]),
            Entry("one", tr("opens in one plan alone"), NEW),
        ]
        by = '"in"'
    entries += [
        Entry("today", tr("outlet of today"), EXISTING, today),
        Entry(
            "today_some",
            tr("outlet of today that some plan closes"),
            SHORT,
            replace(SQUARE, up_to_scale=0, size_m=60.0, least_mm=1.0),
        ),
    ]
    expression = (
        f"CASE WHEN \"status\" = 'new' THEN {by} WHEN \"in\" = 'all' THEN 'today' ELSE 'today_some' END"
    )
    yield Style("outlets", tr("in which plans"), markers(expression, entries, STAR, "format_name"))


def _demand(found: Together) -> Iterator[Style]:
    from siting.exporters._qml import DOT, Entry, markers
    from siting.exporters._styles import Style, quoted

    for letter in found.letters[1:]:
        entries = [
            Entry("same", tr("the same formats within reach"), SHORT),
            Entry("gain", tr("more within reach with plan {plan}", plan=letter), NEW),
            Entry("lose", tr("less within reach with plan {plan}", plan=letter), LOST),
            Entry("both", tr("some more, some less"), OPENS),
        ]
        name = tr("from plan A to plan {plan}", plan=letter)
        yield Style("demand", name, markers(quoted(f"change_{letter}"), entries, DOT))
    named = {one.id: one.names[language()] for one in found.plans[0].formats}
    for identity, column in column_names(formats_of(found)).items():
        expression, values = _within(found, quoted(f"{column}_in"))
        entries = [Entry(*one) for one in values]
        yield Style("demand", named[identity], markers(expression, entries, DOT))
    if len(found.plans) == 2:
        for identity, column in column_names(formats_of(found)).items():
            entries = [Entry(KINDS[kind], tr(CHANGES[kind]), fill) for kind, fill in WALKS.items()]
            name = tr("walk: {format}", format=named[identity])
            yield Style("demand", name, markers(quoted(f"{column}_change_B"), entries, DOT))


def _within(found: Together, column: str) -> tuple[str, list[tuple[str, str, str]]]:
    """Of two plans which of them reach the point, of more how many do."""
    if len(found.plans) == 2:
        return f"coalesce({column}, '')", [
            ("", tr("beyond reach in both"), SHORT),
            ("AB", tr("within reach in both"), THERE),
            ("A", tr("within reach in plan {plan} alone", plan="A"), LOST),
            ("B", tr("within reach in plan {plan} alone", plan="B"), NEW),
        ]
    count = len(found.plans)
    some = [
        (str(number), tr("within reach in {number} of {count} plans", number=number, count=count), fill)
        for number, fill in ((number, _shade(number, count)) for number in range(1, count))
    ]
    return f"to_string(length(coalesce({column}, '')))", [
        ("0", tr("beyond reach in every plan"), SHORT),
        *some,
        (str(count), tr("within reach in every plan"), THERE),
    ]


def _shade(number: int, count: int) -> str:
    """From few plans, which is pale, to many."""
    pale_to_dark = ("#fbe3c6", "#f6c07f", NEW, "#b85f00")
    return pale_to_dark[round((len(pale_to_dark) - 1) * (number - 1) / max(count - 2, 1))]


def _circles(found: Together, circles: Columns) -> Iterator[Style]:
    """People within reach more or less than in A: half of the largest difference parts much from little."""
    from siting.exporters._qml import Entry, fills
    from siting.exporters._styles import Style, quoted

    for letter in found.letters[1:] if circles["circle"] else ():
        half = _half(circles[f"difference_{letter}"])
        column = quoted(f"difference_{letter}")
        expression = (
            f"CASE WHEN {column} < -{half} THEN '0' WHEN {column} < 0 THEN '1' WHEN {column} = 0 THEN '2' "
            f"WHEN {column} <= {half} THEN '3' ELSE '4' END"
        )
        texts = (
            tr("over {half} fewer within reach", half=f"{half:,}"),
            tr("fewer within reach"),
            tr("as many within reach"),
            tr("more within reach"),
            tr("over {half} more within reach", half=f"{half:,}"),
        )
        entries = [
            Entry(str(number), text, fill)
            for number, (text, fill) in enumerate(zip(texts, SHADES, strict=True))
        ]
        name = tr("people within reach, plan {plan} less plan A", plan=letter)
        yield Style("circles", name, fills(expression, entries))


def _half(differences: Any) -> int:
    return max(1, round(float(abs(differences).max(initial=0.0)) / 2))
