"""Maximal covering of people who come in chunks: a metropolis person by person, in one pass, on a plane.

Memory follows the different sets of sites in reach, of which there are only as many as the reaches cut the
plane into; the people themselves are looked at once and let go (`cover.discs`, `cover.stream`)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from siting import parts
from siting.cover import discs
from siting.cover.cells import Cells, cells
from siting.cover.covers import Covers
from siting.cover.discs import Tally
from siting.cover.stream import Stream
from siting.errors import InputError, Place, Problems
from siting.inputs import Floats, frozen
from siting.language import tr
from siting.model import Labels, Model
from siting.outcome import Outcome, Start, Watch
from siting.strategies._run import run_strategy
from siting.travel import threads

Chunk = tuple[NDArray[np.float64], NDArray[np.float64]]
PIECE = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody, as merged rows: covers by the sites. points, people: how many were seen, out of reach included."""

    covers: Covers
    points: int
    people: float


def gather(
    chunks: Iterable[Chunk],
    sites_xy: ArrayLike,
    reach: ArrayLike,
    detour: float = 1.0,
    n_threads: int | None = None,
) -> People:
    """Merges people by the sites in their reach, a chunk at a time.

    chunks: (xy, people): (n, 2) places and (n,) people >= 0, in any order and number. sites_xy: (n_sites, 2).
    reach: one for all sites, or (n_sites,); closed: hypot(dx, dy) * detour <= reach, in the unit of the places.
    Raises InputError for places that are not finite, people who are no number, and shapes that do not fit."""
    grid = cells(*_sites(sites_xy, reach), detour)
    tallies: list[Tally] = []
    points, people = 0, 0.0
    for number, chunk in enumerate(chunks):
        xy, weight = _checked(chunk, number)
        _count(grid, tallies, xy, weight, n_threads)
        points, people = points + len(weight), people + float(weight.sum())
    stream = Stream(len(grid.discs))
    for tally in tallies:
        discs.flush(grid, tally, stream)
    return People(stream.covers(), points, people)


def maximal_covering(
    chunks: Iterable[Chunk],
    sites_xy: ArrayLike,
    reach: ArrayLike,
    cost: ArrayLike,
    budget: float,
    *,
    detour: float = 1.0,
    strategy: str = "auto",
    backend: str = "scipy_highs",
    gap: float = 0.0,
    time_limit_s: float = 60.0,
    seed: int = 0,
    watch: Watch | None = None,
    start: Start | None = None,
) -> Outcome:
    """Which sites to open within a budget, so that the most people have one in reach; and the proof.

    chunks, sites_xy, reach, detour: as in `gather`. cost: one for all sites, or (n_sites,) >= 0; with cost 1 the
    budget is a number of sites. The rest as in a scenario's `solve`. outcome.selection: positions of the sites to
    open. Raises InputError, RefusedError, and NoPlanError when it was stopped before any plan was found.
    Maximal covering: Church and ReVelle (1974), doi:10.1007/BF01942293."""
    _check_numbers(budget, gap, time_limit_s, seed)
    sites_xy = np.asarray(sites_xy, np.float64)
    gathered = gather(chunks, sites_xy, reach, detour)
    question = model_of(gathered.covers, sites_xy, cost, budget)
    watch = watch or Watch()
    watch.begin(time_limit_s, gap)
    return run_strategy(strategy, question, watch, seed, backend, start)


