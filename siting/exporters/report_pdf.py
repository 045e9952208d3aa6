"""report.pdf: the plan on paper: the city, its districts, and a page for every circle."""

from __future__ import annotations

from pathlib import Path

from siting import document
from siting.errors import Problem
from siting.language import mark
from siting.report import Report

ABOUT = mark("the plan on paper: the city, its districts, and a page for every circle")
FILE = "report.pdf"
ASKED = "pdf"
ON_REQUEST = True


def render(report: Report, path: Path) -> tuple[Problem, ...]:
    """In the language in force. Returns warnings: characters that no font on this machine has."""
    return document.write(report, path)
