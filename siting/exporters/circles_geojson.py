"""circles.geojson: life circles with their figures before and after, for maps on the web."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from siting.exporters import _geojson
from siting.exporters._names import column_names
from siting.language import language, mark
from siting.report import Report

ABOUT = mark("circles with their figures before and after as GeoJSON, for maps on the web")
FILE = "circles.geojson"
ASKED = "geojson-circles"
ON_REQUEST = True


def render(report: Report, path: Path) -> None:
    """Circles known by their ids only have no geometry. Raises InputError on a plain plane."""
    _geojson.refuse_a_plane(report, path)
    _geojson.write(report, path, zip(_geojson.areas(report), _figures(report), strict=True))


def _figures(report: Report) -> Iterator[dict[str, Any]]:
    circles, graded = report.circles, report.summary["grades"]
    names = [*(name[language()] for name in report.grades), ""]
    columns = column_names(one.id for one in report.formats)
    for number, identity in enumerate(circles.ids):
        said = report.summary["circles"][identity]
        figures = {
            "circle": identity,
            "name": circles.names[number],
            "district": circles.districts[number],
            **{key: said[key] for key in ("people", "formats_present_before", "formats_present_after")},
            **{key: said[key] for key in ("opened", "cost", "site_cost")},
        }
        if graded:
            figures["grade_before"] = names[circles.grade_before[number]]
            figures["grade_after"] = names[circles.grade_after[number]]
        for format, column in columns.items():
            one = said["formats"][format]
            figures[f"{column}_people"] = one["weight_total"]
            figures[f"{column}_before"] = one["covered_before"]
            figures[f"{column}_after"] = one["covered_after"]
        yield figures
