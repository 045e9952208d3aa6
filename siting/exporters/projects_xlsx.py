"""projects.xlsx: the plan as a workbook: project list, gap table, circles, formats, money, assumptions."""

from __future__ import annotations

from pathlib import Path

from siting import workbook
from siting.language import mark
from siting.report import Report

ABOUT = mark("the plan as a workbook: project list, gap table, circles, formats, money, assumptions")
FILE = "projects.xlsx"
ASKED = "xlsx"


def render(report: Report, path: Path) -> None:
    """In the language in force."""
    workbook.write(report, path)
