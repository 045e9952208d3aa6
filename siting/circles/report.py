"""What a planner has to know of circles that were drawn: who is in none, and which are out of bounds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.circles.figures import Figures
from siting.circles.graph import Graph
from siting.errors import Problems
from siting.inputs import Inputs, Positions
from siting.language import tr
from siting.readers import few
from siting.scenario import Scenario


def report(
    scenario: Scenario, inputs: Inputs, graph: Graph, circle: Positions, figures: Figures, problems: Problems
) -> None:
    """Warnings. circle: (n_spots,).

    1. Demand points in no circle: too far from the streets, or on a piece of streets with too few people.
    2. Circles out of bounds that could not be otherwise: a whole island with too few people, or a single spot with
       too many.
    3. Other circles out of bounds."""
    place = scenario.place("circles", "draw")
    outside = np.flatnonzero(inputs.demand_circle < 0)
    if len(outside):  # RULE 1
        message = tr(
            "{count} demand points with {people:,.0f} people are in no circle: {ids}",
            count=len(outside),
            people=inputs.people[outside].sum(),
            ids=few(inputs.demand.ids[outside]),
        )
        hint = tr("They are far from every street, or on streets that too few people share to make a circle.")
        problems.warn(place, message, hint)
    beyond = ~figures.bounds.within(figures.people)
    alone, islands = _single_spots(circle, len(figures.people)), _islands(graph, circle, len(figures.people))
    small, large = figures.people < figures.bounds.least, figures.people > figures.bounds.most
    for which, text in (
        (beyond & small & islands, tr("{count} circles are islands with too few people: {names}")),  # RULE 2
        (beyond & large & alone, tr("{count} circles are a single place with too many people: {names}")),
        (
            beyond & ~(small & islands) & ~(large & alone),  # RULE 3
            tr("{count} circles have too few or too many people: {names}"),
        ),
    ):
        if which.any():
            problems.warn(place, _named(text, which, inputs, figures))


def _named(text: str, which: NDArray[np.bool_], inputs: Inputs, figures: Figures) -> str:
    told = [
        tr("{name} ({people:,.0f} people)", name=inputs.circles.names[k], people=figures.people[k])
        for k in np.flatnonzero(which)
    ]
    return text.format(count=len(told), names=few(told))


def _single_spots(circle: Positions, n_circles: int) -> NDArray[np.bool_]:
    return np.asarray(np.bincount(circle[circle >= 0], minlength=n_circles) == 1)


def _islands(graph: Graph, circle: Positions, n_circles: int) -> NDArray[np.bool_]:
    """Whether a circle is all of its connected piece."""
    inside = circle >= 0
    pieces = np.unique(np.stack([graph.piece[inside], circle[inside]]), axis=1)
    piece_of = np.zeros(n_circles, np.int64)
    piece_of[pieces[1]] = pieces[0]
    return np.asarray(np.bincount(pieces[0])[piece_of] == 1)
