"""What a person sees in a terminal of robustness: cases, plans, sites that every case chooses, the least worst loss."""

from __future__ import annotations

import math
from collections.abc import Callable

from siting.decide.robust import AS_PLANNED, ROBUST, STANDING, Cell, Line, Robustness
from siting.decide.robust.lines import best_of
from siting.desk.tables import few, show_table
from siting.language import figure, share, tr


def show(found: Robustness) -> None:
    """Everything, the cases first."""
    for notice in found.basis.case.notices:
        print(f"[{notice}]")
    _show_cases(found)
    _show_broken(found)
    if found.left_out:
        print(tr("not asked, interrupted: {names}", names=", ".join(found.left_out)))
    _show_plans(found)
    _show_least(found)
    _show_chosen(found)


def _number(found: Robustness) -> Callable[[float], str]:
    return share if found.relative else figure


def _subject(found: Robustness) -> Line | None:
    """The plan whose losses the cases are told with: the standing one, else the best of the city as planned."""
    return found.line(STANDING) or next(
        (found.line(best_of(one)) for one in found.cases if one.case.name == AS_PLANNED), None
    )


def _show_cases(found: Robustness) -> None:
    subject, number = _subject(found), _number(found)
    cells = dict(
        zip((one.case.name for one in found.answered), subject.cells if subject else (), strict=False)
    )
    rows = []
    for one in found.cases:
        cell = cells.get(one.case.name)
        best = ("-", "-") if one.best is None else (figure(one.best.value), figure(one.best.bound))
        own = (
            ("-", "-", "-")
            if cell is None
            else (figure(cell.value), _lost(cell, number), str(len(cell.broken) or ""))
        )
        rows.append([one.case.name, one.case.told(), *best, *own])
    title = tr(
        "{title}: {count} cases of the same city", title=found.basis.case.title, count=len(found.cases)
    )
    plan = (
        tr("the standing plan") if subject and subject.name == STANDING else tr("the plan of today's figures")
    )
    headings = (
        tr("case"),
        tr("what is different"),
        tr("best found"),
        tr("bound"),
        tr("{plan}: worth", plan=plan),
        tr("it loses"),
        tr("rules it breaks"),
    )
    show_table(headings, rows, 2, title)
    print(
        tr(
            "Losses: beside the best plan found there, and beside its proven bound where that is another figure."
        )
    )
    if found.rules == "part":
        print(
            tr(
                "Where a case's rules do not allow a plan, the part of it counts that they do, where that can be told."
            )
        )


def _show_broken(found: Robustness) -> None:
    subject = _subject(found)
    for one, cell in zip(found.answered, subject.cells if subject else (), strict=True):
        for text in cell.broken[:3]:
            print(f"  {one.case.name}: {text}")
        if cell.held is not None:
            text = tr(
                "{held} of its {all} outlets count", held=cell.held, all=len(subject.keys) if subject else 0
            )
            print(f"  {one.case.name}: {text}")
        if cell.missing:
            text = tr("{count} of its outlets cannot open there", count=cell.missing)
            print(f"  {one.case.name}: {text}")
    for one in found.cases:
        if one.why_none:
            print(f"  {one.case.name}: {one.why_none}")


def _lost(cell: Cell, number: Callable[[float], str]) -> str:
    return _interval(cell.least, cell.most, number)


def _interval(least: float, most: float, number: Callable[[float], str]) -> str:
    low, high = number(least), number(most)
    return low if low == high else f"{low} – {high}"


def _show_plans(found: Robustness) -> None:
    """Equal plans on one line."""
    number, rows = _number(found), []
    same: dict[frozenset[tuple[str, str, str]], list[Line]] = {}
    for line in found.lines:
        same.setdefault(frozenset(line.keys), []).append(line)
    for lines in same.values():
        first = lines[0]
        more = tr(" and {count} more", count=len(lines) - 2) if len(lines) > 2 else ""
        name = " = ".join(_named(line) for line in lines[:2]) + more
        worst = _interval(first.least, first.most, number)
        rows.append(
            [
                name,
                first.worst if first.most > 0 else "-",
                worst,
                number(first.mean),
                str(len(first.keys)),
                str(first.breaks or ""),
            ]
        )
    headings = (
        tr("plan"),
        tr("loses most in"),
        tr("worst loss"),
        tr("mean loss"),
        tr("outlets"),
        tr("breaks rules in"),
    )
    kept = tr("what each plan loses in the cases whose rules it keeps, of {count}", count=len(found.answered))
    whole = tr("what each plan loses, whole as it stands, over {count} cases", count=len(found.answered))
    parts = tr("what each plan loses, over {count} cases", count=len(found.answered))
    title = kept if found.rules == "each" else whole if found.rules == "base" else parts
    show_table(headings, rows, 2, title)


def _named(line: Line) -> str:
    names = {STANDING: tr("the standing plan"), ROBUST: tr("◆ loses least in the worst case")}
    return names.get(line.name) or tr("best found of {case}", case=line.name.split(" ", 2)[-1])


def _show_least(found: Robustness) -> None:
    least, number = found.least, _number(found)
    if least.selection is None:
        print(tr("No plan that loses least: {why}", why=least.why))
        if found.rules == "each":
            print(tr("With --rules part it keeps those of the city as planned."))
        return
    whose = tr("of every case") if found.rules == "each" else tr("of the city as planned")
    text = tr(
        "◆ keeps the rules {whose} and loses at most {upper} in any case (value against bounds).",
        whose=whose,
        upper=number(least.upper),
    )
    proof = tr(
        "No plan that keeps them loses less than {lower} in its worst case (proven bound).",
        lower=number(least.lower),
    )
    nothing = tr("What other plans must lose is not proven: give more time, or fewer cases.")
    print(text, proof if math.isfinite(least.lower) else nothing)
    subject = _subject(found)
    if found.rules == "each" and subject is not None and subject.breaks:
        print(
            tr(
                "Cases with other rules or costs bind it: plans that break rules somewhere may lose less. With "
                "--rules part it keeps those of the city as planned."
            )
        )


def _show_chosen(found: Robustness) -> None:
    count = len(found.answered)
    always = [one for one in found.chosen if one.cases == count]
    often = [one for one in found.chosen if count / 2 <= one.cases < count]
    seldom = [one for one in found.chosen if 0 < one.cases < count / 2]
    print(
        tr(
            "Of the best plans found of {count} cases: {always} formats at sites stand in all of them, {often} in half "
            "of them or more, {seldom} in fewer. They are plans that were found; others may be as good.",
            count=count,
            always=len(always),
            often=len(often),
            seldom=len(seldom),
        )
    )
    if always:
        print(tr("  in all: {names}", names=few([f"{one.site}:{one.format}" for one in always])))
