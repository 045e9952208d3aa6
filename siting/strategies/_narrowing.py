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

from siting import backends
from siting.backends import Limits
from siting.inputs import Floats, Positions
from siting.program import CONTINUOUS, Arrays
from siting.strategies._exact import Standing

FEW_OPTIONS = 400
SIZES = (200, 500, 1000)
SHARE_OF_TIME = 0.25
MARGIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Narrowed:
    """opened, closed: options that every better selection opens, or closes."""

    opened: Positions
    closed: Positions


def nothing_decided() -> Narrowed:
    """All options are left."""
    none = np.zeros(0, dtype=np.int32)
    return Narrowed(none, none)


def narrowed(
    program: Arrays,
    n_options: int,
    standing: Standing,
    believe: Callable[[float], None],
    scale: float,
    backend: str,
    seed: int,
) -> Narrowed:
    """Offers plans, proves a bound, and says what is decided. believe: takes a bound in the objective's own units,
    scale: units of the program for one of them.

    1. The relaxation, by SciPy's HiGHS whatever the backend: its bound, and reduced costs.
    2. The backend decides among the options of least reduced cost, more and more of them, the others as the
       relaxation has them, until the standing is good; what it proves there proves nothing of the whole.
    3. With the best plan, reduced costs fix what no better one changes."""
    if n_options <= FEW_OPTIONS:
        return nothing_decided()
    relaxed = replace(program, kind=np.full(program.n_variables, CONTINUOUS, dtype=np.int8))
    limits = Limits(0.0, SHARE_OF_TIME * standing.watch.remaining_s, seed)
    answer = backends.run("scipy_highs", relaxed, limits, None, must_stop=standing.stop)
    if answer.stop != "optimal" or answer.values is None or answer.reduced_cost is None:
        return nothing_decided()
    believe(answer.bound / scale)  # RULE 1
    x, price = answer.values[:n_options], np.abs(answer.reduced_cost[:n_options])
    undecided = np.abs(x - np.rint(x)) > 1e-9
    order = np.argsort(np.where(undecided, -1.0, price), kind="stable")
    for size in SIZES:
        if standing.stop() is not None:
            break
        kept = np.zeros(n_options, dtype=bool)
        kept[order[: max(size, int(undecided.sum()))]] = True
        _decide_among(program, np.rint(x), kept, standing, backend, seed)  # RULE 2
    return _settled(x, price, answer.bound, standing, scale)


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
