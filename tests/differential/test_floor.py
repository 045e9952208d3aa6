"""`floor` against its definition, household by household, and as a program on every backend."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from siting import backends, parts
from siting.errors import Problems
from siting.model import Rule
from siting.objectives import max_coverage
from siting.outcome import Watch
from siting.program import Program
from siting.rules import clashes
from siting.strategies import exact
from tests.equity import OUTSIDE, Household, Town, in_reach, town
from tests.models import CIRCLES, DISTRICTS, FORMATS, every_selection, rule

USABLE = [name for name in parts.names("backends") if parts.load("backends", name).available() is None]
DISTRICT = {0: None, 1: 0, 2: 1, OUTSIDE: None}
SHORT = next(
    seed
    for seed in range(99)
    if any(not one.outlets and not one.options for one in town(seed, 5, 1).households)
)
EACH = ["none", "circle", "district", "format", "circle_format", "district_format"]


def settings(rng: np.random.Generator, made: Town) -> dict[str, Any]:
    found: dict[str, Any] = {
        "share": float(rng.choice([0.1, 0.25, 0.5, 0.6, 0.8, 1.0])),
        "each": str(rng.choice(EACH)),
    }
    if rng.random() < 0.3:
        found["formats"] = [str(rng.choice(FORMATS))]
    if rng.random() < 0.3:
        found["circles"] = rng.choice(CIRCLES, 2, replace=False).tolist()
    if rng.random() < 0.2 and "C1" not in found.get("circles", []):
        found["districts"] = list(DISTRICTS)
    if len(made.labels.phases) > 1 and rng.random() < 0.5:
        found["phases"] = rng.choice(made.labels.phases, int(rng.integers(1, 3)), replace=False).tolist()
    return found


def meant(one: Household, said: dict[str, Any], made: Town) -> bool:
    phases = said.get("phases", made.labels.phases[-1:])
    inside = "circles" not in said or (one.circle < OUTSIDE and CIRCLES[one.circle] in said["circles"])
    district = DISTRICT[one.circle]
    inside &= "districts" not in said or (district is not None and DISTRICTS[district] in said["districts"])
    inside &= "formats" not in said or FORMATS[one.format] in said["formats"]
    inside &= not said["each"].startswith("circle") or one.circle < OUTSIDE
    inside &= not said["each"].startswith("district") or district is not None
    return inside and made.labels.phases[one.phase] in phases


def group(one: Household, each: str) -> tuple[Any, ...]:
    return (
        one.phase,
        one.circle if each.startswith("circle") else None,
        DISTRICT[one.circle] if each.startswith("district") else None,
        one.format if each.endswith("format") else None,
    )


def holds(made: Town, said: dict[str, Any], selection: set[int]) -> bool:
    """By definition, in fractions; a billionth of the floor does not decide."""
    people: dict[Any, Fraction] = {}
    reached: dict[Any, Fraction] = {}
    for one in made.households:
        if meant(one, said, made):
            key = group(one, said["each"])
            people[key] = people.get(key, Fraction(0)) + Fraction(one.people)
            reached.setdefault(key, Fraction(0))
            reached[key] += Fraction(one.people) * in_reach(one, selection)
    least = Fraction(said["share"]) * (1 - Fraction(1, 10**9))
    return all(reached[key] >= least * people[key] for key in people)


@pytest.mark.parametrize("seed", range(150))
def test_a_floor_means_what_it_says(seed: int) -> None:
    made = town(seed)
    said = settings(np.random.default_rng(seed), made)
    floor = rule("floor", made.labels, **said)
    truth = [
        holds(made, said, set(selection.tolist())) for selection in every_selection(made.model.n_options)
    ]
    words = [
        not floor.violations(made.model, selection) for selection in every_selection(made.model.n_options)
    ]
    assert words == truth
    told = bool(clashes(replace(made.model, rules=(floor,))))
    assert told == (not truth[-1])  # the last selection opens everything
    assert told == (not any(truth))


@pytest.mark.parametrize("name", USABLE)
def test_exact_finds_the_best_plan_above_the_floors(name: str) -> None:
    possible = 0
    for seed in range(14):
        made = town(seed + 1000, most_options=6)
        rng = np.random.default_rng(seed)
        said = [settings(rng, made) for _ in range(int(rng.integers(1, 3)))]
        said = [one | {"share": min(one["share"], 0.5)} for one in said]
        money = rule("budget", made.labels, max_cost=float(rng.integers(2, 12)))
        rules: tuple[Rule, ...] = (money, *(rule("floor", made.labels, **one) for one in said))
        asked = replace(made.model, rules=rules)
        best = max(
            (
                asked.objective.value(asked, selection)
                for selection in every_selection(asked.n_options)
                if not money.violations(asked, selection)
                and all(holds(made, one, set(selection.tolist())) for one in said)
            ),
            default=None,
        )
        outcome = exact.solve(asked, Watch(time_limit_s=20), 0, name)
        if best is None:
            assert outcome.stop == "infeasible"
            assert outcome.notes
        else:
            assert outcome.stop == "optimal"
            assert outcome.value == pytest.approx(best, abs=1e-9)
            assert all(holds(made, one, set(outcome.selection.tolist())) for one in said)
            possible += bool(len(outcome.selection))
    assert possible >= 3


def test_a_floor_out_of_reach_is_told_with_the_largest_share() -> None:
    made = town(SHORT, most_options=5, phases=1)
    floor = rule("floor", made.labels, share=1.0)
    asked = replace(made.model, rules=(floor,))
    (told,) = clashes(asked)
    everybody = sum(one.people for one in made.households)
    most = sum(one.people for one in made.households if one.outlets or one.options)
    assert f"({most / everybody:.2%})" in told
    assert "if every outlet for sale opened" in told
    outcome = exact.solve(asked, Watch(time_limit_s=5), 0)
    assert (outcome.stop, list(outcome.notes)) == ("infeasible", [told])


def test_whole_people_need_no_half_person() -> None:
    """80 % of 4 people are 3.2, so 4; the program asks for 4 as well."""
    made = town(0, phases=1)
    household = Household(0, 0, 0, 3.0, 1.0, 0, frozenset({0}))
    rows = (household, replace(household, people=1.0, options=frozenset()))
    assert not holds(
        Town(made.model, made.labels, rows, (), ((0, 0, 0),)), {"share": 0.8, "each": "none"}, {0}
    )


def test_floors_of_circles_need_circles() -> None:
    part, problems = parts.load("rules", "floor"), Problems()
    nobody = replace(town(0).labels, circle_ids=(), circle_district=())
    part.bind(part.Settings(share=0.5, each="circle"), nobody, problems)
    part.bind(part.Settings(share=0.5, each="district"), nobody, problems)
    assert [str(one.message) for one in problems.errors] == [
        "this rule asks for circles, but the scenario has none",
        "this rule asks for districts, but no circle is in any district",
    ]


def test_a_floor_writes_whole_rows_close_to_a_million() -> None:
    made = town(11, phases=1)
    floor = rule("floor", made.labels, share=0.5)
    program = Program(made.model.n_options, maximise=True)
    max_coverage.bind().write(made.model, program)
    floor.write(made.model, program)
    arrays = program.assemble()
    lowest = arrays.row_lower[np.isfinite(arrays.row_lower)]
    assert ((lowest >= 2.0**19) & (lowest <= 2.0**20)).all()
    assert backends.run("scipy_highs", arrays, backends.Limits()).stop in ("optimal", "infeasible")
