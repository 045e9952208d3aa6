"""Kinds of buildings in OpenStreetMap: whether people live there, and how many storeys they have.

The shipped table `catalogue/osm_buildings.csv` says of each kind of building (values of the tag building=*, as its
page in the OpenStreetMap wiki lists them) whether people live there, and how many storeys one that states none is
given. Its factors are 1 or 0; its storeys are rough."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from siting import catalogue

KINDS_CSV = Path(catalogue.__file__).with_name("osm_buildings.csv")
UNSAID = "yes"
STOREY_M = 3.0
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)")
_METRES = re.compile(r"\s*(\d+(?:\.\d+)?)\s*m?\s*")


@cache
def kinds() -> dict[tuple[str, str], tuple[float, float]]:
    """(key, value) -> factor of the people, storeys where a building states none (nan where nobody lives)."""
    with KINDS_CSV.open(encoding="utf-8", newline="") as stream:
        return {
            (row["key"], row["value"]): (float(row["factor"]), float(row["levels"] or "nan"))
            for row in csv.DictReader(stream)
        }


def shipped(kind: str) -> tuple[float, float]:
    """What the table says of a kind as `kind_of` names it: its factor, its storeys."""
    key, _, value = kind.rpartition("=")
    return kinds()[(key or "building", value)]


@cache
def _other_keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key, _ in kinds() if key != "building"))


def kind_of(tags: Any) -> str:
    """The kind of a building: "apartments", "yes", or of a school that is only building=yes "amenity=school".

    1. What building=* says goes first, where the table knows it and it says more than "yes".
    2. Else another tag of the building that the table knows: a school, a mall, a museum as a whole.
    3. Else it is "yes": a building of unsaid kind, where people may live."""
    said = str(tags.get("building", ""))
    if said != UNSAID and ("building", said) in kinds():  # RULE 1
        return said
    for key in _other_keys():  # RULE 2
        value = tags.get(key)
        if value is not None and (key, value) in kinds():
            return f"{key}={value}"
    return UNSAID  # RULE 3


def levels_of(tags: Any) -> float:
    """Storeys that a building states: building:levels, else its height at 3 m a storey; nan where it states none."""
    found = _NUMBER.match(tags.get("building:levels") or "")
    if found and float(found[1]) > 0.0:
        return float(found[1])
    found = _METRES.fullmatch(tags.get("height") or "")
    if found and float(found[1]) > 0.0:
        return max(1.0, round(float(found[1]) / STOREY_M))
    return float("nan")
