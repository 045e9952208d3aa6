"""Outlets of today that close: those whom most people have for themselves, and the city without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from siting.coverage import TOLERANCE
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, Points, frozen
from siting.language import tr
from siting.pipeline import Stock
from siting.travel import Reach, TravelTimes


def close_largest(found: Stock, count: int) -> Stock:
    """Without the `count` outlets of today that leave most people without any. Coverage stays to be computed.

    An outlet that stands for several formats closes as a whole. Outlets that the plan itself may upgrade, close or
    replace stay. Raises InputError where there are fewer outlets."""
    names, people = alone(found)
    if count > len(names):
        message = tr("{count} outlets cannot close: {all} are there", count=count, all=len(names))
        raise InputError.at(Place(where=f"close={count}"), message)
    order = np.lexsort((names, -people))[:count]
    kept = ~np.isin(found.inputs.outlets.ids.astype(str), names[order])
    return replace(found, inputs=_inputs(found.inputs, kept), travel=_travel(found.travel, kept))


def alone(found: Stock) -> tuple[NDArray[np.str_], Floats]:
    """Ids of the outlets that may be thought away, and people whom only this outlet serves, added up over formats."""
    inputs, travel = found.inputs, found.travel
    outlet = np.repeat(np.arange(len(inputs.outlet_format)), np.diff(travel.outlets.indptr))
    format = inputs.outlet_format[outlet].astype(np.int64)
    near = travel.outlets.travel <= travel.limit[format] + TOLERANCE
    row, outlet = format[near] * len(inputs.demand) + travel.outlets.indices[near], outlet[near]
    only = found.coverage.outlets_before[row] == 1
    ids = inputs.outlets.ids.astype(str)
    names, number = np.unique(ids, return_inverse=True)
    people = np.bincount(number[outlet[only]], weights=found.coverage.weight[row[only]], minlength=len(names))
    kept = set(closable(inputs).tolist())
    free = np.array([name in kept for name in names.tolist()], dtype=bool)
    return names[free], people[free]


def closable(inputs: Inputs) -> NDArray[np.str_]:
    """Ids of the outlets that may be thought away: all but those that the plan itself may upgrade, close or replace."""
    ids = inputs.outlets.ids.astype(str)
    tied = ids[:0] if inputs.site_outlet is None else ids[inputs.site_outlet[inputs.site_outlet >= 0]]
    return np.setdiff1d(ids, tied)


def _inputs(inputs: Inputs, kept: NDArray[np.bool_]) -> Inputs:
    points, own = inputs.outlets, inputs.site_outlet
    number = np.cumsum(kept) - 1
    return replace(
        inputs,
        outlets=Points(
            points.ids[kept],
            frozen(points.xy_m[kept]),
            None if points.lonlat is None else frozen(points.lonlat[kept]),
            points.names[kept],
        ),
        outlet_format=frozen(inputs.outlet_format[kept]),
        outlet_circle=frozen(inputs.outlet_circle[kept]),
        outlet_places=None if inputs.outlet_places is None else frozen(inputs.outlet_places[kept]),
        site_outlet=None if own is None else frozen(np.where(own >= 0, number[own], -1).astype(np.int32)),
    )


def _travel(travel: TravelTimes, kept: NDArray[np.bool_]) -> TravelTimes:
    lengths = np.diff(travel.outlets.indptr)
    pairs = np.repeat(kept, lengths)
    reach = Reach(
        frozen(np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)),
        frozen(travel.outlets.indices[pairs]),
        frozen(travel.outlets.travel[pairs]),
    )
    lost = np.zeros(len(kept), dtype=bool)
    lost[travel.lost_outlets] = True
    return replace(travel, outlets=reach, lost_outlets=frozen(np.flatnonzero(lost[kept]).astype(np.int32)))
