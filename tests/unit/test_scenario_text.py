"""Texts that are no scenario: broken YAML, wrong encodings, tabs, aliases, and anything else that may lie on a disk."""
# ruff: noqa: E501 -- a message stands on one line, as it is said

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting import scenario
from siting.errors import InputError, Problems
from siting.scenario.source import parse, plain
from tests.unit.scenario_texts import BASE, found_in, problems_of, written

BROKEN: dict[str, tuple[str, str]] = {
    "empty": ("", "scenario.yaml: the file is empty. A scenario names at least: name, demand, sites, travel, formats."),
    "comments only": ("# later\n", "scenario.yaml: the file is empty. A scenario names at least: name, demand, sites, travel, formats."),
    "a list": ("- a\n- b\n", "scenario.yaml:1:1: a scenario must be a block of keys. It names at least: name, demand, sites, travel, formats."),
    "a word": ("# x\n\nhello\n", "scenario.yaml:3:1: a scenario must be a block of keys. It names at least: name, demand, sites, travel, formats."),
    "a tab": ("name: toy\ndemand:\n\tfile: a.csv\n", "scenario.yaml:3:1: a tab stands where spaces must. Indent with spaces."),
    "no colon": ("name: toy\nbudget 5\nsites: {}\n", "scenario.yaml:2:1: a key without ':'. Write 'key: value', with a space after the colon."),
    "no space after the colon": ("name: toy\nbudget:5\nsites: {}\n", "scenario.yaml:2:1: a key without ':'. Write 'key: value', with a space after the colon."),
    "a full-width colon": ("name: toy\nbudget：5\nsites: {}\n", "scenario.yaml:2:7: a full-width colon '：' after a key. Write ':' and a space."),
    "only a full-width colon": ("name：toy\n", "scenario.yaml:1:5: a full-width colon '：' after a key. Write ':' and a space."),
    "an open list": ("formats: [a, b\nname: toy\n", "scenario.yaml:1:10: a list in [ ] is not closed, or lacks a comma. Write [a, b, c]."),
    "an open block": ("sites: {file: a.csv\nname: toy\n", "scenario.yaml:1:8: a block in { } is not closed, or lacks a comma. Write {a: 1, b: 2}."),
    "an open quote": ("name: 'toy\nbudget: 5\n", "scenario.yaml:1:7: a quotation mark is never closed. Close the text with the same mark."),
    "an unknown escape": ('name: "C:\\data"\n', "scenario.yaml:1:11: unknown escape after '\\' in double quotes. Use single quotes: '...'."),
    "two on a line": ("name: a: b\n", "scenario.yaml:1:8: a ':' stands where no key can. Check the indentation; quote texts that hold ': '."),
    "indented too little": ("rules:\n  - {rule: count}\n - {rule: count}\n", "scenario.yaml:3:2: this line does not belong to the block above. Lines of one block begin at the same column."),
    "an at sign": ("name: @toy\n", "scenario.yaml:1:7: a text cannot begin with this character. Put the text in quotes."),
    "an alias of nothing": ("name: *toy\n", "scenario.yaml:1:7: no anchor of that name stands above. Define it with &name before using *name."),
    "two documents": ("name: a\n---\nname: b\n", "scenario.yaml:2:1: a second document begins here. A scenario is one document: remove the '---'."),
    "a control character": ("name: a\nbudget: \x01\n", "scenario.yaml:2:9: a character that no text file should hold. Remove it, or save the file as UTF-8."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_text_that_is_no_scenario_is_explained(tmp_path: Path, text: str, expected: str) -> None:
    assert problems_of(written(tmp_path, text)) == [expected]


ENCODED: dict[str, tuple[bytes, str]] = {
    "GB18030": ("# 张店\nname: 张店\n".encode("gb18030"), "scenario.yaml:1: a scenario must be UTF-8 text. It seems to be GB18030 (GBK); save it as UTF-8."),
    "UTF-16": ("name: 张店\n".encode("utf-16"), "scenario.yaml:1: a scenario must be UTF-8 text. It seems to be UTF-16; save it as UTF-8."),
    "no text": (b"name: a\n\xff\xff\xff\n", "scenario.yaml:2: a scenario must be UTF-8 text. It seems to be another encoding or no text; save it as UTF-8."),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), ENCODED.values(), ids=ENCODED)
def test_another_encoding_is_named(tmp_path: Path, data: bytes, expected: str) -> None:
    assert problems_of(written(tmp_path, data)) == [expected]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    good = scenario.load(written(tmp_path))
    path = written(tmp_path, b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode("utf-8"))
    same = scenario.load(path)
    assert same.settings == good.settings
    assert same.place("budget") == good.place("budget")


def read(text: str) -> tuple[object, list[str]]:
    problems = Problems()
    root = parse(text, Path("s.yaml"), problems)
    return (None if root is None else plain(root)), [str(problem) for problem in problems.errors]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5), ("-0x1F", -31), ("0o17", 15), ("012", 12), ("1_000", 1000), ("2e6", 2e6), ("1.5", 1.5), ("12:30", "12:30"),
        ("true", True), ("False", False), ("yes", "yes"), ("no", "no"), ("on", "on"), ("null", None), ("~", None),
        ("2024-03-01", "2024-03-01"), ("'5'", "5"), ("EPSG:4548", "EPSG:4548"), ("张店", "张店"), ("1e6元", "1e6元"),
    ],
)  # fmt: skip
def test_values_are_those_of_yaml_1_2_and_dates_stay_text(text: str, value: object) -> None:
    found, problems = read(f"a: {text}")
    assert (found, problems) == ({"a": value}, [])
    assert type(found["a"]) is type(value)  # type: ignore[index]


