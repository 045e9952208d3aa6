"""Circles: life circles drawn where none are given, connected on the streets, compact, of about equal people.

`ground` turns people into a graph of spots (`streets`, `plane`), `partition` cuts it, `outlines` gives areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Problems
from siting.inputs import Circles, Inputs, Positions, frozen
from siting.language import tr
from siting.networks import Network

if TYPE_CHECKING:
    from siting.circles.figures import Figures
    from siting.circles.ground import Ground
    from siting.scenario import Scenario
    from siting.scenario.schema import Draw

__all__ = ["Drawn", "asked", "draw"]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """inputs: the city with its circles. figures: how good they are. network: the streets they were drawn on, so that
    travel need not read them again; None without streets."""

    inputs: Inputs
    figures: Figures
    network: Network | None


def asked(scenario: Scenario) -> bool:
    """Whether the scenario wants its circles drawn."""
    return scenario.settings.circles is not None and scenario.settings.circles.draw is not None


def draw(scenario: Scenario, inputs: Inputs, problems: Problems, network: Network | None = None) -> Drawn:
    """The city with circles drawn as its scenario asks. network: its streets, where they have been read already.

    1. Circles are cut from the graph of the people (`partition`), with the scenario's seed.
    2. They are numbered from north-west to south-east by their middles; ids are "1", "2", ...
    3. Demand, sites and outlets are in the circle of their spot. Who has none is in no circle, and said.
    4. Circles out of bounds are said by name.

    Raises InputError where people have no coordinates or no way to the streets."""
    from siting.circles.bounds import Bounds
    from siting.circles.figures import figures_of
    from siting.circles.ground import of_spots
    from siting.circles.partition import partition
    from siting.circles.report import report

    assert scenario.settings.circles is not None
    wanted = scenario.settings.circles.draw
    assert wanted is not None
    ground, network = _ground(scenario, inputs, wanted, problems, network)
    bounds = Bounds(wanted.people, wanted.least, wanted.most)
    cut = partition(ground.graph, bounds, wanted.least_of_an_island, scenario.settings.solve.seed)
    x, y = ground.graph.xy_m[cut.middle].T
    order = np.argsort(x - y, kind="stable")  # RULE 2
    rank = np.append(np.argsort(order), -1).astype(np.int32)
    circle, middle = rank[cut.circle], cut.middle[order]
    demand_circle = frozen(of_spots(circle, ground.demand_spot))
    drawn = replace(
        inputs,
        circles=_circles(ground, inputs, circle, demand_circle, len(middle)),
        demand_circle=demand_circle,
        site_circle=frozen(of_spots(circle, ground.spots(inputs.sites))),
        outlet_circle=frozen(of_spots(circle, ground.spots(inputs.outlets))),
    )
    speed = scenario.settings.travel.speed_m_per_min
    ways_m = ground.ways_m(circle, middle)
    figures = figures_of(bounds, demand_circle, len(middle), inputs.people, ways_m, speed)
    report(scenario, drawn, ground.graph, circle, figures, problems)
    return Drawn(drawn, figures, network)


def _ground(
    scenario: Scenario, inputs: Inputs, draw: Draw, problems: Problems, network: Network | None
) -> tuple[Ground, Network | None]:
    """The streets where the scenario names some, else the plane."""
    from siting import networks

    place, travel = scenario.place("circles", "draw"), scenario.settings.travel
    if not np.isfinite(inputs.demand.xy_m).all():
        message = tr("circles cannot be drawn: not every demand point has coordinates")
        problems.error(place, message, tr("Give columns x and y, or the circles in a file."))
        problems.stop_on_errors()
    if travel.network is None:
        from siting.circles.plane import on_plane

        straight = travel.plane or travel.great_circle
        detour = straight.detour if straight else 1.0
        return on_plane(inputs.demand, inputs.people, draw.max_gap_m, detour), None
    from siting.circles.streets import on_streets

    network = network or networks.read(scenario, inputs.crs, problems)
    ground = on_streets(network, travel, inputs.demand, inputs.people)
    if not len(ground.graph):
        message = tr(
            "circles cannot be drawn: nobody lives within {snap_m:g} m of a street", snap_m=travel.snap_m
        )
        problems.error(place, message, tr("Is a CRS wrong?"))
        problems.stop_on_errors()
    return ground, network


def _circles(
    ground: Ground, inputs: Inputs, circle: Positions, demand_circle: Positions, n_circles: int
) -> Circles:
    from siting.circles.ground import of_spots
    from siting.circles.outlines import Samples, outlines

    xy_m, spot = ground.samples()
    xy_m = np.concatenate([inputs.demand.xy_m, xy_m])
    owner = np.concatenate([demand_circle, of_spots(circle, spot)])
    lived = np.arange(len(owner)) < len(demand_circle)
    mine = owner >= 0
    areas = outlines(Samples(xy_m[mine], owner[mine], lived[mine]), n_circles, ground.reach_m)
    numbers = [str(number + 1) for number in range(n_circles)]
    names = [tr("circle {number}", number=number) for number in numbers]
    ids, called = (frozen(np.array(texts, dtype=object)) for texts in (numbers, names))
    return Circles(ids, called, frozen(areas))
