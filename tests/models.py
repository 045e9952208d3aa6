"""Small models in arrays with rules of every scope, and what brute force makes of them."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from siting import parts
from siting.errors import Place, Problems
from siting.inputs import Grading
from siting.model import City, Labels, Model, Objective, Rule
from siting.objectives import max_coverage
from siting.objectives._bind import completed
from siting.scenario.goal import Backup, Decay, Goal, Prefer

FORMATS = ("market", "canteen")
CIRCLES = ("C1", "C2", "C3")
KINDS = ("vacant", "shop")
DISTRICTS = ("North", "South")
SOURCES = ("market", "public")


def labels(n_sites: int) -> Labels:
    return Labels(
        FORMATS,
        CIRCLES,
        tuple(f"s{number}" for number in range(n_sites)),
        KINDS,
        DISTRICTS,
        SOURCES,
        circle_district=(-1, 0, 1),
        grades=("basic", "quality"),
    )


def rule(name: str, names: Labels, **settings: Any) -> Rule:
    """A rule of the part `name`, bound; fails on any problem."""
    part, problems = parts.load("rules", name), Problems()
    bound: Rule = part.bind(part.Settings(**settings), names, problems)
    problems.stop_on_errors()
    return bound


def coverage_model(
    reach: ArrayLike,
    weight: ArrayLike,
    cost: ArrayLike | None = None,
    *rules: tuple[str, dict[str, Any]],
    site_cost: ArrayLike | None = None,
    objective: Objective | None = None,
) -> Model:
    """A model of max_coverage, or of the objective given. reach: (n_rows, n_options) bool. cost: one each when None;
    site_cost: of the sites themselves, nothing when None.

    Two options a site, of the two formats in turn; sites lie in the circles C1, C2, C3 and outside in turn, and are of
    both kinds in turn; in no district, North and South in turn, and paid for by nobody, market and public in turn.
    Markets open with market money, canteens with public money or at every second site with nobody's.

    Rows are of both formats in turn, in the circles as sites are, and stand for 1, 2 and 3 people in turn; the city has
    some people more, of whom an outlet of today reaches a few (`small_city`).
    Markets take 50 m2 and canteens 80; sites have 100 m2, every third unknown, and stand 100 m apart in a line.

    Walks take 1 to 10 minutes, by row and option; the markets' cutoff is 10 minutes, the canteens' 12.

    rules: (name, settings)."""
    table = np.asarray(reach, dtype=bool)
    n_rows, n_options = table.shape
    site = np.arange(n_options, dtype=np.int32) // 2
    names = labels(int(site.max(initial=-1)) + 1)
    row_format = (np.arange(n_rows) % 2).astype(np.int32)
    row_circle = (np.arange(n_rows) % 4 - 1).astype(np.int32)
    row_people = 1.0 + np.arange(n_rows) % 3
    place_m = np.column_stack([100.0 * np.arange(len(names.site_ids)), np.zeros(len(names.site_ids))])
    format = np.arange(n_options, dtype=np.int32) % 2
    return Model(
        indptr=np.concatenate([[0], np.cumsum(table.sum(axis=1))]).astype(np.int64),
        indices=np.nonzero(table)[1].astype(np.int32),
        travel=1.0 + (np.nonzero(table)[0] * 7 + np.nonzero(table)[1] * 3) % 10,
        weight=np.asarray(weight, dtype=np.float64),
        row_demand=np.arange(n_rows, dtype=np.int32),
        row_format=row_format,
        row_circle=row_circle,
        cost=np.ones(n_options) if cost is None else np.asarray(cost, dtype=np.float64),
        site_cost=np.zeros(len(names.site_ids))
        if site_cost is None
        else np.asarray(site_cost, dtype=np.float64),
        site_source=(np.arange(len(names.site_ids)) % 3 - 1).astype(np.int32),
        option_site=site,
        option_format=format,
        option_phase=np.zeros(n_options, dtype=np.int32),
        option_circle=(site % 4 - 1).astype(np.int32),
        option_district=(site % 3 - 1).astype(np.int32),
        option_kind=site % 2,
        option_source=np.where(np.arange(n_options) % 2 == 0, 0, np.where(site % 2 == 0, 1, -1)).astype(
            np.int32
        ),
        option_area_m2=np.where(format == 0, 50.0, 80.0),
        option_capacity=np.full(n_options, np.nan),
        option_xy_m=place_m[site],
        objective=completed(
            objective or max_coverage.bind(), FORMATS, names, Problems(), Place(where="objective")
        ),
        rules=tuple(rule(name, names, **settings) for name, settings in rules),
        row_phase=np.zeros(n_rows, dtype=np.int32),
        row_people=row_people,
        row_outlets=np.zeros(n_rows, dtype=np.int32),
        row_nearest=np.full(n_rows, np.inf),
        city=small_city(row_circle, row_format, row_people, weight, place_m),
    )


def small_city(
    row_circle: NDArray[np.int32],
    row_format: NDArray[np.int32],
    row_people: ArrayLike,
    row_weight: ArrayLike,
    place_m: ArrayLike,
) -> City:
    """The people of the rows, 2 people more of each format in each circle and outside, one of whom a market of today
    reaches in C1, a canteen in C2; both stand there, 30 m beside the first and the second site's line."""
    people = np.full((1, len(CIRCLES) + 1, len(FORMATS)), 2.0)
    worth = people.copy()
    np.add.at(people[0], (row_circle, row_format), np.asarray(row_people))
    np.add.at(worth[0], (row_circle, row_format), np.asarray(row_weight))
    reached, outlets = np.zeros(people.shape), np.zeros(people.shape[1:], dtype=np.int64)
    reached[0, [0, 1], [0, 1]] = 1.0
    outlets[[0, 1], [0, 1]] = 1
    sites = np.arange(len(np.asarray(place_m)))
    return City(
        people=people,
        reached=reached,
        outlets=outlets,
        circle_district=np.array([-1, 0, 1], dtype=np.int32),
        years=np.ones(1),
        format_tiers=("basic", "quality"),
        outlet_format=np.array([0, 1], dtype=np.int32),
        outlet_circle=np.array([0, 1], dtype=np.int32),
        outlet_xy_m=np.array([[0.0, 30.0], [100.0, 30.0]]),
        site_area_m2=np.where(sites % 3 == 2, np.nan, 100.0),
        site_kind=(sites % 2).astype(np.int32),
        site_circle=(sites % 4 - 1).astype(np.int32),
        site_xy_m=np.asarray(place_m, dtype=np.float64),
        worth=worth,
        worth_reached=reached,
        grading=Grading(
            ids=("basic", "quality"),
            names=({}, {}),
            basic=np.array([1, 1]),
            quality=np.array([0, 1]),
            points=np.array([1, 2]),
            present="either",
            reach_share=0.5,
            source="made up",
        ),
        cutoffs=np.array([10.0, 12.0]),
        per_minute=np.ones(2),
    )


