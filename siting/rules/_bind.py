"""Every rule of a scenario, bound to positions: those it lists, and those its shorthand keys stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from siting import parts
from siting.errors import Place, Problems
from siting.model import Labels, Rule
from siting.scenario import Scenario
from siting.scenario.phases import Phase
from siting.scenario.source import Key


def bind_all(scenario: Scenario, labels: Labels, problems: Problems) -> tuple[Rule, ...]:
    """The rules under `rules`, then `budget`, the phases, and each format's max_cost, max_new and min_new."""
    return tuple(
        bind_entry(entry, labels, problems, scenario.place(*keys)) for keys, entry in entries(scenario)
    )


def bind_entry(entry: dict[str, Any], labels: Labels, problems: Problems, place: Place) -> Rule:
    """One rule as a scenario lists it: {rule: <part>, ...}."""
    part = parts.load("rules", entry["rule"])
    settings = part.Settings.model_validate({key: value for key, value in entry.items() if key != "rule"})
    rule: Rule = part.bind(settings, labels, problems, place)
    return rule


def entries(scenario: Scenario) -> Iterator[tuple[tuple[Key, ...], dict[str, Any]]]:
    """Every rule, and the keys of the scenario that it stands at, in the order of `bind_all`."""
    settings = scenario.settings
    for number, entry in enumerate(settings.rules):
        yield ("rules", number), entry
    if settings.budget is not None:
        yield ("budget",), {"rule": "budget", "max_cost": settings.budget}
    yield from _of_phases(settings.phases or [], settings.carry_over is not False)
    for item in scenario.formats:
        keys = ("formats", item.index)
        if item.max_cost is not None:
            yield keys, {"rule": "budget", "max_cost": item.max_cost, "formats": [item.id]}
        if item.max_new is not None or item.min_new is not None:
            limits = {"max": item.max_new, "min": item.min_new}
            given = {key: value for key, value in limits.items() if value is not None}
            yield keys, {"rule": "count", **given, "formats": [item.id]}
        if item.min_demand is not None:
            yield keys, {"rule": "min_demand", "people": item.min_demand, "formats": [item.id]}


def _of_phases(phases: Sequence[Phase], carry_over: bool) -> Iterator[tuple[tuple[Key, ...], dict[str, Any]]]:
    """What stays open opens once; the most outlets and the money of each phase."""
    if phases:
        most = {phase.id: phase.max_new for phase in phases if phase.max_new is not None}
        yield ("phases",), {"rule": "phases", "max_new": most}
    budgets = {phase.id: phase.budget for phase in phases if phase.budget is not None}
    if budgets:
        yield ("phases",), {"rule": "phase_budget", "budgets": budgets, "carry_over": carry_over}
