"""The kernels of set covering against brute force, and against plain twins of themselves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from siting.cover.bound import option_income
from siting.cover.covering.bound import least_cost, least_cost_of_part
from siting.cover.covering.dual import ascend, first_prices, tightened
from siting.cover.covering.greedy import complete
from siting.cover.covering.left import Left, decided, left_of_all, left_of_part
from siting.cover.covering.part import part_prices
from siting.cover.covering.reduce import dominated_options, implied_rows, reduce
from siting.cover.covering.ruin import improve
from siting.cover.covering.trial import Trial, close_one, nothing, open_one, trial
from siting.cover.covers import Covers, covers

FEW = settings(deadline=None, max_examples=80)


@dataclass(frozen=True)
class Case:
    """reach: (n_rows, n_options), some option in every row; weight: (n_rows,) > 0; cost: (n_options,) >= 0."""

    reach: NDArray[np.bool_]
    weight: NDArray[np.float64]
    cost: NDArray[np.float64]
    target: float

    @property
    def covers(self) -> Covers:
        rows = csr_matrix(self.reach.astype(float))
        rows.sort_indices()
        return covers(rows.indptr, rows.indices, self.weight, len(self.cost))

    def optimum(self, target: float | None = None) -> float:
        """The least cost at which the target is covered, by trying all; every row without a target."""
        return cheapest(self.covers, self.cost, self.weight.sum() if target is None else target)


def every(n_options: int) -> NDArray[np.bool_]:
    """(2 ** n_options, n_options) all selections."""
    return np.array(list(product([False, True], repeat=n_options)))


def table(found: Covers) -> NDArray[np.bool_]:
    shape = (found.n_rows, found.n_options)
    return (
        csr_matrix((np.ones(len(found.row_options)), found.row_options, found.row_start), shape).toarray() > 0
    )


def cheapest(found: Covers, cost: NDArray[np.float64], target: float) -> float:
    chosen = every(len(cost))
    covered = ((chosen @ table(found).T.astype(float)) > 0) @ found.weight
    return float((chosen @ cost)[covered >= target].min(initial=np.inf))


@st.composite
def cases(draw: st.DrawFn, free: bool = False, most_options: int = 7) -> Case:
    """Random cases, rich in ties, equal rows, equal options, options that reach nothing."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(1, 14)), draw(st.integers(1, most_options))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.15, 0.3, 0.6]))
    reach[np.arange(n_rows), rng.integers(0, n_options, n_rows)] = True
    cost = rng.integers(0 if free else 1, draw(st.sampled_from([2, 5, 40])), n_options).astype(float)
    if draw(st.booleans()):
        cost = cost * rng.uniform(0.5, 1.5, n_options)
    weight = rng.integers(1, draw(st.sampled_from([2, 30])), n_rows).astype(float)
    target = float(np.ceil(draw(st.sampled_from([0.1, 0.5, 0.8, 1.0])) * weight.sum()))
    return Case(reach, weight, cost, target)


def masks(case: Case, opened: bool = False) -> NDArray[np.bool_]:
    return np.full(len(case.cost), opened)


@FEW
@given(cases(free=True))
def test_reductions_leave_the_least_cost(case: Case) -> None:
    small = reduce(case.covers, case.cost, masks(case, True), masks(case))
    left = cheapest(small.covers, small.cost, small.covers.total)
    assert case.cost[small.opened].sum() + left == pytest.approx(case.optimum(), abs=1e-9)
    chosen = masks(case)
    chosen[small.opened] = chosen[small.options] = True
    assert case.reach[:, chosen].any(axis=1).all()
    assert (case.reach[small.rows][:, small.options] == table(small.covers)).all()


@FEW
@given(cases(free=True))
def test_implied_rows_and_dominated_options_are_those_of_their_definitions(case: Case) -> None:
    rows, columns = case.reach, case.reach.T
    implied = [
        any(
            (rows[other] <= rows[row]).all() and ((rows[other] != rows[row]).any() or other < row)
            for other in range(len(rows))
            if other != row
        )
        for row in range(len(rows))
    ]
    dominated = [
        not columns[k].any()
        or any(
            (columns[k] <= columns[j]).all()
            and case.cost[j] <= case.cost[k]
            and ((columns[k] != columns[j]).any() or case.cost[j] < case.cost[k] or j < k)
            for j in range(len(columns))
            if j != k
        )
        for k in range(len(columns))
    ]
    assert implied_rows(case.covers).tolist() == implied
    assert dominated_options(case.covers, case.cost).tolist() == dominated