RULE_EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "budget": [
        {"max_cost": 2.0},
        {"max_cost": 1.0, "each": "site"},
        {"max_cost": 1.0, "formats": ["canteen"]},
        {"max_cost": 1.0, "each": "district"},
        {"max_cost": 0.5, "sources": ["public"]},
    ],
    "floor": [
        {"share": 0.4},
        {"share": 0.2, "each": "circle"},
        {"share": 0.5, "circles": ["C2"], "formats": ["market"]},
        {"share": 0.25, "districts": ["North"], "each": "district_format"},
    ],
    "grade": [
        {"level": "basic", "circles": ["C2"]},
        {"level": "quality", "districts": ["North"]},
        {"level": "quality", "circles": ["C1", "C2"]},
    ],
    "count": [{"max": 2}, {"max": 1, "each": "format"}, {"min": 1, "circles": ["C1"]}, {"min": 1, "max": 2}],
    "min_demand": [{"people": 2.0}, {"people": 1.5, "formats": ["canteen"], "counts": "all"}],
    "forbidden_sites": [{"sites": ["s0"]}, {"kinds": ["vacant"], "formats": ["market"]}],
    "required_sites": [{"sites": ["s0"]}, {"sites": ["s0"], "formats": ["market", "canteen"], "all": True}],
    "share": [
        {"kinds": ["vacant"], "min": 0.5},
        {"of": "cost", "sources": ["public"], "max": 0.4},
        {"of": "area_m2", "formats": ["canteen"], "min": 0.4, "each": "district"},
        {"circles": ["C1"], "whole": {"formats": ["market"]}, "max": 0.5},
    ],
    "sharing": [
        {"incompatible": [["market", "canteen"]]},
        {"compatible": [["market"], ["canteen"]], "kinds": ["vacant"]},
    ],
    "site_area": [{}, {"share": 0.7, "formats": ["canteen"]}],
    "spacing": [
        {"metres": 130},
        {"metres": 100, "formats": ["market"], "away_from": ["canteen"]},
        {"metres": 200.5, "existing": False, "formats": ["market"]},
    ],
    "together": [
        {"formats": ["canteen"], "needs": ["market"]},
        {"formats": ["market"], "needs": ["market", "canteen"], "all": True, "within_m": 100},
    ],
    "phases": [{"max_new": {"": 2}}, {"max_new": {"": 1}, "formats": ["canteen"]}],
    "phase_budget": [
        {"budgets": {"": 2.0}},
        {"budgets": {"": 1.0}, "each": "format", "carry_over": False},
        {"budgets": {"": 0.5}, "sources": ["public"]},
    ],
}


