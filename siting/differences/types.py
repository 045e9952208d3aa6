"""The types of a comparison of two plans, `first` and `second`; a difference is always second - first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from siting.report import Report
from siting.report.types import Both, Positions

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """What two plans have in common.

    formats: ids, in the second's order. circles: ids likewise. homes: (2, n) positions of the same demand points in the
    first and in the second report. same_people: the same people live at all of them and nowhere else. same_value: the
    values of the two objectives say the same. same_money: one currency. notes: what cannot be compared, and why."""

    formats: tuple[str, ...]
    circles: tuple[str, ...]
    homes: Positions
    same_people: bool
    same_value: bool
    same_money: bool
    notes: tuple[Both, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of either plan. kind: "people", "money", "count", "share" (0.01 = 1 %), or "value".

    difference: None where the two do not say the same."""

    name: str
    says: Both
    kind: str
    first: float | None
    second: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class FormatChange:
    """A format that both plans know. first, second: its entries in the summaries.

    gain, lose: people who live where only the second, or only the first plan reaches them, whether or not they are of
    the format's group."""

    id: str
    names: Both
    first: Entry
    second: Entry
    gain: float
    lose: float

    @property
    def difference(self) -> float:
        """People of its group within reach."""
        return float(self.second["covered_after"] - self.first["covered_after"])


@dataclass(frozen=True, slots=True)
class OutletChange:
    """An outlet that a plan opens, or with `closes` one of today that it closes. first, second: its entries in the
    summaries, None where a plan does not have it."""

    place: str
    place_name: str
    format: str
    closes: bool
    first: Entry | None
    second: Entry | None

    @property
    def kind(self) -> str:
        """ "first" or "second" where only that plan has it, "moved" to another phase, else "both"."""
        if self.first is None or self.second is None:
            return "second" if self.first is None else "first"
        return "both" if self.first.get("phase") == self.second.get("phase") else "moved"


@dataclass(frozen=True, slots=True)
class CircleChange:
    """A circle that both plans know. first, second: its entries in the summaries; reached: people within reach in
    either plan, added up over the formats that both know. grades: positions in the reports' `grades`, -1 for none."""

    id: str
    name: str
    first: Entry
    second: Entry
    reached: tuple[float, float]
    grades: tuple[int, int]

    @property
    def difference(self) -> float:
        """People within reach, added up over formats."""
        return self.reached[1] - self.reached[0]


@dataclass(frozen=True, slots=True)
class People:
    """Who lives where the plans differ: only gain formats, only lose some, gain some and lose others, or neither."""

    gain: float
    lose: float
    both: float
    neither: float


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Two plans side by side. outlets: those that differ first. circles: the largest differences first."""

    first: Report
    second: Report
    common: Common
    figures: tuple[Figure, ...]
    formats: tuple[FormatChange, ...]
    outlets: tuple[OutletChange, ...]
    circles: tuple[CircleChange, ...]
    people: People
