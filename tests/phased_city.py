"""A tiny city with phases, and what its plans are worth and cost from the definition alone: loops over people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from siting import coverage, demand, model
from siting.inputs import Inputs, Phases
from siting.objectives import max_coverage
from siting.stock import take_stock
from tests.models import rule
from tests.small_city import city, format_input, straight_lines

Plan = dict[tuple[int, int], int]
"""(site, format) -> phase in which it opens."""


def phases(years: list[float], budgets: list[float | None], carry_over: bool = True) -> Phases:
    ids = tuple(f"p{number}" for number in range(len(years)))
    money = np.array([np.nan if budget is None else budget for budget in budgets], dtype=np.float64)
    return Phases(ids, tuple({"en": one, "zh": one} for one in ids), np.array(years), money, carry_over)


def random_town(seed: int, n_phases: int, carry_over: bool, shared: bool) -> Inputs:
    """Three sites, two formats, eight places, some of which people move to later; one outlet of today."""
    rng = np.random.default_rng(seed)
    admits = rng.random((3, 2)) < 0.85
    admits[0] = True
    admits[2, 1] = False
    inputs = city(
        demand=rng.uniform(0, 1000, (8, 2)),
        people=rng.integers(0, 50, 8),
        sites=rng.uniform(0, 1000, (3, 2)),
        formats=(format_input("market", 450.0), format_input("canteen", 350.0, weight=2.0)),
        admits=admits,
        cost=rng.integers(1, 9, (3, 2)),
        site_cost=rng.integers(0, 6, 3) if shared else 0.0,
        outlets=rng.uniform(0, 1000, (1, 2)),
        outlet_format=[0],
    )
    budgets = [None if rng.random() < 0.15 else float(rng.integers(0, 14)) for _ in range(n_phases)]
    arrivals = np.where(rng.random(8) < 0.4, rng.integers(0, n_phases, 8), 0).astype(np.int32)
    years = [float(year) for year in rng.integers(1, 6, n_phases)]
    return replace(inputs, phases=phases(years, budgets, carry_over), demand_phase=arrivals)


def question(inputs: Inputs, *rules: tuple[str, dict[str, Any]]) -> model.Model:
    """The model of the town under its phases' rules and these."""
    need, travel = demand.estimate(inputs), straight_lines(inputs)
    reach = coverage.cover(inputs, need, travel)
    names, said = model.labels(inputs), inputs.phases
    given = {one: float(money) for one, money in zip(said.ids, said.budgets, strict=True) if money == money}
    bound = [rule("phases", names), *(rule(name, names, **settings) for name, settings in rules)]
    if given:
        bound.append(rule("phase_budget", names, budgets=given, carry_over=said.carry_over))
    gaps = take_stock(inputs, need, reach)
    return model.build(inputs, need, reach, gaps, "people", max_coverage.bind(), tuple(bound))


def selection(asked: model.Model, plan: Plan) -> Any:
    """The plan in the model's positions."""
    keys = zip(
        asked.option_site.tolist(), asked.option_format.tolist(), asked.option_phase.tolist(), strict=True
    )
    return np.array([k for k, (s, f, t) in enumerate(keys) if plan.get((s, f)) == t], dtype=np.int32)


def every_plan(inputs: Inputs) -> list[Plan]:
    """Every (site, format) in one phase, or never."""
    pairs = [(int(s), int(f)) for s, f in zip(*np.nonzero(inputs.site_admits), strict=True)]
    choices = product(range(-1, inputs.phases.n), repeat=len(pairs))
    return [{pair: t for pair, t in zip(pairs, each, strict=True) if t >= 0} for each in choices]


Short = tuple[int, float, int, list[int]]


def short(inputs: Inputs) -> list[Short]:
    """Everybody whom no outlet of today reaches: format, what they count in a year, when they arrive, sites near."""

    def near(one: Any, other: Any, cutoff_m: float | None) -> bool:
        assert cutoff_m is not None
        return bool(np.hypot(*(one - other)) <= cutoff_m + 1e-6)

    found = []
    for (f, format), (i, people) in product(enumerate(inputs.formats), enumerate(inputs.people.tolist())):
        place = inputs.demand.xy_m[i]
        mine = [o for o in range(len(inputs.outlets)) if inputs.outlet_format[o] == f]
        if not any(near(place, inputs.outlets.xy_m[o], format.cutoff_m) for o in mine):
            arrives = 0 if inputs.demand_phase is None else int(inputs.demand_phase[i])
            sites = [s for s, xy in enumerate(inputs.sites.xy_m) if near(place, xy, format.cutoff_m)]
            found.append((f, people * format.weight, arrives, sites))
    return found


def worth(inputs: Inputs, plan: Plan, people: list[Short] | None = None) -> float:
    """What people count for every year in which they live there and an outlet that the plan opens reaches them."""
    total = 0.0
    for f, counts, arrives, sites in short(inputs) if people is None else people:
        opens = [plan[s, f] for s in sites if (s, f) in plan]
        if opens:
            served = range(max(arrives, min(opens)), inputs.phases.n)
            total += counts * sum(float(inputs.phases.years[t]) for t in served)
    return total


def spent(inputs: Inputs, plan: Plan) -> list[float]:
    """By phase: what opens in it, and sites where nothing had opened before."""
    money = [0.0] * inputs.phases.n
    for (s, f), t in plan.items():
        money[t] += float(inputs.option_cost[s, f])
    for s in {s for s, _ in plan}:
        money[min(t for (site, _), t in plan.items() if site == s)] += float(inputs.site_cost[s])
    return money


def affordable(inputs: Inputs, plan: Plan) -> bool:
    """Each phase with money pays for itself: of what it has and, with carry-over, what such phases before it left."""
    rest = 0.0
    for budget, cost in zip(inputs.phases.budgets.tolist(), spent(inputs, plan), strict=True):
        if budget == budget:
            rest = (rest if inputs.phases.carry_over else 0.0) + budget - cost
            if rest < -1e-9:
                return False
    return True


@dataclass(frozen=True)
class Best:
    """Of all plans that can be paid."""

    value: float
    plan: Plan


def best(inputs: Inputs) -> Best:
    people = short(inputs)
    found = [(worth(inputs, plan, people), plan) for plan in every_plan(inputs) if affordable(inputs, plan)]
    value, plan = max(found, key=lambda pair: pair[0])
    return Best(value, plan)
