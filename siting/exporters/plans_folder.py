"""1+N+X: a folder with a workbook for the city, one for each district and one for each circle, and the lists as CSV."""

from __future__ import annotations

from pathlib import Path

from siting.exporters._sheets import write_answers, write_needs, write_projects
from siting.language import mark
from siting.report import Report
from siting.sheets.apart import write_apart
from siting.sheets.ledger import ledger

ABOUT = mark(
    "1 + N + X as a folder: a workbook for the city, each district and each circle, and lists as CSV"
)
FILE = "1+N+X"
ASKED = "folder"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """In the language in force."""
    kept = ledger(report)
    path.mkdir()
    write_apart(kept, path)
    write_needs(kept, kept.needs, path / "needs.csv")
    write_projects(kept, kept.projects, path / "projects.csv")
    write_answers(kept, path / "answers.csv")
