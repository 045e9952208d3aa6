"""The tables of a sheet: what is there and what is short by format, projects, phases, departments, money, closings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from siting.language import tr
from siting.report.gaps import SYMBOLS
from siting.report.palette import LOST, NEW, SHORT
from siting.sheets.form import Form
from siting.sheets.ledger import FEW, STATUSES, Ledger, Need
from siting.sheets.lines import Line, department, project_lines, why
from siting.sheets.scopes import CIRCLE, CITY, Scope
from siting.workbook.columns import Column
from siting.workbook.gaps import FILLS
from siting.workbook.names import currency_name, format_names, phase_names, tier_name

MOST_PROJECTS = 2_000
"""Of a sheet; the list of projects has them all."""
MOST_NAMED = 12
"""Projects that a cell names; the rest are counted."""


def stock(form: Form, kept: Ledger, scope: Scope) -> None:
    """A line a format: outlets, people, who is short and who is served, what stays open."""
    one_circle = scope.kind == CIRCLE
    columns = [
        Column("format", tr("format")),
        Column("mark", tr("there"), "mark")
        if one_circle
        else Column("without", tr("circles without, in the end"), "count"),
        Column("tier", tr("tier")),
        Column("outlets", tr("outlets of today"), "count", adds=True),
        Column("opened", tr("opens"), "count", adds=True),
        Column("people", tr("people"), "people", adds=True),
        Column("short_before", tr("short today"), "people", adds=True, bar=SHORT, group="short"),
        Column("newly", tr("newly served"), "people", adds=True, bar=NEW),
        Column("short_after", tr("still short"), "people", adds=True, bar=SHORT, group="short"),
        Column("status", tr("status")),
        Column("why", tr("why some stay short")),
        Column("projects", tr("answered by project no.")),
        Column("department", tr("responsible department")),
    ]
    form.section(tr("list of needs: what is there, and who is short"))
    lost = math.fsum(one.lost for one in scope.needs)
    if lost > FEW:
        form.note(tr("Outlets that close serve {people:,.0f} of those in reach today.", people=lost))
    form.table(columns, stock_lines(kept, scope), marks=FILLS)


def stock_lines(kept: Ledger, scope: Scope) -> list[Line]:
    """The needs of a sheet's people, added up by format."""
    by_format: dict[int, list[Need]] = defaultdict(list)
    for need in scope.needs:
        by_format[need.format].append(need)
    missing, names, found = kept.report.summary.get("missing"), format_names(kept.report), []
    for number, shown in enumerate(kept.report.formats):
        needs = by_format.get(number)
        if not needs:
            continue
        sums = {
            key: math.fsum(getattr(one, key) for one in needs)
            for key in ("people", "short_before", "newly", "short_after")
        }
        counts = {key: sum(getattr(one, key) for one in needs) for key in ("outlets", "opened", "closes")}
        found.append(
            {
                "format": names[shown.id],
                "mark": SYMBOLS[_state(needs[0])],
                "without": sum(
                    one.circle != "" and one.outlets - one.closes + one.opened == 0 for one in needs
                ),
                "tier": tier_name(shown.tier),
                **sums,
                **counts,
                "status": tr(STATUSES[needs[0].status]) if len(needs) == 1 else _statuses(needs),
                "why": why(needs[0], missing) if len(needs) == 1 else _unreached(needs),
                "projects": _ranks({rank for one in needs for rank, _ in one.answers}),
                "department": department(shown),
            }
        )
    return found


def _state(need: Need) -> str:
    """A name of SYMBOLS."""
    before, after = need.outlets > 0, need.outlets - need.closes + need.opened > 0
    if before and after:
        return "more" if need.opened else "there"
    return "closed" if before else "new" if after else "short"


def _statuses(needs: Sequence[Need]) -> str:
    """How many circles' needs were answered, of those that are short."""
    short = [one for one in needs if one.status != "none"]
    done = sum(one.status == "answered" for one in short)
    partly = sum(one.status == "partly" for one in short)
    return tr("{done} of {all} answered, {partly} in part", done=done, partly=partly, all=len(short))


def _unreached(needs: Sequence[Need]) -> str:
    people = math.fsum(min(one.unreachable, one.short_after) for one in needs)
    return tr("{people:,.0f} have no site within reach", people=people) if people > FEW else ""


def _ranks(ranks: Iterable[int]) -> str:
    known = sorted(ranks)
    said = ", ".join(map(str, known[:MOST_NAMED]))
    return (
        said
        if len(known) <= MOST_NAMED
        else tr("{ranks} and {more} more", ranks=said, more=len(known) - MOST_NAMED)
    )


