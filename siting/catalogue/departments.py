"""Who answers for a format: the departments that ship, and which of them leads on each format of the catalogue.

How duties are split differs from city to city; a scenario's own word goes before these."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from siting.language import mark

DEPARTMENTS_CSV = Path(__file__).with_name("departments.csv")
DUTIES_CSV = Path(__file__).with_name("duties.csv")

# How sure it is that the department leads.
DUTIES: tuple[str, ...] = (
    mark("duty medium"),
    mark("duty low"),
)


@dataclass(frozen=True, slots=True)
class Department:
    """A department of a city's government, as most cities call it."""

    id: str
    name_zh: str
    name_en: str
    note: str

    @property
    def names(self) -> dict[str, str]:
        """Language -> name."""
        return {"en": self.name_en, "zh": self.name_zh}


@dataclass(frozen=True, slots=True)
class Duty:
    """Who answers for a format. department: id of the one that leads; beside: ids of those that take part.

    confidence: one of DUTIES."""

    format: str
    department: str
    beside: tuple[str, ...]
    confidence: str
    note: str


@cache
def departments() -> MappingProxyType[str, Department]:
    """Every shipped department by id, in the order of the file. Read-only."""
    with DEPARTMENTS_CSV.open(encoding="utf-8", newline="") as stream:
        return MappingProxyType({row["id"]: Department(**row) for row in csv.DictReader(stream)})


@cache
def duties() -> MappingProxyType[str, Duty]:
    """Every shipped duty by id of its format, in the order of the file. Read-only."""
    with DUTIES_CSV.open(encoding="utf-8", newline="") as stream:
        return MappingProxyType({row["format"]: _duty(row) for row in csv.DictReader(stream)})


def find_department(text: str) -> Department | None:
    """The department of that id or name, in either language; None where none is called so."""
    wanted = text.strip().casefold()
    for one in departments().values():
        if wanted in (one.id, one.name_en.casefold(), one.name_zh.casefold()):
            return one
    return None


def _duty(row: dict[str, str]) -> Duty:
    return Duty(
        format=row["format"],
        department=row["department"],
        beside=tuple(row["with"].split()),
        confidence=row["confidence"],
        note=row["note"],
    )
