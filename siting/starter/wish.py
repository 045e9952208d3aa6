"""What somebody who starts has: a few files, and perhaps a word on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Wish:
    """What a first scenario is made from.

    folder: where it is written. osm: extract with streets and outlets. population: who lives where. area: what is
    planned for. formats: presets or formats, with commas between. budget: money, in `currency`. people, x, y, crs,
    layer, band: of the population file, where guessing does not do. copy: the files are copied beside the scenario."""

    folder: Path
    osm: Path
    population: Path
    area: Path | None = None
    name: str | None = None
    formats: str = "basic"
    budget: float | None = None
    currency: str = "CNY"
    people: str | None = None
    x: str | None = None
    y: str | None = None
    crs: str | None = None
    layer: str | None = None
    band: int | None = None
    copy: bool = False
