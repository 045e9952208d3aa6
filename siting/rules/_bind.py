"""Every rule of a scenario, bound to positions: those it lists, and those its shorthand keys stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting import parts
from siting.errors import Place, Problems
from siting.model import Labels, Rule
from siting.scenario import Scenario


def bind_all(scenario: Scenario, labels: Labels, problems: Problems) -> tuple[Rule, ...]:
    """The rules under `rules`, then `budget` and each format's max_cost, max_new and min_new."""
    bound = []
    for place, entry in _entries(scenario):
        part = parts.load("rules", entry["rule"])
        settings = part.Settings.model_validate({key: value for key, value in entry.items() if key != "rule"})
        bound.append(part.bind(settings, labels, problems, place))
    return tuple(bound)


def _entries(scenario: Scenario) -> Iterator[tuple[Place, dict[str, Any]]]:
    settings = scenario.settings
    for number, entry in enumerate(settings.rules):
        yield scenario.place("rules", number), entry
    if settings.budget is not None:
        yield scenario.place("budget"), {"rule": "budget", "max_cost": settings.budget}
    for item in scenario.formats:
        place = scenario.place("formats", item.index)
        if item.max_cost is not None:
            yield place, {"rule": "budget", "max_cost": item.max_cost, "formats": [item.id]}
        if item.max_new is not None or item.min_new is not None:
            limits = {"max": item.max_new, "min": item.min_new}
            given = {key: value for key, value in limits.items() if value is not None}
            yield place, {"rule": "count", **given, "formats": [item.id]}
