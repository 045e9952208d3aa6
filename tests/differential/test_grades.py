"""Grades, the rule `grade` and the objective `max_grades` against their definitions, household by household."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from siting import parts
from siting.errors import Problems, RefusedError
from siting.model.grades import levels, present
from siting.objectives import max_grades, max_worst_circle
from siting.outcome import Watch
from siting.rules import clashes
from siting.strategies import exact
from tests.equity import OUTSIDE, Town, in_reach, town
from tests.models import CIRCLES, every_selection, rule

USABLE = [name for name in parts.names("backends") if parts.load("backends", name).available() is None]
FORMATS = ("market", "canteen", "grocer")
TIERS = ("basic", "quality", "basic")


def made_of(seed: int, most_options: int = 7, phases: int = 0) -> Town:
    return town(seed, most_options, phases, FORMATS)


def is_there(made: Town, circle: int, format: int, phase: int, selection: set[int]) -> bool:
    """By definition, from the list of people, outlets and options."""
    grading = made.model.city.grading
    assert grading is not None
    standing = (circle, format) in made.outlets
    opened = any(made.place[k][:2] == (circle, format) and made.place[k][2] <= phase for k in selection)
    mine = [one for one in made.households if (one.phase, one.circle, one.format) == (phase, circle, format)]
    people = sum(Fraction(one.people) for one in mine)
    reached = sum(Fraction(one.people) for one in mine if in_reach(one, selection))
    enough = people > 0 and reached >= Fraction(grading.reach_share) * people * (1 - Fraction(1, 10**9))
    ways = {"outlet": standing or opened, "reach": enough, "either": standing or opened or enough}
    return bool(ways[grading.present])


def level_of(made: Town, circle: int, phase: int, selection: set[int]) -> int:
    grading = made.model.city.grading
    assert grading is not None
    there = [TIERS[f] for f in range(len(FORMATS)) if is_there(made, circle, f, phase, selection)]
    reached = 0
    for basic, quality in zip(grading.basic.tolist(), grading.quality.tolist(), strict=True):
        if there.count("basic") >= basic and there.count("quality") >= quality:
            reached += 1
        else:
            break
    return reached


def share(made: Town, selection: set[int], circle: int | None = None, format: int | None = None) -> float:
    """Of people times what they count times years; 0 where nobody counts."""
    years = made.model.city.years
    mine = [
        one
        for one in made.households
        if (circle is None or one.circle == circle) and (format is None or one.format == format)
    ]
    whole = sum(one.people * one.worth * years[one.phase] for one in mine)
    reached = sum(one.people * one.worth * years[one.phase] for one in mine if in_reach(one, selection))
    return reached / whole if whole else 0.0


def somebody_counts(made: Town, circle: int, format: int | None) -> bool:
    return any(
        one.circle == circle and one.worth > 0 and (format is None or one.format == format)
        for one in made.households
    )


@pytest.mark.parametrize("seed", range(100))
def test_levels_are_those_that_counting_gives(seed: int) -> None:
    made = made_of(seed)
    for selection in every_selection(made.model.n_options):
        for phase in range(len(made.labels.phases)):
            found = levels(made.model, present(made.model, selection, phase))
            opened = set(selection.tolist())
            assert found.tolist() == [level_of(made, circle, phase, opened) for circle in range(OUTSIDE)]


def grade_settings(rng: np.random.Generator, made: Town) -> dict[str, Any]:
    said: dict[str, Any] = {"level": str(rng.choice(["basic", "quality"]))}
    if rng.random() < 0.7:
        said["circles"] = rng.choice(CIRCLES, int(rng.integers(1, 3)), replace=False).tolist()
    if len(made.labels.phases) > 1 and rng.random() < 0.5:
        said["phases"] = ["first"]
    return said


def graded(made: Town, said: dict[str, Any], selection: set[int]) -> bool:
    least = 1 + made.labels.grades.index(said["level"])
    phases = [made.labels.phases.index(one) for one in said.get("phases", made.labels.phases[-1:])]
    circles = [CIRCLES.index(one) for one in said.get("circles", CIRCLES)]
    return all(level_of(made, circle, phase, selection) >= least for circle in circles for phase in phases)


@pytest.mark.parametrize("seed", range(100))
def test_the_rule_grade_means_what_it_says(seed: int) -> None:
    made, rng = made_of(seed), np.random.default_rng(seed)
    said = grade_settings(rng, made)
    grade = rule("grade", made.labels, **said)
    everything = every_selection(made.model.n_options)
    truth = [graded(made, said, set(selection.tolist())) for selection in everything]
    assert [not grade.violations(made.model, selection) for selection in everything] == truth
    told = clashes(replace(made.model, rules=(grade,)))
    assert bool(told) == (not truth[-1])
    assert all("if every outlet for sale opened" in text for text in told)


def worth(made: Town, name: str, selection: set[int]) -> float:
    """The objective's value by definition."""
    city = share(made, selection)
    if name == "max_grades":
        points = made.model.city.grading.points.tolist()  # type: ignore[union-attr]
        phase = len(made.labels.phases) - 1
        found = [level_of(made, circle, phase, selection) for circle in range(OUTSIDE)]
        return sum(sum(points[:level]) for level in found) + 0.5 * city
    formats = range(len(FORMATS)) if name == "circle_format" else [None]
    shares = [
        100 * share(made, selection, circle, format)
        for circle in range(OUTSIDE)
        for format in formats
        if somebody_counts(made, circle, format)
    ]
    return min(shares, default=100.0) + city


