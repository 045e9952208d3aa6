"""The city with a change: read once, walked once, and what follows from it computed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from siting import coverage, demand, stock
from siting.decide.robust.cases import Change
from siting.decide.robust.closing import close_largest
from siting.errors import InputError, Place
from siting.inputs import FormatInput, frozen
from siting.language import tr
from siting.parts import suggestion
from siting.pipeline import Stock
from siting.travel import TravelTimes


def with_changes(found: Stock, changes: Sequence[Change]) -> Stock:
    """What there is and what is missing, then. Raises InputError where a change names what the city does not have.

    Slower and shorter walks only take pairs away, so that no way is measured again."""
    for change in changes:
        found = CHANGES[change.what](found, change)
    if not changes:
        return found
    wanted = demand.estimate(found.inputs)
    reach = coverage.cover(found.inputs, wanted, found.travel)
    return replace(
        found,
        demand=wanted,
        coverage=reach,
        gaps=stock.take_stock(found.inputs, wanted, reach),
        clusters=None,
    )


def _walking(found: Stock, change: Change) -> Stock:
    """Slower people come less far in the same minutes; cutoffs in metres stay."""
    groups = {one.group for one in found.inputs.formats}
    _refuse_unknown(change, change.of, groups)
    formats = found.inputs.formats
    slower = np.array(
        [one.cutoff_min is not None and change.of in ("", one.group) for one in formats], dtype=bool
    )
    factor = np.where(slower, 1.0 + change.by, 1.0)
    travel = _limited(found, factor)
    speed = travel.speed_m_per_min * factor
    return replace(found, travel=replace(travel, speed_m_per_min=frozen(speed)))


def _cutoff(found: Stock, change: Change) -> Stock:
    formats = found.inputs.formats
    _refuse_unknown(change, change.of, {one.id for one in formats})
    factor = np.array([1.0 + change.by * (change.of in ("", one.id)) for one in formats])
    shorter = tuple(_shorter(one, by) for one, by in zip(formats, factor.tolist(), strict=True))
    own = found.inputs.option_cutoff
    inputs = replace(
        found.inputs, formats=shorter, option_cutoff=None if own is None else frozen(own * factor[None, :])
    )
    return replace(found, travel=_limited(found, factor), inputs=inputs)


def _shorter(format: FormatInput, by: float) -> FormatInput:
    minutes, metres = format.cutoff_min, format.cutoff_m
    return replace(
        format,
        cutoff_min=None if minutes is None else minutes * by,
        cutoff_m=None if metres is None else metres * by,
    )


def _limited(found: Stock, factor: NDArray[np.float64]) -> TravelTimes:
    """Ways with limits times (n_formats,) factors, all at most 1."""
    travel, own = found.travel, found.travel.option_limit
    return replace(
        travel,
        limit=frozen(travel.limit * factor),
        option_limit=None if own is None else frozen(own * factor[None, :]),
    )


def _people(found: Stock, change: Change) -> Stock:
    """More or fewer of everybody, of a group (the others stay as many), or of everybody in a circle."""
    inputs, grown = found.inputs, 1.0 + change.by
    if change.of.startswith("circle."):
        name = change.of.removeprefix("circle.")
        known = [str(one) for one in inputs.circles.ids]
        _refuse_unknown(change, name, set(known))
        here = inputs.demand_circle == known.index(name)
        factor = np.where(here, grown, 1.0)
    else:
        _refuse_unknown(change, change.of, set(inputs.groups))
        factor = np.full(len(inputs.people), grown)
    alone = change.of and not change.of.startswith("circle.")
    groups = {
        name: frozen(people * factor) if not alone or name == change.of else people
        for name, people in inputs.groups.items()
    }
    people = groups.get("people", inputs.people) if alone else frozen(inputs.people * factor)
    return replace(found, inputs=replace(inputs, people=people, groups=groups))


def _cost(found: Stock, change: Change) -> Stock:
    """Costs of outlets, and of the sites themselves where it is no format that is dearer."""
    inputs, dearer = found.inputs, 1.0 + change.by
    what, _, name = change.of.partition(".")
    sites, formats = np.ones(len(inputs.sites), bool), np.ones(len(inputs.formats), bool)
    if what == "kind":
        _refuse_unknown(change, name, {str(kind) for kind in inputs.site_kind})
        sites = inputs.site_kind.astype(str) == name
    elif what == "format":
        _refuse_unknown(change, name, {one.id for one in inputs.formats})
        formats = np.array([one.id == name for one in inputs.formats])
    elif change.of:
        message = tr("'{key}' is neither kind.NAME nor format.ID", key=change.of)
        raise InputError.at(Place(where=f"{change.what}.{change.of}"), message)
    option_cost = np.where(sites[:, None] & formats[None, :], inputs.option_cost * dearer, inputs.option_cost)
    site_cost = np.where(sites & formats.all(), inputs.site_cost * dearer, inputs.site_cost)
    return replace(
        found, inputs=replace(inputs, option_cost=frozen(option_cost), site_cost=frozen(site_cost))
    )


def _close(found: Stock, change: Change) -> Stock:
    return close_largest(found, int(change.by))


def _refuse_unknown(change: Change, name: str, known: set[str]) -> None:
    if name and name not in known:
        place = Place(where=f"{change.what}.{change.of}")
        message = tr("the city has no '{name}'", name=name)
        raise InputError.at(place, message, suggestion(name, sorted(known)))


CHANGES: dict[str, Callable[[Stock, Change], Stock]] = {
    "walking": _walking,
    "cutoff": _cutoff,
    "people": _people,
    "cost": _cost,
    "close": _close,
}
