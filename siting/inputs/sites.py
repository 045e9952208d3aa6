"""Sites: where what may open, read from a file, proposed where people lack something, or added by the scenario."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.errors import Problems
from siting.inputs import areas, extras, places, proposals, working
from siting.inputs.kinds import of_kinds, report_unknown_kinds
from siting.inputs.layers import ReadLayer, points_of, text_column
from siting.inputs.town import Fields, Town
from siting.inputs.types import KEEP, frozen
from siting.language import tr


def sites_of(
    town: Town,
    raw: ReadLayer | None,
    raw_mobile: Sequence[tuple[int, ReadLayer]],
    area: working.Area,
    crs: str | None,
    problems: Problems,
) -> Fields:
    """The fields of Inputs that speak of sites: those of the file, then those proposed, upgrades and mobile points.

    raw: the sites' file, None where the scenario names none. raw_mobile: files of mobile points with their number in
    the scenario's list. After errors nothing is proposed."""
    scenario = town.scenario
    found = None if raw is None else _from_file(town, raw, area, crs, problems)
    if scenario.settings.sites.propose is not None:
        found = proposals.beside(found, town, problems)
    found = extras.beside(found, town, raw_mobile, area, crs, problems)
    report_unknown_kinds(found["site_kind"], scenario, problems)
    new = (
        np.ones(len(found["sites"]), dtype=bool)
        if found.get("site_role") is None
        else found["site_role"] != KEEP
    )
    places.report_without_candidates(
        found["site_admits"][new], town.formats, found["sites"].ids[new], scenario, problems
    )
    return {name: frozen(value) if isinstance(value, np.ndarray) else value for name, value in found.items()}


def _from_file(town: Town, raw: ReadLayer, area: working.Area, crs: str | None, problems: Problems) -> Fields:
    scenario, formats, circles = town.scenario, town.formats, town.circles
    columns, table = scenario.settings.sites.columns, raw.table
    sites = points_of(raw, columns.id, columns.name, crs, problems)
    area.check_near(sites, raw, tr("sites"), problems)
    area_m2 = places.read_area(table, columns.area_m2, problems)
    admits = places.read_admits(table, columns.formats, formats, problems)
    admits = places.drop_too_small(admits, area_m2, sites.ids, formats, table, problems)
    kind = text_column(table, columns.kind, problems)
    admits = of_kinds(admits, kind, scenario)
    circle = areas.circle_of(sites, circles, table, columns.circle, problems)
    costs = [one.cost for one in scenario.formats]
    return {
        "sites": sites,
        "site_kind": kind,
        "site_area_m2": area_m2,
        "site_circle": circle,
        "site_district": areas.district_of(circle, circles, table, columns.district, problems),
        "site_admits": admits,
        "option_cost": places.read_costs(table, costs, formats, admits, scenario, problems),
        "site_cost": places.read_site_costs(table, scenario, admits, problems),
        "site_source": places.read_sources(table, scenario, problems),
    }
