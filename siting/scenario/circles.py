"""The keys under circles: life circles from a file, or drawn."""

from __future__ import annotations

from pydantic import Field

from siting.language import mark
from siting.scenario.layers import COLUMNS, DISTRICT, NAME, NonNegative, OptionalLayer, Positive, Strict, Word


class CircleColumns(Strict):
    """Columns of the circles' file."""

    id: Word | None = Field(
        default=None, description=mark("column with the id; the row's number when absent")
    )
    name: Word | None = Field(default=None, description=NAME)
    district: Word | None = Field(default=None, description=DISTRICT)


class Draw(Strict):
    """Life circles drawn where none are given: connected along the streets, compact, of about equal people."""

    people: Positive = Field(default=20_000.0, description=mark("people wanted in a circle"))
    min_people: Positive | None = Field(
        default=None, description=mark("fewest people of a circle; three quarters of people when absent")
    )
    max_people: Positive | None = Field(
        default=None, description=mark("most people of a circle; five quarters of people when absent")
    )
    min_island_people: NonNegative | None = Field(
        default=None,
        description=mark(
            "a connected piece of streets with fewer people gets no circle; a tenth of min_people when absent"
        ),
    )
    max_gap_m: Positive = Field(
        default=5_000.0,
        description=mark("without streets: places farther apart than this many metres are no neighbours"),
    )

    @property
    def least(self) -> float:
        """Fewest people of a circle."""
        return 0.75 * self.people if self.min_people is None else self.min_people

    @property
    def most(self) -> float:
        """Most people of a circle."""
        return 1.25 * self.people if self.max_people is None else self.max_people

    @property
    def least_of_an_island(self) -> float:
        """Fewest people of a connected piece that gets circles."""
        return 0.1 * self.least if self.min_island_people is None else self.min_island_people


class CirclesLayer(OptionalLayer):
    """Life circles: areas of a file, or drawn. Exactly one of file and draw."""

    columns: CircleColumns = Field(default=CircleColumns(), description=COLUMNS)
    draw: Draw | None = Field(
        default=None, description=mark("circles drawn from where people live, instead of a file")
    )
