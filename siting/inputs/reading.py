"""The whole way from a scenario's files to Inputs, one layer after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from siting.errors import Problems
from siting.inputs import areas, existing, people, working
from siting.inputs.grading import grading_of
from siting.inputs.layers import Files, ReadLayer, places_of, read_located, text_column
from siting.inputs.origins import origins_of
from siting.inputs.outlet_places import settled_places
from siting.inputs.outlines import outlines_of
from siting.inputs.phases import arrivals_of, phases_of
from siting.inputs.residents import Residents, read_residents
from siting.inputs.sites import sites_of
from siting.inputs.surveys import read_surveys
from siting.inputs.town import Town
from siting.inputs.types import FormatInput, Inputs
from siting.readers import Table
from siting.scenario import ResolvedFormat, Scenario


def read_inputs(scenario: Scenario, problems: Problems) -> Inputs:
    """See `siting.inputs.read`."""
    settings, before = scenario.settings, len(problems.warnings)
    files = Files(scenario, problems)
    residents = read_residents(files)
    sites = None if settings.sites.file is None else read_located(files, settings.sites, "sites")
    found = [read_located(files, layer, "outlets", number) for number, layer in enumerate(settings.outlets)]
    vans = [read_located(files, layer, "mobile", number) for number, layer in enumerate(settings.mobile)]
    given = settings.circles is not None and settings.circles.file is not None
    circle_table = files.table(settings.circles, "circles") if settings.circles and given else None
    lost = settings.sites.file is not None and sites is None
    if residents is None or lost or None in (*found, *vans) or (given and circle_table is None):
        problems.stop_on_errors()  # without its rows, a layer's columns cannot be checked
    assert residents is not None
    outlets = [(number, layer) for number, layer in enumerate(found) if layer is not None]
    mobile = [(number, layer) for number, layer in enumerate(vans) if layer is not None]
    others = [*([sites] if sites else []), *(layer for _, layer in (*outlets, *mobile))]
    crs = working.working_crs(scenario, residents.layer, others, problems)
    city = _city(scenario, residents, sites, outlets, mobile, circle_table, crs, problems)
    surveys = read_surveys(files, city["formats"])
    phases = phases_of(scenario)
    arrivals = arrivals_of(scenario, residents.layer.table, phases, problems)
    problems.stop_on_errors()
    assert crs is not None
    origins = origins_of(
        [
            ("demand", residents.layer),
            ("sites", sites),
            *(("outlets", layer) for _, layer in outlets),
            *(("sites", layer) for _, layer in mobile),
        ]
    )
    warnings = tuple(problems.warnings[before:])
    city |= {"origins": origins, "outlines": outlines_of(files), "surveys": surveys}
    city |= {"phases": phases, "demand_phase": arrivals}
    return Inputs(crs=crs, files=files.hashes, warnings=warnings, **city)


def _city(
    scenario: Scenario,
    residents: Residents,
    raw_sites: ReadLayer | None,
    raw_outlets: Sequence[tuple[int, ReadLayer]],
    raw_mobile: Sequence[tuple[int, ReadLayer]],
    circle_table: Table | None,
    crs: str | None,
    problems: Problems,
) -> dict[str, Any]:
    """The fields of Inputs. After an error, stand-ins (nan, no CRS) let the rest be checked all the same."""
    area, town = _town(scenario, residents, raw_sites, raw_outlets, circle_table, crs, problems)
    sites = sites_of(town, raw_sites, raw_mobile, area, crs, problems)
    areas.check_whereabouts(scenario, town.circles, sites["site_circle"], town.outlet_circle, problems)
    return {
        "demand": town.demand,
        "people": residents.groups[people.EVERYONE],
        "groups": residents.groups,
        "population": residents.steps,
        "clipped_away": residents.clipped_away,
        "demand_circle": town.demand_circle,
        **sites,
        "outlets": town.outlets,
        "outlet_format": town.outlet_format,
        "outlet_circle": town.outlet_circle,
        "outlet_places": town.outlet_places,
        "circles": town.circles,
        "formats": town.formats,
        "group_weights": scenario.settings.demand.group_weights,
        "grading": grading_of(scenario),
    }


def _town(
    scenario: Scenario,
    residents: Residents,
    raw_sites: ReadLayer | None,
    raw_outlets: Sequence[tuple[int, ReadLayer]],
    circle_table: Table | None,
    crs: str | None,
    problems: Problems,
) -> tuple[working.Area, Town]:
    """Everything but the sites, which may be proposed where the town lacks something."""
    columns, table = scenario.settings.demand.columns, residents.layer.table
    formats = tuple(_format(one) for one in scenario.formats)
    demand = places_of(residents.layer, residents.ids, text_column(table, None, problems), crs)
    working.check_spread(demand, table, problems)
    circles = areas.circles_of(
        scenario, (table, raw_sites.table if raw_sites else None), circle_table, crs, problems
    )
    demand_circle = areas.circle_of(demand, circles, table, columns.circle, problems)
    areas.warn_of_demand_outside(demand_circle, demand, circles, table, problems)
    area = working.Area(demand, residents.layer)
    outlets, outlet_format, places = existing.read_outlets(
        scenario, raw_outlets, formats, area, crs, problems
    )
    town = Town(
        scenario,
        formats,
        demand,
        residents.groups,
        demand_circle,
        outlets,
        outlet_format,
        areas.circle_by_location(outlets, circles),
        circles,
        settled_places(places, outlet_format, formats, scenario, problems),
    )
    return area, town


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
        one.rate,
        serves=one.serves,
        places=one.places,
        department=one.department,
    )
