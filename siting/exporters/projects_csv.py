"""projects.csv: the project list (项目清单), best first."""

from __future__ import annotations

from pathlib import Path

from siting.exporters._projects import COLUMNS, records
from siting.exporters._tables import write_csv
from siting.language import mark
from siting.plan import Plan

ABOUT = mark("the project list: what to open where, for what cost and for how many people")
FILE = "projects.csv"


def write(plan: Plan, path: Path) -> None:
    """A line for each outlet opened, in the order of the project list, with running totals.

    Outlets of today that close follow, without a rank.
    cost: of the outlet. site_cost: of its site, at the first outlet there; the running total counts both."""
    write_csv(path, COLUMNS, records(plan))
