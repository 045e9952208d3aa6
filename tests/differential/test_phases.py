"""Phases against brute force from the definition: who lives where by when, what is paid when, who is reached when."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from siting import parts
from siting.model import upper_limits
from siting.outcome import Outcome, Watch
from siting.program import Program
from tests.phased_city import affordable, best, every_plan, question, random_town, selection, worth

KINDS = list(product([2, 3], [True, False], [False, True]))


def solved(name: str, asked: object, time_limit_s: float = 20.0) -> Outcome:
    outcome: Outcome = parts.load("strategies", name).solve(asked, Watch(time_limit_s), seed=0)
    return outcome


@pytest.mark.parametrize(("n_phases", "carry_over", "shared"), KINDS)
def test_exact_finds_the_best_plan_of_all(n_phases: int, carry_over: bool, shared: bool) -> None:
    for seed in range(2):
        town = random_town(seed, n_phases, carry_over, shared)
        asked = question(town)
        outcome, known = solved("exact", asked), best(town)
        assert outcome.stop == "optimal"
        assert outcome.value == pytest.approx(known.value)
        opened = {
            (int(asked.option_site[k]), int(asked.option_format[k])): int(asked.option_phase[k])
            for k in outcome.selection
        }
        assert len(opened) == len(outcome.selection)
        assert affordable(town, opened)
        assert worth(town, opened) == pytest.approx(outcome.value)


@pytest.mark.parametrize(("n_phases", "carry_over", "shared"), KINDS)
def test_rules_words_packing_and_value_say_what_the_definition_says(
    n_phases: int, carry_over: bool, shared: bool
) -> None:
    rng = np.random.default_rng(7)
    seen = set()
    for seed in range(4):
        town = random_town(seed, n_phases, carry_over, shared)
        asked, plans = question(town), every_plan(town)
        packings = [(rule, rule.packing(asked)) for rule in asked.rules]
        assert shared or all(packing is not None for _, packing in packings)
        for plan in (plans[k] for k in rng.choice(len(plans), 40)):
            mine, pays = selection(asked, plan), affordable(town, plan)
            assert asked.objective.value(asked, mine) == pytest.approx(worth(town, plan))
            words = [text for rule in asked.rules for text in rule.violations(asked, mine)]
            assert (not words) == pays
            for rule, packing in packings:
                if packing is not None:
                    fits = bool((packing.used(asked, mine) <= packing.limit + 1e-9).all())
                    assert fits == (not rule.violations(asked, mine))
            for rule in asked.rules if pays else ():
                limits = upper_limits(rule, asked)  # of a rule that is more, what follows from it
                assert limits is not None
                assert (limits.used(asked, mine) <= limits.limit + 1e-9).all()
            seen.add(pays)
    assert seen == {True, False}


@pytest.mark.parametrize("shared", [False, True])
def test_the_rows_of_a_program_hold_where_the_words_do(shared: bool) -> None:
    """With x fixed, the variables of sites can be found exactly where the money suffices."""
    from scipy.optimize import LinearConstraint, milp

    rng = np.random.default_rng(3)
    for seed, carry_over in ((11, True), (12, False)):
        town = random_town(seed, 3, carry_over, shared)
        asked, plans = question(town), every_plan(town)
        program = Program(asked.n_options, maximise=True)
        for rule in asked.rules:
            rule.write(asked, program)
        arrays = program.assemble()
        for plan in (plans[k] for k in rng.choice(len(plans), 25)):
            low, high = arrays.lower.copy(), arrays.upper.copy()
            low[: asked.n_options] = high[: asked.n_options] = 0.0
            low[selection(asked, plan)] = high[selection(asked, plan)] = 1.0
            answer = milp(
                np.zeros(arrays.n_variables),
                constraints=LinearConstraint(arrays.matrix, arrays.row_lower, arrays.row_upper),
                bounds=(low, high),
            )
            assert (answer.status == 0) == affordable(town, plan)


@pytest.mark.parametrize("seed", range(4))
def test_fast_strategies_take_phases_where_no_site_is_shared(seed: int) -> None:
    town = random_town(seed, 3, True, shared=False)
    asked, known = question(town), best(town)
    for name in ("greedy", "greedy_swap", "decompose"):
        assert parts.load("strategies", name).refuses(asked) is None
        outcome = solved(name, asked, 0.3)  # exchanges go on for as long as they may
        assert outcome.value <= known.value + 1e-9
        assert outcome.bound >= known.value - 1e-6
        assert not [text for rule in asked.rules for text in rule.violations(asked, outcome.selection)]


def test_an_outlet_opens_once_though_money_is_no_matter() -> None:
    town = random_town(0, 3, True, shared=False)
    asked = question(town)
    first = np.flatnonzero((asked.option_site == 0) & (asked.option_format == 0)).astype(np.int32)
    words = asked.rules[0].violations(asked, first[:2])
    assert words == ["s0 / market opens once: 2 open, at most 1 may"]


def test_most_new_outlets_of_a_phase() -> None:
    town = random_town(1, 2, True, shared=False)
    asked = question(town, ("phases", {"max_new": {"p1": 1}}))
    late = np.flatnonzero(asked.option_phase == 1).astype(np.int32)
    words = asked.rules[1].violations(asked, late[:2])
    assert words == ["number of new outlets, phase 'p1': 2 open, at most 1 may"]
    assert not asked.rules[1].violations(asked, np.flatnonzero(asked.option_phase == 0)[:2].astype(np.int32))
