"""Travel on a street network: onto the nearest street, along the shortest way, off again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting import networks
from siting.errors import Place, Problems
from siting.inputs import Floats, Inputs, Points
from siting.language import tr
from siting.networks import Network
from siting.scenario.schema import Travel
from siting.travel import doors
from siting.travel.dijkstra import search
from siting.travel.limits import Limits
from siting.travel.reach import Reach
from siting.travel.shift import warnings_of_shifts
from siting.travel.snap import Grid, Snapped, grid, snap
from siting.travel.threads import Progress

if TYPE_CHECKING:
    from siting.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Reach of sites and outlets over a network, and where every layer met it."""

    sites: Reach
    outlets: Reach
    demand_at: Snapped
    sites_at: Snapped
    outlets_at: Snapped


def measure(
    scenario: Scenario,
    inputs: Inputs,
    limits: Limits,
    problems: Problems,
    progress: Progress | None = None,
    network: Network | None = None,
) -> tuple[Walks, Network]:
    """Walks the scenario's network, read here unless it is given. Raises InputError when no demand point meets a
    street."""
    network = network or networks.read(scenario, inputs.crs, problems)
    settings = scenario.settings.travel
    problems.warnings.extend(warnings_of_shifts(scenario, inputs, network))
    walked = walks(network, inputs, settings, limits, progress)
    place = scenario.place("travel", "network")
    _stop_when_all_are_lost(
        tr("demand points"), inputs.demand, walked.demand_at, network, settings, place, problems
    )
    _stop_when_all_are_lost(tr("sites"), inputs.sites, walked.sites_at, network, settings, place, problems)
    problems.stop_on_errors()
    return walked, network


def walks(
    network: Network, inputs: Inputs, settings: Travel, limits: Limits, progress: Progress | None = None
) -> Walks:
    """From every demand point to the sites and outlets within their limits.

    People walk from home to the outlet; the search runs the other way, from sites and outlets over the
    network turned round, since these are fewer. Both ends use part of their street; the walk to the
    street counts unless snap_leg is "ignored"."""
    lookup = grid(network, settings.snap_to)
    leg_counts = settings.snap_leg == "counted"
    demand_at = _snapped(inputs.demand, lookup, settings)
    sites_at = _snapped(inputs.sites, lookup, settings)
    outlets_at = _snapped(inputs.outlets, lookup, settings)
    arcs = doors.turned_round(network)
    homes = doors.of_demand(network, demand_at, leg_counts)

    def reach(points: Snapped, limit_m: Floats) -> Reach:
        starts = doors.of_origins(network, points, limit_m, leg_counts)
        return search(arcs, homes, starts, progress=progress)

    return Walks(
        reach(sites_at, limits.site), reach(outlets_at, limits.outlet), demand_at, sites_at, outlets_at
    )


def _snapped(points: Points, lookup: Grid, settings: Travel) -> Snapped:
    return snap(points.xy_m, lookup, settings.snap_m)


def _stop_when_all_are_lost(
    what: str,
    points: Points,
    at: Snapped,
    network: Network,
    settings: Travel,
    place: Place,
    problems: Problems,
) -> None:
    """No point near any street: the layers are not of one place, and nothing can be computed."""
    if len(points) and len(at.lost) == len(points):
        message = tr(
            "none of the {count} {what} lies within {snap_m:g} m of a street",
            count=len(points),
            what=what,
            snap_m=settings.snap_m,
        )
        hint = tr(
            "The streets lie within {streets}, the points within {points} (metres of the working CRS):"
            " is a CRS wrong?",
            streets=_extent(network.node_xy_m),
            points=_extent(points.xy_m),
        )
        problems.error(place, message, hint)


def _extent(xy_m: Floats) -> str:
    low, high = xy_m.min(axis=0), xy_m.max(axis=0)
    return f"x {low[0]:.0f}..{high[0]:.0f}, y {low[1]:.0f}..{high[1]:.0f}"
