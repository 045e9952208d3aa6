"""The linear relaxation of a rich question, and cuts of its limits that make it stronger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix, vstack

from siting import backends
from siting.backends import Limits
from siting.inputs import Floats, Positions
from siting.model import Model
from siting.program import CONTINUOUS, Arrays
from siting.strategies._exact import Standing
from siting.strategies._knapsack_covers import Knapsack, Pool, knapsacks, violated

MOST_ROUNDS = 4
WORTH, LEAST_WORTH = 0.1, 1e-5
SHARE_OF_TIME = 0.25

Cut = tuple[Positions, int]


@dataclass(frozen=True, slots=True, eq=False)
class Tight:
    """A program with its cuts, and what its relaxation comes to.

    cuts: rows on the options, most: of each. values, reduced_cost: (n_variables,); bound: in the program's units."""

    program: Arrays
    cuts: csr_matrix
    most: Floats
    values: Floats
    reduced_cost: Floats
    bound: float


def tightened(
    program: Arrays, model: Model, standing: Standing, believe: Callable[[float], None], scale: float,
    seed: int, pool: Pool,
) -> Tight | None:  # fmt: skip
    """The relaxation, solved again and again with the cover inequalities that it breaks, as long as its bound falls by
    more than a share WORTH of the gap that is asked for; None where there was no time.

    believe: takes each bound. pool: cuts that are known, and those found here."""
    limits = knapsacks(program, model.n_options, model.option_pair)
    best, cuts = None, pool.known(limits)
    least = max(WORTH * standing.watch.gap, LEAST_WORTH)
    for _ in range(MOST_ROUNDS):
        found = _relaxed(program, cuts, model.n_options, standing, seed)
        if found is None:
            break
        believe(found.bound / scale)
        worth = best is None or abs(best.bound - found.bound) > least * abs(found.bound)
        best = found
        fresh = _broken(limits, found.values[: model.n_options], pool)
        if not worth or not fresh or standing.stop() is not None:
            break
        cuts = [*cuts, *fresh]
    return best


def _broken(limits: Sequence[Knapsack], x: Floats, pool: Pool) -> list[Cut]:
    found = []
    for one in limits:
        for cut in violated(one, x):
            pool.keep(one, cut)
            found.append(cut)
    return found


def _relaxed(
    program: Arrays, cuts: Sequence[Cut], n_options: int, standing: Standing, seed: int
) -> Tight | None:
    rows, most = as_rows(cuts, program.n_variables)
    stronger = replace(
        program,
        matrix=vstack([program.matrix, rows], format="csr"),
        row_lower=np.concatenate([program.row_lower, np.full(len(most), -np.inf)]),
        row_upper=np.concatenate([program.row_upper, most]),
    )
    relaxed = replace(stronger, kind=np.full(program.n_variables, CONTINUOUS, dtype=np.int8))
    limits = Limits(0.0, SHARE_OF_TIME * standing.watch.remaining_s, seed)
    answer = backends.run("scipy_highs", relaxed, limits, None, must_stop=standing.stop)
    if answer.stop != "optimal" or answer.values is None or answer.reduced_cost is None:
        return None
    return Tight(stronger, rows[:, :n_options], most, answer.values, answer.reduced_cost, answer.bound)


def as_rows(cuts: Sequence[Cut], n_columns: int) -> tuple[csr_matrix, Floats]:
    """(n_cuts, n_columns) ones at the options of each cut; and how many of them open at most."""
    start = np.cumsum([0, *(len(options) for options, _ in cuts)])
    columns = np.concatenate([np.zeros(0, np.int32), *(options for options, _ in cuts)])
    rows = csr_matrix((np.ones(len(columns)), columns, start), shape=(len(cuts), n_columns))
    return rows, np.array([most for _, most in cuts], dtype=np.float64)
