"""The keys that say what a plan has to reach."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from siting.language import mark, tr
from siting.scenario.layers import Positive, Strict, shape

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
