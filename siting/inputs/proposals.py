"""Proposed sites as fields of Inputs: where they are, what they admit, what they cost, and that they are proposals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs.kinds import of_kinds
from siting.inputs.proposed import SMALLEST_CELL_M, Need, propose
from siting.inputs.town import Fields, Town, joined
from siting.inputs.types import Floats, Ids, Points, frozen
from siting.language import tr
from siting.scenario.schema import Propose

STREETS_DETOUR = 1.3  # metres walked for each metre of the straight line, usual in street networks


def beside(known: Fields | None, town: Town, problems: Problems) -> Fields:
    """The sites proposed, after those that are known already (None: there is no file of sites).

    1. People count where no outlet of the format is in reach by straight line; with `missing: circle`, where none
       stands in their circle.
    2. A proposal stands at a demand point, so that streets are near, and belongs to that point's circle.
    3. Fewer than asked for is a warning; none at all, where there is no file either, is an error."""
    asked = town.scenario.settings.sites.propose
    assert asked is not None
    admits = np.array([asked.formats is None or one.id in asked.formats for one in town.formats])
    admits = of_kinds(admits[None, :], np.array([asked.kind], dtype=object), town.scenario)[0]
    if not admits.any():
        text = tr(
            "no format admits sites of the kind '{kind}', which is that of proposed sites", kind=asked.kind
        )
        problems.error(town.scenario.place("sites", "propose"), text, tr("Name it under kinds of a format."))
    at = np.empty(0, dtype=np.int64)
    if not problems.errors:
        earlier = np.empty((0, 2)) if known is None else known["sites"].xy_m
        at = propose(town.demand.xy_m, _need(town, admits), earlier, asked.count, asked.spacing_m)
        _report(len(at), asked, known is None, town, problems)
    found = _fields(town, at, asked, admits, set() if known is None else set(known["sites"].ids), problems)
    return found if known is None else joined(known, found)


def _need(town: Town, admits: NDArray[np.bool_]) -> Need:
    """RULE 1: what people want to walk to, of the formats that proposals admit."""
    formats = [one for one, admitted in zip(town.formats, admits, strict=True) if admitted]
    people = np.stack([town.groups[one.group] * (one.rate * one.weight) for one in formats])
    if town.scenario.settings.missing == "circle" and len(
        town.circles
    ):  # circles yet to be drawn are unknown
        present = np.zeros((len(town.circles) + 1, len(town.formats)), dtype=np.bool_)
        present[town.outlet_circle, town.outlet_format] = True
        present[-1] = True  # what lies outside every circle is not wanted
        people = np.where(present[town.demand_circle][:, admits].T, 0.0, people)
    number = np.where(admits, np.cumsum(admits) - 1, -1)
    return Need(
        people, _reach_m(town)[admits], town.outlets.xy_m, number[town.outlet_format].astype(np.int32)
    )


def _reach_m(town: Town) -> Floats:
    """(n_formats,) straight metres within a format's cutoff."""
    settings = town.scenario.settings
    travel, asked = settings.travel, settings.sites.propose
    straight = travel.plane or travel.great_circle
    detour = straight.detour if straight else STREETS_DETOUR
    if asked is not None and asked.detour is not None:
        detour = asked.detour
    walks = [
        one.cutoff_m
        if one.cutoff_m is not None
        else (one.cutoff_min or 0.0) * travel.group_speed_m_per_min.get(one.group, travel.speed_m_per_min)
        for one in town.formats
    ]
    return np.array(walks, dtype=np.float64) / detour


def _fields(
    town: Town,
    at: NDArray[np.int64],
    asked: Propose,
    admits: NDArray[np.bool_],
    taken: set[str],
    problems: Problems,
) -> Fields:
    """RULE 2. at: positions of demand points. taken: ids of known sites."""
    settings, count = town.scenario.settings.sites, len(at)
    circle = town.demand_circle[at]
    districts = np.full(len(town.circles), "") if town.circles.districts is None else town.circles.districts
    return {
        "sites": _points(town, at, taken),
        "site_kind": np.full(count, asked.kind, dtype=object),
        "site_area_m2": np.full(count, np.nan),
        "site_circle": circle,
        "site_district": np.append(districts, "")[circle].astype(object),
        "site_admits": np.tile(admits, (count, 1)),
        "option_cost": np.tile(_costs(town, admits, problems), (count, 1)),
        "site_cost": np.full(count, settings.site_cost or 0.0),
        "site_source": np.full(count, settings.source or "", dtype=object),
    }


def _points(town: Town, at: NDArray[np.int64], taken: set[str]) -> Points:
    """Ids "p1", "p2", ... in the order of choice; with more letters where a file's sites are called so."""
    prefix, numbers = "p", range(1, len(at) + 1)
    while any(f"{prefix}{number}" in taken for number in numbers):
        prefix += "p"
    ids: Ids = np.array([f"{prefix}{number}" for number in numbers], dtype=object)
    names: Ids = np.array([tr("proposed place {number}", number=number) for number in numbers], dtype=object)
    lonlat = None if town.demand.lonlat is None else frozen(town.demand.lonlat[at])
    return Points(frozen(ids), frozen(town.demand.xy_m[at]), lonlat, frozen(names))


def _costs(town: Town, admits: NDArray[np.bool_], problems: Problems) -> Floats:
    """(n_formats,) cost of opening at a proposed site, nan where not admitted."""
    costs = np.full(len(admits), np.nan)
    for position, one in enumerate(town.scenario.formats):
        if not admits[position]:
            continue
        if one.cost.column is not None or one.cost.column_per_m2 is not None:
            problems.error(
                town.scenario.place("formats", position, "cost"),
                tr(
                    "the cost of '{format}' is a column of the sites' file; proposed sites have none",
                    format=one.id,
                ),
                tr("Give fixed and per_m2, or say under propose which formats it admits."),
            )
        costs[position] = one.cost.fixed + (one.cost.per_m2 * one.area_m2 if one.cost.per_m2 else 0.0)
    return costs


def _report(count: int, asked: Propose, alone: bool, town: Town, problems: Problems) -> None:
    """RULE 3."""
    place = town.scenario.place("sites", "propose")
    if not count and alone:
        problems.error(place, tr("no site can be proposed: nobody lacks any of the formats"))
    elif count < asked.count:
        message = tr(
            "{count} of {asked} sites are proposed: no more places {spacing:g} m apart where people lack something",
            count=count,
            asked=asked.count,
            spacing=asked.spacing_m,
        )
        hint = tr("A smaller spacing_m allows more.") if asked.spacing_m > SMALLEST_CELL_M else ""
        problems.warn(place, message, hint)
