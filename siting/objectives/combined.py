"""Several goals: added up by weights, or one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting import parts
from siting.language import mark
from siting.objectives._goals import InTurn, Part, Weighted

if TYPE_CHECKING:
    from siting.scenario.goal import Goal

ABOUT = mark("several goals, added up by their weights or reached one after the other")
KEYS = ("goals", "combine")


def bind(goals: list[Goal] | None = None, combine: str | None = None) -> Weighted | InTurn:
    """The objective of the goals, each bound as if it stood alone. combine: "weighted" unless "lexicographic"."""
    found = tuple(_part(goal) for goal in goals or ())
    return InTurn(found) if combine == "lexicographic" else Weighted(found)


def _part(goal: Goal) -> Part:
    part = parts.load("objectives", goal.objective)
    objective = part.bind(**{key: getattr(goal, key, None) for key in part.KEYS})
    weight, tolerance = goal.weight, goal.tolerance
    return Part(objective, 1.0 if weight is None else weight, 0.0 if tolerance is None else tolerance)
