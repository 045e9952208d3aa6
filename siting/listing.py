"""What `siting list` prints: the parts a line each; formats, groups and presets of the catalogue as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from siting import parts
from siting.catalogue import CatalogueGroup, formats, groups, presets
from siting.language import tr
from siting.rendering import when_written

# Where output is no terminal a table is as wide as it needs, so that nothing is cut.
WIDTH = 240


def show_list(what: str) -> None:
    """One line a part, format, group or preset."""
    if what in TABLES:
        headings, rows = TABLES[what]()
        _show_table(headings, rows)
        return
    rows = [(name, tr(parts.load(what, name).ABOUT)) for name in parts.names(what)]
    width = max(len(name) for name, _ in rows)
    for name, about in rows:
        print(f"{name:<{width}}  {about}")


Rows = tuple[Sequence[str], Sequence[Sequence[str]]]


def format_rows() -> Rows:
    """Headings and a row for each format of the catalogue, names in both languages."""
    headings = ("id", "中文", "English", tr("tier"), tr("minutes"), tr("for"), tr("how sure"))
    rows = [
        (
            entry.id,
            entry.name_zh,
            entry.name_en,
            tr(entry.tier),
            f"{entry.cutoff_min:g}",
            key_of(groups()[entry.demand_group]),
            tr(entry.confidence),
        )
        for entry in formats().values()
    ]
    return headings, rows


def group_rows() -> Rows:
    """Headings and a row for each demand group: ages in completed years, both ends included."""
    headings = ("id", "中文", "English", tr("ages"), tr("how sure"))
    rows = [
        (key_of(entry), entry.name_zh, entry.name_en, ages_of(entry), tr(entry.confidence))
        for entry in groups().values()
    ]
    return headings, rows


def preset_rows() -> Rows:
    """Headings and a row for each preset, with the ids of its formats."""
    headings = ("id", "中文", "English", tr("formats"), tr("how sure"))
    rows = [
        (entry.id, entry.name_zh, entry.name_en, ", ".join(entry.formats), tr(entry.confidence))
        for entry in presets().values()
    ]
    return headings, rows


def exporter_rows() -> Rows:
    """Headings and a row for each exporter: its file, and the commands that write it."""
    headings = ("exporter", tr("file"), tr("written by"), tr("holds"))
    found = [(name, parts.load("exporters", name)) for name in parts.names("exporters")]
    return headings, [(name, part.FILE, when_written(name), tr(part.ABOUT)) for name, part in found]


TABLES = {
    "formats": format_rows,
    "groups": group_rows,
    "presets": preset_rows,
    "exporters": exporter_rows,
}


def key_of(group: CatalogueGroup) -> str:
    """What a scenario calls the group: everyone is "people" there."""
    return "people" if group.kind == "everyone" else group.id


def ages_of(group: CatalogueGroup) -> str:
    """ "0-2", "60+"; "" where no ages say who is meant."""
    if group.age_from is None:
        return ""
    return f"{group.age_from}+" if group.age_to is None else f"{group.age_from}-{group.age_to - 1}"


def _show_table(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    width = None if sys.stdout.isatty() else WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, justify="left")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False, emoji=False, width=width).print(table)
