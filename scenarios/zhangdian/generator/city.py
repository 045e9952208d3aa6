"""The whole city, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.blocks import Block, make_blocks
from generator.circles import LifeCircles, draw_circles
from generator.compounds import Compound, split
from generator.cuts import Cuts, add_roads, cut, make_cuts
from generator.districts import Districts, draw_districts
from generator.dwellings import Dwellings, build_dwellings
from generator.estates import built_later
from generator.land import Land, read_land, stage_rng
from generator.lanes import lay_lanes
from generator.network import Network, finish
from generator.outlets import Outlets, place_outlets
from generator.people import People, read_census, settle
from generator.places import find_places
from generator.sites import Sites, place_sites
from generator.streets import Graph
from generator.villages import Village, edge_corners, lay_country_roads, lay_villages, place_villages


@dataclass(frozen=True, eq=False)
class City:
    """Everything the scenario's files are written from."""

    land: Land
    blocks: list[Block]
    compounds: list[Compound]
    cuts: Cuts
    villages: list[Village]
    network: Network
    dwellings: Dwellings
    people: People
    circles: LifeCircles
    outlets: Outlets
    sites: Sites
    districts: Districts
    built_later: NDArray[np.bool_]


def build(facts: Path, seed: int) -> City:
    """The city of a seed, from the facts in that folder: the same bytes every time."""
    land = read_land(facts / "outline.geojson", seed)
    blocks, compounds, villages, cuts, network = _streets(land, seed)
    dwellings = build_dwellings(land, compounds, villages, network, cuts, stage_rng(seed, "dwellings"))
    census = read_census(facts / "census.csv")
    people = settle(dwellings, census)
    living = people.columns["people"]
    block = np.array([c.block for c in compounds])[dwellings.compound]
    in_block = np.bincount(block, living * ~dwellings.rural, len(blocks)).astype(np.int64)
    circles = draw_circles(land, blocks, in_block)
    places = find_places(land, network, dwellings, compounds, living)
    outlets = place_outlets(places, census["total"], stage_rng(seed, "outlets"))
    sites = place_sites(places, stage_rng(seed, "sites"))
    return City(
        land,
        blocks,
        compounds,
        cuts,
        villages,
        network,
        dwellings,
        people,
        circles,
        outlets,
        sites,
        draw_districts(circles, sites.xy_m),
        built_later(compounds, dwellings, living, stage_rng(seed, "estates")),
    )


def _streets(land: Land, seed: int) -> tuple[list[Block], list[Compound], list[Village], Cuts, Network]:
    blocks, streets = make_blocks(land, stage_rng(seed, "blocks"))
    rng = stage_rng(seed, "split")
    compounds: list[Compound] = []
    for number, block in enumerate(blocks):
        parts, branches = split(number, block, rng)
        compounds += parts
        streets += branches
    cuts = make_cuts()
    streets += add_roads(streets, cuts)
    graph, rng = Graph(), stage_rng(seed, "lanes")
    for compound in compounds:
        lay_lanes(graph, compound, rng)
    graph.lay(streets)
    cut(graph, cuts)
    rng = stage_rng(seed, "villages")
    villages = place_villages(land, blocks, rng)
    lay_villages(graph, villages, rng)
    lay_country_roads(graph, villages, edge_corners(blocks))
    return blocks, compounds, villages, cuts, finish(graph, land, stage_rng(seed, "network"))
