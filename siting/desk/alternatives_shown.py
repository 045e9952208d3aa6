"""What a person sees in a terminal of alternatives: the plans side by side, what differs, what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting.decide.alternatives.types import IN_ALL, IN_ALL_FOUND, IN_ALL_NOT_NEEDED, IN_SOME
from siting.decide.alternatives.words import OF, percent
from siting.desk.tables import show_table
from siting.language import figure, language, share, tr

Told = dict[str, Any]
FEW, LINES = 3, 12


def show(told: Told) -> None:
    """The plans, each against the first, then outlets and sites by how many plans they are in."""
    for notice in told["notices"][language()].splitlines():
        print(f"[{notice}]")
    print(
        tr("{title}: plans within {within}", title=told["title"][language()], within=percent(told["within"]))
    )
    print(told["rests"][language()])
    show_table(_headings(told), [_line(told, one) for one in told["plans"]])
    print(_apart(told))
    print(told["says"][language()])
    for one in told["plans"][1:]:
        print(_against(told, one))
    _show_common(told)


def _headings(told: Told) -> list[str]:
    return [
        tr("plan"),
        tr("value"),
        tr("gap"),
        tr("outlets"),
        tr("cost"),
        tr("newly reached"),
        *(tr("without plan {number}", number=one["number"]) for one in told["plans"][:-1]),
        tr("at most"),
    ]


def _line(told: Told, one: Told) -> list[str]:
    missing = [""] * (len(told["plans"]) - 1 - len(one["apart"]))
    most = one["most_apart"]
    return [
        str(one["number"]),
        figure(one["value"]),
        share(one["gap"]),
        f"{one['opened']:,}",
        f"{one['cost']:,.0f}",
        f"{one['newly_covered']:,.0f}",
        *(f"{each:.0%}" for each in one["apart"]),
        *missing,
        "" if most is None else f"{most:.0%}",
    ]


def _apart(told: Told) -> str:
    return tr(
        "Without plan N: share of that plan's {what} that this one does without. At most: no plan within the gap "
        "does without more of its nearest earlier plan, by the solver's bound.",
        what=tr(OF[told["differ"]]),
    )


def _against(told: Told, one: Told) -> str:
    """A plan against the first one, in a sentence."""
    differs = one["against_first"]
    names = {name: each.get(language(), name) for name, each in told["formats"].items()}
    parts = [
        tr(
            "Plan {number} against plan 1: {people:+,.0f} people within reach, {cost:+,.0f} {currency}",
            number=one["number"],
            people=differs["people"],
            cost=differs["cost"],
            currency=told["currency"],
        )
    ]
    formats = [(names[name], value) for name, value in differs["formats"].items()]
    if formats:
        parts.append(tr("by format: {list}", list=_few(formats)))
    circles = list(differs["circles"].items())
    if circles:
        gain = sum(value > 0 for _, value in circles)
        parts.append(
            tr(
                "{gain} circles gain, {lose} lose: {list}",
                gain=gain,
                lose=len(circles) - gain,
                list=_few(circles),
            )
        )
    return "; ".join(parts)


def _few(differences: Sequence[tuple[str, float]]) -> str:
    """The largest of them."""
    return ", ".join(f"{name} {value:+,.0f}" for name, value in differences[:FEW])


def _show_common(told: Told) -> None:
    """How many outlets and sites are of each kind, then the first of those in every plan."""
    headings = (tr("of all plans within the gap"), tr("outlets"), tr("sites"), tr("rests on"))
    rows = []
    for name, says in told["verdicts"].items():
        outlets, sites = told["outlets_by_verdict"][name], told["sites_by_verdict"][name]
        if outlets or sites:
            proof = name.endswith("proven")
            rests = tr("a proof") if proof else tr("plans that were found")
            rows.append([says[language()], f"{outlets:,}", f"{sites:,}", rests])
    show_table(headings, rows, (0, 3))
    shared = [one for one in told["outlets"] if one["verdict"] in (IN_ALL, IN_ALL_FOUND, IN_ALL_NOT_NEEDED)]
    some = [one for one in told["outlets"] if one["verdict"] == IN_SOME]
    first = (shared + some)[:LINES]
    marks = [str(one["number"]) for one in told["plans"]]
    names = {name: each.get(language(), name) for name, each in told["formats"].items()}
    rows = [
        [
            one["site"],
            one["site_name"] if one["site_name"] != one["site"] else "",
            names[one["format"]] + (tr(" (closes)") if one["closes"] else ""),
            *("●" if number in one["plans"] else "○" for number in range(1, len(marks) + 1)),
            told["verdicts"][one["verdict"]][language()],
        ]
        for one in first
    ]
    if rows:
        show_table((tr("site"), tr("name"), tr("format"), *marks, ""), rows, (0, 1, 2, len(marks) + 3))
    rest = len(told["outlets"]) - len(first)
    if rest:
        print(tr("and {count} more outlets; all of them are in alternatives.csv (-o FOLDER)", count=rest))