def projects(form: Form, kept: Ledger, scope: Scope) -> None:
    """What opens there, and what opens elsewhere and serves people who live there."""
    form.section(tr("list of projects: what opens here"))
    if not scope.projects:
        form.note(tr("Nothing opens here."))
    if len(scope.projects) > MOST_PROJECTS:
        form.note(tr("{count:,} projects: see the list of projects.", count=len(scope.projects)))
    else:
        form.table(_project_columns(kept), _numbered(kept, scope.projects))
    if scope.elsewhere:
        form.section(tr("projects elsewhere that newly serve people who live here"))
        form.note(tr("Their money counts where they stand."))
        form.table(_project_columns(kept), _numbered(kept, scope.elsewhere))


def _project_columns(kept: Ledger) -> list[Column]:
    money = currency_name(kept.report)
    return [
        Column("format_name", tr("format")),
        Column("rank", tr("no."), "count"),
        Column("phase_name", tr("phase")),
        Column("area_m2", tr("floor area (m2)"), "figure", adds=True),
        Column("cost", tr("cost of the outlet ({currency})", currency=money), "money", adds=True),
        Column("site_cost", tr("cost of the site ({currency})", currency=money), "money", adds=True),
        Column("whole", tr("cost in all ({currency})", currency=money), "money", adds=True),
        Column("here", tr("newly served here"), "people", adds=True, bar=NEW),
        Column("newly_covered", tr("newly served in all"), "people", adds=True),
        Column("source", tr("source of money")),
        Column("place", tr("site")),
        Column("circle_name", tr("circle where it stands")),
        Column("department", tr("responsible department")),
    ]


def _numbered(kept: Ledger, some: Sequence[Mapping[str, Any]]) -> list[Line]:
    lines = project_lines(kept, some)
    return [line | {"place": labelled(line["site"], line["site_name"])} for line in lines]


def labelled(identity: str, name: str) -> str:
    """An id, and the name where that says more."""
    return identity if name in ("", identity) else f"{identity} {name}"


def money(form: Form, kept: Ledger, scope: Scope) -> None:
    """What opens there by phase, by department, and by whose money."""
    phases = phase_names(kept.report)
    lines = project_lines(kept, scope.projects)
    for title, what, key in (
        (tr("by phase"), tr("phase"), "phase_name"),
        (tr("by responsible department"), tr("department"), "department"),
        (tr("by source of money"), tr("source"), "source"),
    ):
        if not lines or (key == "phase_name" and len(phases) < 3):
            continue
        if key == "source" and {line["source"] for line in lines} == {tr("not said")}:
            continue
        form.section(title)
        form.table(_money_columns(kept, what), _sums(lines, key))


def _money_columns(kept: Ledger, what: str) -> list[Column]:
    currency = currency_name(kept.report)
    return [
        Column("what", what),
        Column("opened", tr("opens"), "count", adds=True),
        Column("newly_covered", tr("people newly in reach"), "people", adds=True, bar=NEW),
        Column("cost", tr("cost of outlets ({currency})", currency=currency), "money", adds=True),
        Column("site_cost", tr("cost of sites ({currency})", currency=currency), "money", adds=True),
        Column("whole", tr("cost in all ({currency})", currency=currency), "money", adds=True),
    ]


def _sums(lines: Sequence[Line], key: str) -> list[Line]:
    """A line for each value of a column; a site's own cost goes to whoever pays for it."""
    found: dict[str, Line] = {}
    for line in lines:
        mine = _entry(found, line[key])
        mine["opened"] += 1
        mine["newly_covered"] += line["newly_covered"]
        mine["cost"] += line["cost"]
        payer = (line["site_source"] or tr("not said")) if key == "source" else line[key]
        if line["site_cost"]:
            _entry(found, payer)["site_cost"] += line["site_cost"]
    return [one | {"whole": one["cost"] + one["site_cost"]} for one in found.values()]


def _entry(found: dict[str, Line], what: str) -> Line:
    return found.setdefault(
        what, {"what": what, "opened": 0, "newly_covered": 0.0, "cost": 0.0, "site_cost": 0.0}
    )


def closings(form: Form, kept: Ledger, scope: Scope) -> None:
    """Outlets of today that close there."""
    gone = kept.report.summary["closed"] if scope.kind == CITY else scope.closed
    if not gone:
        return
    names = format_names(kept.report)
    columns = [
        Column("format_name", tr("format")),
        Column("lost", tr("people it serves"), "people", adds=True, bar=LOST),
        Column("outlet", tr("outlet")),
        Column(
            "saved", tr("money saved ({currency})", currency=currency_name(kept.report)), "money", adds=True
        ),
    ]
    form.section(tr("outlets of today that close"))
    lines = [{**one, "format_name": names.get(one["format"], one["format"])} for one in gone]
    form.table(
        columns, [line | {"outlet": labelled(str(line["outlet"]), str(line["name"]))} for line in lines]
    )
