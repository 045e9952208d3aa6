"""The numbers of a scenario that a planner may turn: where each stands, how fine, and how far either way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from siting.model import Model
from siting.objectives._required import Requiring
from siting.remedies.terms import Term, dotted
from siting.scenario import Scenario
from siting.scenario.places import deepest
from siting.scenario.source import plain

MONEY, SHARE, METRES, MINUTES = 0.01, 0.0001, 1.0, 0.1
FARTHEST = 64.0


@dataclass(frozen=True, slots=True)
class Knob:
    """key: as `--set` takes it. value: as it is now. step: values are multiples of it. farthest: the loosest value
    tried, above the value now or below it. is_said: whether the scenario says the value."""

    key: str
    value: float
    step: float
    farthest: float
    is_said: bool = True

    @property
    def upward(self) -> bool:
        """Whether a larger value asks for less."""
        return self.farthest > self.value

    def at(self, index: int) -> int | float:
        """The value of so many steps, a whole number where it is one."""
        digits = max(0, round(-math.log10(self.step)))
        value = round(index * self.step, digits)
        return int(value) if value == int(value) else value

    def loosest(self) -> int:
        """Steps of the loosest value."""
        return (
            math.ceil(self.farthest / self.step - 1e-6)
            if self.upward
            else math.floor(self.farthest / self.step + 1e-6)
        )

    def now(self) -> int:
        """Steps of the value now, rounded to the side that asks for more."""
        steps = self.value / self.step
        nearest = round(steps)
        if abs(steps - nearest) < 1e-6:
            return nearest
        return math.floor(steps) if self.upward else math.ceil(steps)


def knobs(case: Scenario, question: Model, term: Term) -> list[Knob]:
    """Every number of a term, each way that may ask for less."""
    if term.rule is None:
        return _required(case, question, term)
    found = _of_grade(case, term) if term.entry["rule"] == "grade" else []
    for path, value in _numbers(term.entry):
        key = _key(case, term, path, value)
        if key is not None:
            step = _step(path, value)
            found += [Knob(key, float(value), step, float(end)) for end in _ends(question, path, value)]
    return found


def _required(case: Scenario, question: Model, term: Term) -> list[Knob]:
    """The coverage asked for; all in reach is a share of those who are short."""
    key, settings = dotted(case, term.keys), case.settings
    goals = settings.goals or []
    asked = settings.min_coverage if len(term.keys) == 1 else goals[int(term.keys[1])].min_coverage
    assert isinstance(term.objective, Requiring)
    if asked is None:
        required = term.objective.requirement(question)
        share = float(required.reachable.sum() / max(float(required.short.sum()), 1e-300))
        return [Knob(key, share, SHARE, 0.0, is_said=False)]
    if isinstance(asked, float):
        return [Knob(key, asked, SHARE, 0.0)]
    if asked.share is not None:
        return [Knob(f"{key}.share", asked.share, SHARE, 0.0)]
    assert asked.weight is not None
    return [Knob(f"{key}.weight", asked.weight, 1.0 if asked.weight >= 1 else 0.01, 0.0)]


def _of_grade(case: Scenario, term: Term) -> list[Knob]:
    """What the level that a rule asks for asks for itself, down to the level below it."""
    grades, found = case.settings.grades, list[Knob]()
    for number, level in enumerate(grades.levels if grades is not None else ()):
        if grades is None or level.id != term.entry["level"]:
            continue
        below = grades.levels[number - 1] if number else None
        for name in ("basic", "quality"):
            least, value = float(getattr(below, name, 0)), float(getattr(level, name))
            if value > least:
                found.append(Knob(dotted(case, ("grades", "levels", number, name)), value, 1.0, least))
    return found


def _numbers(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every number below a block, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _numbers(below, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool) and path:
        yield path, value


def _key(case: Scenario, term: Term, path: tuple[str, ...], value: float) -> str | None:
    """Where the number stands: in the rule's own entry, or under the shorthand that the rule stands for."""
    node, depth = deepest(case.root, term.keys)
    said, keys = (plain(node) if depth == len(term.keys) else None), term.keys
    if isinstance(said, list):  # entries by id, as phases are, of which the rule says {id: number}
        at = next((number for number, item in enumerate(said) if item.get("id") == path[-1]), None)
        if at is None:
            return None
        said, keys, path = said[at], (*keys, at), path[:1]
    if isinstance(said, int | float):
        return dotted(case, keys)
    numbers = dict(_numbers(said)) if isinstance(said, dict) else {}
    if path in numbers or not numbers:
        return dotted(case, (*keys, *path))
    like = [own for own, number in numbers.items() if number == value]
    close = [
        own for own in like if own[-1].startswith(f"{path[-1]}_") or path[-1].startswith(own[-1])
    ] or like
    return dotted(case, (*keys, *close[0])) if len(close) == 1 else None


def _is_money(path: tuple[str, ...]) -> bool:
    return any("cost" in name or "budget" in name for name in path)


def _is_length(path: tuple[str, ...]) -> bool:
    return path[-1].endswith(("_m", "_m2", "metres"))


def _step(path: tuple[str, ...], value: float) -> float:
    if _is_money(path):
        return MONEY
    if _is_length(path):
        return METRES
    if path[-1].endswith("_min"):
        return MINUTES
    if isinstance(value, int):
        return 1.0
    if 0 <= value <= 1:
        return SHARE
    return 1.0 if value >= 100 else 0.01


def _ends(question: Model, path: tuple[str, ...], value: float) -> list[float]:
    """The loosest values: upward of a maximum, downward of a minimum, both ways of what does not say."""
    if _is_money(path):
        up = max(float(math.ceil(question.cost.sum() + question.site_cost.sum())), 2.0 * value)
    elif isinstance(value, int) and not _is_length(path):
        up = float(max(question.n_options, 2 * value))
    else:
        up = 1.0 if 0 <= value <= 1 else FARTHEST * value
    if any(name.startswith(("max", "most", "budget")) for name in path):
        return [up]
    if any(name.startswith(("min", "least", "fewest")) for name in path):
        return [0.0]
    return [end for end in (0.0, up) if end != value]
