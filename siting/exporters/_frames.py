"""A plan as GeoDataFrames: outlets, demand, circles, links. Layers of plan.gpkg, and what notebooks see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas
import pyproj
import shapely

from siting.exporters._names import column_names
from siting.plan import Opened
from siting.plan.figures import circle_tables
from siting.plan.grades import grade_columns
from siting.plan.phases import first_phases
from siting.stock import by_circle

if TYPE_CHECKING:
    from siting.inputs import Inputs
    from siting.plan import Plan

PLANE_WKT = (
    'ENGCRS["plane, metres",EDATUM["plane"],CS[Cartesian,2],'
    'AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
)
# ArcGIS' FacilityType of location-allocation: 1 required (stands already), 3 chosen.
REQUIRED, CHOSEN = 1, 3

DTYPES: dict[Any, Any] = {
    "str": object,
    "int": np.int32,
    "int | str": object,
    "float": np.float64,
    "float | None": np.float64,
}
POSITIONS = ("option", "site_position", "format_position")


def working_crs(inputs: Inputs) -> pyproj.CRS:
    """The CRS of the geometries; an engineering CRS where the city lies on a plain plane."""
    return crs_of(inputs.crs)


def crs_of(name: str) -> pyproj.CRS:
    """The same by its name."""
    return pyproj.CRS.from_wkt(PLANE_WKT) if name == "plane" else pyproj.CRS.from_user_input(name)


def new_outlets(plan: Plan) -> geopandas.GeoDataFrame:
    """The project list, a point each."""
    table: dict[str, Any] = {
        field.name: np.array([getattr(each, field.name) for each in plan.opened], dtype=DTYPES[field.type])
        for field in fields(Opened)
        if field.name not in POSITIONS
    }
    if not plan.inputs.phases.named:
        table["phase"] = table["phase"].astype(np.int32)
    table["format_name"] = [plan.format_name(each.format) for each in plan.opened]
    table["facility_type"] = np.full(len(plan.opened), CHOSEN, dtype=np.int32)
    return _points(plan, table, np.array([[each.x, each.y] for each in plan.opened]).reshape(-1, 2))


def existing_outlets(plan: Plan) -> geopandas.GeoDataFrame:
    """Outlets of today, a point each; `closes` tells, where outlets may close, which of them do."""
    inputs = plan.inputs
    ids = [inputs.formats[format].id for format in inputs.outlet_format]
    table = {
        "outlet": _texts(inputs.outlets.ids),
        "name": _texts(inputs.outlets.names),
        "format": ids,
        "format_name": [plan.format_name(identity) for identity in ids],
        "circle": _circle_ids(inputs, inputs.outlet_circle),
        "facility_type": np.full(len(ids), REQUIRED, dtype=np.int32),
    }
    if inputs.kept.any():
        closes = np.zeros(len(ids), dtype=np.bool_)
        closes[[one.outlet_position for one in plan.closed]] = True
        table["closes"] = closes
    if plan.places is not None:
        table |= {"places": inputs.outlet_places, "assigned": plan.places.old}
    return _points(plan, table, inputs.outlets.xy_m)


def outlets(plan: Plan) -> geopandas.GeoDataFrame:
    """Outlets of today and new ones; `status` is "existing" or "new"."""
    parts = [existing_outlets(plan).assign(status="existing"), new_outlets(plan).assign(status="new")]
    filled = [part for part in parts if len(part)] or parts[:1]
    return geopandas.GeoDataFrame(pandas.concat(filled, ignore_index=True), crs=working_crs(plan.inputs))


def demand(plan: Plan) -> geopandas.GeoDataFrame:
    """Demand points: people by group, and for each format whether it is in reach before and after.

    cluster: where the plan was sought on clusters, the demand point that stands for each one's cluster. phase: with
    phases, the one from which the people live there; <format>_phase: in which a new outlet first reaches them, ""
    for never. <format>_share_before, _share_after: of the point's people, where some are served in part."""
    inputs = plan.inputs
    groups = column_names(name for name in inputs.groups if name != "people")
    table: dict[str, Any] = {
        "demand": _texts(inputs.demand.ids),
        "name": _texts(inputs.demand.names),
        "circle": _circle_ids(inputs, inputs.demand_circle),
        "people": inputs.people,
        **{f"people_{name}": inputs.groups[identity] for identity, name in groups.items()},
        "formats_before": plan.covered_before.sum(axis=0).astype(np.int32),
        "formats_after": plan.covered_after.sum(axis=0).astype(np.int32),
    }
    if plan.clusters is not None:
        table["cluster"] = _texts(inputs.demand.ids[plan.clusters.medoid[plan.clusters.membership]])
    for number, name in enumerate(_columns(plan)):
        table[f"{name}_before"] = plan.covered_before[number]
        table[f"{name}_after"] = plan.covered_after[number]
    return _points(plan, table | _shares(plan) | _phases(plan), inputs.demand.xy_m)


def _shares(plan: Plan) -> dict[str, Any]:
    """Shares of people served, where they say more than the marks."""
    if not any(((share > 0) & (share < 1)).any() for share in (plan.share_before, plan.share_after)):
        return {}
    table = {}
    for number, name in enumerate(_columns(plan)):
        table[f"{name}_share_before"] = plan.share_before[number]
        table[f"{name}_share_after"] = plan.share_after[number]
    return table


