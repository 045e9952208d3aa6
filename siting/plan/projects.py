"""The project list: which outlets a plan opens, in which order of merit, and whom each of them reaches."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions

Reached = tuple[NDArray[np.int64], Floats]


@dataclass(frozen=True, slots=True)
class Opened:
    """An outlet that a plan opens.

    newly_covered: people of the format's group whom nothing reached before, counted once: by the first
    outlet of the project list that reaches them, so that the list adds up to the plan. site_cost: what the site
    costs for itself, at its first outlet in the list; 0 at the others, which share it. only_here: those whom
    no other outlet of the plan reaches, lost if this one is struck off. total_covered: everybody in reach,
    also those whom an outlet of today reaches. rank: place in the list, from 1. phase: id of the phase it opens in, 0
    without phases. x, y: working CRS, metres.
    lon, lat: WGS-84, None on a plane. circle: "" outside every circle. district, source (whose money pays for the
    outlet), site_source (whose for the site): "" where not said.
    option: position in the coverage; site_position, format_position: positions in the inputs.
    places, assigned: people whom the outlet can take, and those assigned to it; None where it has no limit."""

    rank: int
    site: str
    site_name: str
    format: str
    phase: int | str
    cost: float
    source: str
    site_cost: float
    site_source: str
    newly_covered: float
    only_here: float
    total_covered: float
    x: float
    y: float
    lon: float | None
    lat: float | None
    circle: str
    district: str
    kind: str
    area_m2: float
    option: int
    site_position: int
    format_position: int
    places: float | None = None
    assigned: float | None = None


def project_list(
    inputs: Inputs, coverage: Coverage, options: Positions, phase: Positions | None = None
) -> tuple[Opened, ...]:
    """The opened options, phase by phase, best first. phase: (n_options,) in which each opens, None for all at once.

    1. Each place in the list goes to the outlet that adds most (people times the format's value) for its
       cost, given the outlets before it: the site's own cost is in it until an outlet there has paid it. One that
       costs nothing comes before all that cost something. Earlier phases come first, whatever they add.
    2. Ties go to the lower position, so that the list never depends on chance.
    3. People are those of the last phase, when everybody has arrived; of whom several serve a part, those whom the
       best of them serves."""
    when = np.zeros(len(options), dtype=np.int32) if phase is None else phase
    reached = _reach_by_option(coverage, options)
    alone = _only_here(coverage, reached)
    order, newly = _by_merit(inputs, coverage, options, when, reached)
    listed: list[Opened] = []
    known: set[int] = set()
    for rank, place in enumerate(order, start=1):
        rows, share = reached[place]
        option = int(options[place])
        site = int(coverage.option_site[option])
        figures = (newly[place], alone[place], (coverage.weight[rows] * share).sum())
        site_cost = 0.0 if site in known else float(inputs.site_cost[site])
        known.add(site)
        name = inputs.phases.ids[when[place]] if inputs.phases.named else 0
        listed.append(_opened(inputs, coverage, rank, option, name, site_cost, figures))
    return tuple(listed)


def merit_order(
    inputs: Inputs, coverage: Coverage, options: Positions, when: Positions
) -> tuple[list[int], Floats]:
    """RULES 1 and 2 of `project_list`: places of the options in the order of merit, and the people whom each newly
    covers in it. when: (n_options,) a number that comes before merit, the lowest first."""
    return _by_merit(inputs, coverage, options, when, _reach_by_option(coverage, options))


def served_by(coverage: Coverage, options: Positions) -> Floats:
    """(n_rows,) share of the row's people whom the best of the options serves."""
    chosen = np.zeros(len(coverage.option_cost), dtype=np.bool_)
    chosen[options] = True
    hit = np.flatnonzero(chosen[coverage.indices])
    served = np.zeros(len(coverage.weight))
    rows = np.searchsorted(coverage.indptr, hit, side="right") - 1
    np.maximum.at(served, rows, 1.0 if coverage.share is None else coverage.share[hit])
    return served


def _reach_by_option(coverage: Coverage, options: Positions) -> list[Reached]:
    """For each of the options, the rows it reaches, ascending, and the share of their people whom it serves."""
    rank = np.full(len(coverage.option_cost), -1, dtype=np.int32)
    rank[options] = np.arange(len(options), dtype=np.int32)
    kept = np.flatnonzero(rank[coverage.indices] >= 0)
    rows = np.searchsorted(coverage.indptr, kept, side="right") - 1
    shape = (len(options), len(coverage.weight))
    share = np.ones(len(kept)) if coverage.share is None else coverage.share[kept]
    by_option = csr_matrix((share, (rank[coverage.indices[kept]], rows)), shape=shape)
    by_option.sort_indices()
    start = by_option.indptr[1:-1]
    found = zip(
        np.split(by_option.indices.astype(np.int64), start), np.split(by_option.data, start), strict=True
    )
    return list(found) if len(options) else []


def _only_here(coverage: Coverage, reached: Sequence[Reached]) -> list[float]:
    """People whom each option serves and nobody else does: its share of a row beyond the best of the others'."""
    best, second = coverage.served_before.copy(), coverage.served_before.copy()
    for rows, share in reached:
        second[rows] = np.maximum(second[rows], np.minimum(best[rows], share))
        best[rows] = np.maximum(best[rows], share)
    return [
        float((coverage.weight[rows] * np.maximum(share - second[rows], 0.0))[share == best[rows]].sum())
        for rows, share in reached
    ]


def _by_merit(
    inputs: Inputs, coverage: Coverage, options: Positions, phase: Positions, reached: Sequence[Reached]
) -> tuple[list[int], Floats]:
    """RULES 1, 2: places of `options` in the order of merit, and the people each newly covers in that order.

    What an outlet adds only shrinks as others join, so an outlet whose fresh figure still leads is next. It gets
    cheaper only when another pays for its site: it then enters the queue anew, and what it was before is stale."""
    served = coverage.served_before.copy()
    site = coverage.option_site[options]
    unpaid = inputs.site_cost.copy()

    def fresh_people(place: int) -> Floats:
        rows, share = reached[place]
        people: Floats = coverage.weight[rows] * np.maximum(share - served[rows], 0.0)
        return people

    def merit(place: int) -> tuple[int, float, float]:
        adds = _worth(coverage, int(options[place]), reached[place][0], fresh_people(place))
        cost = coverage.option_cost[options[place]] + unpaid[site[place]]
        return int(phase[place]), *((-np.inf, -adds) if cost == 0 else (-adds / cost, -adds))

    heap = [(*merit(place), place) for place in range(len(options))]
    heapq.heapify(heap)
    order: list[int] = []
    listed = np.zeros(len(options), dtype=np.bool_)
    newly = np.zeros(len(options))
    while heap:
        place = heap[0][-1]
        if listed[place]:
            heapq.heappop(heap)
            continue
        fresh = (*merit(place), place)
        if fresh > heap[0]:
            heapq.heapreplace(heap, fresh)
            continue
        heapq.heappop(heap)
        newly[place] = fresh_people(place).sum()
        rows, share = reached[place]
        served[rows] = np.maximum(served[rows], share)
        order.append(place)
        listed[place] = True
        if unpaid[site[place]] > 0:
            unpaid[site[place]] = 0.0
            for other in np.flatnonzero((site == site[place]) & ~listed).tolist():
                heapq.heappush(heap, (*merit(other), other))
    return order, newly


def _worth(coverage: Coverage, option: int, rows: NDArray[np.int64], people: Floats) -> float:
    """People of the rows that an option reaches, times what one of them counts."""
    if coverage.value.shape[1] > 1 or (rows // coverage.n_demand != coverage.option_format[option]).any():
        return float((people * coverage.value_of(rows)).sum())
    return float(people.sum() * coverage.value[coverage.option_format[option], 0])


def _opened(
    inputs: Inputs,
    coverage: Coverage,
    rank: int,
    option: int,
    phase: int | str,
    site_cost: float,
    figures: tuple[float, float, float],
) -> Opened:
    site, format = int(coverage.option_site[option]), int(coverage.option_format[option])
    circle = int(inputs.site_circle[site])
    lonlat = None if inputs.sites.lonlat is None else inputs.sites.lonlat[site]
    return Opened(
        rank=rank,
        site=str(inputs.sites.ids[site]),
        site_name=str(inputs.sites.names[site]),
        format=inputs.formats[format].id,
        phase=phase,
        cost=float(coverage.option_cost[option]),
        source=str(inputs.payers(coverage.option_site[[option]], coverage.option_format[[option]])[0]),
        site_cost=site_cost,
        site_source=str(inputs.site_source[site]),
        newly_covered=float(figures[0]),
        only_here=float(figures[1]),
        total_covered=float(figures[2]),
        x=float(inputs.sites.xy_m[site, 0]),
        y=float(inputs.sites.xy_m[site, 1]),
        lon=None if lonlat is None else float(lonlat[0]),
        lat=None if lonlat is None else float(lonlat[1]),
        circle="" if circle < 0 else str(inputs.circles.ids[circle]),
        district=str(inputs.site_district[site]),
        kind=str(inputs.site_kind[site]),
        area_m2=float(inputs.formats[format].area_m2),
        option=option,
        site_position=site,
        format_position=format,
    )
