"""What a person sees in a terminal: progress while it works, tables when it is done, problems with their place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from siting.errors import Problem
from siting.language import figure, language, mark, share, tr
from siting.outcome import TracePoint, relative_gap
from siting.plan import closings, goals, grades, phases, places
from siting.plan.clustering import told
from siting.population.steps import Step
from siting.population.steps import told as account
from siting.problem_text import render_all

if TYPE_CHECKING:
    from siting.alignment import Alignment
    from siting.comparison import Trial
    from siting.pipeline import Stock
    from siting.plan import Plan
    from siting.starter.offer import Offer


def console() -> Console:
    """Where output is no terminal a table is as wide as it needs, so that nothing is cut.

    Titles and names are printed as they stand: rich would take "[x]" for its markup, ":x:" for an emoji."""
    width = None if sys.stdout.isatty() else 160
    return Console(highlight=False, markup=False, emoji=False, width=width)


def note(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """A live line on stderr with the stage, incumbent, bound and gap; silent where stderr is no terminal."""

    def __init__(self, title: str) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._bar = Bar(
            *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
        )
        self._task = self._bar.add_task(title, total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def note(self, text: str) -> None:
        """The latest note of the journal."""
        self._bar.update(self._task, description=text)

    def point(self, point: TracePoint) -> None:
        """Incumbent, bound and gap, as they move."""
        gap = relative_gap(point.incumbent, point.bound)
        self._bar.update(
            self._task,
            description=tr(
                "incumbent {value}  bound {bound}  gap {gap}",
                value=figure(point.incumbent),
                bound=figure(point.bound),
                gap=share(gap),
            ),
        )


def show_json(value: Any) -> None:
    """JSON on stdout; what an encoding other than Unicode might lack stands there as JSON's own escapes."""
    plain = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not plain, indent=2))


def show_problems(problems: Iterable[Problem]) -> None:
    """Problems on stderr, each with its place, the line itself and a hint."""
    text = render_all(problems, colour=sys.stderr.isatty())
    if text:
        note(text)


def show_plan(plan: Plan, folder: Path) -> None:
    """The figures of a plan: people reached before and after by format, cost, proof, where the files are."""
    summary, out = plan.summary, console()
    _show_notices(plan.notices)
    headings = (tr("people"), tr("before"), tr("after"), tr("before"), tr("after"), tr("opened"), tr("cost"))
    table = _table(tr("{title}: people within reach", title=plan.title), headings)
    for identity, entry in summary["formats"].items():
        table.add_row(*_format_row(plan.format_name(identity), entry))
    if summary["site_cost"]:
        table.add_row(tr("the sites themselves"), *[""] * 6, f"{summary['site_cost']:,.0f}")
    out.print(table)
    show_population(plan.inputs.population)
    print(_proof(summary))
    if summary["goals"]:
        print(goals.told(summary["goals"]))
    if summary["closed"]:
        print(closings.told(summary))
    if summary["phases"]:
        print(phases.told(summary))
    for text in places.told(plan):
        print(text)
    if summary["grades"]:
        print(grades.told(summary["grades"]))
    if summary["clustering"]:
        print(told(summary["clustering"]))
    print(tr("written to {folder}", folder=folder))


STOPS: dict[str, str] = {
    "optimal": mark("optimal, proven"),
    "gap_reached": mark("the gap asked for is reached"),
    "time_limit": mark("time limit"),
    "interrupted": mark("interrupted"),
    "finished": mark("nothing left to try, not proven to the gap asked for"),
}


