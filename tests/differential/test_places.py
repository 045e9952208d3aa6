"""Formats with places against brute force from the definition: an assignment by augmenting paths, written here anew."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from siting import parts
from siting.model import Model, places_of
from siting.objectives import max_coverage
from siting.outcome import Watch
from siting.program import Program
from tests.models import coverage_model, every_selection

PHASES = 2


def town(seed: int, most_options: int = 5, whole: bool = True, phases: int = 1) -> Model:
    """A random question with places: full outlets of today, some with none at all, rows larger than any outlet, options
    without limit, values that differ by row, rows that count nothing."""
    rng = np.random.default_rng(seed)
    n_rows, n_options, n_outlets = int(rng.integers(1, 8)), int(rng.integers(1, most_options + 1)), 3
    reach = rng.random((n_rows, n_options)) < rng.choice([0.3, 0.6, 1.0])
    phase = rng.integers(0, phases, n_rows)
    opens = rng.integers(0, phases, n_options)
    reach &= opens[None, :] <= phase[:, None]
    people = rng.integers(1, 9, n_rows).astype(np.float64)
    value = rng.choice([0.0, 1.0, 1.0, 0.5, 2.0], n_rows)
    capacity = rng.choice([0.0, 1.0, 3.0, 5.0, 20.0], n_options)
    capacity[rng.random(n_options) < 0.2] = np.nan
    if not whole:
        people, capacity = people * rng.random(n_rows), capacity * 0.37
    today = rng.random((n_rows, n_outlets)) < rng.choice([0.0, 0.3])
    model = coverage_model(reach, people * value, rng.integers(0, 9, n_options))
    city = replace(model.city, outlet_places=rng.choice([0.0, 2.0, 4.0], n_outlets))
    return replace(
        model,
        objective=max_coverage.bind().with_places(),
        row_people=people,
        row_phase=phase.astype(np.int32),
        option_phase=opens.astype(np.int32),
        option_capacity=capacity,
        today_indptr=np.concatenate([[0], np.cumsum(today.sum(axis=1))]).astype(np.int64),
        today=np.nonzero(today)[1].astype(np.int32),
        city=city,
    )


def most_served(model: Model, selection: NDArray[np.int32], phase: int) -> Fraction:
    """Most value of an assignment in a phase: rows in order of value, each served along augmenting paths as far as it
    goes. Those who can be served together form a polymatroid, so taking the best first is best."""
    opened = set(selection.tolist())
    doors: dict[tuple[str, int], Fraction | None] = {}
    ways: list[list[tuple[str, int]]] = []
    rows = [r for r in range(model.n_rows) if model.row_phase[r] == phase and model.weight[r] > 0]
    for r in rows:
        options = model.indices[model.indptr[r] : model.indptr[r + 1]].tolist()
        outlets = model.today[model.today_indptr[r] : model.today_indptr[r + 1]].tolist()
        ways.append([("new", k) for k in options if k in opened] + [("today", o) for o in outlets])
        for kind, number in ways[-1]:
            limit = (model.option_capacity if kind == "new" else model.city.outlet_places)[number]
            doors[kind, number] = None if np.isnan(limit) else Fraction(float(limit))
    at: dict[tuple[int, tuple[str, int]], Fraction] = {}
    total = Fraction(0)
    by_value = sorted(range(len(rows)), key=lambda i: -model.weight[rows[i]] / model.row_people[rows[i]])
    for i in by_value:
        left = Fraction(float(model.row_people[rows[i]]))
        while left and (path := _path(i, ways, doors, at)):
            step = min([left, *(at[path[j + 1][1], path[j][0]] for j in range(len(path) - 1))])
            limit = doors[path[-1][0]]
            if limit is not None:
                step = min(step, limit - _used(at, path[-1][0]))
            for j, (door, row) in enumerate(path):
                at[row, door] = at.get((row, door), Fraction(0)) + step
                if j + 1 < len(path):
                    at[path[j + 1][1], door] -= step
            left -= step
            total += (
                step * Fraction(float(model.weight[rows[i]])) / Fraction(float(model.row_people[rows[i]]))
            )
    return total


def _used(at: dict[Any, Fraction], door: tuple[str, int]) -> Fraction:
    return sum((amount for (_, one), amount in at.items() if one == door), Fraction(0))


def _path(start: int, ways: Any, doors: Any, at: Any) -> list[tuple[tuple[str, int], int]] | None:
    """(door, row that comes in) pairs from the row to a door with room; None where there is no way."""
    queue: list[list[tuple[tuple[str, int], int]]] = [[(door, start)] for door in ways[start]]
    seen = set(ways[start])
    while queue:
        path = queue.pop(0)
        door = path[-1][0]
        if doors[door] is None or _used(at, door) < doors[door]:
            return path
        for (row, where), amount in list(at.items()):
            if where == door and amount > 0:
                for other in ways[row]:
                    if other not in seen:
                        seen.add(other)
                        queue.append([*path, (other, row)])
    return None


def by_definition(model: Model, selection: NDArray[np.int32]) -> float:
    """Value newly served: rows that nothing full reaches count when reached, the others by the assignment."""
    plain = 0.0
    limited = replace(model, weight=model.weight.copy())
    for r in range(model.n_rows):
        options = model.indices[model.indptr[r] : model.indptr[r + 1]]
        needs = (
            model.today_indptr[r + 1] > model.today_indptr[r]
            or not np.isnan(model.option_capacity[options]).all()
        )
        if not needs:
            plain += float(model.weight[r]) if np.isin(options, selection).any() else 0.0
            limited.weight[r] = 0.0
    nothing = np.zeros(0, dtype=np.int32)
    served = [
        most_served(limited, selection, phase) - most_served(limited, nothing, phase)
        for phase in range(PHASES)
    ]
    return plain + float(sum(served))


@pytest.mark.parametrize("seed", range(24))
def test_the_value_is_what_more_people_are_served(seed: int) -> None:
    model = town(seed, most_options=3, whole=seed % 3 > 0, phases=1 + seed % PHASES)
    for selection in every_selection(model.n_options):
        assert model.objective.value(model, selection) == pytest.approx(
            by_definition(model, selection), abs=1e-9
        )


@pytest.mark.parametrize("seed", range(8))
def test_the_program_values_a_selection_as_the_definition_does(seed: int) -> None:
    from scipy.optimize import linprog

    model = town(seed + 100, most_options=3, whole=seed % 3 > 0, phases=1 + seed % PHASES)
    for selection in every_selection(model.n_options):
        program = Program(model.n_options, maximise=True)
        model.objective.write(model, program)
        rows = program.assemble()
        chosen = np.isin(np.arange(model.n_options), selection).astype(float)
        bounds = np.column_stack([rows.lower, rows.upper])
        bounds[: model.n_options] = chosen[:, None]
        assert np.isneginf(rows.row_lower).all()
        answer = linprog(-rows.objective, rows.matrix, rows.row_upper, bounds=bounds)
        assert rows.offset - answer.fun == pytest.approx(by_definition(model, selection), abs=1e-7)


@pytest.mark.parametrize("seed", range(14))
def test_exact_finds_the_best_and_proves_it(seed: int) -> None:
    model = town(seed + 200, whole=seed % 3 > 0, phases=1 + seed % PHASES)
    limit = {"max_cost": float(model.cost.sum()) / 2}
    names = coverage_model([[0] * model.n_options], [0.0], None, ("budget", limit))
    model = replace(model, rules=names.rules)
    allowed = [
        selection
        for selection in every_selection(model.n_options)
        if not model.rules[0].violations(model, selection)
    ]
    best = max(by_definition(model, selection) for selection in allowed)
    outcome = parts.load("strategies", "auto").solve(model, Watch(time_limit_s=20), seed=0)
    assert outcome.value == pytest.approx(best, abs=1e-7)
    assert outcome.bound == pytest.approx(best, abs=1e-5)
    assert by_definition(model, outcome.selection) == pytest.approx(outcome.value, abs=1e-9)


def test_whole_people_are_assigned_whole() -> None:
    for seed in range(20):
        model = town(seed)
        places = places_of(model)
        if places is not None:
            assigned = places.assigned(np.ones(len(places.limit), dtype=bool))
            assert (assigned == np.rint(assigned)).all()
            assert (np.bincount(places.door, assigned, len(places.limit)) <= places.limit).all()
            assert (np.bincount(places.row, assigned, len(places.people)) <= places.people).all()
