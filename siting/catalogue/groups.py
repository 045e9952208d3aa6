"""The demand groups that ship: who a format is for, and which ages that means."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from siting.language import mark

GROUPS_CSV = Path(__file__).with_name("groups.csv")

# How sure it is that the group means these people.
DEFINITIONS: tuple[str, ...] = (
    mark("definition high"),
    mark("definition medium"),
    mark("definition low"),
)


@dataclass(frozen=True, slots=True)
class CatalogueGroup:
    """One row of the table of groups.

    kind: "everyone", "households", "ages" or "other". age_from, age_to: completed years, age_from <= age < age_to;
    age_to None = no upper end; both None where no ages say who is meant. confidence: one of DEFINITIONS."""

    id: str
    name_zh: str
    name_en: str
    kind: str
    age_from: int | None
    age_to: int | None
    confidence: str
    note: str


@cache
def groups() -> MappingProxyType[str, CatalogueGroup]:
    """Every shipped group by id, in the order of the file. Read-only."""
    with GROUPS_CSV.open(encoding="utf-8", newline="") as stream:
        return MappingProxyType({row["id"]: _entry(row) for row in csv.DictReader(stream)})


def _entry(row: dict[str, str]) -> CatalogueGroup:
    return CatalogueGroup(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kind=row["kind"],
        age_from=int(row["age_from"]) if row["age_from"] else None,
        age_to=int(row["age_to"]) if row["age_to"] else None,
        confidence=row["confidence"],
        note=row["note"],
    )
