"""Rich questions, narrowed: the linear relaxation bounds them, and its reduced costs say which options to decide among.

Rules that are more than upper limits go to a solver whole, which may look for long before it has any plan. Here the
relaxation comes first: a bound, and with it a small question, of the options that it leaves undecided or nearly so.
What that finds closes most of the gap; by it and the reduced costs d, an option that no better plan opens, or closes,
is fixed for good: a plan that changes option k is worth at most bound - |d_k|."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting import backends
from siting.backends import Limits
from siting.inputs import Floats, Positions
from siting.model import Model
from siting.program import Arrays
from siting.strategies._exact import Standing
from siting.strategies._knapsack_covers import Pool
from siting.strategies._tightening import tightened

FEW_OPTIONS = 400
SIZES = (200, 1000)
NEAR = 0.1
SHARE_OF_TIME = 0.25
MARGIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """opened, closed: options that every better selection opens, or closes. cuts, most: rows on the options that every
    selection obeys, None where none were looked for."""

    opened: Positions
    closed: Positions
    cuts: csr_matrix | None = None
    most: Floats | None = None


def nothing_decided() -> Narrowed:
    """All options are left."""
    none = np.zeros(0, dtype=np.int32)
    return Narrowed(none, none)


def narrowed(
    program: Arrays,
    model: Model,
    standing: Standing,
    believe: Callable[[float], None],
    scale: float,
    backend: str,
    seed: int,
    pool: Pool,
) -> Narrowed:
    """Offers plans, proves a bound, and says what is decided. believe: takes a bound in the objective's own units,
    scale: units of the program for one of them. pool: cuts known from questions like this one.

    1. The relaxation, by SciPy's HiGHS whatever the backend: its bound, and reduced costs; cuts make both stronger.
    2. The backend decides among the options of least reduced cost, more and more of them, the others as the
       relaxation has them, until the standing is good; what it proves there proves nothing of the whole. The first are
       those that cost less than a share NEAR of the gap that is asked for.
    3. With the best plan, reduced costs fix what no better one changes."""
    n_options = model.n_options
    if n_options <= FEW_OPTIONS:
        return nothing_decided()
    tight = tightened(program, model, standing, believe, scale, seed, pool)  # RULE 1
    if tight is None:
        return nothing_decided()
    x, price = tight.values[:n_options], np.abs(tight.reduced_cost[:n_options])
    undecided = np.abs(x - np.rint(x)) > 1e-9
    order = np.argsort(np.where(undecided, -1.0, price), kind="stable")
    near = np.count_nonzero(price <= NEAR * standing.watch.gap * abs(tight.bound))
    size = int(np.clip(near, *SIZES))
    while size <= 2 * SIZES[1] and standing.stop() is None:
        kept = np.zeros(n_options, dtype=bool)
        kept[order[: max(size, int(undecided.sum()))]] = True
        _decide_among(tight.program, np.rint(x), kept, standing, backend, seed)  # RULE 2
        size *= 2
    decided = _settled(x, price, tight.bound, standing, scale)
    return replace(decided, cuts=tight.cuts, most=tight.most)


def _decide_among(
    program: Arrays, x: Floats, kept: NDArray[np.bool_], standing: Standing, backend: str, seed: int
) -> None:
    """The backend's best among the options that are kept; the others as in x."""
    n_options = len(x)
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[:n_options] = np.where(kept, lower[:n_options], x)
    upper[:n_options] = np.where(kept, upper[:n_options], x)
    small = replace(program, lower=lower, upper=upper)
    inside = None
    if standing.start is not None and (standing.start[~kept] == x[~kept]).all():
        inside = standing.start
    limits = Limits(0.2 * standing.watch.gap, SHARE_OF_TIME * standing.watch.remaining_s, seed)

    def hear(values: Floats | None, bound: float | None) -> None:
        standing.offer_values(values)

    answer = backends.run(backend, small, limits, inside, hear, standing.stop)
    standing.offer_values(answer.values)


def _settled(x: Floats, price: Floats, bound: float, standing: Standing, scale: float) -> Narrowed:
    """RULE 3. x: of the relaxation, in which an option with a price is 0 or 1."""
    if standing.selection is None:
        return nothing_decided()
    room = abs(bound - standing.value * scale)
    fixed = price > room + MARGIN * max(1.0, abs(bound))
    return Narrowed(
        np.flatnonzero(fixed & (x > 0.5)).astype(np.int32),
        np.flatnonzero(fixed & (x <= 0.5)).astype(np.int32),
    )
