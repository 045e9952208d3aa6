"""Numbers on their way to and from solvers: whole numbers that lose no solution, printed bounds that stay bounds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from siting.backends import _cbc_log
from siting.backends._integers import at_least, at_most, rounded
from siting.backends._printed import highest, lowest

DECIMALS = st.decimals(0, 1000, places=3).map(float)
FLOATS = st.floats(0, 1e6, allow_subnormal=False)
NUMBERS = st.lists(st.one_of(DECIMALS, FLOATS), min_size=1, max_size=6)


def _every(count: int) -> np.ndarray:
    return np.array(list(product([0, 1], repeat=count)))


@given(st.lists(DECIMALS, min_size=1, max_size=6), DECIMALS)
def test_decimals_keep_exactly_their_solutions(numbers: list[float], limit: float) -> None:
    chosen = _every(len(numbers))
    thousandths = chosen @ np.rint(np.array(numbers) * 1000).astype(np.int64)
    whole, most = at_most(np.array(numbers), limit)
    assert ((chosen @ whole <= most) == (thousandths <= round(limit * 1000))).all()
    whole, least = at_least(np.array(numbers), limit)
    assert ((chosen @ whole >= least) == (thousandths >= round(limit * 1000))).all()


@given(NUMBERS, FLOATS)
@example([2.2250738585072014e-308], 3.0)
@example([5e-324], 1.0)
@example([0.1, 0.2], 7e12)
def test_no_solution_is_lost_and_none_far_off_is_let_in(numbers: list[float], limit: float) -> None:
    chosen, values = _every(len(numbers)), np.array(numbers)
    sums, near = chosen @ values, 1e-9 * (values.sum() + limit)
    whole, most = at_most(values, limit)
    inside = chosen @ whole <= most
    assert inside[sums <= limit].all()
    assert not inside[sums > limit + near].any()
    whole, least = at_least(values, limit)
    inside = chosen @ whole >= least
    assert inside[sums >= limit].all()
    assert not inside[sums < limit - near].any()


@given(NUMBERS)
@example([2.2250738585072014e-308])
@example([3.3e-308, 1e-300])
def test_rounded_weights_say_what_they_may_have_lost(numbers: list[float]) -> None:
    values = np.array(numbers)
    scaled, chosen = rounded(values), _every(len(numbers))
    exact, seen = chosen @ values, (chosen @ scaled.whole) / scaled.scale
    noise = 1e-12 * values.sum()
    assert (exact <= seen + scaled.over + noise).all()
    assert (exact >= seen - scaled.under - noise).all()
    # Below, no float holds the factor that would keep nine digits; what is lost is said all the same.
    assert scaled.over + scaled.under <= 1e-9 * values.sum() or values.sum() < 1e-280


@given(st.floats(-1e9, 1e9), st.sampled_from(["%g", "%.8g", "%.3f", "%.4e", "%.0f"]))
def test_a_printed_number_lies_within_what_it_may_mean(number: float, style: str) -> None:
    text = style % number
    assert lowest(text) <= number <= highest(text)


@pytest.mark.parametrize("text", ["inf", "-", "1e+50", "nan", "unknown"])
def test_what_is_no_bound_bounds_nothing(text: str) -> None:
    assert lowest(text) == -np.inf
    assert highest(text) == np.inf


SEARCHING = """Continuous objective value is -2981.28 - 1.11 seconds
Cbc0013I At root node, 21 cuts changed objective from -2981.2757 to -2979.1398 in 10 passes
Cbc0010I After 0 nodes, 1 on tree, -2976.4831 best solution, best possible -2979.1398 (6.55 seconds)
"""


STOPPED_INSIDE_A_RELAXATION = """Continuous objective value is -190.095 - 0.017332 seconds
Cbc0013I At root node, 18 cuts changed objective from -190.09529 to 8.9468881e+08 in 24 passes
Cbc0005I Partial search - best objective -171 (best possible 8.9468881e+08), took 2194 iterations and 0 nodes
Result - Stopped on time limit
Objective value:                -171
Lower bound:                    -171
"""


def test_cbc_bound_is_the_best_in_the_log_and_never_too_good() -> None:
    assert _cbc_log.bound("") == -np.inf
    assert _cbc_log.bound("Continuous objective value is -598604 - 1.11 seconds\n") == -598604.5
    assert _cbc_log.bound(SEARCHING) == pytest.approx(-2979.13985)
    assert _cbc_log.bound(STOPPED_INSIDE_A_RELAXATION) == pytest.approx(-190.0955)


def test_cbc_tells_what_an_accepted_gap_leaves() -> None:
    log = "Cbc0011I Exiting as integer gap of 4.7926908 less than 1e-10 or 3%\n"
    assert _cbc_log.leftover(log) == pytest.approx(4.79269085)
    assert _cbc_log.leftover("") == np.inf


@pytest.mark.parametrize(
    ("log", "why"),
    [
        ("Result - Optimal solution found\n", "searched"),
        ("Result - Optimal solution found (within gap tolerance)\n", "within_gap"),
        ("Result - Stopped on time limit\n", "time_limit"),
        ("LP relaxation stopped on time limit - 3.4 seconds\n", "time_limit"),
        ("Problem is infeasible - 0.00 seconds\n", "infeasible"),
        ("Empty problem - 0 rows, 1 columns and 0 elements\nOptimal objective 0\n", "searched"),
        (SEARCHING, "unknown"),
    ],
)
def test_cbc_ends_for_the_reason_it_names(log: str, why: str) -> None:
    assert _cbc_log.ending(log) == why
