"""What the lists repeat of a format from the scenario: who answers for it, and the floor that an outlet needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting.exporters._read_run import MAP, PROJECTS, Record, Run
from siting.verify.compare import compared, field, number
from siting.verify.needs import formats_of

DEPARTMENT, AREA = "department", "area_m2"


def department(said: Record, claimed: Record) -> dict[str, Any]:
    """The entry of summary.json; none where neither scenario nor summary has one, as in folders of earlier versions."""
    return {DEPARTMENT: said.get(DEPARTMENT)} if DEPARTMENT in said or DEPARTMENT in claimed else {}


def offer_findings(run: Run) -> Iterator[str]:
    """Departments and floors in projects.csv, floors in the layer new_outlets. A list without the column has none."""
    said, layer = formats_of(run), run.layers["new_outlets"]
    for line in run.projects:
        known = said.get(str(line["format"]), {})
        where = f"{PROJECTS}, {line['site']} / {line['format']}"
        # A run is written in one language, whichever; outlets that close stand below, without a department.
        names = set(dict(known.get(DEPARTMENT) or {}).values()) if line.get("rank") else set()
        if line.get(DEPARTMENT, "") not in (names or {""}) or (names and DEPARTMENT not in line):
            yield from field(where, DEPARTMENT, line, next(iter(names), ""))
        if AREA in line:
            yield from field(
                where, AREA, {AREA: number(line[AREA])}, _area(known) if line.get("rank") else None
            )
    for site, format, area in zip(layer["site"], layer["format"], layer.get(AREA, []), strict=False):
        where = f"{MAP}, new_outlets, {site} / {format}: {AREA}"
        yield from compared(where, area, _area(said.get(str(format), {})))


def _area(known: Record) -> float | None:
    area = known.get(AREA)
    return None if area is None else float(area)
