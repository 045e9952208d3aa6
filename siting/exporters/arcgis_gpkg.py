"""arcgis.gpkg: the plan in the field words of ArcGIS' location-allocation, one layer of facilities, one of demand.

Fields: https://pro.arcgis.com/en/pro-app/latest/help/analysis/networks/location-allocation-analysis-layer.htm"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.exporters._names import column_names
from siting.language import language, mark, tr
from siting.report import Report

if TYPE_CHECKING:
    import geopandas

ABOUT = mark("the plan in the field words of ArcGIS' location-allocation, as a GeoPackage")
FILE = "arcgis.gpkg"
ASKED = "arcgis"
ON_REQUEST = True

CANDIDATE, REQUIRED, CHOSEN = 0, 1, 3
"""FacilityType; 2, a competitor, is nothing that a plan knows."""
# Fields of ours have names that ArcGIS does not use: its own "Status" tells whether a point was found on the network.
FIELDS = {
    "Name": "str", "FacilityType": "int32", "Weight": "float64", "Capacity": "float64", "DemandWeight": "float64",
    "PlanStatus": "str", "Format": "str", "FormatName": "str", "Cutoff": "float64", "CutoffUnit": "str",
    "PlaceID": "str", "Phase": "str", "Circle": "str", "Cost": "float64", "NewlyCovered": "float64",
    "TotalCovered": "float64",
}  # fmt: skip
NAN = float("nan")
Records = list[dict[str, Any]]


def render(report: Report, path: Path) -> None:
    """Facilities: outlets of today (required), new ones (chosen), and wherever one could have opened (candidate).

    What is not known stays empty: ArcGIS computes it. Raises OSError when the file cannot be written."""
    from siting.exporters import _layers

    layers = {
        "Facilities": (_facilities(report), tr("outlets of today, new ones, and candidate sites, by format")),
        "DemandPoints": (_demand_points(report), tr("where people live, and their walk before and after")),
    }
    notices = report.texts["notices"][language()].splitlines()
    with _layers.writing():
        for name, (frame, about) in layers.items():
            _layers.add_layer(path, name, frame, "Point", " ".join([about, *notices]))
        _layers.check_whole(path, {name: len(frame) for name, (frame, _) in layers.items()})


def _facilities(report: Report) -> geopandas.GeoDataFrame:
    sites, outlets, opened = report.sites, report.outlets, report.opened_site
    free = sites.admits.copy()
    free[opened, report.opened_format] = False
    site, format = np.nonzero(free)
    records = [*_outlets(report), *_opened(report), *_candidates(report, site, format)]
    xy_m = np.concatenate([outlets.xy_m, sites.xy_m[opened], sites.xy_m[site]])
    table = {
        field: np.array([one.get(field, "" if kind == "str" else NAN) for one in records], dtype=_dtype(kind))
        for field, kind in FIELDS.items()
    }
    return _frame(report, table, xy_m)


def _outlets(report: Report) -> Records:
    """Those that close were candidates, and were not chosen."""
    outlets = report.outlets
    return [
        {
            **_named(report, outlets.names[number], outlets.ids[number], int(outlets.format[number])),
            "FacilityType": CANDIDATE if closes else REQUIRED,
            "PlanStatus": "closes" if closes else "existing",
            "Circle": _circle(report, int(outlets.circle[number])),
        }
        for number, closes in enumerate(outlets.closes.tolist())
    ]


def _opened(report: Report) -> Records:
    names = report.sites.names[report.opened_site]
    return [
        {
            **_named(report, name, each["site"], int(format)),
            "FacilityType": CHOSEN,
            "PlanStatus": "new",
            "Capacity": each.get("places", NAN),
            "DemandWeight": each.get("assigned", NAN),
            "Phase": str(each["phase"] or ""),
            "Circle": each["circle"],
            "Cost": each["cost"],
            "NewlyCovered": each["newly_covered"],
            "TotalCovered": each["total_covered"],
        }
        for each, name, format in zip(report.summary["opened"], names, report.opened_format, strict=True)
    ]


def _candidates(report: Report, site: Any, format: Any) -> Records:
    sites = report.sites
    return [
        {
            **_named(report, sites.names[place], sites.ids[place], number),
            "FacilityType": CANDIDATE,
            "PlanStatus": "candidate",
            "Circle": _circle(report, int(sites.circle[place])),
        }
        for place, number in zip(site.tolist(), format.tolist(), strict=True)
    ]


def _named(report: Report, name: str, identity: str, number: int) -> dict[str, Any]:
    one = report.formats[number]
    called = one.names[language()]
    return {
        "Name": f"{name or identity} {called}",
        "Weight": 1.0,
        "Format": one.id,
        "FormatName": called,
        "Cutoff": one.limit,
        "CutoffUnit": one.unit,
        "PlaceID": identity,
    }


def _demand_points(report: Report) -> geopandas.GeoDataFrame:
    """GroupName stays out: ArcGIS would serve all of a group from one facility. Walks are empty beyond the cutoff."""
    homes = report.homes
    table: dict[str, Any] = {
        "Name": [name or identity for name, identity in zip(homes.names, homes.ids, strict=True)],
        "Weight": homes.people,
        "PlaceID": homes.ids,
        "Circle": [_circle(report, number) for number in homes.circle.tolist()],
    }
    for number, name in enumerate(column_names(one.id for one in report.formats).values()):
        for when, ways in (("Before", homes.way_before), ("After", homes.way_after)):
            way = ways[number].astype(np.float64)
            table[f"{name}_{when}"] = np.where(np.isfinite(way), np.round(way, 2), NAN)
    return _frame(report, table, homes.xy_m)


def _frame(report: Report, table: dict[str, Any], xy_m: Any) -> geopandas.GeoDataFrame:
    import geopandas
    import shapely

    from siting.exporters._frames import crs_of

    points = shapely.points(xy_m)
    points[np.isnan(xy_m).any(axis=1)] = None
    return geopandas.GeoDataFrame(table, geometry=points, crs=crs_of(report.crs))


def _circle(report: Report, number: int) -> str:
    return "" if number < 0 else str(report.circles.ids[number])


def _dtype(kind: str) -> Any:
    return object if kind == "str" else np.dtype(kind)
