"""sheets.xlsx: a sheet for the city, each district and each circle (1 + N + X), and the lists of needs and projects."""

from __future__ import annotations

from pathlib import Path

from siting import sheets
from siting.language import mark
from siting.report import Report

ABOUT = mark("1 + N + X: a sheet for the city, each district and each circle; needs beside projects")
FILE = "sheets.xlsx"
ASKED = "sheets"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """In the language in force."""
    sheets.write(report, path)
