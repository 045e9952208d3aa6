"""A scenario that is in order, for tests to change one thing of."""

from __future__ import annotations

from pathlib import Path

from siting import scenario
from siting.errors import InputError, Problem

BASE = """\
name: toy
title: {en: Toy town, zh: 玩具镇}
demand:
  file: demand.csv
  columns: {id: id, x: x, y: y}
  groups:
    elderly: over_60
    age_0_3: {share: share_0_3}
sites:
  file: sites.csv
  crs: EPSG:4548
outlets:
  - file: outlets.csv
    format: childcare
travel:
  plane: {}
formats:
  - convenience_store
  - id: community_canteen
    cutoff_min: 12
    cost: {fixed: 300000, per_m2: 1500}
    max_new: 5
  - id: childcare
    cost: 450000
budget: 2000000
solve:
  strategy: exact
"""


def written(folder: Path, text: str | bytes = BASE, name: str = "scenario.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def found_in(path: Path, *sets: str, override: str | None = None) -> tuple[Problem, ...]:
    """What loading says is wrong; nothing when the scenario is in order."""
    try:
        scenario.load(path, sets=sets, override=override)
    except InputError as error:
        return error.problems
    return ()


def problems_of(path: Path, *sets: str, override: str | None = None) -> list[str]:
    """The same, a text for each problem."""
    return [str(problem) for problem in found_in(path, *sets, override=override)]
