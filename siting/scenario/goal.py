"""The keys that say what a plan has to reach."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from siting.language import mark, tr
from siting.scenario.layers import NonNegative, Positive, Strict, Word, shape

Part = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]


class MinCoverage(Strict):
    """People whom the plan must reach, of those whom nothing reaches today: exactly one of share and weight."""

    share: Part | None = Field(
        default=None, description=mark("share of the people now out of reach, times their format's weight")
    )
    weight: Positive | None = Field(
        default=None, description=mark("people now out of reach, times their format's weight")
    )
    each: Literal["none", "format"] = Field(
        default="none", description=mark("none: of all formats together; format: of each format")
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> MinCoverage:
        if (self.share is None) == (self.weight is None):
            raise ValueError(tr("needs exactly one of: {keys}", keys="share, weight"))
        return self


MinCoverageEntry = Annotated[
    Annotated[Part, Tag("<plain>")] | Annotated[MinCoverage, Tag("<block>")],
    Discriminator(shape),
]


class Decay(Strict):
    """How coverage fades with the walk: full value nearby, less up to the cutoff, nothing beyond it. Exactly one of
    full_min and full_m, and a step in the same unit."""

    full_min: NonNegative | None = Field(default=None, description=mark("walks up to this count in full"))
    full_m: NonNegative | None = Field(default=None, description=mark("walks up to this count in full"))
    least: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = Field(
        default=0.0, description=mark("what a person at the cutoff counts, 0 to 1")
    )
    step_min: NonNegative | None = Field(
        default=None,
        description=mark(
            "beyond the full value, walks are rounded up to such steps; 0 = not at all, 1 when absent"
        ),
    )
    step_m: NonNegative | None = Field(
        default=None,
        description=mark(
            "beyond the full value, walks are rounded up to such steps; 0 = not at all, 50 when absent"
        ),
    )

    @model_validator(mode="after")
    def _one_unit(self) -> Decay:
        if (self.full_min is None) == (self.full_m is None):
            raise ValueError(tr("needs exactly one of: {keys}", keys="full_min, full_m"))
        if (self.step_min is not None and self.full_min is None) or (
            self.step_m is not None and self.full_m is None
        ):
            raise ValueError(tr("the step has to be in the unit of the full value"))
        return self


class Backup(Strict):
    """What it counts to be reached once, and to be reached a second time."""

    first_weight: NonNegative = Field(
        default=0.0, description=mark("what a person counts whom at least one outlet reaches")
    )
    backup_weight: Positive = Field(
        default=1.0, description=mark("what a person counts besides whom at least two outlets reach")
    )


class Prefer(Strict):
    """Kinds of site that a plan should rather use."""

    kinds: dict[Word, NonNegative] = Field(
        min_length=1, description=mark("kind of site -> what each outlet that opens there counts")
    )


Worst = Literal["circle", "circle_format"]


class Goal(Strict):
    """One of several goals: an objective with its keys, and how it goes together with the others."""

    objective: Word = Field(description=mark("objective part"))
    weight: Positive | None = Field(
        default=None,
        description=mark("weighted: what a unit of the goal counts; what is to be small is subtracted"),
    )
    tolerance: Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)] | None = Field(
        default=None,
        description=mark("lexicographic: share of what was found that later goals may take from this one"),
    )
    min_coverage: MinCoverageEntry | None = Field(default=None, description=mark("as beside objective"))
    decay: Decay | None = Field(default=None, description=mark("as beside objective"))
    backup: Backup | None = Field(default=None, description=mark("as beside objective"))
    prefer: Prefer | None = Field(default=None, description=mark("as beside objective"))
    worst: Worst | None = Field(default=None, description=mark("as beside objective"))
