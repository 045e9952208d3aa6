"""The keys of one entry of surveys: what residents need, or are content with, by circle and format."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import COLUMNS, Layer, Strict, Word


class SurveyColumns(Strict):
    """Columns of a survey's file, which has a row for each circle and format."""

    circle: Word | None = Field(
        default=None,
        description=mark("column with the circle's id; absent where the survey speaks of the whole city"),
    )
    format: Word = Field(default="format", description=mark("column with the format's id or name"))
    share: Word = Field(
        default="share",
        description=mark("column with the share of respondents, 0 to 1; with kind: weight the factor itself"),
    )
    respondents: Word | None = Field(
        default=None,
        description=mark("column with the number of respondents; only kind: weight goes without"),
    )


class Survey(Layer):
    """A survey (问需于民). What it says multiplies what a person counts; head counts stay as they are.

    Kind needs: the share who need the format counts. Satisfaction: the share who are not content. Weight: as given."""

    columns: SurveyColumns = Field(default=SurveyColumns(), description=COLUMNS)
    kind: Literal["needs", "satisfaction", "weight"] = Field(
        default="needs", description=mark("needs, satisfaction or weight: what the shares are of")
    )
    min_respondents: Annotated[int, Field(ge=0, le=100_000)] = Field(
        default=30,
        description=mark(
            "fewer respondents than this are said; a circle's share is drawn towards the mean of all circles as if "
            "so many had answered with it"
        ),
    )
