"""What a person sees in a terminal of a curve: a line as each budget is done, then the table, the knee, the order."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table

from siting.language import figure, language, share, tr
from siting.report.money import currency
from siting.terminal import Progress, console

Told = dict[str, Any]
FIRST, PRICE, BETWEEN = 15, 3, 3
SPARED, SPARED_STEPS = (2, 9, 5, 8, 6), (10, 8, 7, 2, 5)
"""Columns that a narrow terminal goes without, in this order; the tables in the folder have all of them."""


class Asking(Progress):
    """Progress that keeps a line for every budget that is done; silent where stderr is no terminal."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._keeps = False

    def asking(self, count: int) -> None:
        """From here on notes are kept: the city is read, budgets are asked."""
        super().note(tr("asking {count} budgets", count=count))
        self._keeps = True

    def note(self, text: str) -> None:
        """The latest note; while budgets are asked, a line that stays."""
        if self._keeps and sys.stderr.isatty():
            self._bar.console.print(text, markup=False, highlight=False, emoji=False)
        else:
            super().note(text)


def show(told: Told) -> None:
    """The table of budgets, what allows no plan, the knee, what the figures rest on, and the order."""
    for notice in told["notices"][language()].splitlines():
        print(f"[{notice}]")
    money = currency(told["currency"])[language()]
    title = tr(
        "{title}: what each budget buys, money in {currency}", title=told["title"][language()], currency=money
    )
    print(title)
    _show(_headings(), [_line(told, one) for one in told["points"]], spared=SPARED)
    for reason in dict.fromkeys(one["reason"] for one in told["impossible"]):
        mine = [f"{one['budget']:,.0f}" for one in told["impossible"] if one["reason"] == reason]
        print(tr("{budgets}: no plan, proven: {reason}", budgets="; ".join(mine), reason=reason))
    if told["knee"] is not None:
        print("◆ " + told["knee"]["says"][language()])
    if any(one["cost"] > one["budget"] for one in told["points"]):
        print(
            tr(
                "Where more is spent than the budget, outlets of today close too, and what that frees is spent."
            )
        )
    print(_rests(told))
    if told["order"] is not None:
        _show_order(told)


def _headings() -> list[str]:
    return [
        "",
        tr("budget"),
        tr("spent"),
        tr("value"),
        tr("bound"),
        tr("gap"),
        tr("outlets"),
        tr("newly reached"),
        tr("needs in reach"),
        tr("per person"),
        tr("per further person"),
    ]


def _line(told: Told, one: Told) -> list[str]:
    knee = told["knee"] is not None and told["knee"]["budget"] == one["budget"]
    percent = one["percent_in_reach"]
    return [
        "◆" if knee else "",
        f"{one['budget']:,.0f}",
        f"{one['cost']:,.0f}",
        figure(one["value"]),
        figure(one["bound"]),
        share(one["gap"]),
        f"{one['opened']:,}",
        f"{one['newly_covered']:,.0f}",
        "-" if percent is None else f"{percent:.2f}%",
        figure(one["cost_per_person"], PRICE),
        figure(one["cost_per_further_person"], PRICE),
    ]


def _rests(told: Told) -> str:
    """Which column is a plan, and which a proof."""
    text = tr(
        "Value, outlets and people are of plans that were found; the bound is proven: no plan of that budget "
        "{passes} it. People are added up over formats. Per further person: the money between two budgets, for each "
        "person more.",
        passes=tr("comes to more than") if told["maximise"] else tr("comes to less than"),
    )
    if told["most"] is None:
        return text
    most = tr(
        "Without any limit of money no plan comes to more than {most}, proven.", most=figure(told["most"])
    )
    return f"{text} {most}" if told["maximise"] else text


def _show_order(told: Told) -> None:
    """The first projects; all of them are in order.csv."""
    steps = told["order"]["steps"]
    print(tr("Which project next: {count} in the order of opening", count=len(steps)))
    headings = [
        tr("no."),
        tr("site"),
        tr("name"),
        tr("format"),
        tr("phase"),
        tr("from budget"),
        tr("cost"),
        tr("money so far"),
    ]
    headings += [tr("value gained"), tr("newly reached"), tr("in every larger plan")]
    rows = [_step(told, one) for one in steps[:FIRST]]
    drop = () if told["phases"] else (4,)
    if rows:
        _show(headings, rows, texts=(1, 2, 3, 4), spared=SPARED_STEPS, left_out=drop)
    if len(steps) > FIRST:
        print(tr("{count:,} more are in order.csv.", count=len(steps) - FIRST))
    print(told["order"]["says"][language()])


def _step(told: Told, one: Told) -> list[str]:
    return [
        str(one["rank"]),
        one["site"],
        "" if one["site_name"] == one["site"] else one["site_name"],
        told["formats"][one["format"]][language()],
        one["phase"],
        f"{one['from_budget']:,.0f}",
        f"{one['cost']:,.0f}",
        f"{one['cost_so_far']:,.0f}",
        figure(one["gain"]),
        f"{one['newly_covered']:,.0f}",
        tr("yes") if one["always"] else tr("no"),
    ]


def _show(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    texts: Sequence[int] = (0,),
    spared: Sequence[int] = (),
    left_out: Sequence[int] = (),
) -> None:
    """Names as they stand: rich would take "[x]" for its markup. spared: columns left out until the rest fits."""
    out = console()
    wide = [
        max(map(cell_len, (*head.split(), *cells))) + BETWEEN
        for head, *cells in zip(headings, *rows, strict=True)
    ]
    kept = [column for column in range(len(headings)) if column not in left_out]
    for column in spared:
        if sum(wide[one] for one in kept) > out.width:
            kept.remove(column)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number in kept:
        table.add_column(headings[number], justify="left" if number in texts else "right")
    for row in rows:
        table.add_row(*(row[number] for number in kept))
    out.print(table)
