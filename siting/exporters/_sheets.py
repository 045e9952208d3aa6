"""The lists of needs, of projects and of answers as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from siting.exporters._tables import write_csv
from siting.sheets.ledger import Ledger, Need
from siting.sheets.lines import answer_lines, need_lines, project_lines

NEEDS = (
    "need", "circle", "circle_name", "district", "format", "format_name", "tier", "people", "outlets",
    "short_before", "share_short", "lost", "newly", "short_after", "unreachable", "closes", "opened",
    "status", "status_name", "why", "projects", "rules", "surveys", "department",
)  # fmt: skip
PROJECTS = (
    "rank", "project", "site", "site_name", "format", "format_name", "phase", "phase_name", "kind", "circle",
    "circle_name", "district", "area_m2", "cost", "site_cost", "source", "site_source", "newly_covered", "only_here",
    "total_covered", "department", "beside", "needs",
)  # fmt: skip
ANSWERS = (
    "need", "circle", "circle_name", "format", "format_name", "rank", "project", "site", "site_name", "opens",
    "phase_name", "stands_in", "newly",
)  # fmt: skip


def write_needs(kept: Ledger, needs: Iterable[Need], path: Path) -> None:
    """The needs that stand in the list."""
    write_csv(path, NEEDS, need_lines(kept, [one for one in needs if one.listed]))


def write_projects(kept: Ledger, projects: Iterable[Mapping[str, Any]], path: Path) -> None:
    """The projects, with the needs that each answers."""
    write_csv(path, PROJECTS, project_lines(kept, projects))


def write_answers(kept: Ledger, path: Path) -> None:
    """Which project answers which need."""
    write_csv(path, ANSWERS, answer_lines(kept))
