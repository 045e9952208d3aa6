"""What an earlier run gives to a new one: its plan as the first incumbent, its prices as the first bound."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting.cover.bound import proven_bound
from siting.cover.covers import exceeded, sums
from siting.cover.cuts import parity_cuts
from siting.cover.greedy import best_greedy, greedy
from siting.cover.interior_point import Relaxation
from siting.cover.narrow import narrow
from siting.cover.price import scarcity_price
from siting.cover.search import Search, empty, opened, value
from siting.errors import VerificationError
from siting.inputs import Floats, Positions, frozen
from siting.outcome import Dual, Start
from siting.strategies._cover import Question, dual
from siting.strategies._exact import Standing
from siting.strategies._stages import greedy_plan


def first_plan(question: Question, standing: Standing, start: Start | None) -> Search:
    """The greedy plan, or the start's plan where that covers more. What the start proves is taken too."""
    if start is not None:
        _take_bound(question, standing, start)
    found = greedy_plan(question, standing)
    if start is None:
        return found
    begun = _filled(question, start.selection)
    standing.offer(begun.selection)
    return begun if value(question.covers, begun) > value(question.covers, found) else found


def offer_start(standing: Standing, start: Start | None) -> None:
    """Takes the start's plan as it is, where the rules accept it: for questions that are more than packing."""
    if start is not None:
        standing.offer(start.selection)


def best_dual(question: Question, relaxation: Relaxation, start: Start | None) -> Dual:
    """The relaxation's prices, or the start's where those prove more."""
    held = _held(question, start)
    return dual(question, relaxation) if held is None or held.bound >= relaxation.bound else held.dual


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    """A start's prices, moved to where they hold, and the bound that they prove."""

    dual: Dual
    bound: float


def _held(question: Question, start: Start | None) -> _Held | None:
    """None where the start has no prices, or prices of other rows and limits."""
    if start is None or start.dual is None:
        return None
    row, limit = start.dual.row, start.dual.limit
    if len(row) != len(question.weight) or len(limit) != len(question.limits.limit):
        return None
    row = np.clip(np.nan_to_num(row), 0.0, question.weight)
    limit = np.maximum(np.nan_to_num(limit), 0.0)
    found = replace(_usable_cuts(question, start.dual), row=frozen(row), limit=frozen(limit))
    rows = question.group[found.cut_rows]
    cuts = parity_cuts(question.covers, found.cut_start, rows, found.cut_times) if len(rows) else None
    prices = (_merged(question, row), limit)
    return _Held(found, proven_bound(question.covers, question.limits, *prices, cuts, found.cut_price))


def _usable_cuts(question: Question, given: Dual) -> Dual:
    """The dual without cuts of which a row is not merged: nobody can reach it, or it counts nothing."""
    sizes = np.diff(given.cut_start)
    idle = np.repeat(np.arange(len(sizes)), sizes)[question.group[given.cut_rows] < 0]
    kept = ~np.isin(np.arange(len(sizes)), idle)
    entries = np.repeat(kept, sizes)
    return replace(
        given,
        cut_start=frozen(np.concatenate(([0], np.cumsum(sizes[kept]))).astype(np.int64)),
        cut_rows=frozen(given.cut_rows[entries]),
        cut_times=frozen(given.cut_times[entries]),
        cut_price=frozen(np.maximum(np.nan_to_num(given.cut_price[kept]), 0.0)),
    )


def _merged(question: Question, row_price: Floats) -> Floats:
    """(merged rows,) prices of the model's rows, added up."""
    known = question.group >= 0
    return sums(question.group[known], row_price[known], question.covers.n_rows)


def _take_bound(question: Question, standing: Standing, start: Start) -> None:
    held = _held(question, start)
    if held is None:
        return
    if held.bound < standing.value - 1e-9 * abs(standing.value):
        raise VerificationError([f"{held.bound} < {standing.value}"])
    standing.prove(held.bound, 0.0)


def _filled(question: Question, selection: Positions) -> Search:
    """The selection, or what greedy keeps of it where it breaks a limit, with what still fits added."""
    covers, limits = question.covers, question.limits
    wanted = np.zeros(covers.n_options, np.bool_)
    wanted[selection] = True
    price = scarcity_price(limits)
    if exceeded(limits, wanted).any():
        small = narrow(covers, limits, wanted)
        prices = (scarcity_price(small.limits),)
        kept = best_greedy(small.covers, small.limits, empty(small.covers, small.limits), prices)
        wanted[:] = False
        wanted[small.options[kept.selection]] = True
    search = opened(covers, limits, np.flatnonzero(wanted).astype(np.int32))
    greedy(covers, limits, search, price)
    return search
