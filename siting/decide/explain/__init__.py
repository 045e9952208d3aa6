"""Why this site, and why not that one: whom an outlet alone reaches, what is lost without it, what would stand in its
place; and of one that the plan leaves out, what it would bring, push out, and at which cost it would enter.

Losses are intervals. The one end is a plan that was found, and its value; the other is proven, from the prices of the
run's certificate or from its bound."""

from __future__ import annotations

from collections.abc import Callable

from siting.decide.basis import Basis
from siting.decide.explain.asked import format_of, site_of
from siting.decide.explain.explaining import Grounds, grounds_of, outlet
from siting.decide.explain.records import records
from siting.decide.explain.solved import solved
from siting.decide.explain.survey import nearest, of_plan
from siting.decide.explain.types import Change, Entry, Explained, Explanation, Loss
from siting.outcome import Watch

__all__ = [
    "Change",
    "Entry",
    "Explained",
    "Explanation",
    "Grounds",
    "Loss",
    "explain",
    "grounds_of",
    "records",
]


def explain(
    grounds: Grounds,
    site: str | None,
    format: str | None,
    solve: bool,
    watch: Watch,
    tell: Callable[[str], None] = lambda _: None,
) -> Explanation:
    """Of one site and format; of all formats of a site that are for sale; of the whole plan where no site is named.

    format alone: outlets of the plan of that format. solve: forced out, or in, and solved again. tell: is told how far
    it is. Raises InputError for ids that the city does not have."""
    basis: Basis = grounds.basis
    number = None if format is None else format_of(basis, format)
    if site is None:
        lines = tuple(one for one in of_plan(grounds, watch, tell) if format in (None, one.format))
        near = tuple(one for one in nearest(grounds, watch) if format in (None, one.format))
        return Explanation(lines, near, watch.interrupted)
    place = site_of(basis, site)
    formats = range(len(basis.inputs.formats)) if number is None else [number]
    admitted = [one for one in formats if number is not None or basis.inputs.site_admits[place, one]]
    found = [outlet(grounds, place, one) for one in admitted]
    if solve:
        found = [solved(grounds, one, watch) for one in found]
    return Explanation(tuple(sorted(found, key=_chosen_first)), (), watch.interrupted)


def _chosen_first(one: Explained) -> tuple[bool, str]:
    return (one.state not in ("opened", "kept"), one.format)
