"""The figures of each phase: its money, what opens in it, and whom it reaches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.inputs import Floats, Positions
from siting.language import figure, language, tr
from siting.plan.figures import Figures, reach_figures
from siting.plan.projects import served_by
from siting.stock import wanted

if TYPE_CHECKING:
    from siting.plan import Plan

NEVER = -1


def phases(plan: Plan) -> list[Figures]:
    """By phase, in order of time; empty without phases. People are those who live there by then.

    budget: its own money, None where it has none; carried_over: what earlier phases left to it; cost: of the outlets
    that open in it and of sites where nothing had opened before (site_cost, for themselves); left: what it leaves.
    formats: people in reach of outlets of today, and of those and all that has opened by then. value: people whom the
    new outlets reach (with missing: circle, in circles that lack the format), of formats with places those who newly
    find one, times what one of them counts, times the years of the phase."""
    all_phases = plan.inputs.phases
    if not all_phases.named:
        return []
    spent, found = _spent(plan), []
    rows, _ = wanted(plan.inputs, plan.coverage, plan.gaps, plan.scenario.settings.missing)
    counts = plan.weights.value * rows.reshape(plan.share_before.shape)
    purses = purse(all_phases.budgets.tolist(), spent, all_phases.carry_over)
    for phase, identity in enumerate(all_phases.ids):
        mine = [each for each in plan.opened if each.phase == identity]
        reached = people_by_phase(plan, phase)
        formats = [
            [float(people[number].sum()) for people in reached] for number in range(len(plan.inputs.formats))
        ]
        value = (reached[2] - reached[1]) * counts * all_phases.years[phase]
        value[[not math.isnan(one.places) for one in plan.inputs.formats]] = 0.0
        found.append(
            {
                "id": identity,
                "name": all_phases.names[phase].get(language(), identity),
                "years": float(all_phases.years[phase]),
                "budget": None if math.isnan(all_phases.budgets[phase]) else float(all_phases.budgets[phase]),
                "carried_over": purses[phase][0],
                "cost": spent[phase],
                "site_cost": float(sum(each.site_cost for each in mine)),
                "left": purses[phase][1],
                "opened": len(mine),
                "people": float(plan.inputs.people[_present(plan, phase)].sum()),
                "value": float(value.sum())
                + (0.0 if plan.places is None else float(plan.places.value[phase])),
                "formats": {
                    one.id: reach_figures(*formats[number]) for number, one in enumerate(plan.inputs.formats)
                },
            }
        )
    return found


def people_by_phase(plan: Plan, phase: int) -> tuple[Floats, Floats, Floats]:
    """(n_formats, n_demand) people of a phase: all, those whom an outlet of today serves, and those whom one of today
    or a new one serves by then."""
    weight = plan.weights.weight * _present(plan, phase)
    return weight, weight * plan.share_before, weight * share_after(plan, phase)


def first_phases(plan: Plan) -> Positions:
    """(n_formats, n_demand) position of the phase in which a new outlet first adds people of the point; NEVER."""
    found = np.full(plan.share_before.shape, NEVER, dtype=np.int32)
    for phase in range(plan.inputs.phases.n):
        found[(found == NEVER) & (share_after(plan, phase) > plan.share_before)] = phase
    return found


def share_after(plan: Plan, phase: int) -> Floats:
    """(n_formats, n_demand) share of the point's people whom an outlet serves at the end of a phase."""
    ids = plan.inputs.phases.ids
    opened = [each.option for each in plan.opened if ids.index(str(each.phase)) <= phase]
    after = served_by(plan.coverage, np.array(opened, dtype=np.int32))
    found: Floats = np.maximum(plan.share_before, after.reshape(plan.share_before.shape))
    return found


def _present(plan: Plan, phase: int) -> Any:
    """(n_demand,) whether the people live there in the phase."""
    arrival = plan.inputs.demand_phase
    return np.ones(len(plan.inputs.demand), dtype=np.bool_) if arrival is None else arrival <= phase


def _spent(plan: Plan) -> list[float]:
    """(n_phases,) money for outlets and sites; a site is paid at its first outlet of the list, which goes by phase."""
    return [
        float(sum(each.cost + each.site_cost for each in plan.opened if each.phase == identity))
        for identity in plan.inputs.phases.ids
    ]


def purse(
    budgets: list[float], spent: list[float], carry_over: bool
) -> list[tuple[float | None, float | None]]:
    """By phase: money that earlier phases left to it, and money that it leaves; None where it has none of its own."""
    found: list[tuple[float | None, float | None]] = []
    rest = 0.0
    for budget, cost in zip(budgets, spent, strict=True):
        if math.isnan(budget):
            found.append((None, None))
            continue
        carried = rest if carry_over else 0.0
        rest = carried + budget - cost
        found.append((carried, rest))
    return found


def told(summary: Figures) -> str:
    """A line for each phase, and what one phase at a time would have lost, in the language in force."""
    lines = []
    for entry in summary["phases"]:
        spent = tr("{cost:,.0f} {currency}", cost=entry["cost"], currency=summary["currency"])
        if entry["budget"] is not None:
            there = entry["budget"] + entry["carried_over"]
            spent = tr("{spent} of {there:,.0f}", spent=spent, there=there)
        lines.append(
            tr(
                "{phase} (years: {years:g}): {opened} opened for {spent}; value {value}",
                phase=entry["name"],
                years=entry["years"],
                opened=entry["opened"],
                spent=spent,
                value=figure(entry["value"]),
            )
        )
    return "\n".join([*lines, summary["hindsight"]["said"]])
