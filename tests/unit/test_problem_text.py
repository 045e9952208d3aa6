"""Problems in a terminal: message, line, mark under the token, hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import Place, Problem
from siting.language import LANGUAGES
from siting.problem_text import render, render_all, width
from tests.golden.scenario_problems.write import FOLDER
from tests.golden.scenario_problems.write import shown as shown_of_golden

LINES = """\
name: 玩具
formats:
  - {id: 书吧, name: 社区书吧, cutoff_min: -5}
  - id: childcare
    cutoff_min: 15 min   # a quarter
    cost: 'it''s'
  budget: 1,200,000
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(LINES, encoding="utf-8")
    return path


def shown(file: Path, line: int, column: int | None, hint: str = "") -> list[str]:
    return render(Problem(Place(file, line, column, "key"), "wrong", hint)).splitlines()


def test_message_line_mark_and_hint(file: Path) -> None:
    assert shown(file, 5, 17, "Write 15.") == [
        "scenario.yaml:5:17: key: wrong",
        "   5 |     cutoff_min: 15 min   # a quarter",
        "     |                 ^^^^^^",
        "     = Write 15.",
    ]


@pytest.mark.parametrize(
    ("line", "column", "marked"),
    [
        (1, 7, "玩具"),
        (3, 6, "id"),
        (3, 10, "书吧"),
        (3, 20, "社区书吧"),
        (3, 38, "-5"),
        (4, 5, "id"),
        (6, 11, "'it''s'"),
        (7, 3, "budget"),
        (7, 11, "1,200,000"),
    ],
)
def test_the_mark_stands_under_the_token_in_columns_of_a_terminal(
    file: Path, line: int, column: int, marked: str
) -> None:
    _, quoted, marks = shown(file, line, column)
    start = len(marks) - len(marks.lstrip(" |"))
    before = quoted[: quoted.index(marked, 6)]
    assert marks[start:] == "^" * width(marked)
    assert start == width(before)


def test_chinese_takes_two_columns() -> None:
    assert width("书吧：a１") == 9


def test_a_line_without_a_column_is_shown_without_a_mark(file: Path) -> None:
    assert shown(file, 2, None) == ["scenario.yaml:2: key: wrong", "   2 | formats:"]


def test_a_long_line_is_cut_around_the_token(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("x" * 500 + ",-7," + "y" * 500 + "\n", encoding="utf-8")
    _, quoted, marks = shown(path, 1, 502)
    assert len(quoted) < 115
    assert quoted[marks.index("^")] == "-"


def test_tables_in_gb18030_are_shown_too(tmp_path: Path) -> None:
    path = tmp_path / "需求.csv"
    path.write_bytes("编号,人口\n张店,-5\n".encode("gb18030"))
    assert shown(path, 2, None) == ["需求.csv:2: key: wrong", "   2 | 张店,-5"]


@pytest.mark.parametrize("name", ["plan.gpkg", "gone.csv"])
def test_what_cannot_be_quoted_is_only_named(tmp_path: Path, name: str) -> None:
    if name == "plan.gpkg":
        (tmp_path / name).write_bytes(b"SQLite\x00\xff")
    assert shown(tmp_path / name, 3, 2, "Mend it.") == [f"{name}:3:2: key: wrong", "    = Mend it."]


def test_a_line_past_the_end_is_only_named(file: Path) -> None:
    assert shown(file, 99, 1) == ["scenario.yaml:99:1: key: wrong"]


def test_warnings_say_so_and_errors_are_counted() -> None:
    problems = [Problem(Place(), "odd", level="warning"), Problem(Place(where="budget"), "wrong")]
    assert render_all(problems).splitlines() == ["warning: odd", "budget: wrong", "1 error"]
    assert render_all([problems[0]]) == "warning: odd"
    assert render_all([problems[1]] * 5, most=2).splitlines()[-2:] == ["... and 3 more", "5 errors"]


def test_colour_adds_only_colour(file: Path) -> None:
    import click

    problem = Problem(Place(file, 5, 17, "key"), "wrong", "Write 15.")
    assert click.unstyle(render(problem, colour=True)) == render(problem)
    assert render(problem, colour=True) != render(problem)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_full_of_errors_reads_as_agreed(language: str) -> None:
    assert shown_of_golden(language) == (FOLDER / f"expected.{language}.txt").read_text(encoding="utf-8")
