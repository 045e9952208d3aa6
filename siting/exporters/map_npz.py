"""map.npz: what reports show of the plan beyond summary.json, so that the folder alone can be shown again."""

from __future__ import annotations

from pathlib import Path

from siting.language import mark
from siting.report import Report, save

ABOUT = mark("what maps and reports show: homes, walks, streets; `siting report` reads it")
FILE = "map.npz"


def render(report: Report, path: Path) -> None:
    """All that `siting.report.read` needs, with summary.json."""
    save(report, path)
