"""needs.csv: the list of needs (需求清单): who is short of what, which projects answer it, what stays short and why."""

from __future__ import annotations

from pathlib import Path

from siting.exporters._sheets import write_needs
from siting.language import mark
from siting.report import Report
from siting.sheets.ledger import ledger

ABOUT = mark("the list of needs: who is short of what, which projects answer it, what stays short")
FILE = "needs.csv"
ASKED = "needs"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """A line for each circle and format that is short, then for what lies outside every circle."""
    kept = ledger(report)
    write_needs(kept, kept.needs, path)
