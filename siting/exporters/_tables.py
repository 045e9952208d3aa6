"""CSV that opens in Excel and LibreOffice as it was meant: Chinese stays Chinese, text stays text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

# A cell that begins so is a formula to a spreadsheet, and may run a command (CWE-1236).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, columns: Iterable[str], records: Iterable[Mapping[str, object]]) -> None:
    """UTF-8 with a byte order mark, by which Excel knows it; what looks like a formula gets a ' first."""
    names = list(columns)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([cell(record[name]) for name in names] for record in records)


def cell(value: object) -> object:
    """A value as it stands in the table. Numbers are never texts, so their minus is left alone."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, str) and value.startswith((*FORMULA_SIGNS, "'")):
        return f"'{value}"
    return value


def text(value: str) -> str:
    """The text that `cell` was given, from the table."""
    return value[1:] if value.startswith("'") else value
