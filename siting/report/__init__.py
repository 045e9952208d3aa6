"""Report: what maps, pages, documents and workbooks show of a run; from a plan, or from its run folder."""

from __future__ import annotations

from siting.report.gather import of_plan
from siting.report.store import read, save
from siting.report.types import (
    LOST,
    NEW,
    SHORT,
    THERE,
    Answers,
    Circles,
    Format,
    Homes,
    Places,
    Report,
    Sites,
)

__all__ = [
    "LOST",
    "NEW",
    "SHORT",
    "THERE",
    "Answers",
    "Circles",
    "Format",
    "Homes",
    "Places",
    "Report",
    "Sites",
    "of_plan",
    "read",
    "save",
]
