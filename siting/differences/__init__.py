"""Two plans of one city side by side: what of them can be compared, and what changed from the first to the second."""

from __future__ import annotations

from siting.differences.change import between
from siting.differences.types import (
    CircleChange,
    Common,
    Difference,
    Figure,
    FormatChange,
    OutletChange,
    People,
)

__all__ = [
    "CircleChange",
    "Common",
    "Difference",
    "Figure",
    "FormatChange",
    "OutletChange",
    "People",
    "between",
]
