"""Merging in chunks against merging at once."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.cover import stream as streaming
from siting.cover.covers import Covers
from siting.cover.merge import merge
from siting.cover.stream import Stream, from_limbs, in_limbs
from tests.covering import Case, cases


def by_set(covers: Covers) -> dict[tuple[int, ...], float]:
    sets = [tuple(covers.row_options[a:b].tolist()) for a, b in pairwise(covers.row_start)]
    assert len(set(sets)) == len(sets)
    return dict(zip(sets, covers.weight.tolist(), strict=True))


def in_chunks(case: Case, cuts: list[int]) -> Covers:
    """The case's rows, given to a stream in pieces that end at the cuts."""
    rows, stream = case.rows, Stream(case.n_options)
    for begin, end in pairwise([0, *sorted(min(cut, len(case.weight)) for cut in cuts), len(case.weight)]):
        piece = rows[begin:end]
        stream.add(piece.indptr, piece.indices, case.weight[begin:end])
    return stream.covers()


@settings(max_examples=250, deadline=None)
@given(cases(), st.lists(st.integers(0, 30), max_size=4))
def test_chunks_merge_to_what_merging_at_once_gives(case: Case, cuts: list[int]) -> None:
    rows = case.rows
    at_once = merge(rows.indptr, rows.indices, case.weight, case.n_options).covers
    found = in_chunks(case, cuts)
    assert list(by_set(found)) == list(by_set(at_once))
    np.testing.assert_allclose(found.weight, at_once.weight, rtol=1e-9, atol=len(case.weight) * 2.0**-40)
    assert (found.weight >= at_once.weight * (1 - 1e-14)).all()
    np.testing.assert_array_equal(found.option_start, at_once.option_start)
    np.testing.assert_array_equal(found.option_rows, at_once.option_rows)


def test_the_table_grows_with_different_rows_and_not_with_all_rows() -> None:
    rng, stream = np.random.default_rng(3), Stream(40)
    sets = rng.random((5000, 40)) < 0.3
    everything = Case(
        np.tile(sets, (3, 1)), rng.integers(1, 100, 15_000) * 1.0, np.zeros((0, 40)), np.zeros(0)
    )
    for begin in range(0, 15_000, 1234):
        piece = everything.rows[begin : begin + 1234]
        stream.add(piece.indptr, piece.indices, everything.weight[begin : begin + 1234])
    rows = everything.rows
    at_once = merge(rows.indptr, rows.indices, everything.weight, 40).covers
    assert by_set(stream.covers()) == by_set(at_once)
    assert stream.n_rows == at_once.n_rows
    assert len(stream._table.hashes) <= 2 * max(at_once.n_rows, streaming.FIRST_ROWS)


def test_equal_hashes_do_not_make_different_rows_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "option_codes", lambda n_options: np.zeros(n_options, np.uint64))
    rng = np.random.default_rng(5)
    case = Case(rng.random((300, 6)) < 0.4, rng.integers(0, 9, 300) * 1.0, np.zeros((0, 6)), np.zeros(0))
    at_once = merge(case.rows.indptr, case.rows.indices, case.weight, 6).covers
    assert by_set(in_chunks(case, [100, 150])) == by_set(at_once)


def test_a_row_longer_than_the_room_finds_room() -> None:
    n_options = streaming.FIRST_PAIRS * 3
    stream = Stream(n_options)
    stream.add(np.array([0, n_options]), np.arange(n_options), np.array([2.0]))
    assert stream.covers().n_rows == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(0, 2.0**40), min_size=1, max_size=40), st.sampled_from([1.0, 2.0**-30, 2.0**10]))
def test_sums_in_limbs_are_exact_to_a_part_of_a_unit_each(weights: list[float], unit: float) -> None:
    weight = np.array(weights) * unit
    sums = in_limbs(weight, unit)
    for number, exact in enumerate(weight.tolist()):
        found = Fraction(int(sums.units[number])) + Fraction(int(sums.parts[number]), 2**40)
        assert 0 <= found * Fraction(unit) - Fraction(exact) < Fraction(unit) / 2**40
    back = from_limbs(sums, unit)
    assert (back >= weight).all()
    np.testing.assert_allclose(back, weight, rtol=2.0**-40, atol=weight.sum() * 2.0**-49 + unit * 2.0**-40)


def test_whole_weights_stay_as_they_are() -> None:
    stream = Stream(1)
    for _ in range(3):
        stream.add(np.array([0, 1, 2, 3]), np.zeros(3, np.int32), np.array([1.0, 2.0**40, 3.0]))
    assert stream.covers().weight.tolist() == [3 * (2.0**40 + 4.0)]


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf, 2.0**60])
def test_what_is_no_weight_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="weights"):
        Stream(1).add(np.array([0, 1]), np.zeros(1, np.int32), np.array([wrong]))


def test_more_than_can_be_added_up_is_refused() -> None:
    stream, heavy = Stream(1), np.array([2.0**51])
    stream.add(np.array([0, 1]), np.zeros(1, np.int32), heavy)
    with pytest.raises(ValueError, match="added up"):
        stream.add(np.array([0, 1]), np.zeros(1, np.int32), heavy)


def test_nothing_makes_no_rows() -> None:
    stream = Stream(3)
    stream.add(np.array([0, 0, 2]), np.array([0, 2]), np.array([5.0, 0.0]))
    assert (stream.covers().n_rows, stream.covers().n_options) == (0, 3)