def _table(title: str, headings: Iterable[str]) -> Table:
    """A table of formats: names to the left, figures to the right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(tr("format"))
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _format_row(name: str, entry: dict[str, Any]) -> list[str]:
    total = entry["weight_total"]
    people = [f"{entry[key]:,.0f}" for key in ("weight_total", "covered_before", "covered_after")]
    shares = [f"{entry[key] / total:.1%}" if total else "-" for key in ("covered_before", "covered_after")]
    return [name, *people, *shares, str(entry["opened"]), f"{entry['cost']:,.0f}"]


PROOF = mark(
    "{opened} outlets opened for {cost:,.0f} {currency}; value {value}, proven bound {bound}, "
    "optimality gap {gap}, stop: {stop}, solved in {seconds:.1f} s by {strategy}"
)
PROOF_OF_COST = mark(
    "{opened} outlets opened for {cost:,.0f} {currency}; no plan that covers what is required costs less than "
    "{bound}, optimality gap {gap}, stop: {stop}, solved in {seconds:.1f} s by {strategy}"
)


def _proof(summary: dict[str, Any]) -> str:
    text = PROOF_OF_COST if summary["objective"] == "min_cost" else PROOF
    return tr(
        text,
        opened=len(summary["opened"]),
        cost=summary["cost"],
        currency=summary["currency"],
        value=figure(summary["value"]),
        bound=figure(summary["bound"]),
        gap=share(summary["gap"]),
        stop=tr(STOPS[summary["stop"]]),
        seconds=summary["seconds"]["solve"],
        strategy=summary["strategy"],
    )


def show_comparison(trials: Sequence[Trial], title: str, folder: Path) -> None:
    """A line a trial, then what each of them had to say, then where the files are."""
    from siting.comparison.files import cells, headings

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings():
        table.add_column(heading, justify="left" if heading in headings()[:1] + headings()[-2:] else "right")
    for trial in trials:
        table.add_row(*cells(trial))
    console().print(table)
    for trial in trials:
        if trial.note:
            print(f"{trial.contender}: {trial.note}")
    print(tr("written to {folder}", folder=folder))


def show_alignment(found: Alignment) -> None:
    """A line for each way to read the coordinates, the best one marked, and the verdict."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(tr("coordinates"))
    for heading in (tr("offset"), tr("towards"), tr("mean distance"), tr("median distance"), ""):
        table.add_column(heading, justify="right")
    for line in found.records():
        numbers = [f"{line[key]:,.0f} m" for key in ("mean_distance_m", "median_distance_m")]
        offset = f"{line['offset_m']:,.0f} ± {line['standard_error_m']:,.0f} m"
        table.add_row(line["reading"], offset, line["towards"], *numbers, tr("fits") if line["best"] else "")
    console().print(table)
    print(found.verdict)


def show_offers(offers: Sequence[Offer]) -> None:
    """A line a format that is planned: what there is, what is usual; then those left out, and why."""
    table = _table(
        tr("formats planned"), (tr("outlets found"), tr("usual for so many people"), tr("cost of one"))
    )
    for one in offers:
        if one.state == "planned":
            table.add_row(one.name, str(one.found), str(one.usual), f"{one.cost:,.0f}")
    console().print(table)
    for one in offers:
        if one.state != "planned":
            print(tr("left out: {name} ({reason})", name=one.name, reason=one.reason))


def _show_notices(notices: Iterable[str]) -> None:
    for text in notices:
        print(f"[{text}]")


def show_population(steps: tuple[Step, ...]) -> None:
    """The account of people, where there is more to it than the people in the file."""
    if len(steps) > 2:
        print(tr("people: {account}", account=account(steps)))


def show_gaps(found: Stock, records: list[dict[str, Any]]) -> None:
    """The table of gaps: a line a circle, a mark a format, and people short; then the city by format."""
    out = console()
    _show_notices(found.scenario.notices)
    out.print(_city_table(found))
    show_population(found.inputs.population)
    if len(found.inputs.circles):
        out.print(
            tr("{circles} circles: present (●) or missing (○)", circles=len(found.inputs.circles)),
            style="bold",
        )
        out.print(_circle_table(found, records))
        out.print(_legend(found))
    if found.inputs.grading is not None:
        print(grades.told_today(found.inputs, found.gaps))


def _city_table(found: Stock) -> Table:
    headings = (
        tr("outlets"),
        tr("circles without"),
        tr("people"),
        tr("in reach"),
        tr("short"),
        tr("share short"),
    )
    table = _table(tr("{title}: what is missing", title=found.scenario.title), headings)
    for line in found.gaps.by_format(found.inputs):
        total, short = line["weight_total"], line["short"]
        table.add_row(
            line["format_name"],
            str(line["outlets"]),
            str(line["circles_without"]),
            f"{total:,.0f}",
            f"{line['in_reach']:,.0f}",
            f"{short:,.0f}",
            f"{short / total:.1%}" if total else "-",
        )
    return table


def _circle_table(found: Stock, records: list[dict[str, Any]]) -> Table:
    formats = [format.id for format in found.inputs.formats]
    table = Table(box=None, padding=(0, 1, 0, 0))
    for heading in (tr("circle"), tr("present"), *(str(number) for number in range(1, len(formats) + 1))):
        table.add_column(heading, justify="left" if heading == tr("circle") else "right")
    by_circle: dict[str, dict[str, bool]] = {}
    for record in records:
        if record["circle"]:
            by_circle.setdefault(record["circle"], {})[record["format"]] = record["present"]
    for circle, present in by_circle.items():
        marks = ["●" if present[identity] else "○" for identity in formats]
        table.add_row(circle, f"{sum(present.values())}/{len(formats)}", *marks)
    return table


def _legend(found: Stock) -> str:
    names = (
        f"{number} {format.names[language()]}" for number, format in enumerate(found.inputs.formats, start=1)
    )
    return " · ".join(names)
