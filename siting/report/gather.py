"""Plan -> Report: ids, places, states and walks, ready to be shown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.catalogue.groups import groups as known_groups
from siting.inputs import Inputs, frozen
from siting.plan import Plan
from siting.plan.phases import first_phases
from siting.report.answers import answers
from siting.report.duties import duty_of
from siting.report.palette import colour
from siting.report.types import (
    EVERYONE,
    LOST,
    NEW,
    SHORT,
    THERE,
    Circles,
    Format,
    Homes,
    Places,
    Report,
    Sites,
)
from siting.report.walks import walks
from siting.report.words import both, named, same, spoken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.report.types import Both, Floats, Positions


def of_plan(plan: Plan) -> Report:
    """Everything that is shown of a plan; nothing is solved or measured for it."""
    inputs, summary = plan.inputs, plan.summary
    return Report(
        summary=summary,
        texts=_texts(plan),
        formats=_formats(inputs),
        phases=_phases(inputs),
        grades=() if inputs.grading is None else tuple(named(names, "") for names in inputs.grading.names),
        groups={name: _group(name) for name in inputs.groups},
        homes=_homes(plan),
        outlets=_outlets(plan),
        sites=_sites(plan),
        circles=_circles(inputs, summary["grades"]),
        opened_site=_positions([each.site_position for each in plan.opened]),
        opened_format=_positions([each.format_position for each in plan.opened]),
        crs=inputs.crs,
        streets=plan.streets,
        answers=answers(plan),
    )


def _texts(plan: Plan) -> dict[str, Both]:
    return {
        "title": spoken(lambda _: plan.title),
        "notices": spoken(lambda _: "\n".join(plan.notices)),
        "why_strategy": same(plan.outcome.why_strategy),
        "notes": same("\n".join(plan.outcome.notes)),
        "hindsight": _hindsight(plan),
    }


def _hindsight(plan: Plan) -> Both:
    from siting.plan.hindsight import words

    return spoken(lambda _: words(plan)) if plan.inputs.phases.named else same("")


def _formats(inputs: Inputs) -> tuple[Format, ...]:
    found = []
    for number, one in enumerate(inputs.formats):
        minutes = one.cutoff_min is not None
        limit = one.cutoff_min if one.cutoff_min is not None else one.cutoff_m
        assert limit is not None
        unit, names = "min" if minutes else "m", named(one.names, one.id)
        area_m2 = None if math.isnan(one.area_m2) else one.area_m2
        shown = (one.id, names, one.tier, float(limit), unit, one.group, colour(number), area_m2)
        found.append(Format(*shown, *duty_of(one)))
    return tuple(found)


def _phases(inputs: Inputs) -> tuple[tuple[str, Both], ...]:
    phases = inputs.phases
    if not phases.named:
        return ()
    return tuple(
        (identity, named(names, identity)) for identity, names in zip(phases.ids, phases.names, strict=True)
    )


def _group(name: str) -> Both:
    if name == EVERYONE:
        return both("everyone")
    known = known_groups().get(name)
    return same(name) if known is None else {"en": known.name_en, "zh": known.name_zh}


def _homes(plan: Plan) -> Homes:
    inputs = plan.inputs
    before, after = walks(plan)
    arrival = np.zeros(len(inputs.demand)) if inputs.demand_phase is None else inputs.demand_phase
    return Homes(
        ids=_texts_of(inputs.demand.ids),
        names=_texts_of(inputs.demand.names),
        xy_m=inputs.demand.xy_m,
        people=inputs.people,
        circle=inputs.demand_circle,
        state=frozen(_states(plan)),
        way_before=frozen(before),
        way_after=frozen(after),
        phase=frozen(arrival.astype(np.int8)),
        group_people=_group_people(inputs),
    )


def _group_people(inputs: Inputs) -> Floats | None:
    """(n_groups, n) of the groups but everyone, in their order; None without such."""
    found = [people for name, people in inputs.groups.items() if name != EVERYONE]
    return np.asarray(frozen(np.stack(found))) if found else None


def _states(plan: Plan) -> NDArray[np.int8]:
    """(n_formats, n_demand) states as the types name them."""
    before, after = plan.covered_before, plan.covered_after
    found = np.where(before, np.where(after, THERE, LOST), SHORT).astype(np.int8)
    fresh = after & ~before
    first = first_phases(plan).astype(np.int8) if plan.inputs.phases.n > 1 else np.zeros_like(found)
    found[fresh] = NEW + first[fresh]
    return found


def _outlets(plan: Plan) -> Places:
    inputs = plan.inputs
    closes = np.zeros(len(inputs.outlet_format), dtype=np.bool_)
    closes[[one.outlet_position for one in plan.closed]] = True
    return Places(
        ids=_texts_of(inputs.outlets.ids),
        names=_texts_of(inputs.outlets.names),
        xy_m=inputs.outlets.xy_m,
        format=inputs.outlet_format,
        circle=inputs.outlet_circle,
        closes=frozen(closes),
    )


def _sites(plan: Plan) -> Sites:
    """Sites that stand for an outlet of today, which may close, are no place to open something new."""
    inputs = plan.inputs
    opens = np.zeros(len(inputs.sites), dtype=np.bool_)
    opens[[each.site_position for each in plan.opened]] = True
    return Sites(
        ids=_texts_of(inputs.sites.ids),
        names=_texts_of(inputs.sites.names),
        xy_m=inputs.sites.xy_m,
        lonlat=inputs.sites.lonlat,
        circle=inputs.site_circle,
        kind=_texts_of(inputs.site_kind),
        district=_texts_of(inputs.site_district),
        source=_texts_of(inputs.site_source),
        area_m2=inputs.site_area_m2,
        opens=frozen(opens),
        admits=frozen(inputs.site_admits & ~inputs.kept[:, None]),
    )


def _circles(inputs: Inputs, grades: dict[str, Any] | None) -> Circles:
    circles = inputs.circles
    unknown = np.full(len(circles), "", dtype=object)
    levels = [] if grades is None else [one["id"] for one in grades["levels"]]
    named = [] if grades is None else list(grades["circles"].values())
    return Circles(
        ids=_texts_of(circles.ids),
        names=_texts_of(circles.names),
        districts=_texts_of(unknown if circles.districts is None else circles.districts),
        rings=tuple(() for _ in circles.ids)
        if circles.polygons is None
        else tuple(_rings(one) for one in circles.polygons),
        grade_before=_positions([_level(levels, one["before"]) for one in named]),
        grade_after=_positions([_level(levels, one["after"]) for one in named]),
    )


def _level(levels: list[str], reached: str) -> int:
    return levels.index(reached) if reached in levels else -1


def _rings(polygon: object) -> tuple[Floats, ...]:
    """Outer and inner outlines of a polygon, or of each part of several."""
    from shapely import get_coordinates, get_parts, get_rings

    return tuple(frozen(get_coordinates(ring)) for ring in get_rings(get_parts(polygon)))


def _texts_of(values: NDArray[np.object_]) -> NDArray[np.object_]:
    texts = np.array([str(value) for value in values], dtype=object)
    texts.setflags(write=False)
    return texts


def _positions(values: list[int]) -> Positions:
    found: Positions = frozen(np.array(values, dtype=np.int32))
    return found
