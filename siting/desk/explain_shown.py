"""What a person sees in a terminal of an explanation."""

from __future__ import annotations

from siting.decide import Basis
from siting.decide.explain import Explained, Explanation
from siting.decide.explain.types import Part
from siting.desk.explain_words import (
    better,
    entered,
    lost,
    moved,
    pushed,
    reached_by,
    replaced,
    state,
    struck,
)
from siting.desk.tables import show_table
from siting.language import figure, tr

MOST_LINES = 30
FEW = 6


def show(basis: Basis, found: Explanation) -> None:
    """A table where many outlets are explained, else all about each."""
    for notice in basis.case.notices:
        print(f"[{notice}]")
    print(
        tr(
            "{title}: value {value}, proven bound {bound}",
            title=basis.case.title,
            value=figure(basis.value),
            bound=figure(basis.bound),
        )
    )
    if found.near or len(found.subjects) > FEW * 3:
        _show_survey(basis, found)
        return
    for one in found.subjects:
        print()
        _show_one(basis, one)


def _show_one(basis: Basis, one: Explained) -> None:
    for line in state(basis, one):
        print(line)
    if one.option < 0 or one.reached is None:
        return
    people = one.reached
    print(
        tr(
            "people within reach: {total}; no outlet reaches {new} of them today; nothing else, in the plan or today, "
            "reaches {only}",
            total=f"{people.total:,.0f}",
            new=f"{people.new:,.0f}",
            only=f"{people.only:,.0f}",
        )
    )
    _show_parts(tr("group"), people.groups)
    _show_parts(tr("circle"), people.circles)
    for line in reached_by(one):
        print(line)
    chosen = one.state in ("opened", "kept")
    lines = [*struck(basis, one), *(replaced(basis, one) if chosen else pushed(basis, one))]
    lines += [*lost(one), *moved(basis, one), *entered(basis, one)]
    for line in lines:
        print(line)


def _show_parts(heading: str, parts: tuple[Part, ...]) -> None:
    if not parts:
        return
    rows = [
        [one.name, *(f"{number:,.0f}" for number in (one.people, one.new, one.only))] for one in parts[:FEW]
    ]
    if len(parts) > FEW:
        rows.append(["…", "", "", ""])
    show_table((heading, tr("in reach"), tr("without one today"), tr("only here")), rows)


def _show_survey(basis: Basis, found: Explanation) -> None:
    print(
        tr(
            "{count} outlets of the plan. Lost without it: at most, by the best plan found with one other outlet in "
            "its place; at least, proven (0 = nothing proven)",
            count=len(found.subjects),
        )
    )
    if found.subjects:
        _show_lines(basis, found.subjects[:MOST_LINES], tr("best replacement"))
    if len(found.subjects) > MOST_LINES:
        print(tr("… and {count} more: --json has them all", count=len(found.subjects) - MOST_LINES))
    if found.near:
        print(
            tr(
                "{count} outlets that the plan leaves out and that come nearest. Lost with it: likewise, by the best "
                "plan found that has it",
                count=len(found.near),
            )
        )
        _show_lines(basis, found.near, tr("for it leave"))
    for line in better(basis, [*found.subjects, *found.near]):
        print(line)


def _show_lines(basis: Basis, outlets: tuple[Explained, ...], last: str) -> None:
    from siting.desk.explain_words import instead, interval

    phased = basis.inputs.phases.named
    rows = [
        [
            one.site,
            one.format,
            *([one.phase] if phased else []),
            instead(basis, one),
            f"{one.reached.only:,.0f}" if one.reached is not None else "-",
            *interval(one),
        ]
        for one in outlets
    ]
    headings = [tr("site"), tr("format"), *([tr("phase")] if phased else []), last]
    show_table(
        [*headings, tr("people only here"), tr("lost at least"), tr("lost at most")], rows, len(headings)
    )
