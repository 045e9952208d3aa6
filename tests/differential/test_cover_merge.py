"""Merging rows against a dictionary of cover sets."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_matrix

from siting.cover import merge as merging
from siting.cover.merge import merge
from tests.covering import Case, cases


def merged_by_dictionary(case: Case) -> dict[tuple[int, ...], float]:
    """Cover set -> weight, in order of first appearance, without empty sets and rows of weight zero."""
    found: dict[tuple[int, ...], float] = {}
    for row, weight in zip(case.reach, case.weight, strict=True):
        options = tuple(np.flatnonzero(row).tolist())
        if options and weight > 0:
            found[options] = found.get(options, 0.0) + weight
    return found


def cover_sets(start: np.ndarray, options: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(options[a:b].tolist()) for a, b in pairwise(start)]


@settings(max_examples=250, deadline=None)
@given(cases())
def test_rows_of_one_cover_set_become_one_row_in_order_of_appearance(case: Case) -> None:
    rows = case.rows
    merged = merge(rows.indptr, rows.indices, case.weight, case.n_options)
    expected = merged_by_dictionary(case)
    sets = cover_sets(merged.covers.row_start, merged.covers.row_options)
    assert sets == list(expected)
    np.testing.assert_allclose(merged.covers.weight, list(expected.values()), rtol=1e-12)
    for row, group in enumerate(merged.group.tolist()):
        own = tuple(np.flatnonzero(case.reach[row]).tolist())
        assert (group == -1) == (not own or case.weight[row] == 0)
        assert group == -1 or sets[group] == own


@settings(max_examples=200, deadline=None)
@given(cases())
def test_the_transposed_arrays_say_the_same(case: Case) -> None:
    covers = case.covers()
    shape = (covers.n_rows, covers.n_options)
    by_row = csr_matrix((np.ones(len(covers.row_options)), covers.row_options, covers.row_start), shape=shape)
    by_option = csr_matrix(
        (np.ones(len(covers.option_rows)), covers.option_rows, covers.option_start), shape=shape[::-1]
    )
    assert (by_option != by_row.T).nnz == 0


def test_equal_hashes_do_not_make_different_rows_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "option_codes", lambda n_options: np.zeros(n_options, np.uint64))
    rng = np.random.default_rng(5)
    rows = csr_matrix((rng.random((300, 6)) < 0.4).astype(float))
    case = Case(rows.toarray() > 0, rng.integers(0, 9, 300) * 1.0, np.zeros((0, 6)), np.zeros(0))
    merged = merge(rows.indptr, rows.indices, case.weight, 6)
    expected = merged_by_dictionary(case)
    assert cover_sets(merged.covers.row_start, merged.covers.row_options) == list(expected)
    assert merged.covers.weight.tolist() == list(expected.values())


def test_whole_weights_stay_as_they_are() -> None:
    rows = csr_matrix(np.ones((3, 1)))
    merged = merge(rows.indptr, rows.indices, np.array([1.0, 2.0**40, 3.0]), 1)
    assert merged.covers.weight.tolist() == [2.0**40 + 4.0]
