"""A picture of the plan for browsers that cannot draw the map, and for readers without scripts."""

from __future__ import annotations

from siting.report.types import Report


def of(report: Report) -> str | None:
    """A data: address of a picture."""
    return None
