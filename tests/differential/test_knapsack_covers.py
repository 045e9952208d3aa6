"""Cover inequalities: no plan that the rules allow breaks one, and what they cut off is cut off."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.model import Model
from siting.outcome import Series, Start, Watch
from siting.program import Program
from siting.strategies import _narrowing, exact
from siting.strategies._knapsack_covers import Pool, knapsacks, violated
from siting.strategies._tightening import as_rows
from tests.models import coverage_model

OPTIONS = 8


@st.composite
def questions(draw: Any, options: int = OPTIONS) -> Model:
    """Money of circles and of the city, with sites that cost something for themselves; in some, of two phases."""
    n_rows = draw(st.integers(2, 8))
    reach = draw(
        st.lists(
            st.lists(st.booleans(), min_size=options, max_size=options), min_size=n_rows, max_size=n_rows
        )
    )
    cost = draw(st.lists(st.sampled_from([1.0, 2.0, 3.0, 3.5, 7.0]), min_size=options, max_size=options))
    site_cost = draw(st.lists(st.sampled_from([0.0, 1.0, 2.5]), min_size=options // 2, max_size=options // 2))
    limits = [draw(st.sampled_from([4.0, 6.0, 9.5, 14.0])) for _ in range(2)]
    rules = [
        ("budget", {"max_cost": limits[0], "each": "circle"}),
        ("budget", {"max_cost": 2.0 * limits[1]}),
        ("site_area", {"share": draw(st.sampled_from([0.6, 0.95, 1.0]))}),
    ]
    if draw(st.booleans()):
        rules.append(("share", {"of": "count", "kinds": ["shop"], "min": 0.3}))
    weight = draw(st.lists(st.integers(0, 9), min_size=n_rows, max_size=n_rows))
    return coverage_model(reach, weight, cost, *rules, site_cost=site_cost)


def _plans(model: Model) -> list[np.ndarray]:
    """Every selection that the rules allow."""
    every = [np.flatnonzero(choice).astype(np.int32) for choice in product((0, 1), repeat=model.n_options)]
    return [one for one in every if not any(rule.violations(model, one) for rule in model.rules)]


def _allowed(model: Model, program: Program) -> np.ndarray:
    """(n_allowed, n_options) every selection that the program's rows allow, a site's variable being 1 where an option
    of it is."""
    arrays = program.assemble()
    x = np.array(list(product((0.0, 1.0), repeat=model.n_options)))
    wanted = np.ones(model.n_sites, dtype=bool)
    site_of = program.site_variables(model.option_site, wanted)
    v = np.zeros((len(x), arrays.n_variables))
    v[:, : model.n_options] = x
    for option, site in enumerate(model.option_site.tolist()):
        if model.n_options <= site_of[site] < arrays.n_variables:
            v[:, site_of[site]] = np.maximum(v[:, site_of[site]], x[:, option])
    used = arrays.matrix @ v.T
    fits = (used <= arrays.row_upper[:, None] + 1e-9) & (used >= arrays.row_lower[:, None] - 1e-9)
    return x[fits.all(axis=0)]


def _program(model: Model) -> Program:
    program = Program(model.n_options, maximise=True)
    for rule in model.rules:
        rule.write(model, program)
    return program


@settings(max_examples=40, deadline=None)
@given(questions(), st.integers(0, 10_000))
def test_no_allowed_plan_breaks_a_cut_and_every_cut_cuts(model: Model, seed: int) -> None:
    limits = knapsacks(
        _program(model).assemble(), model.n_options, np.arange(model.n_options, dtype=np.int64)
    )
    rng = np.random.default_rng(seed)
    cuts = []
    for one in limits:
        for _ in range(4):
            x = np.where(rng.random(model.n_options) < 0.3, 1.0, rng.random(model.n_options))
            for options, most in violated(one, x):
                assert x[options].sum() > most
                assert len(np.unique(options)) == len(options)
                cuts.append((options, most))
    if not cuts:
        return
    rows, most = as_rows(cuts, model.n_options)
    assert (rows @ _allowed(model, _program(model)).T <= most[:, None] + 1e-9).all()


def test_sites_make_a_cover_of_options_that_fit_by_themselves() -> None:
    """Three outlets of 3 at three sites of 2 each: all fit into 12 without the sites, and not with them."""
    model = coverage_model(
        np.eye(6, dtype=bool),
        np.ones(6),
        np.full(6, 3.0),
        ("budget", {"max_cost": 12.0}),
        site_cost=[2.0] * 3,
    )
    limits = knapsacks(_program(model).assemble(), 6, np.arange(6, dtype=np.int64))
    x = np.array([0.8, 0.0, 0.8, 0.0, 0.8, 0.0])
    assert [(options.tolist(), most) for one in limits for options, most in violated(one, x)] == [
        ([0, 2, 4], 2)
    ]


def test_a_count_needs_no_covers() -> None:
    model = coverage_model(np.eye(6, dtype=bool), np.ones(6), None, ("count", {"max": 3}))
    assert knapsacks(_program(model).assemble(), 6, np.arange(6, dtype=np.int64)) == []


def test_options_of_one_place_in_several_phases_are_one_item() -> None:
    model = coverage_model(
        np.eye(4, dtype=bool), np.ones(4), [3.0, 3.0, 4.0, 4.0], ("budget", {"max_cost": 6.0})
    )
    limits = knapsacks(_program(model).assemble(), 4, np.array([0, 0, 1, 1]))
    assert [sorted(options.tolist()) for options in limits[0].options] == [[0, 1], [2, 3]]
    cuts = list(violated(limits[0], np.array([0.4, 0.4, 0.3, 0.5])))
    assert [(sorted(options.tolist()), most) for options, most in cuts] == [([0, 1, 2, 3], 1)]


@settings(max_examples=10, deadline=None)
@given(st.data())
def test_a_series_of_budgets_ends_where_single_questions_end(data: Any) -> None:
    """Cuts and plans handed on from budget to budget lose nothing, and are only used where their limit is the same."""
    model = data.draw(questions(6))
    quota = coverage_model(
        np.ones((1, 6), dtype=bool),
        [1.0],
        None,
        ("share", {"of": "count", "kinds": ["shop"], "min": 0.3}),
    ).rules[0]
    series, start = Series(), np.zeros(0, dtype=np.int32)
    before = (_narrowing.FEW_OPTIONS, _narrowing.SIZES)
    _narrowing.FEW_OPTIONS, _narrowing.SIZES = 0, (2, 4)
    try:
        for limit in (3.0, 6.0, 9.0):
            more = coverage_model(
                np.ones((1, 6), dtype=bool), [1.0], None, ("budget", {"max_cost": limit})
            ).rules
            asked = replace(model, rules=(*model.rules, *more, quota))
            best = max(asked.objective.value(asked, plan) for plan in _plans(asked))
            found = exact.solve(asked, Watch(30.0), 0, start=Start(start, None, series))
            assert found.value == best
            assert found.bound >= best
            assert found.stop == "optimal"
            start = found.selection
    finally:
        _narrowing.FEW_OPTIONS, _narrowing.SIZES = before
    assert series.pool is None or isinstance(series.pool, Pool)
