"""The rule min_demand against its definition: by Hall's condition, outlets can all have their customers when every
set of them has enough people in reach."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from siting import parts
from siting.model import Model
from siting.outcome import Watch
from siting.program import Program
from tests.models import coverage_model, every_selection, labels, rule


def town(seed: int, **settings: Any) -> Model:
    """A random question: rows of both formats, in one phase or two, some of whom an outlet of today reaches."""
    rng = np.random.default_rng(seed)
    n_rows, n_options, phases = int(rng.integers(1, 9)), int(rng.integers(1, 5)), 1 + seed % 2
    phase, opens = rng.integers(0, phases, n_rows), rng.integers(0, phases, n_options)
    reach = (rng.random((n_rows, n_options)) < rng.choice([0.3, 0.7, 1.0])) & (opens <= phase[:, None])
    people = rng.integers(1, 5, n_rows) * rng.choice([1.0, 0.3])
    model = coverage_model(reach, rng.integers(0, 6, n_rows), rng.integers(0, 9, n_options))
    asked = rule(
        "min_demand", labels(model.n_sites), people=float(rng.choice([1.0, 2.0, 3.0, 4.5])), **settings
    )
    return replace(
        model,
        rules=(asked,),
        row_people=people,
        row_phase=phase.astype(np.int32),
        row_outlets=(rng.random(n_rows) < 0.3).astype(np.int32),
        option_phase=opens.astype(np.int32),
        city=replace(model.city, years=np.ones(phases)),
    )


def can_live(model: Model, selection: NDArray[np.int32], counts: str, formats: list[int]) -> bool:
    """Whether every set of new outlets has enough people in reach, in every phase in which they are open."""
    least = model.rules[0].people  # type: ignore[attr-defined]
    held = [k for k in selection.tolist() if model.option_format[k] in formats]
    for phase in range(len(model.city.years)):
        opened = [k for k in held if model.option_phase[k] <= phase]
        for size in range(1, len(opened) + 1):
            for some in combinations(opened, size):
                if _people(model, some, phase, counts) < least * size - 1e-9:
                    return False
    return True


def _people(model: Model, some: tuple[int, ...], phase: int, counts: str) -> float:
    total = 0.0
    for r in range(model.n_rows):
        options = model.indices[model.indptr[r] : model.indptr[r + 1]].tolist()
        mine = any(k in options and model.option_format[k] == model.row_format[r] for k in some)
        if mine and model.row_phase[r] == phase and (counts == "all" or not model.row_outlets[r]):
            total += float(model.row_people[r])
    return total


CASES: list[dict[str, Any]] = [{}, {"counts": "all"}, {"formats": ["canteen"]}]


@pytest.mark.parametrize("settings", CASES, ids=str)
@pytest.mark.parametrize("seed", range(7))
def test_rows_and_words_agree_with_the_definition(seed: int, settings: dict[str, Any]) -> None:
    from scipy.optimize import linprog

    model = town(seed, **settings)
    formats = [1] if "formats" in settings else [0, 1]
    program = Program(model.n_options, maximise=True)
    model.rules[0].write(model, program)
    rows = program.assemble()
    for selection in every_selection(model.n_options):
        lives = can_live(model, selection, settings.get("counts", "new"), formats)
        assert (not model.rules[0].violations(model, selection)) == lives
        bounds = np.column_stack([rows.lower, rows.upper])
        bounds[: model.n_options] = np.isin(np.arange(model.n_options), selection)[:, None]
        below, above = np.isfinite(rows.row_lower), np.isfinite(rows.row_upper)
        if not (below.any() or above.any()):
            assert lives
            continue
        from scipy.sparse import vstack

        matrix = vstack([rows.matrix[above], -rows.matrix[below]], format="csr")
        most = np.concatenate([rows.row_upper[above], -rows.row_lower[below]])
        answer = linprog(np.zeros(rows.n_variables), matrix, most, bounds=bounds)
        assert (answer.status == 0) == lives


@pytest.mark.parametrize("seed", range(6))
def test_exact_opens_only_what_can_live(seed: int) -> None:
    model = town(seed + 50)
    allowed = [each for each in every_selection(model.n_options) if can_live(model, each, "new", [0, 1])]
    best = max(model.objective.value(model, each) for each in allowed)
    outcome = parts.load("strategies", "auto").solve(model, Watch(time_limit_s=20), seed=0)
    assert outcome.value == pytest.approx(best)
    assert can_live(model, outcome.selection, "new", [0, 1])


def test_the_words_name_the_outlets_that_share_too_few_people() -> None:
    model = coverage_model([[1, 0, 1, 0], [1, 0, 1, 0], [0, 1, 0, 0]], [1.0, 1.0, 1.0])
    asked = rule("min_demand", labels(2), people=3.0)
    model = replace(model, rules=(asked,), row_format=np.array([0, 0, 1], dtype=np.int32))
    model = replace(model, row_people=np.array([2.0, 3.0, 1.0]))
    assert asked.violations(model, np.array([0, 2])) == [
        "customers of new outlets: s0 / market, s1 / market: 5 people can be their customers, 6 needed"
    ]
    assert asked.violations(model, np.array([1, 3])) == [
        "customers of new outlets: s1 / canteen: 0 people can be their customers, 3 needed",
        "customers of new outlets: s0 / canteen: 1 people can be their customers, 3 needed",
    ]
    assert asked.violations(model, np.array([2])) == []
