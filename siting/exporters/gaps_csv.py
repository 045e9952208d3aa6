"""gaps.csv: circle by format, what is present and how many are short, before the plan (the 有没有 table)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from siting.exporters._tables import write_csv
from siting.language import mark
from siting.plan import Plan

ABOUT = mark("circle by format: what is present, what is missing, how many people are short")
FILE = "gaps.csv"


def write(plan: Plan, path: Path) -> None:
    """A line for each circle and format, then for what lies outside every circle."""
    write_records(plan.gaps.records(plan.inputs), path)


def write_records(records: Sequence[Mapping[str, object]], path: Path) -> None:
    """The records of `Gaps.records` as a table."""
    write_csv(path, list(records[0]), records)