def model_of(covers: Covers, sites_xy: Floats, cost: ArrayLike, budget: float) -> Model:
    """The question of merged rows under one budget. What belongs to a single person is unknown of them: -1, nan."""
    n_sites = covers.n_options
    costs = _per_site(cost, n_sites, "cost")
    if not (costs >= 0).all():
        raise InputError.at(Place(where="cost"), tr("costs must be numbers, and at least 0"))
    unknown = frozen(np.full(covers.n_rows, -1, np.int32))
    nowhere, nan = frozen(np.full(n_sites, -1, np.int32)), frozen(np.full(n_sites, np.nan))
    only = frozen(np.zeros(n_sites, np.int32))
    names = Labels(("all",), (), tuple(str(number) for number in range(n_sites)), ("site",))
    rule, problems = parts.load("rules", "budget"), Problems()
    bound = rule.bind(rule.Settings(max_cost=budget), names, problems)
    problems.stop_on_errors()
    return Model(
        indptr=frozen(covers.row_start),
        indices=frozen(covers.row_options),
        travel=frozen(np.full(len(covers.row_options), np.nan)),
        weight=frozen(covers.weight),
        row_demand=unknown,
        row_format=unknown,
        row_circle=unknown,
        cost=frozen(costs),
        site_cost=frozen(np.zeros(n_sites)),
        site_source=nowhere,
        option_site=frozen(np.arange(n_sites, dtype=np.int32)),
        option_format=only,
        option_phase=only,
        option_circle=nowhere,
        option_district=nowhere,
        option_kind=only,
        option_source=nowhere,
        option_area_m2=nan,
        option_capacity=nan,
        option_xy_m=frozen(np.array(sites_xy, np.float64)),
        objective=parts.load("objectives", "max_coverage").bind(),
        rules=(bound,),
    )


def _count(grid: Cells, tallies: list[Tally], xy: Floats, weight: Floats, n_threads: int | None) -> None:
    """Counts a chunk, piece by piece on every processor; each piece borrows a tally, or begins one."""

    def work(begin: int, end: int) -> None:
        tally = tallies.pop() if tallies else discs.tally(grid)
        piece = xy[begin:end]
        tallies.append(discs.count(grid, tally, piece[:, 0], piece[:, 1], weight[begin:end]))

    threads.in_chunks(work, len(weight), PIECE, n_threads)


def _check_numbers(budget: float, gap: float, time_limit_s: float, seed: int) -> None:
    """Raises InputError that names every one that is no number from 0; a time limit may be infinite."""
    problems = Problems()
    named = {"budget": budget, "gap": gap, "time_limit_s": time_limit_s, "seed": seed}
    for name, number in named.items():
        if not 0 <= number <= (float("inf") if name == "time_limit_s" else sys.float_info.max):
            problems.error(Place(where=name), tr("got {value}, must be a number from 0", value=number))
    problems.stop_on_errors()


def _checked(chunk: Chunk, number: int) -> Chunk:
    """The chunk as numbers, or InputError with its number and row."""
    place = Place(where=tr("chunk {number}", number=number))
    if len(chunk) != 2:
        message = tr("a chunk is a pair, (n, 2) places and (n,) people; got {count} things", count=len(chunk))
        raise InputError.at(place, message, tr("Is it one chunk, where a list of chunks is asked for?"))
    xy, weight = (np.asarray(part, np.float64) for part in chunk)
    if xy.shape != (len(weight), 2) or weight.ndim != 1:
        message = tr(
            "a chunk is (n, 2) places and (n,) people, not {xy} and {people}",
            xy=xy.shape,
            people=weight.shape,
        )
        raise InputError.at(place, message)
    good = np.isfinite(xy).all(axis=1) & np.isfinite(weight) & (weight >= 0)
    if not good.all():
        row = int(np.flatnonzero(~good)[0])
        message = tr("row {row}: places must be finite, and people a number from 0", row=row)
        raise InputError.at(place, message)
    return xy, weight


def _sites(sites_xy: ArrayLike, reach: ArrayLike) -> tuple[Floats, Floats]:
    xy = np.asarray(sites_xy, np.float64)
    if xy.ndim != 2 or xy.shape[1] != 2 or not np.isfinite(xy).all():
        raise InputError.at(Place(where="sites_xy"), tr("sites are (n, 2) finite places"))
    reaches = _per_site(reach, len(xy), "reach")
    if not (reaches >= 0).all():
        raise InputError.at(Place(where="reach"), tr("reaches must be at least 0"))
    return xy, reaches


def _per_site(values: ArrayLike, n_sites: int, name: str) -> Floats:
    found = np.asarray(values, np.float64)
    if found.shape not in ((), (n_sites,)) or np.isnan(found).any():
        message = tr("one number for all sites, or one for each of the {count}", count=n_sites)
        raise InputError.at(Place(where=name), message)
    return np.array(np.broadcast_to(found, (n_sites,)))