@FEW
@given(cases(free=True), st.integers(0, 99), st.floats(0.0, 5.0))
def test_any_prices_bound_the_cost_from_below(case: Case, seed: int, worth: float) -> None:
    rng, found = np.random.default_rng(seed), case.covers
    row = rng.uniform(-1.0, 8.0, len(case.weight)) * rng.integers(0, 2, len(case.weight))
    paid = np.maximum(row, 0.0)
    lost = np.minimum(0.0, case.cost - case.reach.T @ paid).sum()
    whole, part = least_cost(found, case.cost, row), case.optimum(case.target)
    assert whole <= case.optimum()
    assert whole == pytest.approx(max(0.0, paid.sum() + lost), abs=1e-9)
    bound = least_cost_of_part(found, case.cost, case.target, row, worth)
    assert bound <= part
    missed = np.maximum(0.0, worth * case.weight - paid).sum()
    assert bound == pytest.approx(max(0.0, worth * case.target + lost - missed), abs=1e-9)


@FEW
@given(cases())
def test_subgradients_come_close_to_the_linear_relaxation(case: Case) -> None:
    found = case.covers
    row, bound = ascend(found, case.cost, first_prices(found, case.cost), 1.2 * case.optimum(), 20_000)
    relaxation = linprog(case.cost, -case.reach.astype(float), -np.ones(len(case.weight)), bounds=(0, 1)).fun
    assert (row >= 0).all()
    assert least_cost(found, case.cost, row) == pytest.approx(bound, abs=1e-9)
    assert 0.97 * relaxation <= bound <= relaxation + 1e-9


@FEW
@given(cases(free=True), st.integers(0, 99))
def test_tightened_prices_charge_no_option_more_than_it_costs(case: Case, seed: int) -> None:
    rng, found = np.random.default_rng(seed), case.covers
    row = tightened(
        found, case.cost, rng.uniform(0.0, 8.0, len(case.weight)) * rng.integers(0, 2, len(case.weight))
    )
    left = case.cost - case.reach.T @ row
    assert (row >= 0).all()
    assert (left >= -1e-9).all()
    assert all(left[case.reach[each]].min() <= 1e-9 for each in range(len(row))), "no price can rise"
    assert least_cost(found, case.cost, row) == pytest.approx(row.sum(), abs=1e-6)


@FEW
@given(cases(free=True))
def test_a_forced_option_is_the_last_of_its_row(case: Case) -> None:
    small = reduce(case.covers, case.cost, masks(case, True), masks(case))
    assert (small.forced_by >= 0).all()
    assert case.reach[small.forced_by, small.opened].all()
    kept = masks(case)
    kept[small.options] = True
    assert not case.reach[small.forced_by][:, kept].any()


@settings(deadline=None, max_examples=40)
@given(cases())
def test_prices_of_a_part_are_those_of_the_linear_relaxation(case: Case) -> None:
    n_rows, n_options = case.reach.shape
    links = np.hstack([-case.reach.astype(float), np.eye(n_rows)])
    enough = np.concatenate([np.zeros(n_options), -case.weight])
    relaxation = linprog(
        np.concatenate([case.cost, np.zeros(n_rows)]),
        np.vstack([links, enough]),
        np.concatenate([np.zeros(n_rows), [-case.target]]),
        bounds=(0, 1),
    ).fun
    seen: list[float] = []
    go_on = lambda found: not seen.append(found.bound)
    found = part_prices(case.covers, case.cost, case.target, case.optimum(case.target), go_on)
    assert found.bound <= case.optimum(case.target)
    assert 0.999 * relaxation - 1e-9 <= found.bound <= relaxation + 1e-9
    assert seen == sorted(seen)
    assert least_cost_of_part(case.covers, case.cost, case.target, found.row, found.target) == found.bound


