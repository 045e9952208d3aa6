"""report.html: the page of the plan, with a map, in one file that opens from disk without any network."""

from __future__ import annotations

from pathlib import Path

from siting.language import mark
from siting.report import Report

ABOUT = mark("the page of the plan in both languages: map, figures, project list, a sheet for each circle")
FILE = "report.html"
ASKED = "html"


def render(report: Report, path: Path) -> None:
    """The page opens in the language in force."""
    from siting import page

    page.write(report, path)
