"""Who is cut off, said by name: points far from every street, sites and people that reach nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Problem
from siting.inputs import Floats, Inputs, Points, Positions
from siting.language import tr
from siting.travel.reach import Reach

if TYPE_CHECKING:
    from siting.scenario import Scenario

SHOWN = 5


def far_from_streets(
    scenario: Scenario, inputs: Inputs, demand: Positions, sites: Positions, outlets: Positions
) -> list[Problem]:
    """Warnings that name the points of each layer with no street within snap_m."""
    snap_m = scenario.settings.travel.snap_m
    place = scenario.place("travel", "snap_m")
    hint = tr("A larger snap_m lets them reach a street.")
    found = []
    if len(demand):
        message = tr(
            "{count} demand points with {people:,.0f} people are farther than {snap_m:g} m from every street"
            " and count as out of reach: {ids}",
            count=len(demand),
            people=inputs.people[demand].sum(),
            snap_m=snap_m,
            ids=_named(inputs.demand, demand),
        )
        found.append(Problem(place, message, hint, "warning"))
    if len(sites):
        message = tr(
            "{count} sites are farther than {snap_m:g} m from every street and cannot be used: {ids}",
            count=len(sites),
            snap_m=snap_m,
            ids=_named(inputs.sites, sites),
        )
        found.append(Problem(place, message, hint, "warning"))
    if len(outlets):
        message = tr(
            "{count} outlets are farther than {snap_m:g} m from every street and serve nobody: {ids}",
            count=len(outlets),
            snap_m=snap_m,
            ids=_named(inputs.outlets, outlets),
        )
        found.append(Problem(place, message, hint, "warning"))
    return found


def out_of_reach(
    scenario: Scenario,
    inputs: Inputs,
    sites: Reach,
    lost_demand: Positions,
    lost_sites: Positions,
) -> list[Problem]:
    """Warnings that name sites that reach no demand, and people whom no site reaches, within any cutoff.

    Points named before (lost) are not named again, nor sites that admit no format."""
    found = []
    idle = (np.diff(sites.indptr) == 0) & inputs.site_admits.any(axis=1)
    empty = np.setdiff1d(np.flatnonzero(idle), lost_sites)
    if len(empty):
        message = tr(
            "{count} sites reach no demand point within any cutoff: {ids}",
            count=len(empty),
            ids=_named(inputs.sites, empty),
        )
        found.append(Problem(scenario.place("sites"), message, "", "warning"))
    alone = np.setdiff1d(np.flatnonzero(~_reached(sites, inputs.people)), lost_demand)
    if len(alone):
        message = tr(
            "{count} demand points with {people:,.0f} people are beyond the cutoffs of every site: {ids}",
            count=len(alone),
            people=inputs.people[alone].sum(),
            ids=_named(inputs.demand, alone),
        )
        found.append(Problem(scenario.place("demand"), message, "", "warning"))
    return found


def _reached(sites: Reach, people: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """(n_demand,) some site reaches the point, or nobody lives there."""
    reached = people <= 0
    reached[sites.indices] = True
    return reached


def _named(points: Points, positions: Positions) -> str:
    """The first few ids."""
    names = ", ".join(str(points.ids[k]) for k in positions[:SHOWN])
    return names + (", ..." if len(positions) > SHOWN else "")
