"""The stages of a covering without rules: each betters the standing plan or its bound, or shrinks what is left."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from siting.cover.bound import option_income
from siting.cover.covering.bound import least_cost, least_cost_of_part
from siting.cover.covering.dual import ascend, first_prices, tightened
from siting.cover.covering.greedy import complete
from siting.cover.covering.left import Left, decided, left_of_all, left_of_part
from siting.cover.covering.part import PartPrices, part_prices
from siting.cover.covering.ruin import improve
from siting.cover.covering.trial import Trial, trial
from siting.cover.covers import Covers
from siting.cover.merge import merge
from siting.cover.priced import priced_search
from siting.inputs import Floats, Positions, frozen
from siting.model import Model
from siting.objectives._required import Requiring
from siting.outcome import Dual
from siting.strategies._covering_residual import settle
from siting.strategies._exact import Standing

MOST_ROUNDS = 6
MOST_IDLE = 30
MOST_STEPS = 20_000
PRICE_FACTORS = (0.9, 0.96, 0.98, 0.99, 1.0, 1.01, 1.02, 1.04)
WORTH_ANOTHER = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """covers: merged rows; target: weight required of them. everything: each row is required; weights are then one.

    group: (model rows,) merged row of each row, -1 for none; share: (model rows,) its part of the merged weight.
    unit: every value is a multiple of it; 0 where costs are broken numbers."""

    covers: Covers
    cost: Floats
    target: float
    everything: bool
    group: Positions
    share: Floats
    unit: float

    def left(self, keep: NDArray[np.bool_], opened: NDArray[np.bool_]) -> Left:
        """What remains when only `keep` may open beside `opened`."""
        if self.everything:
            return left_of_all(self.covers, self.cost, keep, opened)
        return left_of_part(self.covers, self.cost, self.target, keep, opened)


def pose(model: Model) -> Question:
    """The question without its rules; call only where `_covering.refusal` is None."""
    assert isinstance(model.objective, Requiring)
    required = model.objective.required(model)
    merged = merge(model.indptr, model.indices, model.weight, model.n_options)
    share = model.weight / np.append(merged.covers.weight, np.inf)[merged.group]
    everything, covers = math.isinf(required), merged.covers
    if everything:
        covers = covers._replace(weight=np.ones(covers.n_rows))
    target = covers.total if everything else required
    return Question(covers, model.cost, target, everything, merged.group, share, _unit(model.cost))


def _unit(cost: Floats) -> float:
    """The largest number of which every cost is a whole multiple; 0 where costs are no whole numbers."""
    if not len(cost) or (cost != np.rint(cost)).any() or cost.max() >= 2.0**53:
        return 0.0
    return float(np.gcd.reduce(cost.astype(np.int64)))


def proven(question: Question, row: Floats, target_price: float) -> float:
    """What prices of the merged rows and of the required weight prove of the whole question."""
    covers, cost = question.covers, question.cost
    if question.everything:
        return least_cost(covers, cost, row)
    return least_cost_of_part(covers, cost, question.target, row, max(0.0, target_price))


def search(question: Question, standing: Standing, rng: np.random.Generator, backend: str) -> Dual:
    """RULES 1 to 3; returns the first round's prices for the model's own rows."""
    left, dual = _begin(question), None
    for _ in range(MOST_ROUNDS):
        ceiling = _spent(left, _greedy(standing, left))
        row, target_price, bound = _prices(question, standing, left, ceiling)
        if dual is None:
            dual = _dual(question, left, row, target_price)
        _priced(standing, left, target_price)
        if standing.stop() is not None:
            break
        known, smaller = standing.value, _fixed(question, standing, left, row, bound)
        if not smaller.possible or not len(smaller.options):
            standing.offer(smaller.opened)
            standing.prove(standing.value, 0.0)
            break
        _polish(standing, smaller, rng)
        if standing.stop() is not None:
            break
        shrunk = len(smaller.options) < WORTH_ANOTHER * len(left.options)
        left = smaller
        if not shrunk and standing.value == known:
            break
    if standing.stop() is None:
        settle(standing, left, question.everything, question.unit, backend, int(rng.integers(2**31)))
    assert dual is not None
    return dual


def head_start(question: Question, standing: Standing) -> Dual:
    """Greedy and prices alone: a first plan, if the rules accept it, and a first bound with the prices behind it."""
    left = _begin(question)
    ceiling = _spent(left, _greedy(standing, left))
    row, target_price, _ = _prices(question, standing, left, ceiling)
    return _dual(question, left, row, target_price)


def _begin(question: Question) -> Left:
    """All options that reach anyone, the free ones open."""
    reaching, free = np.diff(question.covers.option_start) > 0, question.cost == 0
    return question.left(reaching & ~free, reaching & free)


def _spent(left: Left, plan: Trial) -> float:
    """What the plan costs in all."""
    return left.spent + float(left.cost[plan.is_open].sum())


def _prices(
    question: Question, standing: Standing, left: Left, ceiling: float
) -> tuple[Floats, float, float]:
    """Row prices, target price and bound of what is left; the bound goes to the standing. ceiling: cost of a plan."""

    def told(bound: float) -> bool:
        _prove(question, standing, left.spent + bound)
        return standing.stop() is None

    told(0.0)
    ceiling -= left.spent
    if not question.everything:
        tried: list[float] = []

        def shown(found: PartPrices) -> bool:
            if told(found.bound) and found.target not in tried and len(tried) < 2:
                tried.append(found.target)
                _priced(standing, left, found.target)
            return standing.stop() is None

        in_time = lambda: standing.watch.must_stop() is None
        found = part_prices(left.covers, left.cost, left.target, ceiling, shown, in_time)
        return found.row, found.target, found.bound
    if not left.covers.n_rows:
        return np.zeros(0), 0.0, 0.0
    row, _ = ascend(left.covers, left.cost, first_prices(left.covers, left.cost), ceiling, MOST_STEPS)
    row = _better(left.covers, left.cost, row)
    bound = least_cost(left.covers, left.cost, row)
    told(bound)
    return row, 0.0, bound


def _prove(question: Question, standing: Standing, bound: float) -> None:
    """Takes a bound on all better selections; of whole costs, the next multiple of their unit."""
    if question.unit > 0:
        bound = math.ceil(bound / question.unit * (1.0 - 1e-12)) * question.unit
    else:
        bound *= 1.0 - 1e-12
    standing.prove(bound, 0.0)


def _greedy(standing: Standing, left: Left) -> Trial:
    """What is left of the standing plan, or nothing, with what greedy adds to it."""
    known = left.opened if standing.selection is None else standing.selection
    plan = left.inside(known)
    complete(left.covers, left.cost, left.target, plan, left.cost)
    standing.offer(left.whole(plan.selection))
    return plan


def _priced(standing: Standing, left: Left, target_price: float) -> None:
    """Where a weight is required: what is best when weight is worth the target's price, and somewhat less or more,
    with what is then still missing."""
    if not target_price > 0:
        return
    known = left.inside(standing.selection if standing.selection is not None else left.opened)
    for factor in PRICE_FACTORS:
        if standing.stop() is not None:
            return
        is_open, _ = priced_search(left.covers, left.cost / (factor * target_price), known.selection)
        plan = trial(left.covers, np.flatnonzero(is_open).astype(np.int32))
        complete(left.covers, left.cost, left.target, plan, left.cost)
        standing.offer(left.whole(plan.selection))


def _polish(standing: Standing, left: Left, rng: np.random.Generator) -> None:
    """Ruin and recreate, until MOST_IDLE slices in a row bettered nothing: counted, not timed, so that the same seed
    gives the same plan."""
    plan = _greedy(standing, left)
    idle, least = 0, float(left.cost[plan.is_open].sum())

    def go_on(now: Trial) -> bool:
        nonlocal idle, least
        cost = float(left.cost[now.is_open].sum())
        idle += 1
        if cost < least:
            standing.offer(left.whole(now.selection))
            idle, least = 0, cost
        return standing.stop() is None and idle <= MOST_IDLE

    if plan.covered[0] >= left.target:
        improve(left.covers, left.cost, left.target, plan, rng, go_on)


def _fixed(question: Question, standing: Standing, left: Left, row: Floats, bound: float) -> Left:
    """What the prices leave undecided for selections better than the standing one."""
    reduced = left.cost - option_income(left.covers, row)
    least_gain = question.unit or 0.0
    opens, never = decided(reduced, bound, standing.value - left.spent, least_gain)
    keep, opened = np.zeros((2, question.covers.n_options), np.bool_)
    keep[left.options[~opens & ~never]] = True
    opened[left.opened] = True
    opened[left.options[opens]] = True
    return question.left(keep, opened)


def _dual(question: Question, left: Left, row: Floats, target_price: float) -> Dual:
    """Prices of the model's own rows, by which anybody can compute the bound again."""
    if question.everything:
        price = _lifted(question, left, row)
    else:
        # Rows that free options reach are worth nothing to a selection that has to pay.
        price = np.zeros(question.covers.n_rows)
        price[left.rows] = row
    per_row = question.share * np.append(price, 0.0)[question.group]
    targets = np.zeros(0) if question.everything else np.array([target_price])
    return Dual(frozen(per_row), frozen(np.zeros(0)), target=frozen(targets))


def _lifted(question: Question, left: Left, row: Floats) -> Floats:
    """(merged rows,) prices of the whole question from those of what `reduce` left of it. A forced option's cost goes
    to the row that forced it, where all other options of the row are no better: they were left out for that."""
    covers, cost = question.covers, question.cost
    price = np.zeros(covers.n_rows)
    price[left.rows] = row
    reduced = cost - option_income(covers, price)
    forced = left.forced_by >= 0
    price[left.forced_by[forced]] += np.maximum(reduced[left.opened[forced]], 0.0)
    return _better(covers, cost, price)


def _better(covers: Covers, cost: Floats, price: Floats) -> Floats:
    """The prices, or those tightened, whichever prove more."""
    return max((price, tightened(covers, cost, price)), key=lambda each: least_cost(covers, cost, each))
