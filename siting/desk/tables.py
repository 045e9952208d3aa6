"""Tables and lists on a terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from siting.terminal import console

FEW = 8


def show_table(
    headings: Iterable[str],
    rows: Iterable[Sequence[str]],
    texts: int | Collection[int] = 1,
    title: str | None = None,
) -> None:
    """texts: columns that stand to the left, the first so many or those named; figures stand to the right."""
    left = range(texts) if isinstance(texts, int) else texts
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number in left else "right")
    for row in rows:
        table.add_row(*row)
    console().print(table)


def few(names: Sequence[str]) -> str:
    """The first of some names."""
    return ", ".join([*names[:FEW], *(["…"] if len(names) > FEW else [])])