# Settings of every objective, as its `bind` takes them.
OBJECTIVE_EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "max_coverage": [{}, {"decay": Decay(full_min=4.0, least=0.2)}, {"decay": Decay(full_m=3.5, step_m=0.0)}],
    "min_cost": [{}, {"min_coverage": 0.4}],
    "backup_coverage": [{}, {"backup": Backup(first_weight=1.0, backup_weight=3.0)}],
    "max_grades": [{}],
    "max_worst_circle": [{}, {"worst": "circle_format"}],
    "min_walk": [{}],
    "min_worst_walk": [{}],
    "prefer": [{"prefer": Prefer(kinds={"vacant": 1.0})}],
    "combined": [
        {
            "goals": [Goal(objective="max_coverage", weight=4.0), Goal(objective="min_walk", weight=0.5)],
            "combine": "weighted",
        },
        {
            "goals": [
                Goal(objective="backup_coverage"),
                Goal(objective="min_worst_walk", weight=0.25),
                Goal(objective="prefer", weight=0.125, prefer=Prefer(kinds={"shop": 1.0})),
            ],
            "combine": "weighted",
        },
    ],
}


def every_selection(n_options: int) -> list[NDArray[np.int32]]:
    return [np.flatnonzero(chosen).astype(np.int32) for chosen in product([False, True], repeat=n_options)]


def brute_force(model: Model) -> float | None:
    """The most weight of any selection that breaks no rule, by trying all; None when every one breaks some."""
    values = [
        model.objective.value(model, selection)
        for selection in every_selection(model.n_options)
        if not any(rule.violations(model, selection) for rule in model.rules)
    ]
    return max(values, default=None)


@st.composite
def scopes(draw: st.DrawFn) -> dict[str, Any]:
    """Random filters and `each` of a rule."""
    found: dict[str, Any] = {
        "each": draw(
            st.sampled_from(
                ["none", "none", "none", "format", "circle", "district", "source", "site", "kind"]
            )
        )
    }
    if draw(st.booleans()):
        found["formats"] = draw(st.lists(st.sampled_from(FORMATS), min_size=1, unique=True))
    if draw(st.integers(0, 3)) == 0:
        found["circles"] = draw(st.lists(st.sampled_from(CIRCLES), min_size=1, unique=True))
    if draw(st.integers(0, 4)) == 0:
        found["districts"] = draw(st.lists(st.sampled_from(DISTRICTS), min_size=1, unique=True))
    if draw(st.integers(0, 3)) == 0:
        found["sources"] = draw(st.lists(st.sampled_from(SOURCES), min_size=1, unique=True))
    return found


@st.composite
def budgets(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A random budget: none, some, or more than everything costs; with decimals."""
    money = draw(st.sampled_from([0.0, 0.3, 1.0, 2.5, 4.0, 7.7, 12.0, 25.0, 1e6]))
    return "budget", {"max_cost": money, **draw(scopes())}


@st.composite
def counts(draw: st.DrawFn, least: bool = True) -> tuple[str, dict[str, Any]]:
    """A random count: most, fewest, or both."""
    most, fewest = draw(st.integers(0, 4)), draw(st.integers(0, 2)) if least else 0
    kinds = ["max", "min", "both"] if least else ["max"]
    kind = draw(st.sampled_from(kinds))
    limits = {
        "max": {"max": most},
        "min": {"min": fewest},
        "both": {"max": max(most, fewest), "min": fewest},
    }[kind]
    return "count", {**limits, **draw(scopes())}


@st.composite
def questions(draw: st.DrawFn, least: bool = True, most_options: int = 7, shared: bool = False) -> Model:
    """Random models, rich in ties, empty rows, equal rows, weights of zero, free and unaffordable options; shared:
    with sites that cost something for themselves, most of them."""
    rules = draw(st.lists(st.one_of(budgets(), counts(least)), min_size=1, max_size=3))
    return draw(questions_under(rules, most_options, shared))


@st.composite
def questions_under(
    draw: st.DrawFn, rules: list[tuple[str, dict[str, Any]]], most_options: int = 7, shared: bool = False
) -> Model:
    """Random models under these rules."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(0, 20)), draw(st.integers(1, most_options))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.1, 0.3, 0.6, 1.0]))
    unit = draw(st.sampled_from([1.0, 1.0, 0.1, 0.37, 1e-7, 1e6]))
    weight = rng.integers(0, draw(st.sampled_from([1, 3, 50])) + 1, n_rows) * unit
    if draw(st.integers(0, 3)) == 0:
        weight = weight * rng.random(n_rows)
    cost = rng.integers(0, 30, n_options) * draw(st.sampled_from([1.0, 0.1, 0.3]))
    if draw(st.integers(0, 4)) == 0:
        cost = cost * rng.random(n_options)
    site_cost = (
        rng.integers(0, 15, (n_options + 1) // 2) * draw(st.sampled_from([1.0, 0.1])) if shared else None
    )
    return coverage_model(reach, weight, cost, *rules, site_cost=site_cost)
