"""The whole way from a scenario's files to Inputs, one layer after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting.errors import Problems
from siting.inputs import areas, existing, people, places, working
from siting.inputs.layers import Files, ReadLayer, located, points_of, text_column
from siting.inputs.types import Circles, FormatInput, Inputs, frozen
from siting.language import tr
from siting.readers import Table
from siting.scenario import ResolvedFormat, Scenario, schema


def read_inputs(scenario: Scenario, problems: Problems) -> Inputs:
    """See `siting.inputs.read`."""
    settings, before = scenario.settings, len(problems.warnings)
    files = Files(scenario, problems)
    demand = _located(files, settings.demand, "demand")
    sites = _located(files, settings.sites, "sites")
    found = [_located(files, layer, "outlets", number) for number, layer in enumerate(settings.outlets)]
    circle_table = None if settings.circles is None else files.table(settings.circles, "circles")
    if demand is None or sites is None or None in found or (settings.circles and circle_table is None):
        problems.stop_on_errors()  # without its rows, a layer's columns cannot be checked
    assert demand is not None
    assert sites is not None
    outlets = [(number, layer) for number, layer in enumerate(found) if layer is not None]
    others = [sites, *(layer for _, layer in outlets)]
    crs = working.working_crs(scenario, demand, others, problems)
    city = _city(scenario, demand, sites, outlets, circle_table, crs, problems)
    problems.stop_on_errors()
    assert crs is not None
    return Inputs(crs=crs, files=files.hashes, warnings=tuple(problems.warnings[before:]), **city)


def _located(
    files: Files, layer: schema.Demand | schema.Sites | schema.Outlets, *keys: str | int
) -> ReadLayer | None:
    table = files.table(layer, *keys)
    if table is None:
        return None
    place = files.scenario.place(*keys, "file")
    if not len(table):
        message = tr("'{file}' has no rows", file=table.path.name)
        if keys[0] != "outlets":
            files.problems.error(place, message)
            return None
        files.problems.warn(place, message)
    return located(table, layer, (layer.columns.x, layer.columns.y), place, files.scenario, files.problems)


def _city(
    scenario: Scenario,
    raw_demand: ReadLayer,
    raw_sites: ReadLayer,
    raw_outlets: Sequence[tuple[int, ReadLayer]],
    circle_table: Table | None,
    crs: str | None,
    problems: Problems,
) -> dict[str, Any]:
    """The fields of Inputs. After an error, stand-ins (nan, no CRS) let the rest be checked all the same."""
    columns, table = scenario.settings.demand.columns, raw_demand.table
    formats = tuple(_format(one) for one in scenario.formats)
    demand = points_of(raw_demand, columns.id, None, crs, problems)
    working.check_spread(demand, table, problems)
    groups = people.read_groups(table, scenario, problems)
    circles = areas.circles_of(scenario, (table, raw_sites.table), circle_table, crs, problems)
    demand_circle = areas.circle_of(demand, circles, table, columns.circle, problems)
    areas.warn_of_demand_outside(demand_circle, demand, circles, table, problems)
    area = working.Area(demand, raw_demand)
    outlets, outlet_format = existing.read_outlets(scenario, raw_outlets, formats, area, crs, problems)
    return {
        "demand": demand,
        "people": groups[people.EVERYONE],
        "groups": groups,
        "demand_circle": demand_circle,
        **_sites(scenario, raw_sites, formats, circles, area, crs, problems),
        "outlets": outlets,
        "outlet_format": outlet_format,
        "outlet_circle": areas.circle_by_location(outlets, circles),
        "circles": circles,
        "formats": formats,
    }


def _sites(
    scenario: Scenario,
    raw: ReadLayer,
    formats: tuple[FormatInput, ...],
    circles: Circles,
    area: working.Area,
    crs: str | None,
    problems: Problems,
) -> dict[str, Any]:
    columns, table = scenario.settings.sites.columns, raw.table
    sites = points_of(raw, columns.id, columns.name, crs, problems)
    area.check_near(sites, raw, tr("sites"), problems)
    area_m2 = places.read_area(table, columns.area_m2, problems)
    admits = places.read_admits(table, columns.formats, formats, problems)
    admits = places.drop_too_small(admits, area_m2, sites.ids, formats, table, problems)
    places.report_without_candidates(admits, formats, sites.ids, scenario, table, problems)
    circle = areas.circle_of(sites, circles, table, columns.circle, problems)
    costs = [one.cost for one in scenario.formats]
    return {
        "sites": sites,
        "site_kind": frozen(text_column(table, columns.kind, problems)),
        "site_area_m2": frozen(area_m2),
        "site_circle": circle,
        "site_district": frozen(areas.district_of(circle, circles, table, columns.district, problems)),
        "site_admits": frozen(admits),
        "option_cost": frozen(places.read_costs(table, costs, formats, admits, scenario, problems)),
        "site_cost": frozen(places.read_site_costs(table, scenario, admits, problems)),
        "site_source": frozen(places.read_sources(table, scenario, problems)),
    }


def _format(one: ResolvedFormat) -> FormatInput:
    return FormatInput(
        one.id,
        one.names,
        one.tier,
        one.cutoff_min,
        one.cutoff_m,
        one.group,
        one.weight,
        one.area_m2,
        one.source,
    )
