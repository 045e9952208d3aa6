"""The presets that ship: formats that plans name together, as 一店一早 or the whole basic tier."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from siting.language import mark

PRESETS_CSV = Path(__file__).with_name("presets.csv")

# How sure it is that plans mean these formats.
MEMBERSHIPS: tuple[str, ...] = (mark("membership high"), mark("membership medium"))


@dataclass(frozen=True, slots=True)
class Preset:
    """One row of the table of presets. formats: ids of the catalogue, in the order in which they are planned.

    A scenario names it by id or by name_zh. confidence: one of MEMBERSHIPS."""

    id: str
    name_zh: str
    name_en: str
    formats: tuple[str, ...]
    confidence: str
    note: str


@cache
def presets() -> MappingProxyType[str, Preset]:
    """Every shipped preset by id, in the order of the file. Read-only."""
    with PRESETS_CSV.open(encoding="utf-8", newline="") as stream:
        rows = [{**row, "formats": tuple(row["formats"].split())} for row in csv.DictReader(stream)]
    return MappingProxyType({str(row["id"]): Preset(**row) for row in rows})  # type: ignore[arg-type]


def find_preset(name: str) -> Preset | None:
    """The preset of an id or a Chinese name; None where there is none."""
    found = (preset for preset in presets().values() if name in (preset.id, preset.name_zh))
    return next(found, None)
