"""Text tables: encodings, separators, what is text and what a number, and every problem at its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting import readers
from siting.errors import Place, Problems
from siting.readers import Table
from siting.scenario.schema import Layer

HERE = Place(Path("scenario.yaml"), 3, 9, "demand.file")


def read(path: Path, **options: str) -> tuple[Table | None, Problems]:
    problems = Problems()
    return readers.read(path, Layer(file=path.name, **options), HERE, problems), problems


def written(folder: Path, data: bytes | str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def good(path: Path, **options: str) -> Table:
    table, problems = read(path, **options)
    assert not problems.errors
    assert table is not None
    return table


TEXT = "编号,名称,人口\n00123,幸福里,12.5\n00124,团结路,7\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    table = good(written(tmp_path, TEXT.encode(encoding)))
    assert list(table.frame.columns) == ["编号", "名称", "人口"]
    assert readers.texts(table, "名称").tolist() == ["幸福里", "团结路"]
    assert readers.texts(table, "编号").tolist() == ["00123", "00124"]


def test_a_named_encoding_is_used_and_a_wrong_one_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.encode("gb18030"))
    assert readers.texts(good(path, encoding="gb18030"), "名称")[0] == "幸福里"
    table, problems = read(path, encoding="utf-8")
    assert table is None
    assert "is not text in utf-8" in str(problems.errors[0])


def test_what_is_no_text_is_an_error(tmp_path: Path) -> None:
    table, problems = read(written(tmp_path, b"PK\x03\x04\x00\x00\xff\xff\x80"))
    assert table is None
    assert "is not text" in str(problems.errors[0])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_told_apart(tmp_path: Path, separator: str) -> None:
    table = good(written(tmp_path, TEXT.replace(",", separator)))
    assert table.frame.shape == (2, 3)


def test_a_quoted_separator_in_the_header_does_not_count(tmp_path: Path) -> None:
    table = good(written(tmp_path, '"name, with; commas, and more";people\na;1\n'))
    assert list(table.frame.columns) == ["name, with; commas, and more", "people"]


def test_gzipped_tables_are_read(tmp_path: Path) -> None:
    table = good(written(tmp_path, gzip.compress(TEXT.encode()), "居民.csv.gz"))
    assert len(table) == 2


def test_a_broken_gzip_is_an_error(tmp_path: Path) -> None:
    table, problems = read(written(tmp_path, gzip.compress(TEXT.encode())[:-12], "a.csv.gz"))
    assert table is None
    assert "cannot be read" in str(problems.errors[0])


NO_NUMBERS = ["1,234", "１２", "1_000", "12 people", "nan", "0x10", "1.2.3", "--1", "1e", "一"]
PLAIN = {"1": 1.0, "+1": 1.0, " 2.5 ": 2.5, ".5": 0.5, "5.": 5.0, "1e3": 1000.0, "-0.25": -0.25}


@pytest.mark.parametrize("cell", NO_NUMBERS)
def test_what_is_no_number_is_an_error_at_its_line_and_column(tmp_path: Path, cell: str) -> None:
    table = good(written(tmp_path, f'id,pop\na,1\nb,"{cell}"\n'))
    problems = Problems()
    values = readers.numbers(table, "pop", problems)
    assert [
        str(error).startswith(f"table.csv:3: column 'pop': '{cell}' is not a number")
        for error in problems.errors
    ] == [True]
    assert np.isnan(values[1])


@pytest.mark.parametrize(("cell", "value"), PLAIN.items())
def test_plain_numbers_are_read(tmp_path: Path, cell: str, value: float) -> None:
    problems = Problems()
    assert readers.numbers(good(written(tmp_path, f"n\n{cell}\n")), "n", problems).tolist() == [value]
    assert not problems.errors


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_survive_text_bit_for_bit(values: list[float]) -> None:
    import pandas as pd

    table = Table(Path("t.csv"), pd.DataFrame({"n": [repr(value) for value in values]}))
    problems = Problems()
    assert readers.numbers(table, "n", problems).tolist() == values
    assert not problems.errors


def test_infinite_negative_and_empty_cells_are_errors_of_their_own(tmp_path: Path) -> None:
    table = good(written(tmp_path, 'pop\n1e999\n-3\n" "\n5\n'))
    problems = Problems()
    readers.numbers(table, "pop", problems, lowest=0.0)
    assert [str(error) for error in problems.errors] == [
        "table.csv:2: column 'pop': '1e999' is not a finite number",
        "table.csv:4: column 'pop': is empty",
        "table.csv:3: column 'pop': '-3' must be >= 0",
    ]


def test_many_bad_cells_are_one_problem_with_the_first_few_lines(tmp_path: Path) -> None:
    table = good(written(tmp_path, "pop\n" + "x\n" * 100))
    problems = Problems()
    readers.numbers(table, "pop", problems)
    assert len(problems.errors) == 1
    assert "(100 cells, also line 3, line 4, line 5, line 6)" in str(problems.errors[0])


def test_lines_count_newlines_in_quotes_and_blank_lines(tmp_path: Path) -> None:
    table = good(written(tmp_path, '\nid,note\na,"two\nlines"\n\n,\nb,x\n'))
    assert len(table) == 2
    assert [table.row_name(row) for row in range(2)] == ["line 3", "line 7"]


def test_rows_with_too_many_or_few_cells_are_named(tmp_path: Path) -> None:
    table, problems = read(written(tmp_path, "a,b\n1,2\n3\n4,5,6\n"))
    assert table is None
    assert [str(error) for error in problems.errors] == [
        "table.csv:3: has 1 cells, the header has 2",
        "table.csv:4: has 3 cells, the header has 2",
    ]


def test_many_ragged_rows_are_counted(tmp_path: Path) -> None:
    _, problems = read(written(tmp_path, "a,b\n" + "1\n" * 50))
    assert len(problems.errors) == 6
    assert "50 rows in all have another number of cells" in str(problems.errors[-1])


def test_cells_longer_than_pythons_limit_are_read(tmp_path: Path) -> None:
    table = good(written(tmp_path, f'id,wkt,n\na,"{"x" * 200_000}",1\nb,y,z\n'))
    assert len(table) == 2
    problems = Problems()
    readers.numbers(table, "n", problems)
    assert str(problems.errors[0]).startswith("table.csv:3: column 'n': 'z'")


def test_an_open_quote_does_not_swallow_rows(tmp_path: Path) -> None:
    table, problems = read(written(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n7,8\n'))
    assert table is None
    assert str(problems.errors[0]) == "table.csv:3: a quotation mark in this row is not closed"


def test_a_repeated_column_is_an_error(tmp_path: Path) -> None:
    table, problems = read(written(tmp_path, "a,b,a\n1,2,3\n"))
    assert table is None
    assert "column 'a' stands twice" in str(problems.errors[0])


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert len(good(written(tmp_path, "a,b\n"))) == 0
    assert len(good(written(tmp_path, "a,b"))) == 0


def test_a_missing_column_suggests_the_nearest(tmp_path: Path) -> None:
    table = good(written(tmp_path, "id,people\na,1\n"))
    problems = Problems()
    assert readers.missing(table, "poeple", problems)
    assert not readers.missing(table, "people", problems)
    assert str(problems.errors[0]) == "table.csv: there is no column 'poeple'. Did you mean 'people'?"
    assert readers.missing(table, "zzz", problems)
    assert "Columns: id, people." in str(problems.errors[1])


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    written(tmp_path, TEXT, "居民点.csv")
    table, problems = read(tmp_path / "居民典.csv")
    assert table is None
    assert problems.errors[0].place == HERE
    assert "居民点.csv" in problems.errors[0].hint


def test_empty_files_folders_and_unknown_endings_are_errors(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for path, words in [
        (written(tmp_path, b""), "is empty"),
        (tmp_path / "folder.csv", "is a folder"),
        (written(tmp_path, "x", "city.docx"), "no reader for 'city.docx'"),
        (written(tmp_path, "\n\n", "blank.csv"), "is empty"),
    ]:
        table, problems = read(path)
        assert table is None
        assert words in str(problems.errors[0])


def test_old_mac_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    for end in ("\r\n", "\r"):
        table = good(written(tmp_path, f"a,b{end}1,2{end}3,4{end}"))
        assert readers.texts(table, "b").tolist() == ["2", "4"]
        assert table.row_name(1) == "line 3"
