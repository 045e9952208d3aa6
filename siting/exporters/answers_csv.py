"""answers.csv: which project answers which need (需求清单 -> 项目清单), and for how many people."""

from __future__ import annotations

from pathlib import Path

from siting.exporters._sheets import write_answers
from siting.language import mark
from siting.report import Report
from siting.sheets.ledger import ledger

ABOUT = mark("which project answers which need, and for how many people of each circle")
FILE = "answers.csv"
ASKED = "answers"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """A line for each project and each need that it answers; they add up to the people newly covered."""
    write_answers(ledger(report), path)
