"""plan.png: the city today and with the plan, side by side, for a slide or a mail."""

from __future__ import annotations

from pathlib import Path

from siting.language import mark
from siting.report import Report

ABOUT = mark("a picture of the plan: the city today and with the new outlets")
FILE = "plan.png"
ASKED = "png"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """A PNG in few colours, some hundred kilobytes."""
    from siting.pictures.before_after import write

    write(report, path)
