"""From a city to the model: rows that are short and count, the options that may serve them, and the city itself."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from siting.coverage import Coverage
from siting.demand import Demand
from siting.errors import InputError, Place
from siting.inputs import Floats, Inputs, Positions, frozen
from siting.language import tr
from siting.model.city import City
from siting.model.limited import objective_of, outlet_places, stay, today_of
from siting.model.rows import in_parts, in_phases, rows_of
from siting.model.types import Labels, Model, Objective, ReadsRows, Rule
from siting.stock import Gaps, Missing, by_circle, wanted


def labels(inputs: Inputs) -> Labels:
    """The ids behind the positions of a model built from these inputs."""
    of_circles = _texts(inputs.circles.districts, len(inputs.circles))
    districts = tuple(sorted({*map(str, inputs.site_district), *of_circles} - {""}))
    return Labels(
        format_ids=tuple(format.id for format in inputs.formats),
        circle_ids=tuple(str(identity) for identity in inputs.circles.ids),
        site_ids=tuple(str(identity) for identity in inputs.sites.ids),
        kinds=tuple(sorted({str(kind) for kind in inputs.site_kind})),
        districts=districts,
        sources=tuple(
            sorted({*map(str, inputs.site_source), *(one.source for one in inputs.formats)} - {""})
        ),
        phases=inputs.phases.ids,
        circle_district=tuple(_positions(of_circles, districts).tolist()),
        grades=() if inputs.grading is None else inputs.grading.ids,
    )


def build(
    inputs: Inputs,
    demand: Demand,
    coverage: Coverage,
    gaps: Gaps,
    missing: Missing,
    objective: Objective,
    rules: tuple[Rule, ...],
) -> Model:
    """The question: rows that are short and count, and the options that may serve them.

    1. Rows that an outlet reaches already (unless the objective asks for every row, or outlets of the format can be
       full), that are not wanted
       (`stock.wanted`), or whose weight (people times the format's value) is zero are left out; where a rule or
       the objective reads rows, those that nobody stands behind. Where one speaks of everybody, rows that are not
       wanted stay, with weight zero: what is bought for others may reach them too.
    2. Options stay although they reach no row, since rules may count them; with missing="circle" those in circles
       that have the format leave, as they are not for sale.
    3. Rows that some options serve only in part become parts; with phases, every row and option is there once for
       each phase, phase by phase. Otherwise the order is kept.
    Raises InputError when missing="circle" and there are no circles, and when people times values are too large to be
    added up."""
    objective = objective_of(inputs, objective)
    every_row = bool(getattr(objective, "every_row", False))
    rows, options = wanted(inputs, coverage, gaps, missing, every_row)
    rows = rows | stay(inputs, coverage)
    weight = np.where(rows, _weights(demand), 0.0)
    if any(getattr(rule, "every_row", False) for rule in rules):
        rows = np.ones_like(rows)
    if any(getattr(each, "everybody", False) for each in (objective, *rules)):
        rows = rows | ~coverage.covered_before
    counts = coverage.weight > 0 if _reads_rows(objective, rules) else weight > 0  # RULE 1
    found = rows_of(coverage, np.flatnonzero(rows & counts), np.flatnonzero(options))  # RULE 2
    found = in_phases(in_parts(found, coverage.partly_before, every_row), inputs.phases.n)  # RULE 3
    base, point = found.row, found.row % coverage.n_demand
    present = demand.present_in(found.row_phase, point) * found.width
    option, site, format = (
        found.option,
        coverage.option_site[found.option],
        coverage.option_format[found.option],
    )
    names = labels(inputs)
    area_m2 = np.array([each.area_m2 for each in inputs.formats], dtype=np.float64)
    return Model(
        indptr=frozen(found.indptr),
        indices=frozen(found.indices),
        travel=frozen(found.travel),
        weight=frozen(weight[base] * present * inputs.phases.years[found.row_phase]),
        row_demand=frozen(point.astype(np.int32)),
        row_format=frozen((base // coverage.n_demand).astype(np.int32)),
        row_circle=frozen(inputs.demand_circle[point]),
        row_phase=frozen(found.row_phase),
        row_people=frozen(coverage.weight[base] * present),
        row_outlets=frozen(found.outlets),
        row_nearest=frozen(found.nearest),
        cost=frozen(coverage.option_cost[option]),
        site_cost=inputs.site_cost,
        site_source=frozen(_positions(inputs.site_source, names.sources)),
        option_site=frozen(site),
        option_format=frozen(format),
        option_phase=frozen(found.option_phase),
        option_circle=frozen(inputs.site_circle[site]),
        option_district=frozen(_positions(inputs.site_district, names.districts)[site]),
        option_kind=frozen(_positions(inputs.site_kind, names.kinds)[site]),
        option_source=frozen(_positions(inputs.payers(site, format), names.sources)),
        option_area_m2=frozen(area_m2[format]),
        option_capacity=frozen(_capacity(inputs, site, format)),
        option_xy_m=frozen(inputs.sites.xy_m[site]),
        objective=objective,
        rules=rules,
        city=_city(inputs, demand, coverage, gaps, names),
        **today_of(coverage, base),
    )


def _capacity(inputs: Inputs, site: Positions, format: Positions) -> Floats:
    """(n_options,) places of each option: those of its format, unless it has its own."""
    places = np.array([each.places for each in inputs.formats], dtype=np.float64)[format]
    if inputs.option_places is None:
        return places
    own = inputs.option_places[site, format]
    return np.where(np.isnan(own), places, own)


def _reads_rows(objective: Objective, rules: tuple[Rule, ...]) -> bool:
    return any(isinstance(each, ReadsRows) for each in (objective, *rules))


def _texts(values: Iterable[object] | None, length: int) -> list[str]:
    return [""] * length if values is None else [str(value) for value in values]


def _city(inputs: Inputs, demand: Demand, coverage: Coverage, gaps: Gaps, names: Labels) -> City:
    """What rules may ask beyond rows and options."""
    covered = coverage.served_before.reshape(demand.weight.shape)
    phases = range(inputs.phases.n)
    living = [demand.weight if demand.present is None else demand.weight * demand.present[t] for t in phases]
    return City(
        people=frozen(np.stack([by_circle(inputs, people) for people in living])),
        reached=frozen(np.stack([by_circle(inputs, people * covered) for people in living])),
        outlets=gaps.outlets,
        circle_district=frozen(np.array(names.circle_district, dtype=np.int32)),
        years=inputs.phases.years,
        format_tiers=tuple(format.tier for format in inputs.formats),
        outlet_format=inputs.outlet_format,
        outlet_circle=inputs.outlet_circle,
        outlet_xy_m=inputs.outlets.xy_m,
        site_area_m2=inputs.site_area_m2,
        site_kind=frozen(_positions(inputs.site_kind, names.kinds)),
        site_circle=inputs.site_circle,
        site_xy_m=inputs.sites.xy_m,
        site_outlet=np.zeros(0, np.int32) if inputs.site_outlet is None else inputs.site_outlet,
        site_role=np.zeros(0, np.int8) if inputs.site_role is None else inputs.site_role,
        worth=frozen(np.stack([by_circle(inputs, people * demand.value) for people in living])),
        worth_reached=frozen(
            np.stack([by_circle(inputs, people * demand.value * covered) for people in living])
        ),
        grading=inputs.grading,
        outlet_places=outlet_places(inputs),
        cutoffs=coverage.limit,
        per_minute=coverage.per_minute,
    )


def _weights(demand: Demand) -> Floats:
    """(n_rows,) people times what one of them counts."""
    with np.errstate(over="ignore"):
        weight: Floats = (demand.weight * demand.value).ravel()
        total = weight.sum()
    if not np.isfinite(total):
        raise InputError.at(
            Place(where="formats.weight"),
            tr("people times weight are too large to be added up"),
            tr("Only how weights compare counts: give all formats smaller ones."),
        )
    return weight


def _positions(texts: Iterable[object], known: tuple[str, ...]) -> Positions:
    """Position of each text among those known, -1 where it is none of them."""
    position = {text: number for number, text in enumerate(known)}
    return np.array([position.get(str(text), -1) for text in texts], dtype=np.int32)
