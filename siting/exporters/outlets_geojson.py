"""outlets.geojson: outlets of today and new ones, for maps on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from siting.exporters import _geojson
from siting.language import language, mark
from siting.report import Report

ABOUT = mark("outlets of today and new ones as GeoJSON, for maps on the web")
FILE = "outlets.geojson"
ASKED = "geojson"
ON_REQUEST = True
FIGURES = (
    "phase", "cost", "site_cost", "source", "newly_covered", "only_here", "total_covered", "places", "assigned",
    "kind", "district",
)  # fmt: skip


def render(report: Report, path: Path) -> None:
    """`status`: "existing", "closes" or "new". Raises InputError on a plain plane."""
    _geojson.refuse_a_plane(report, path)
    _geojson.write(report, path, (*_existing(report), *_new(report)))


def _existing(report: Report) -> Iterator[_geojson.Feature]:
    outlets, circles = report.outlets, [*report.circles.ids, ""]
    for number, place in enumerate(_geojson.points(report, outlets.xy_m)):
        named = {
            "outlet": outlets.ids[number],
            "name": outlets.names[number],
            "status": "closes" if outlets.closes[number] else "existing",
            "circle": circles[outlets.circle[number]],
        }
        yield place, named | _format(report, int(outlets.format[number]))


def _new(report: Report) -> Iterator[_geojson.Feature]:
    places = _geojson.points(report, report.sites.xy_m[report.opened_site])
    names, formats = report.sites.names[report.opened_site], report.opened_format
    for rank, (each, place, name, format) in enumerate(
        zip(report.summary["opened"], places, names, formats, strict=True), start=1
    ):
        named = {
            "site": each["site"],
            "name": name,
            "status": "new",
            "rank": each.get("rank", rank),
            "circle": each["circle"],
        }
        said = {key: each.get(key) for key in FIGURES}
        said["phase"] = said["phase"] or None  # 0 stands for all at once
        yield place, named | _format(report, int(format)) | said


def _format(report: Report, number: int) -> dict[str, Any]:
    """marker-color is what many web maps draw by (simplestyle)."""
    one = report.formats[number]
    return {
        "format": one.id,
        "format_name": one.names[language()],
        "tier": one.tier,
        "marker-color": one.colour,
    }
