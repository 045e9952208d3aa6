"""Layers that lie shifted against the streets or each other: found, measured, and explained by a system."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from siting.crs import OFFSET, PLANE, WGS84, is_geographic
from siting.errors import Problem
from siting.inputs import Inputs, Origin, Outline
from siting.language import mark, tr
from siting.networks import Network
from siting.travel.shift.closest import points_along
from siting.travel.shift.layers import Shift, find_shifts
from siting.travel.shift.outlines import explanation
from siting.travel.shift.words import direction
from siting.travel.snap import grid

if TYPE_CHECKING:
    from siting.scenario import Scenario

__all__ = ["Shift", "direction", "find_shifts", "warnings_of_shifted_areas", "warnings_of_shifts"]

POINTS = 5_000
AREAS = {
    "circles": mark("circles"),
    "clip": mark("outlines of the clip"),
    "totals": mark("areas of the totals"),
}
LAYERS = {"demand": mark("demand points"), "sites": mark("sites"), "outlets": mark("outlets"), **AREAS}


def warnings_of_shifts(scenario: Scenario, inputs: Inputs, network: Network) -> list[Problem]:
    """A warning for each layer that fits the streets clearly better elsewhere; none on a plane.

    Areas are looked at by points along their borders, which often follow streets."""
    settings = scenario.settings.travel.network
    if inputs.crs == PLANE or settings is None:
        return []
    borders = [
        Origin(outline.what, outline.place, outline.crs, points_along(outline.lonlat, outline.start, POINTS))
        for outline in inputs.outlines
    ]
    layers = (*inputs.origins, *borders)
    streets_crs = (settings.crs or WGS84).lower()
    shifts = find_shifts(layers, grid(network, "edge"), streets_crs, inputs.crs)
    return [_warning(shift, scenario, layers) for shift in shifts]


def warnings_of_shifted_areas(inputs: Inputs) -> list[Problem]:
    """A warning for each layer of areas that lies shifted against another, where a system explains it."""
    found = []
    for one, other in combinations(inputs.outlines, 2):
        given_and_best = explanation(one, other, inputs.crs)
        if given_and_best:
            given, best = given_and_best
            blamed, against, sign = (one, other, 1.0) if best.system else (other, one, -1.0)
            message = tr(
                "the {areas} lie {metres:.0f} m to the {direction} of the {others};"
                " with crs: {crs} they lie {left:.0f} m away",
                areas=tr(AREAS[blamed.what]),
                metres=given.offset.length_m,
                direction=direction(sign * given.offset.away_m),
                others=tr(AREAS[against.what]),
                crs=best.system or best.other_system,
                left=best.offset.length_m,
            )
            found.append(
                Problem(
                    blamed.place, message, _areas_hint(blamed, best.system or best.other_system), "warning"
                )
            )
    return found


def _areas_hint(outline: Outline, system: str) -> str:
    if system in OFFSET and not is_geographic(outline.crs):
        return _before_projection(system)
    return tr("Say crs: {crs} there.", crs=system)


def _warning(shift: Shift, scenario: Scenario, origins: tuple[Origin, ...]) -> Problem:
    length_m, away_m = float(np.hypot(*shift.away_m)), shift.away_m
    if shift.layer < 0:
        message = tr(
            "the streets lie {metres:.0f} m to the {direction} of where the other layers fit them"
            " (these are {now:.0f} m from a street, and would be {then:.0f} m)",
            metres=length_m,
            direction=direction(-away_m),
            now=shift.now_m,
            then=shift.then_m,
        )
        place = scenario.place("travel", "network")
        hint = tr(
            "They fit with crs: {crs}, unless the layers were converted from it once too often.",
            crs=shift.streets_system,
        )
        return Problem(place, message, hint, "warning")
    origin = origins[shift.layer]
    message = tr(
        "{layer} lie {metres:.0f} m to the {direction} of where they fit the streets"
        " (half of them within {now:.0f} m of a street; there, within {then:.0f} m)",
        layer=tr(LAYERS[origin.what]),
        metres=length_m,
        direction=direction(away_m),
        now=shift.now_m,
        then=shift.then_m,
    )
    return Problem(origin.place, message, _hint(shift, origin), "warning")


def _hint(shift: Shift, origin: Origin) -> str:
    if shift.cause == "unknown":
        return tr(
            "No known system explains it. Is the layer's CRS right, or does it come from a local datum?"
        )
    if shift.cause == "twice":
        return tr(
            "It looks as if they had been converted from {crs} although they were not in it;"
            " or the streets, and the layers that fit them, are in {crs}.",
            crs=shift.system,
        )
    if shift.system in OFFSET and not is_geographic(origin.crs):
        return _before_projection(shift.system)
    if shift.cause == "either":
        return tr(
            "They fit with crs: {crs}, or, if the streets are at fault, these with crs: {streets}.",
            crs=shift.system,
            streets=shift.streets_system,
        )
    return tr("They fit with crs: {crs}.", crs=shift.system)


def _before_projection(system: str) -> str:
    return tr(
        "They seem to have been {crs} when they were projected: convert the originals to WGS-84 first.",
        crs=system,
    )