@FEW
@given(cases(), st.lists(st.integers(0, 6), max_size=12))
def test_a_trial_knows_what_each_option_adds_and_loses(case: Case, moves: list[int]) -> None:
    found, now = case.covers, nothing(case.covers)
    for move in moves:
        option = move % len(case.cost)
        (close_one if now.is_open[option] else open_one)(found, now, option)
    times = case.reach.astype(int) @ now.is_open
    assert now.times.tolist() == times.tolist()
    assert now.covered[0] == case.weight[times > 0].sum()
    assert now.gain.tolist() == (case.reach.T @ np.where(times == 0, case.weight, 0.0)).tolist()
    alone = case.reach.T @ np.where(times == 1, case.weight, 0.0)
    assert now.alone.tolist() == np.where(now.is_open, alone, 0.0).tolist()


@FEW
@given(cases())
def test_greedy_covers_enough_with_nothing_needless(case: Case) -> None:
    found, plan = case.covers, nothing(case.covers)
    complete(found, case.cost, case.target, plan, case.cost)
    assert plan.covered[0] >= case.target
    assert (plan.covered[0] - plan.alone[plan.is_open] < case.target).all()
    everything = nothing(found)
    complete(found, case.cost, found.total, everything, case.cost)
    assert everything.covered[0] == found.total


@settings(deadline=None, max_examples=60)
@given(cases(), st.integers(0, 99))
def test_ruin_and_recreate_only_betters_and_keeps_covering(case: Case, seed: int) -> None:
    found, costs, plans = case.covers, [], []
    for _ in range(2):
        plan, left = nothing(found), [8]
        complete(found, case.cost, case.target, plan, case.cost)
        start = case.cost[plan.is_open].sum()

        def go_on(now: Trial, left: list[int] = left) -> bool:
            costs.append(case.cost[now.is_open].sum())
            left[0] -= 1
            return left[0] > 0

        improve(found, case.cost, case.target, plan, np.random.default_rng(seed), go_on)
        assert plan.covered[0] >= case.target
        assert case.optimum(case.target) - 1e-9 <= case.cost[plan.is_open].sum() <= start + 1e-9
        plans.append(plan.selection.tolist())
    assert plans[0] == plans[1]


@FEW
@given(cases(), st.sampled_from([0.0, 1.0]), st.booleans())
def test_what_prices_decide_every_better_selection_does(case: Case, least_gain: float, whole: bool) -> None:
    found, target = case.covers, case.weight.sum() if whole else case.target
    value = 1.3 * case.optimum(target)
    if whole:
        row, _ = ascend(found, case.cost, first_prices(found, case.cost), value, 2_000)
        bound = least_cost(found, case.cost, row)
    else:
        prices = part_prices(found, case.cost, target, value, lambda found: True)
        row, bound = prices.row, prices.bound
    reduced = case.cost - option_income(found, row)
    opens, never = decided(reduced, bound, value, least_gain)
    chosen = every(len(case.cost))
    covered = ((chosen @ case.reach.T.astype(float)) > 0) @ case.weight
    better = chosen[(covered >= target) & (chosen @ case.cost <= value - least_gain)]
    assert better[:, opens].all()
    assert not better[:, never].any()
    keep = ~opens & ~never
    left = (
        left_of_all(found, case.cost, keep, opens)
        if whole
        else left_of_part(found, case.cost, target, keep, opens)
    )
    if len(better):
        _check_left(case, left, float((better @ case.cost).min()))


def _check_left(case: Case, left: Left, least: float) -> None:
    """The cheapest selection is found in what is left, and means the same in the whole question."""
    assert left.possible
    assert left.spent + cheapest(left.covers, left.cost, left.target) == pytest.approx(least)
    inside = trial(left.covers, np.arange(len(left.options), dtype=np.int32))
    whole = left.whole(inside.selection)
    assert left.inside(whole).selection.tolist() == inside.selection.tolist()
    assert case.cost[left.opened].sum() == pytest.approx(left.spent)


def test_a_row_without_options_leaves_nothing_possible() -> None:
    case = Case(np.eye(2, dtype=bool), np.ones(2), np.ones(2), 2.0)
    keep = np.array([True, False])
    assert not left_of_all(case.covers, case.cost, keep, ~keep & keep).possible
    assert not left_of_part(case.covers, case.cost, 2.0, keep, ~keep & keep).possible
    assert left_of_part(case.covers, case.cost, 1.0, keep, ~keep & keep).possible
