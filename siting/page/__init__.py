"""The page of a plan: report.html, one offline file with a map, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from siting.report import Report

__all__ = ["render", "write"]


def render(
    report: Report,
    language: str | None = None,
    formats: Sequence[str] | None = None,
    circles: Sequence[str] | None = None,
) -> str:
    """The whole page as one text: it asks for nothing, and holds both languages.

    language: in which it opens, that in force where none is given. formats, circles: ids of those that the page is
    to show, all where none are given; figures of the whole plan stay those of the whole plan."""
    from siting.language import language as in_force
    from siting.page.shell import page
    from siting.page.view import SCRIPTS, view
    from siting.report.subset import only

    if formats is not None or circles is not None:
        report = only(report, formats=formats, circles=circles)
    return page("report.html.j2", language or in_force(), SCRIPTS, **view(report))


def write(
    report: Report,
    path: Path,
    language: str | None = None,
    formats: Sequence[str] | None = None,
    circles: Sequence[str] | None = None,
) -> None:
    """The page as a file."""
    path.write_text(render(report, language, formats, circles), encoding="utf-8", newline="\n")
