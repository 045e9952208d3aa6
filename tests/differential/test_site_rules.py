"""Rules on sites, in one phase or two: rows, packing and words against loops, `exact` against trying everything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from siting.errors import InfeasibleError
from siting.model import Model, Rule
from siting.model.implied import upper_limits
from siting.outcome import Watch
from siting.program import INTEGER, Arrays, Program
from siting.strategies._run import run_strategy
from tests.models import brute_force, every_selection
from tests.site_rules_by_hand import holds
from tests.site_towns import CIRCLES, DISTRICTS, FORMATS, KINDS, PHASES, SOURCES, Town, model_of, town

PLACES = {"formats": FORMATS, "circles": CIRCLES, "districts": DISTRICTS, "kinds": KINDS, "sites": ("s0",)}
EACH = ("none", "none", "format", "circle", "district", "source", "site", "kind")
RULES = (
    "budget",
    "count",
    "forbidden_sites",
    "required_sites",
    "share",
    "sharing",
    "site_area",
    "spacing",
    "together",
)


def some(known: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(known), min_size=1, unique=True)


@st.composite
def filters(draw: st.DrawFn, n_phases: int, outlets: bool = True) -> dict[str, Any]:
    """Up to two random filters. outlets: also by source and phase."""
    known = {**PLACES, **({"sources": SOURCES} if outlets else {})}
    if outlets and n_phases > 1:
        known["phases"] = PHASES
    keys = draw(st.lists(st.sampled_from(sorted(known)), max_size=2, unique=True))
    return {key: draw(some(known[key])) for key in keys}


@st.composite
def said(draw: st.DrawFn, name: str, n_phases: int) -> dict[str, Any]:
    """Random settings of a rule."""
    each = draw(st.sampled_from([*EACH, "phase"] if n_phases > 1 else EACH))
    scope = draw(filters(n_phases, name not in ("sharing", "spacing", "together")))
    if name == "budget":
        return {**scope, "each": each, "max_cost": draw(st.sampled_from([0.0, 1.0, 2.5, 4.0, 6.5]))}
    if name == "count":
        return {
            **scope,
            "each": each,
            **draw(st.sampled_from([{"max": 1}, {"min": 1}, {"max": 2, "min": 1}])),
        }
    if name == "forbidden_sites":
        return scope or {"kinds": ["shop"]}
    if name == "required_sites":
        named = (
            scope if {"sites", "kinds", "circles", "districts"} & set(scope) else {**scope, "sites": ["s0"]}
        )
        return {**named, "all": "formats" in named and draw(st.booleans())}
    if name == "share":
        limits = draw(
            st.sampled_from(
                [{"min": 0.5}, {"max": 0.3}, {"min": 0.2, "max": 0.7}, {"min": 1.0}, {"max": 0.0}]
            )
        )
        part, whole = scope or {"kinds": ["vacant"]}, draw(st.one_of(st.just({}), filters(n_phases)))
        of = draw(st.sampled_from(["count", "cost", "area_m2"]))
        return {**part, "each": each, "of": of, **limits, **({"whole": whole} if whole else {})}
    if name == "sharing":
        sets = st.lists(st.lists(st.sampled_from(FORMATS), min_size=2, unique=True), min_size=1, max_size=3)
        every_pair = [["market", "canteen"], ["canteen", "locker"], ["market", "locker"]]
        groups = st.one_of(st.lists(some(FORMATS), min_size=1, max_size=3), st.just(every_pair))
        given_ = draw(st.sampled_from(["compatible", "incompatible", "both"]))
        found = {"compatible": draw(groups)} if given_ != "incompatible" else {}
        return {**scope, **found, **({"incompatible": draw(sets)} if given_ != "compatible" else {})}
    if name == "site_area":
        return {**scope, "share": draw(st.sampled_from([1.0, 0.7, 0.5]))}
    if name == "spacing":
        metres = draw(st.sampled_from([50.0, 100.0, 20000**0.5, 150.0, 200.0, 250.0]))
        away = draw(st.one_of(st.just({}), some(FORMATS).map(lambda formats: {"away_from": formats})))
        return {**scope, "metres": metres, "existing": draw(st.booleans()), **away}
    near = draw(st.sampled_from([{}, {"within_m": 0.0}, {"within_m": 100.0}, {"within_m": 20000**0.5}]))
    company = {"formats": draw(some(FORMATS)), "needs": draw(some(FORMATS)), "all": draw(st.booleans())}
    return {**scope, **company, **near}


def rows_of(model: Model, rule: Rule) -> Arrays:
    program = Program(model.n_options, maximise=True)
    rule.write(model, program)
    return program.assemble()


def rows_hold(rows: Arrays, n_options: int, selection: NDArray[np.int32]) -> bool:
    """Whether the rows have a solution that opens exactly the selection."""
    chosen = np.bincount(selection, minlength=n_options)[:n_options].astype(float)
    if rows.n_variables == n_options:
        used = rows.matrix @ chosen
        return bool(((used >= rows.row_lower - 1e-12) & (used <= rows.row_upper + 1e-12)).all())
    low, high = rows.lower.copy(), rows.upper.copy()
    low[:n_options] = high[:n_options] = chosen
    limits = LinearConstraint(rows.matrix, rows.row_lower, rows.row_upper)
    found = milp(
        np.zeros(rows.n_variables),
        integrality=rows.kind == INTEGER,
        bounds=Bounds(low, high),
        constraints=limits,
    )
    return bool(found.status == 0)


def _means_the_same(known: Town, name: str, given_: dict[str, Any]) -> None:
    model = model_of(known, [(name, given_)])
    rule = model.rules[0]
    rows, packing = rows_of(model, rule), rule.packing(model)
    for selection in every_selection(model.n_options):
        if not known.opens_once(selection):
            continue
        by_hand, told = holds(name, given_, known, selection), (given_, selection.tolist(), known)
        assert by_hand == (not rule.violations(model, selection)), told
        assert by_hand == rows_hold(rows, model.n_options, selection), told
        follows = upper_limits(rule, model)
        if by_hand and follows is not None:
            assert (follows.used(model, selection) <= follows.limit * (1 + 1e-9)).all(), told
        if packing is not None:
            used = packing.used(model, selection)
            assert by_hand == bool((used <= packing.limit * (1 + 1e-9)).all()), told


@pytest.mark.parametrize("name", RULES)
@settings(deadline=None, max_examples=20)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_a_rule_means_what_it_means_by_hand(name: str, data: Any, seed: int) -> None:
    known = town(seed)
    _means_the_same(known, name, data.draw(said(name, known.n_phases)))


@settings(deadline=None, max_examples=20)
@given(st.data(), st.integers(0, 2**32 - 1))
def test_exact_and_the_fast_ways_find_what_trying_everything_finds(data: Any, seed: int) -> None:
    known = town(seed, most_options=7)
    names = data.draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True))
    model = model_of(known, [(name, data.draw(said(name, known.n_phases))) for name in names], seed)
    best = brute_force(model)
    for strategy in ("exact", "auto", "decompose"):
        if strategy == "decompose" and any(rule.packing(model) is None for rule in model.rules):
            continue
        if best is None:
            with pytest.raises(InfeasibleError):
                run_strategy(strategy, model, Watch(time_limit_s=30), 0, "scipy_highs")
            continue
        outcome = run_strategy(strategy, model, Watch(time_limit_s=30), 0, "scipy_highs")
        assert not [text for rule in model.rules for text in rule.violations(model, outcome.selection)]
        assert outcome.value <= best <= outcome.bound
        if strategy == "exact":
            assert outcome.value == best