OBJECTIVES = {
    "max_grades": max_grades.bind(),
    "circle": max_worst_circle.bind(),
    "circle_format": max_worst_circle.bind("circle_format"),
}


@pytest.mark.parametrize("name", USABLE)
@pytest.mark.parametrize("goal", OBJECTIVES)
def test_exact_finds_what_trying_everything_finds(goal: str, name: str) -> None:
    graded_ones = 0
    for seed in range(8 if name == "scipy_highs" else 2):
        made, rng = made_of(2000 + seed, most_options=6), np.random.default_rng(seed)
        said = grade_settings(rng, made) | {"level": "basic"}
        rules = (
            rule("budget", made.labels, max_cost=float(rng.integers(2, 12))),
            *((rule("grade", made.labels, **said),) if seed % 2 else ()),
        )
        asked = replace(made.model, objective=OBJECTIVES[goal], rules=rules)
        best = None
        for selection in every_selection(asked.n_options):
            opened = set(selection.tolist())
            value = worth(made, goal, opened)
            assert asked.objective.value(asked, selection) == pytest.approx(value, abs=1e-9)
            if not rules[0].violations(asked, selection) and (not seed % 2 or graded(made, said, opened)):
                best = value if best is None else max(best, value)
        if name == "ortools_cpsat" and goal != "max_grades":
            with pytest.raises(RefusedError, match="whole numbers"):
                exact.solve(asked, Watch(time_limit_s=20), 0, name)
            return
        outcome = exact.solve(asked, Watch(time_limit_s=20), 0, name)
        if best is None:
            assert outcome.stop == "infeasible"
            continue
        assert outcome.stop in ("optimal", "finished")
        assert outcome.value == pytest.approx(best, rel=1e-7)
        assert outcome.bound == pytest.approx(best, rel=1e-6)
        graded_ones += 1
    assert graded_ones >= 1


def test_a_grade_that_nobody_defined_is_an_error() -> None:
    part, problems = parts.load("rules", "grade"), Problems()
    made = made_of(0)
    part.bind(part.Settings(level="qualty"), made.labels, problems)
    nobody = replace(made.labels, circle_ids=(), circle_district=())
    part.bind(part.Settings(level="basic"), nobody, problems)
    assert [(one.message, one.hint) for one in problems.errors] == [
        ("unknown grade 'qualty'", "Did you mean 'quality'?"),
        (
            "this rule asks for circles, but the scenario has none",
            "Give a layer under `circles`, or draw them (circles.draw).",
        ),
    ]
