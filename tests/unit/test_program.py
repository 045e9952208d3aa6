"""The mixed-integer form: what objectives and rules write is what backends read."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from siting.model import covered
from siting.program import CONTINUOUS, IMPLIED, INTEGER, Program
from tests.models import coverage_model, every_selection


def test_options_come_first_and_are_binary() -> None:
    program = Program(2, maximise=True)
    program.reward_options([3.0, 4.0])
    added = program.add_variables([5.0], 0.0, 2.0, CONTINUOUS)
    arrays = program.assemble()
    assert added.tolist() == [2]
    assert arrays.objective.tolist() == [3.0, 4.0, 5.0]
    assert arrays.kind.tolist() == [INTEGER, INTEGER, CONTINUOUS]
    assert arrays.upper.tolist() == [1.0, 1.0, 2.0]
    assert not arrays.objective.flags.writeable


def test_rows_written_early_are_as_wide_as_the_rest() -> None:
    program = Program(2, maximise=True)
    program.add_rows(csr_matrix([[1.0, 2.0]]), -np.inf, 3.0)
    program.add_variables([1.0, 1.0], 0.0, 1.0)
    arrays = program.assemble()
    assert arrays.matrix.toarray().tolist() == [[1.0, 2.0, 0.0, 0.0]]
    assert (arrays.row_lower.tolist(), arrays.row_upper.tolist()) == ([-np.inf], [3.0])


def test_rows_of_large_entries_are_divided_and_keep_their_digits() -> None:
    program = Program(2, maximise=True)
    program.add_rows(csr_matrix([[3e10, 1.5], [1.0, 2.0**24]]), [-np.inf, 1.0], [3e10 + 1.5, np.inf])
    arrays = program.assemble()
    assert arrays.matrix.max() <= 2.0**24
    assert (arrays.matrix.toarray()[0] / (arrays.row_upper[0] / (3e10 + 1.5))).tolist() == [3e10, 1.5]
    assert arrays.matrix.toarray()[1].tolist() == [1.0, 2.0**24]
    assert (arrays.row_lower.tolist(), arrays.row_upper[1]) == ([-np.inf, 1.0], np.inf)


def test_a_row_wider_than_the_program_is_refused() -> None:
    with pytest.raises(ValueError, match="3 columns"):
        Program(2, maximise=True).add_rows(csr_matrix((1, 3)), 0.0, 1.0)


def test_empty_rows_leave_unless_they_cannot_hold() -> None:
    program = Program(2, maximise=True)
    program.add_rows(csr_matrix((2, 2)), [0.0, 1.0], [3.0, 3.0])
    arrays = program.assemble()
    assert arrays.row_lower.tolist() == [1.0]


def test_forbid_rules_out_one_selection_and_no_other() -> None:
    program = Program(3, maximise=True)
    program.forbid(np.array([0, 2], dtype=np.int32))
    arrays = program.assemble()
    for selection in every_selection(3):
        chosen = np.bincount(selection, minlength=3)
        holds = bool((arrays.matrix @ chosen >= arrays.row_lower).all())
        assert holds == (selection.tolist() != [0, 2])


def test_max_coverage_adds_z_only_where_options_compete() -> None:
    # Rows: none reaches, one reaches, two reach (twice), two reach but nobody lives there.
    reach = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 1], [1, 0, 1]]
    model = coverage_model(reach, [7.0, 2.0, 3.0, 5.0, 0.0])
    program = Program(3, maximise=True)
    model.objective.write(model, program)
    arrays = program.assemble()
    assert arrays.objective.tolist() == [2.0, 0.0, 0.0, 3.0, 5.0]
    assert arrays.kind.tolist() == [INTEGER] * 3 + [IMPLIED] * 2
    assert arrays.matrix.toarray().tolist() == [[-1, -1, 0, 1, 0], [0, -1, -1, 0, 1]]
    assert arrays.row_upper.tolist() == [0.0, 0.0]


def test_coverage_is_read_from_the_selection_even_where_nobody_counts() -> None:
    model = coverage_model([[1, 0], [0, 1], [1, 1]], [0.0, 2.0, 4.0])
    chosen = np.array([0], dtype=np.int32)
    assert covered(model, chosen).tolist() == [True, False, True]
    assert model.objective.value(model, chosen) == 4.0


def test_a_site_variable_is_forced_open_by_any_of_its_options() -> None:
    program = Program(4, maximise=True)
    option_site = np.array([0, 0, 2, 3], dtype=np.int32)
    wanted = np.array([True, True, True, False])
    site_of = program.site_variables(option_site, wanted)
    # Two options: a variable of its own; none: nothing; one: the option itself; not wanted: nothing.
    assert site_of.tolist() == [4, -1, 2, -1]
    assert program.site_variables(option_site, wanted) is site_of
    arrays = program.assemble()
    assert arrays.kind[4] == IMPLIED

    def allowed(*values: float) -> bool:
        return bool(np.all(arrays.matrix @ np.array(values) <= arrays.row_upper))

    assert allowed(0, 0, 1, 1, 0)
    assert allowed(1, 1, 0, 0, 1)
    assert not allowed(1, 0, 0, 0, 0)
    assert not allowed(0, 1, 0, 0, 0)


def test_what_is_captured_leaves_the_objective_and_keeps_its_variables() -> None:
    program = Program(2, maximise=True)
    program.reward_options([1.0, 0.0])

    def write() -> None:
        program.reward_options([5.0, 7.0])
        program.reward(program.add_variables([2.0], 0.0, 1.0), np.array([0.5]))
        program.offset += 3.0

    found = program.captured(write)
    arrays = program.assemble()
    assert arrays.objective.tolist() == [1.0, 0.0, 0.0]
    assert arrays.offset == 0.0
    assert found.variables.tolist() == [0, 1, 2]
    assert (found.coefficients.tolist(), found.offset) == ([5.0, 7.0, 2.5], 3.0)
