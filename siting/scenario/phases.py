"""The keys of one entry of phases: when outlets open, and the money of that time."""

from __future__ import annotations

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import Count, NonNegative, Positive, Strict, Text, Word


class Phase(Strict):
    """A phase of the plan. What opens in it serves from then on, through all later phases."""

    id: Word = Field(description=mark("short name of the phase; arrivals and rules name it so"))
    name: Text | None = Field(default=None, description=mark("name of the phase, or {en: ..., zh: ...}"))
    years: Positive = Field(
        default=1.0,
        description=mark("how long the phase lasts: who is reached in it counts once for each year"),
    )
    budget: NonNegative | None = Field(
        default=None,
        description=mark(
            "money of the phase for what opens in it; when absent the phase has no limit of its own"
        ),
    )
    max_new: Count | None = Field(default=None, description=mark("most new outlets that open in the phase"))
