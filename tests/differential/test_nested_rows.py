"""Short links against whole ones: the same bases by hand, the same values of every selection and relaxation."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from siting.model import write_cover
from siting.model.nested import nested
from siting.program import Program
from tests.covering import Case, cases


def test_a_base_lacks_one_option_or_two() -> None:
    sets = [{0}, {0, 1}, {0, 1, 2}, {0, 1, 2, 3, 4}, {5, 6}, {5, 6, 7}, {1, 5, 6, 7, 8, 9}]
    rows = csr_matrix(np.array([[k in one for k in range(10)] for one in sets], dtype=float))
    base, beyond = nested(rows.indptr, rows.indices, 10)
    assert base.tolist() == [-1, 0, 1, 2, -1, 4, -1]
    left = [rows.indices[a:b][beyond[a:b]].tolist() for a, b in pairwise(rows.indptr)]
    assert left == [[0], [1], [2], [3, 4], [5, 6], [7], [1, 5, 6, 7, 8, 9]]


@settings(max_examples=150, deadline=None)
@given(cases(most_options=6))
def test_a_base_and_what_is_beyond_it_make_the_row(case: Case) -> None:
    rows = case.rows
    base, beyond = nested(rows.indptr, rows.indices, case.n_options)
    for row, (a, b) in enumerate(pairwise(rows.indptr)):
        own, other = set(rows.indices[a:b].tolist()), set(rows.indices[a:b][beyond[a:b]].tolist())
        held = set(np.flatnonzero(case.reach[base[row]]).tolist()) if base[row] >= 0 else set()
        assert held | other == own
        assert not held & other
        assert base[row] < 0 or 1 <= len(other) <= 2


@settings(max_examples=60, deadline=None)
@given(cases(most_options=5))
def test_the_relaxation_stays_the_same(case: Case) -> None:
    """At any x in [0, 1], the best z covers sum_r w_r min(1, sum_k A[r,k] x_k)."""
    rows, program = case.rows, Program(case.n_options, maximise=True)
    weight = case.weight / max(1e-300, case.weight.max(initial=0.0))  # as a strategy scales it for a solver
    write_cover(program, rows.indptr, rows.indices, weight)
    arrays = program.assemble()
    x = np.random.default_rng(len(case.weight)).choice([0.0, 0.3, 0.5, 1.0], case.n_options)
    low, high = arrays.lower.copy(), arrays.upper.copy()
    low[: case.n_options] = high[: case.n_options] = x
    limits = {"A_ub": arrays.matrix, "b_ub": arrays.row_upper} if arrays.n_rows else {}
    found = linprog(-arrays.objective, bounds=np.stack((low, high), axis=1), **limits)
    expected = weight @ np.minimum(1.0, case.reach.astype(float) @ x)
    np.testing.assert_allclose(-found.fun, expected, rtol=1e-7, atol=1e-7)
