"""Where ways to sites begin: at the site, or at each stop of a mobile point, of which the nearest counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Problem
from siting.inputs import Inputs, Points, Positions, frozen
from siting.language import tr
from siting.travel.limits import Limits
from siting.travel.reach import Reach

if TYPE_CHECKING:
    from siting.scenario import Scenario

SHOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Origins:
    """inputs, limits: with a site for each place that ways to sites begin at. site: (n_origins,) whose place it is,
    ascending; None where every site is one place."""

    inputs: Inputs
    limits: Limits
    site: Positions | None
    n_sites: int

    def gathered(self, reach: Reach) -> Reach:
        """Reach of the sites from that of the origins: the shortest way to any of a site's stops."""
        if self.site is None:
            return reach
        site = np.repeat(self.site, np.diff(reach.indptr))
        order = np.lexsort((reach.travel, reach.indices, site))
        site, point = site[order], reach.indices[order]
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(site) != 0) | (np.diff(point) != 0)
        counts = np.bincount(site[first], minlength=self.n_sites)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Reach(frozen(indptr), frozen(point[first]), frozen(reach.travel[order][first]))

    def lost(self, origins: Positions) -> Positions:
        """Sites all of whose places are lost. origins: places that are."""
        if self.site is None:
            return origins
        missing = np.bincount(self.site[origins], minlength=self.n_sites)
        places = np.bincount(self.site, minlength=self.n_sites)
        found: Positions = frozen(np.flatnonzero((missing == places) & (missing > 0)).astype(np.int32))
        return found

    def warnings(self, scenario: Scenario, origins: Positions) -> list[Problem]:
        """A warning on mobile points that lose some of their stops, and go on with the others."""
        if self.site is None or not len(origins):
            return []
        some = np.setdiff1d(self.site[origins], self.lost(origins))
        if not len(some):
            return []
        message = tr(
            "{count} mobile points have stops farther than {snap_m:g} m from every street, which serve nobody: {ids}",
            count=len(some),
            snap_m=scenario.settings.travel.snap_m,
            ids=", ".join(
                str(self.inputs.sites.ids[np.searchsorted(self.site, one)]) for one in some[:SHOWN]
            ),
        )
        hint = tr("A larger snap_m lets them reach a street.")
        return [Problem(scenario.place("travel", "snap_m"), message, hint, "warning")]


def origins_of(inputs: Inputs, limits: Limits) -> Origins:
    """The places of all sites, in the order of the sites; a mobile point has one for each stop."""
    stops, n_sites = inputs.stops, len(inputs.sites)
    if stops is None:
        return Origins(inputs, limits, None, n_sites)
    still = np.setdiff1d(np.arange(n_sites, dtype=np.int32), stops.site)
    site = np.concatenate([still, stops.site]).astype(np.int32)
    order = np.argsort(site, kind="stable")
    places = _beside(inputs.sites, still, stops.points, order)
    site = frozen(site[order])
    asked = replace(inputs, sites=places, site_admits=frozen(inputs.site_admits[site]), stops=None)
    return Origins(asked, replace(limits, site=frozen(limits.site[site])), site, n_sites)


def _beside(
    sites: Points, still: Positions, stops: Points, order: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Points:
    lonlat = None
    if sites.lonlat is not None and stops.lonlat is not None:
        lonlat = frozen(np.concatenate([sites.lonlat[still], stops.lonlat])[order])
    ids, xy_m, names = (
        frozen(np.concatenate([getattr(sites, part)[still], getattr(stops, part)])[order])
        for part in ("ids", "xy_m", "names")
    )
    return Points(ids, xy_m, lonlat, names)
