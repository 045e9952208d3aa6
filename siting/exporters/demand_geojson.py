"""demand.geojson: where people live, and which formats they gain or still lack, for maps on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from siting.exporters import _geojson
from siting.language import mark
from siting.report import LOST, NEW, SHORT, Report

ABOUT = mark("where people live, what they gain and still lack as GeoJSON, for maps on the web")
FILE = "demand.geojson"
ASKED = "geojson-demand"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """`gains`, `lacks`, `loses`: ids of formats, a semicolon between them. Raises InputError on a plain plane."""
    _geojson.refuse_a_plane(report, path)
    homes = report.homes
    _geojson.write(report, path, zip(_geojson.points(report, homes.xy_m), _figures(report), strict=True))


def _figures(report: Report) -> Iterator[dict[str, Any]]:
    homes, circles = report.homes, [*report.circles.ids, ""]
    ids = [one.id for one in report.formats]
    state = homes.state.T
    for number, mine in enumerate(state):
        gains = mine >= NEW
        yield {
            "demand": homes.ids[number],
            "name": homes.names[number] if homes.names[number] != homes.ids[number] else "",
            "circle": circles[homes.circle[number]],
            "people": homes.people[number],
            "formats_before": int(((mine != SHORT) & ~gains).sum()),
            "formats_after": int(((mine != SHORT) & (mine != LOST)).sum()),
            "gains": _geojson.joined(ids, gains),
            "lacks": _geojson.joined(ids, mine == SHORT),
            "loses": _geojson.joined(ids, mine == LOST),
        }
