"""A table on a terminal: names as they stand, since rich would take "[x]" for its markup."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

WIDTH = 160


def show_table(headings: Iterable[str], rows: Iterable[Sequence[str]], texts: int = 1) -> None:
    """The first columns are texts, to the left; figures stand to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number < texts else "right")
    for row in rows:
        table.add_row(*row)
    width = None if sys.stdout.isatty() else WIDTH
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)
