"""Tables of districts and circles, a line each: the list of sheets, and parts of the city's and the districts' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from siting.language import tr
from siting.report.palette import NEW, SHORT
from siting.sheets.form import Form
from siting.sheets.ledger import Ledger
from siting.sheets.lines import Line
from siting.sheets.scopes import CIRCLE, DISTRICT, Scope
from siting.sheets.tables import labelled
from siting.workbook.columns import Column
from siting.workbook.names import currency_name, grade_names


def columns(kept: Ledger, what: str, kind: str) -> list[Column]:
    """Of a table whose lines are the city, districts or circles."""
    money = currency_name(kept.report)
    there = [Column("present", tr("formats there"), "mark")] if kind == CIRCLE else []
    return [
        Column("name", what),
        Column("district", tr("district"))
        if kind == CIRCLE
        else Column("circles", tr("circles"), "count", adds=True),
        Column("grade", tr("grade") if kind == CIRCLE else tr("circles whose grade rises")),
        Column("opened", tr("opens"), "count", adds=True),
        Column("cost", tr("cost of outlets ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("cost of sites ({currency})", currency=money), "money", adds=True),
        Column("newly", tr("newly served"), "people", adds=True, bar=NEW),
        Column("short_after", tr("still short"), "people", adds=True, bar=SHORT),
        Column("people", tr("people"), "people", adds=True),
        *there,
    ]


def line(kept: Ledger, scope: Scope) -> Line:
    """Of one of them."""
    cost, site_cost = scope.spent
    found: Line = {
        "name": labelled(scope.id, scope.name) if scope.kind == CIRCLE else scope.name,
        "circles": len(scope.circles),
        "district": scope.district,
        "grade": grade(kept, scope),
        "opened": len(scope.projects),
        "cost": cost,
        "site_cost": site_cost,
        "newly": scope.newly if scope.people is not None else None,
        "short_after": scope.short[1] if scope.people is not None else None,
        "people": scope.people,
    }
    if scope.kind == CIRCLE:
        entry = kept.report.summary["circles"][scope.id]
        found["present"] = f"{entry['formats_present_before']} → {entry['formats_present_after']}"
    return found


def grade(kept: Ledger, scope: Scope) -> str:
    """Before and after, of a circle; of others, how many of their circles rise; "" without grades."""
    mine, names = _graded(kept, scope), grade_names(kept.report)
    if not mine:
        return ""
    if scope.kind == CIRCLE:
        return f"{names[mine[0]['before']]} → {names[mine[0]['after']]}"
    order = list(names)
    rise = sum(order.index(one["after"]) > order.index(one["before"]) for one in mine)
    return f"{rise} / {len(mine)}"


def _graded(kept: Ledger, scope: Scope) -> list[Mapping[str, Any]]:
    graded: Mapping[str, Any] = (kept.report.summary["grades"] or {}).get("circles") or {}
    return [graded[one] for one in scope.circles if one in graded]


def grade_table(form: Form, kept: Ledger, scope: Scope) -> None:
    """How many circles are of each grade, before and after."""
    mine = _graded(kept, scope)
    if not mine:
        return
    heads = [
        Column("name", tr("grade")),
        Column("before", tr("circles today"), "count", adds=True),
        Column("after", tr("circles with the plan"), "count", adds=True),
    ]
    lines = [
        {"name": name, **{when: sum(one[when] == level for one in mine) for when in ("before", "after")}}
        for level, name in grade_names(kept.report).items()
    ]
    form.section(tr("grades of circles"))
    form.table(heads, lines)


def rest(parts: Sequence[Scope], whole: Scope, name: str) -> Line | None:
    """What the parts leave of the whole: projects in no district or circle, people who live in none."""
    ranks = {one["rank"] for part in parts for one in part.projects}
    left = [one for one in whole.projects if one["rank"] not in ranks]
    circles = {one for part in parts for one in (part.circles or [part.id])}
    needs = [one for one in whole.needs if one.circle not in circles]
    people = (whole.people or 0.0) - sum(part.people or 0.0 for part in parts)
    if not left and not needs:
        return None
    return {
        "name": name,
        "circles": len(whole.circles) - sum(len(part.circles) for part in parts)
        if parts[0].kind == DISTRICT
        else None,
        "opened": len(left),
        "cost": sum(one["cost"] for one in left),
        "site_cost": sum(one["site_cost"] for one in left),
        "newly": sum(one.newly for one in needs),
        "short_after": sum(one.short_after for one in needs),
        "people": max(0.0, round(people, 6)),
    }


def district_table(form: Form, kept: Ledger, every: Sequence[Scope]) -> None:
    """The districts, in the sheet of the city."""
    found = [one for one in every if one.kind == DISTRICT]
    if not found:
        return
    lines = [line(kept, one) for one in found]
    left = rest(found, every[0], tr("in no district"))
    form.section(tr("districts"))
    form.table(columns(kept, tr("district"), DISTRICT), [*lines, *([left] if left else [])])


def circle_table(form: Form, kept: Ledger, every: Sequence[Scope], circles: Sequence[str]) -> None:
    """The circles of a district."""
    found = [one for one in every if one.kind == CIRCLE and one.id in circles]
    if found:
        form.section(tr("circles"))
        form.table(columns(kept, tr("circle"), CIRCLE), [line(kept, one) for one in found])
