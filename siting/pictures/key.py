"""What the legend of a map says, whoever draws it."""

from __future__ import annotations

from siting.language import tr
from siting.pictures.shades import BEFORE, CHANGE, Shades
from siting.report import Report, palette

BOX, DOT, BIG, CROSS = "box", "dot", "big", "cross"
Entry = tuple[str, str, str]
"""Mark, colour, meaning."""


def key(report: Report, shades: Shades, format: int | None, when: str, outlets: bool) -> list[Entry]:
    """The shades of homes, then the outlets that are drawn; in the language in force."""
    found = [(BOX, colour, label) for colour, label in zip(shades.colours, shades.labels, strict=True)]
    if outlets:
        found.append((DOT, palette.EXISTING, tr("outlets of today")))
    closes = (
        report.outlets.closes if format is None else report.outlets.closes[report.outlets.format == format]
    )
    if outlets and when == CHANGE and closes.any():
        found.append((CROSS, palette.LOST, tr("outlets that close")))
    if when != BEFORE:
        found.append((BIG, palette.OPENS, tr("outlets that open")))
    return found
