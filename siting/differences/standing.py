"""In which plans an outlet stands: what every plan opens needs no debate, what one alone opens does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siting.differences.change import by_key, place_names, ranked
from siting.differences.types import Entry
from siting.report import Report

KINDS = ("all", "some", "one")


@dataclass(frozen=True, slots=True)
class Standing:
    """An outlet that a plan opens, or with `closes` one of today that it closes. entries: of each plan's summary, None
    where a plan does not have it, with its place in the plan's list as "rank"."""

    place: str
    place_name: str
    format: str
    closes: bool
    entries: tuple[Entry | None, ...]

    @property
    def plans(self) -> tuple[int, ...]:
        """Positions of the plans that have it."""
        return tuple(number for number, one in enumerate(self.entries) if one is not None)

    @property
    def kind(self) -> str:
        """ "all", "some" (but more than one) or "one"."""
        count = len(self.plans)
        return "all" if count == len(self.entries) else "one" if count == 1 else "some"

    @property
    def entry(self) -> Entry:
        """Of the first plan that has it."""
        return next(one for one in self.entries if one is not None)


def standing(plans: Sequence[Report]) -> tuple[Standing, ...]:
    """By site and format; those of fewest plans first, then as the plans list them."""
    found = []
    for closes, list_of in ((False, "opened"), (True, "closed")):
        every = [by_key(ranked(one.summary[list_of]), closes) for one in plans]
        names = place_names(plans, closes)
        found += [
            Standing(key[0], names.get(key[0], ""), key[1], closes, tuple(one.get(key) for one in every))
            for key in dict.fromkeys(key for one in every for key in one)
        ]
    return tuple(sorted(found, key=lambda one: (len(one.plans), one.plans)))


def counts(outlets: Iterable[Standing], closes: bool) -> dict[tuple[int, ...], int]:
    """How many outlets stand in just these plans, by the plans' positions."""
    found: dict[tuple[int, ...], int] = {}
    for one in outlets:
        if one.closes == closes:
            found[one.plans] = found.get(one.plans, 0) + 1
    return found
