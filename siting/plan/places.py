"""Places in a plan's figures: how many there are, who finds one, and who lives in reach and finds none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from siting.certificate import Evidence, PlaceFigures, place_figures
from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.language import tr
from siting.plan.projects import Opened

if TYPE_CHECKING:
    from siting.plan import Plan


def figures_of(evidence: Evidence, coverage: Coverage) -> PlaceFigures | None:
    """Of a checked plan; None where no format has places."""
    return place_figures(evidence, coverage.n_demand)


def with_places(
    opened: tuple[Opened, ...], evidence: Evidence, figures: PlaceFigures | None, options: Positions
) -> tuple[Opened, ...]:
    """The project list with places and the people assigned.

    options: of the coverage, those that the evidence's selection opens."""
    if figures is None:
        return opened
    at = dict(zip(options.tolist(), evidence.selection.tolist(), strict=True))
    return tuple(_with(each, evidence, figures, at[each.option]) for each in opened)


def _with(each: Opened, evidence: Evidence, figures: PlaceFigures, option: int) -> Opened:
    places = float(evidence.option_places[option])
    if not np.isfinite(places):
        return each
    return replace(each, places=places, assigned=float(figures.new[option]))


def by_format(plan: Plan, number: int, before: float, after: float) -> dict[str, float]:
    """What summary.json says of a format's places; nothing of a format without places.

    before, after: its people in reach."""
    inputs, figures = plan.inputs, plan.places
    if figures is None or np.isnan(inputs.formats[number].places):
        return {}
    new = [each.places or 0.0 for each in plan.opened if each.format_position == number]
    today = float(_places_today(inputs)[inputs.outlet_format == number].sum())
    served = [float(count) for count in figures.served[:, number]]
    return {
        "places_before": today,
        "places_after": today + float(sum(new)),
        "served_before": served[0],
        "served_after": served[1],
        "newly_served": served[1] - served[0],
        "without_place_before": before - served[0],
        "without_place_after": after - served[1],
    }


def told(plan: Plan) -> list[str]:
    """A line for each format with places, in the language in force."""
    found = plan.summary["formats"]
    return [
        tr(
            "{format}: {before:,.0f} places, {after:,.0f} with the plan; {served_before:,.0f} people have one, then"
            " {served_after:,.0f}; {short:,.0f} in reach find none",
            format=plan.format_name(identity),
            before=entry["places_before"],
            after=entry["places_after"],
            served_before=entry["served_before"],
            served_after=entry["served_after"],
            short=entry["without_place_after"],
        )
        for identity, entry in found.items()
        if "places_before" in entry
    ]


def _places_today(inputs: Inputs) -> Floats:
    return np.zeros(len(inputs.outlet_format)) if inputs.outlet_places is None else inputs.outlet_places