def _phases(plan: Plan) -> dict[str, Any]:
    """When people arrive, and when a new outlet first reaches them."""
    inputs = plan.inputs
    if not inputs.phases.named:
        return {}
    ids = [*inputs.phases.ids, ""]
    arrival = (
        np.zeros(len(inputs.demand), dtype=np.int32) if inputs.demand_phase is None else inputs.demand_phase
    )
    first = first_phases(plan)
    table: dict[str, Any] = {"phase": [ids[number] for number in arrival]}
    for number, name in enumerate(_columns(plan)):
        table[f"{name}_phase"] = [ids[phase] for phase in first[number]]
    return table


def circles(plan: Plan) -> geopandas.GeoDataFrame:
    """Circles before and after: formats present, people in reach of each format, mean share over formats.

    Geometry is missing where circles are known by their ids only."""
    inputs = plan.inputs
    tables = {key: values[:-1] for key, values in circle_tables(plan).items()}
    whole = tables["total"].sum(axis=1)
    table: dict[str, Any] = {
        "circle": _texts(inputs.circles.ids),
        "name": _texts(inputs.circles.names),
        "people": by_circle(inputs, inputs.people[None, :])[:-1, 0],
        "present_before": (tables["outlets"] > 0).sum(axis=1).astype(np.int32),
        "present_after": (tables["stands"] + tables["opened"] > 0).sum(axis=1).astype(np.int32),
        "opened": tables["opened"].sum(axis=1).astype(np.int32),
        "cost": tables["cost"].sum(axis=1) + tables["site_cost"],
        "site_cost": tables["site_cost"],
        "percent_before": _percent(tables["before"].sum(axis=1), whole),
        "percent_after": _percent(tables["after"].sum(axis=1), whole),
        **grade_columns(plan),
    }
    for number, name in enumerate(_columns(plan)):
        table[f"{name}_people"] = tables["total"][:, number]
        table[f"{name}_before"] = tables["before"][:, number]
        table[f"{name}_after"] = tables["after"][:, number]
    geometry = [None] * len(inputs.circles) if inputs.circles.polygons is None else inputs.circles.polygons
    return geopandas.GeoDataFrame(table, geometry=list(geometry), crs=working_crs(inputs))


def links(plan: Plan) -> geopandas.GeoDataFrame:
    """One line for each demand point that gains a format: to the nearest new outlet that newly reaches it.

    `formats` lists what that site newly brings to the point. Lines run straight; `travel` is the way."""
    inputs, coverage = plan.inputs, plan.coverage
    opened = np.zeros(len(coverage.option_cost), dtype=np.bool_)
    opened[[each.option for each in plan.opened]] = True
    pairs = np.flatnonzero(opened[coverage.indices])
    rows = np.searchsorted(coverage.indptr, pairs, side="right") - 1
    share = 1.0 if coverage.share is None else coverage.share[pairs]
    fresh = share > coverage.served_before[rows]
    pairs, rows = pairs[fresh], rows[fresh]
    point, site = rows % coverage.n_demand, coverage.option_site[coverage.indices[pairs]]
    served = rows // coverage.n_demand  # an outlet may stand in for another format
    order = np.lexsort((served, site, coverage.travel[pairs], point))
    point, site, format = point[order], site[order], served[order]
    first = np.flatnonzero(np.diff(point, prepend=-1))
    nearest = np.zeros(len(inputs.demand), dtype=np.int64)
    nearest[point[first]] = site[first]
    brought = nearest[point] == site
    ends = np.stack([inputs.demand.xy_m[point[first]], inputs.sites.xy_m[site[first]]], axis=1)
    table = {
        "demand": _texts(inputs.demand.ids[point[first]]),
        "site": _texts(inputs.sites.ids[site[first]]),
        "formats": _joined(inputs, point[brought], format[brought]),
        "people": inputs.people[point[first]],
        f"travel_{coverage.unit}": coverage.travel[pairs[order]][first],
    }
    frame = geopandas.GeoDataFrame(table, geometry=_lines(ends), crs=working_crs(inputs))
    return frame[frame.geometry.notna()].reset_index(drop=True)


def _columns(plan: Plan) -> list[str]:
    return list(column_names(format.id for format in plan.inputs.formats).values())


def _joined(inputs: Inputs, point: Any, format: Any) -> list[str]:
    """Ids of the formats of each point, joined by a semicolon; equal points stand together."""
    ids = [each.id for each in inputs.formats]
    lists = np.split(format, np.flatnonzero(np.diff(point)) + 1) if len(point) else []
    return [";".join(ids[number] for number in dict.fromkeys(numbers.tolist())) for numbers in lists]


def _points(plan: Plan, table: dict[str, Any], xy_m: Any) -> geopandas.GeoDataFrame:
    """Points of a layer; one without coordinates, as a ready travel table allows, has no geometry."""
    geometry = shapely.points(xy_m)
    geometry[np.isnan(xy_m).any(axis=1)] = None
    return geopandas.GeoDataFrame(table, geometry=geometry, crs=working_crs(plan.inputs))


def _lines(ends: Any) -> Any:
    """(n, 2, 2) ends as straight lines; None where a coordinate is unknown."""
    known = ~np.isnan(ends).any(axis=(1, 2))
    lines = np.full(len(ends), None, dtype=object)
    lines[known] = shapely.linestrings(ends[known])
    return lines


def _texts(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values]


def _circle_ids(inputs: Inputs, position: Any) -> list[str]:
    ids = [*_texts(inputs.circles.ids), ""]
    return [ids[number] for number in position]


def _percent(part: Any, whole: Any) -> Any:
    return np.divide(100.0 * part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
