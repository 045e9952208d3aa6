"""The keys under grades: what a circle must have to be 基础型, 提升型 or 品质型."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from siting.language import mark
from siting.scenario.goal import Part
from siting.scenario.layers import Strict, Text, Word

Number = Annotated[int, Field(ge=0, le=1_000)]
Points = Annotated[int, Field(ge=1, le=1_000)]


class GradeLevel(Strict):
    """One grade: how many of the planned formats of each tier are there."""

    id: Word = Field(description=mark("short name of the level; rules name it so"))
    name: Text | None = Field(default=None, description=mark("name of the level, or {en: ..., zh: ...}"))
    basic: Number = Field(default=0, description=mark("formats of the basic tier that must be there"))
    quality: Number = Field(default=0, description=mark("formats of the quality tier that must be there"))
    points: Points = Field(
        default=1, description=mark("what a circle that reaches the level counts in max_grades")
    )


class Grades(Strict):
    """How circles are graded by the formats that are there. No standard gives the counts: they need a source."""

    levels: list[GradeLevel] = Field(
        min_length=1,
        description=mark("the levels, the lowest first; each asks for at least what the one below does"),
    )
    present: Literal["outlet", "reach", "either"] = Field(
        default="outlet",
        description=mark(
            "when a format is there: an outlet stands in the circle, reach_share of its people have one in reach, "
            "or either"
        ),
    )
    reach_share: Part | None = Field(
        default=None,
        description=mark(
            "share of the circle's people of the format's group, for present: reach or either; 0.8"
        ),
    )
    source: Word = Field(description=mark("where the counts come from"))
