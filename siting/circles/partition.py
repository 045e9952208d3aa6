"""A graph cut into circles: connected, compact, each with people within the bounds.

1. Starts lie apart (k-means++ along streets), and every spot goes to the nearest of them.
2. Each start carries a handicap in metres, larger while it has too many people; starts move to the middle of their
   spots. What belongs to a start is connected whatever the handicaps (a network Voronoi diagram with additive weights).
3. Spots change hands between neighbours, at random first and then only for the better, until the circles are within
   the bounds and as compact as can be (`exchange`). Circles stay connected at every step.

The same graph, bounds and seed give the same circles. How this compares with other ways is told in
docs/explanation/circles.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.circles.bounds import Bounds
from siting.circles.centres import centres
from siting.circles.exchange import exchange
from siting.circles.graph import Graph
from siting.circles.spread import few_nearest, nearest, scattered
from siting.inputs import Floats, Positions, frozen

ATTEMPTS = 4
"""Most beginnings tried for one piece while some circle is out of bounds."""
HANDICAP_ROUNDS = 40
ROUNDS = 24
LOOKS = 4
"""Each round looks at every spot so many times; then the circles' middles are found again."""
COOLING = 0.8
"""Share of the rounds with moves for the worse."""
FEW = 6
"""So many middles are known to a spot; others count as farther than these."""
MOST_TRIED = 64
"""Spots looked at for the middle of a circle, in the end."""
# Prices beside the mean squared way of a person to the middle, which counts as 1.
PULL = 10.0
PUSH = 20.0
HEAT = 3.0


Worth = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """circle: (n_spots,) position of the circle, -1 in none; middle: (n_circles,) position of a spot."""

    circle: Positions
    middle: Positions


def partition(graph: Graph, bounds: Bounds, least_of_a_piece: float, seed: int) -> Cut:
    """Every connected piece cut for itself; pieces with fewer people than least_of_a_piece get no circle, but the
    most populous has one.

    Circles are numbered piece by piece, in no order that means anything."""
    circle = np.full(len(graph), -1, np.int32)
    middle: list[Positions] = []
    numbers = np.argsort(graph.piece, kind="stable").astype(np.int32)
    n_circles = 0
    for number, spots in enumerate(np.split(numbers, np.flatnonzero(np.diff(graph.piece[numbers])) + 1)):
        if number > 0 and graph.people[spots].sum() < least_of_a_piece:
            continue
        part = graph.part(spots) if len(spots) < len(graph) else graph
        label, middles = _cut(part, bounds, np.random.default_rng([seed, number]))
        circle[spots] = label + n_circles
        middle.append(spots[middles])
        n_circles += len(middles)
    return Cut(frozen(circle), frozen(np.concatenate([np.empty(0, np.int32), *middle])))


def _cut(graph: Graph, bounds: Bounds, rng: np.random.Generator) -> tuple[Positions, Positions]:
    """A connected graph: (n_spots,) circle of each spot, and each circle's middle."""
    count = bounds.how_many(graph.people)
    if count == 1:
        label = np.zeros(len(graph), np.int32)
        return label, _centres(graph, label, 1, MOST_TRIED)[0]
    best, least = None, (np.inf, np.inf)
    for _ in range(ATTEMPTS):
        label, worth = _improved(graph, _begun(graph, count, rng), count, bounds, rng)
        if worth < least:
            best, least = label, worth
        if least[0] <= 0:
            break
    assert best is not None
    return best, _centres(graph, best, count, MOST_TRIED)[0]


def _beyond(label: Positions, people: Floats, bounds: Bounds) -> Floats:
    """(n_circles,) people out of bounds that could be mended; a spot too large for a circle, alone, cannot."""
    beyond = np.where(bounds.within(people), 0.0, bounds.outside(people))
    beyond[(np.bincount(label, minlength=len(people)) == 1) & (people > bounds.most)] = 0.0
    return beyond


def _begun(graph: Graph, count: int, rng: np.random.Generator) -> Positions:
    """(n_spots,) circles of about equal people around starts that lie apart (1 and 2)."""
    starts = scattered(graph.indptr, graph.indices, graph.length_m, graph.people, rng.random(count))
    wanted = graph.people.sum() / count
    handicap_m, best, spread = np.zeros(count), None, np.inf
    for round_ in range(HANDICAP_ROUNDS):
        label = _nearest(graph, starts, handicap_m)
        people = np.bincount(label, graph.people, count)
        if not people.all():  # a handicap larger than the way to the next start
            handicap_m *= 0.5
            continue
        if np.square(people - wanted).sum() < spread:
            best, spread = label, float(np.square(people - wanted).sum())
        starts, inertia, _ = _centres(graph, label, count, LOOKS)
        radius_m = np.sqrt(inertia.sum() / graph.people.sum())
        step = radius_m * (0.5 * (1 - round_ / HANDICAP_ROUNDS) + 0.02)
        handicap_m += step * np.clip(people / wanted - 1, -1, 1)
    assert best is not None  # without handicaps, as in the first round, every start has itself
    return best


def _improved(
    graph: Graph, label: Positions, count: int, bounds: Bounds, rng: np.random.Generator
) -> tuple[Positions, Worth]:
    """The best circles that were seen in ROUNDS rounds of exchange (3), and their worth: people out of bounds first,
    then what exchange makes small."""
    middle, inertia, total = _centres(graph, label, count, 2 * LOOKS)
    whole = float(graph.people.sum())
    square_m2 = max(float(inertia.sum()) / whole, 1.0)
    aim, capped = bounds.aim(graph.people, count), np.minimum(graph.people, bounds.most)
    pull, push = PULL * square_m2 / aim, PUSH * square_m2
    best, least = label, (np.inf, np.inf)
    label = label.copy()
    for round_ in range(ROUNDS):
        who, way_m = np.full((len(graph), FEW), -1, np.int32), np.full((len(graph), FEW), np.inf)
        known = few_nearest(graph.indptr, graph.indices, graph.length_m, middle, who, way_m)
        filled = np.bincount(label, capped, count)
        for look in range(LOOKS):
            cooled = 1 - (round_ + look / LOOKS) / (ROUNDS * COOLING)
            exchange(
                graph.indptr, graph.indices, capped, label, filled, who, way_m, known,
                aim, bounds.least, bounds.most, pull, push,
                rng.permutation(len(graph)), max(cooled, 0.0) * HEAT * square_m2 * whole / len(graph),
                rng.random(len(graph)),
            )  # fmt: skip
        middle, inertia, total = _centres(graph, label, count, 2 * LOOKS)
        out_of_balance = pull * float(np.square(total - aim).sum())
        worth = (float(_beyond(label, total, bounds).sum()), float(inertia.sum()) + out_of_balance)
        if worth < least:
            best, least = label.copy(), worth
    return best, least


def _nearest(graph: Graph, starts: Positions, handicap_m: Floats) -> Positions:
    owner, way_m = np.full(len(graph), -1, np.int32), np.full(len(graph), np.inf)
    nearest(graph.indptr, graph.indices, graph.length_m, starts, handicap_m - handicap_m.min(), owner, way_m)
    return owner


def _centres(graph: Graph, label: Positions, count: int, tries: int) -> tuple[Positions, Floats, Floats]:
    found: tuple[Positions, Floats, Floats] = centres(
        graph.indptr, graph.indices, graph.length_m, graph.people, graph.xy_m, label, count, tries
    )
    return found
