"""What a person sees in a terminal of an update: what changed, what became of the plan, and the new one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.decide.update.figures import Reach, by_circle, by_format, new_gaps, without_reason
from siting.decide.update.realised import nearness
from siting.decide.update.types import Limit, Move, News, Project, Step, Update
from siting.desk.tables import few, show_table
from siting.inputs import Inputs
from siting.inputs.closures import KEEPS
from siting.language import figure, language, mark, share, tr
from siting.outcome import relative_gap

FEW = 8
STEPS: dict[str, str] = {
    "kept": mark("the standing plan as it is"),
    "fewest": mark("as few changes as the rules allow"),
    "few": mark("few changes"),
    "asked": mark("as asked for"),
    "free": mark("as many changes as pay"),
}
OF_TODAY: dict[str, str] = {
    "stays": mark("outlets of today that the standing plan closes and that stay: {outlets}"),
    "closes": mark("outlets of today that close, which the standing plan keeps: {outlets}"),
}
SIGNS = {"opened": "+", "struck_off": "-", "moved": "~"}


def show_news(news: News) -> None:
    """How much changed."""
    if news.none:
        print(tr("no outlet opened, closed or moved since the run: nothing to update"))
        return
    print(
        tr(
            "since the run: {opened} outlets opened, {closed} closed, {moved} moved",
            opened=len(news.opened),
            closed=len(news.closed),
            moved=len(news.moved),
        )
    )


def show_update(found: Update) -> None:
    """What changed, what it means for people and for the standing plan, and the new plan."""
    for text in (*found.plan.notices,):
        print(f"[{text}]")
    for text in found.notes:
        print(text)
    if found.other_files:
        text = tr(
            "other files changed as well ({files}): what was before is told of the people and ways of now",
            files=few(list(found.other_files)),
        )
        print(text)
    show_news(found.news)
    inputs, gaps = found.inputs, (found.before.found.gaps, found.after.found.gaps)
    _show_formats(by_format(*gaps, inputs), inputs)
    _show_gaps(new_gaps(by_circle(*gaps, inputs)), inputs)
    _show_projects(found)
    _show_steps(found)
    _show_moves(found)


def _show_formats(reach: Sequence[Reach], inputs: Inputs) -> None:
    names = {one.id: one.names[language()] for one in inputs.formats}
    rows = [
        [
            names[one.format],
            f"{one.outlets_before:,}",
            f"{one.outlets_now:,}",
            f"{one.before:,.0f}",
            f"{one.now:,.0f}",
            f"{one.now - one.before:+,.0f}",
        ]
        for one in reach
        if (one.before, one.outlets_before) != (one.now, one.outlets_now)
    ]
    if rows:
        reached = tr("within reach")
        headings = (
            tr("format"),
            tr("outlets at the run"),
            tr("outlets now"),
            tr("{reached}, at the run", reached=reached),
            tr("{reached}, now", reached=reached),
            tr("difference"),
        )
        show_table(headings, rows)


def _show_gaps(gaps: Sequence[Reach], inputs: Inputs) -> None:
    if not gaps:
        return
    names = {one.id: one.names[language()] for one in inputs.formats}
    circles = dict(zip(map(str, inputs.circles.ids), map(str, inputs.circles.names), strict=True))
    print(tr("new gaps: {count} formats in circles where people lost their outlet", count=len(gaps)))
    rows = [
        [
            one.circle or "-",
            circles.get(one.circle, tr("outside every circle")),
            names[one.format],
            f"{one.now - one.before:+,.0f}",
            f"{one.outlets_before} → {one.outlets_now}",
        ]
        for one in gaps[:FEW]
    ]
    headings = (tr("circle"), tr("name"), tr("format"), tr("people"), tr("outlets"))
    show_table(headings, rows, texts=3)


def _show_projects(found: Update) -> None:
    """What became of the standing plan's projects."""
    plan = found.before.selection
    total = int(np.count_nonzero(~found.before.question.option_keep[plan]))
    text = tr("standing plan: {done} of {total} projects are done", done=len(found.realised), total=total)
    away = nearness(found.realised)
    if away == away:
        near = tr(
            "an outlet of their format opened within {near:,.0f} m of their site, the farthest {far:,.0f} m away",
            near=found.wish.near_m,
            far=away,
        )
        text = f"{text} ({near})"
    print(text)
    if found.realised:
        names = [f"{one.site}:{one.format}" for one in found.realised]
        print(f"  {tr('done')}: {few(names)}")
    if found.given_up:
        print(f"  {tr('given up')}: {few(list(found.given_up))}")
    if found.lost:
        print(f"  {tr('can open no more')}: {few(list(found.lost))}")
    empty = without_reason(found.projects)
    if empty:
        text = tr("of little use now, people whom nothing else reaches, at the run and now: {projects}")
        print(f"  {text.format(projects=few([_needless(one) for one in empty]))}")
    _show_limits(found.limits)


def _show_limits(limits: Sequence[Limit]) -> None:
    """What realised projects have used up: a line for each key of the scenario."""
    for one in limits:
        if not one.of:
            print(f"  {one.key}: {figure(one.was)} → {figure(one.now)}")
    for key in dict.fromkeys(one.key for one in limits if one.of):
        mine = [
            f"{one.of} {figure(one.was)} → {figure(one.now)}" for one in limits if one.key == key and one.of
        ]
        print(f"  {key}: {few(mine)}")


def _needless(one: Project) -> str:
    return f"{one.site}:{one.format} {one.only_here_before:,.0f} → {one.only_here_now:,.0f}"


def _show_steps(found: Update) -> None:
    """Plans with more and more changes."""
    if found.broken:
        most, least = found.fewest
        text = tr("the standing plan breaks the rules; {most} changes mend that", most=most)
        proven = tr("fewer cannot, proven") if most == least else tr("at least {least}, proven", least=least)
        print(f"{text} ({proven}):")
        for line in found.broken[:FEW]:
            print(f"  {line}")
    rows = [_step(one, one is found.chosen or one.name == found.chosen.name) for one in found.steps]
    headings = (
        tr("plan"),
        tr("changes"),
        tr("at most"),
        tr("value"),
        tr("proven bound"),
        tr("optimality gap"),
    )
    show_table(headings, rows)


def _step(one: Step, chosen: bool) -> list[str]:
    name = tr(STEPS[one.name])
    return [
        f"{name} *" if chosen else name,
        str(one.changes),
        "-" if one.limit is None else str(one.limit),
        figure(one.value),
        figure(one.bound),
        share(relative_gap(one.value, one.bound)),
    ]


def _show_moves(found: Update) -> None:
    counts = {kind: sum(one.kind == kind for one in found.moves) for kind in SIGNS}
    text = tr(
        "* is written: {opened} outlets opened, {struck_off} struck off, {moved} moved to another phase, against the "
        "standing plan",
        **counts,
    )
    print(text)
    for kind, sign in SIGNS.items():
        mine = [_move(one) for one in found.moves if one.kind == kind]
        if mine:
            print(f"  {sign} {few(mine)}")
    for kind, text in OF_TODAY.items():
        mine = [one.site.removeprefix(KEEPS) for one in found.moves if one.kind == kind]
        if mine:
            print(f"  {tr(text).format(outlets=few(mine))}")
    print(tr("Values are of plans that were found; a bound is proven for every plan with as many changes."))


def _move(one: Move) -> str:
    place = f"{one.site}:{one.format}"
    if one.kind == "moved":
        return f"{place} {one.phase_before} → {one.phase}"
    return f"{place} {one.phase}".strip()
