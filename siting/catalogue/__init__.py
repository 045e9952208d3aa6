"""What ships: kinds of outlet of a 15-minute life circle, groups of people, presets of formats.

The figures are for planning talks, not law: `confidence` says how sure each row is, and whoever shows
a figure shows it too."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from siting.catalogue.departments import Department, Duty, departments, duties, find_department
from siting.catalogue.groups import CatalogueGroup, groups
from siting.catalogue.presets import Preset, find_preset, presets
from siting.language import mark

__all__ = [
    "CONFIDENCE",
    "FORMATS_CSV",
    "TIERS",
    "CatalogueFormat",
    "CatalogueGroup",
    "Department",
    "Duty",
    "Preset",
    "departments",
    "duties",
    "find_department",
    "find_preset",
    "formats",
    "groups",
    "presets",
]

FORMATS_CSV = Path(__file__).with_name("formats.csv")

TIERS: dict[str, str] = {
    "basic": mark("basic"),
    "quality": mark("quality"),
    "terminal": mark("terminal"),
    "other": mark("other"),
}

# How sure a row is: that plans name the format at all (membership), and its figures.
CONFIDENCE: tuple[str, ...] = (
    mark("membership high; figures medium"),
    mark("membership high; figures low"),
    mark("membership high (2025); figures low"),
    mark("membership high (mandatory since 2025); figures medium"),
    mark("membership medium; figures low"),
    mark("named in the Zibo plan; figures medium"),
    mark("named in the Zibo plan; figures low"),
)


@dataclass(frozen=True, slots=True)
class CatalogueFormat:
    """One row of the catalogue.

    cutoff_min: minutes of walking. demand_group: id in `groups()`, "all" for everyone.
    people_per_outlet: residents that one outlet usually serves. area_m2_min, area_m2_max: usual floor area.
    confidence: how sure membership and figures are, one of CONFIDENCE."""

    id: str
    name_zh: str
    name_en: str
    tier: str
    cutoff_min: float
    demand_group: str
    people_per_outlet: int
    area_m2_min: float
    area_m2_max: float
    confidence: str
    note: str

    @property
    def area_m2(self) -> float:
        """Middle of the usual range."""
        return (self.area_m2_min + self.area_m2_max) / 2


@cache
def formats() -> MappingProxyType[str, CatalogueFormat]:
    """Every shipped format by id, in the order of the file. Read-only."""
    with FORMATS_CSV.open(encoding="utf-8", newline="") as stream:
        return MappingProxyType({row["id"]: _entry(row) for row in csv.DictReader(stream)})


def _entry(row: dict[str, str]) -> CatalogueFormat:
    return CatalogueFormat(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        tier=row["tier"],
        cutoff_min=float(row["cutoff_min"]),
        demand_group=row["demand_group"],
        people_per_outlet=int(row["people_per_outlet"]),
        area_m2_min=float(row["area_m2_min"]),
        area_m2_max=float(row["area_m2_max"]),
        confidence=row["confidence"],
        note=row["note"],
    )