def test_keys_are_always_text() -> None:
    assert read("{1: a, true: b, 2024-01-01: c, 早: d}")[0] == {
        "1": "a",
        "true": "b",
        "2024-01-01": "c",
        "早": "d",
    }


def test_anchors_and_merge_keys_say_things_once() -> None:
    text = "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\na: *b\nc: {<<: *b, y: 5}\nd: {<<: [*b, *o]}"
    found, problems = read(text)
    assert problems == []
    assert found == {
        "base": {"x": 1, "y": 2},
        "other": {"y": 3, "z": 4},
        "a": {"x": 1, "y": 2},
        "c": {"x": 1, "y": 5},
        "d": {"x": 1, "y": 2, "z": 4},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &a\n  b: *a", "s.yaml:1:4: an alias stands inside the block it names"),
        ("a: !!python/name:os.system x", "s.yaml:1:4: the tag 'python/name:os.system' means nothing here"),
        ("a: !include b.yaml", "s.yaml:1:4: the tag '!include' means nothing here"),
        ("? [a, b]\n: c", "s.yaml:1:3: a key must be text"),
        ("a: {<<: 5}", "s.yaml:1:9: '<<' takes a block of keys, or a list of blocks"),
        ("a: 1\nb: 2\na: 3", "s.yaml:3:1: repeated key 'a'. It stands at line 1 already."),
        ("a: {b: 1, b: 2}", "s.yaml:1:11: repeated key 'b'. It stands at line 1 already."),
    ],
)
def test_what_yaml_allows_and_a_scenario_does_not(text: str, expected: str) -> None:
    assert expected in read(text)[1]


def test_every_repeated_key_is_reported_not_only_the_first() -> None:
    assert len(read("a: 1\na: 2\nb: {c: 1, c: 2}\nb: 3")[1]) == 3


def test_aliases_of_aliases_do_not_explode() -> None:
    lines = ["a0: &a0 [1, 2]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    with pytest.raises(InputError, match="aliases"):
        parse("\n".join(lines), Path("s.yaml"), Problems())


def test_blocks_nested_without_end_are_refused() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        parse("[" * 500 + "]" * 500, Path("s.yaml"), Problems())


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, len(BASE) - 1),
    st.integers(0, 12),
    st.text(alphabet=st.sampled_from(list("ab1-:{}[],&*!|>'\"%@`#?~. \n\t：中<=")), max_size=6),
)
def test_any_slip_of_the_hand_gives_a_scenario_or_problems_with_places(
    at: int, length: int, inserted: str
) -> None:
    text = BASE[:at] + inserted + BASE[at + length :]
    with tempfile.TemporaryDirectory() as folder:
        found = found_in(written(Path(folder), text))
    lines = text.count("\n") + 2
    assert all(problem.message for problem in found)
    assert all(problem.place.line is None or 1 <= problem.place.line <= lines for problem in found)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_any_set_gives_a_scenario_or_problems(key: str, value: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder))
        for change in (f"{key}={value}", f"formats.childcare.{key}={value}", f"title={value}"):
            assert all(problem.message for problem in found_in(path, change))
