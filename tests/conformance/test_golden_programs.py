"""The program that every rule and every objective writes stays the one that was looked at."""

from __future__ import annotations

import pytest

from tests.golden.programs import HERE, names, written


@pytest.mark.parametrize("name", names())
def test_a_part_writes_the_program_that_was_looked_at(name: str) -> None:
    golden = HERE / f"{name}.lp.txt"
    assert golden.exists(), "write it with: python -m tests.golden.programs.write"
    assert written(name) == golden.read_text(encoding="utf-8")


def test_no_golden_program_is_left_over() -> None:
    assert {path.name for path in HERE.glob("*.lp.txt")} == {f"{name}.lp.txt" for name in names()}
