"""`siting compare` as a planner meets it."""

from __future__ import annotations

import csv
import errno
import json
from pathlib import Path
from typing import Any

import pytest

from siting import comparison
from siting.cli import main
from tests.cli import small_city


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    small_city.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_a_table_and_three_files(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["compare", ".", "--strategies", "greedy,exact:pulp_cbc", "--seeds", "0,1", "--lang", "en"]) == 0
    )
    said = capfd.readouterr().out
    folder = city / "runs" / "small-compared"
    assert {path.name for path in folder.iterdir()} == {"results.csv", "trace.csv", "report.md"}
    found = rows(folder)
    assert [(row["strategy"], row["seed"]) for row in found] == [
        ("greedy", "0"),
        ("exact:pulp_cbc", "0"),
        ("greedy", "1"),
        ("exact:pulp_cbc", "1"),
    ]
    assert {row["holds"] for row in found} == {"True"}
    assert found[1]["stop"] == "optimal"
    assert "exact:pulp_cbc" in said
    assert "optimal, proven" in said


def test_json_is_all_there_is_on_stdout(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", ".", "--strategies", "greedy", "-o", "out", "--json"]) == 0
    (told,) = json.loads(capfd.readouterr().out)
    assert (told["strategy"], told["gap_to_best"]) == ("greedy", 0.0)


def test_a_strategy_that_refuses_is_a_row(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    changes = ["--set", "formats.canteen.min_new=1"]
    assert main(["compare", ".", "--strategies", "greedy,exact", *changes, "-o", "out", "--lang", "en"]) == 0
    assert [row["stop"] for row in rows(city / "out")] == ["refused", "optimal"]
    assert "refused" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (["--strategies", "gredy"], "Did you mean 'greedy'?"),
        (["--strategies", "exact:cbc"], "Known:"),
        (["--seeds", "one"], "0,1,2"),
        (["--seeds", "0,-2"], "at least 0"),
        (["--time-limit", "0"], "time-limit"),
    ],
)
def test_a_slip_is_said_before_anything_runs(
    asked: list[str], hint: str, city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", ".", *asked, "--lang", "en"]) == 2
    assert hint in capfd.readouterr().err
    assert not (city / "runs").exists()


def test_ctrl_c_keeps_the_rows_so_far(
    city: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = comparison.run

    def interrupted(found: Any, question: Any, contender: Any, seed: int, watch: Any) -> Any:
        if contender.name == "exact":
            raise KeyboardInterrupt
        return run(found, question, contender, seed, watch)

    monkeypatch.setattr(comparison, "run", interrupted)
    assert (
        main(["compare", ".", "--strategies", "greedy,exact,greedy_swap", "-o", "out", "--lang", "en"]) == 130
    )
    assert [row["strategy"] for row in rows(city / "out")] == ["greedy"]
    assert "greedy" in capfd.readouterr().out


def test_rows_that_cannot_be_written_are_printed(
    city: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("siting.commands.write_comparison", full)
    assert main(["compare", ".", "--strategies", "greedy", "-o", "out", "--lang", "en"]) == 2
    said = capfd.readouterr()
    assert [row["strategy"] for row in json.loads(said.out)] == ["greedy"]
    assert "No space left on device" in said.err


def test_the_folder_of_a_run_is_left_alone(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (city / "out").mkdir()
    (city / "out" / "summary.json").write_text("{}", encoding="utf-8")
    assert main(["compare", ".", "--strategies", "greedy", "-o", "out", "--lang", "en"]) == 2
    assert "holds a run" in capfd.readouterr().err
    assert [path.name for path in (city / "out").iterdir()] == ["summary.json"]


@pytest.mark.parametrize(("budget", "words"), [("1", "opens nothing"), ("99999999", "decides nothing")])
def test_a_budget_that_decides_nothing_is_said(
    budget: str, words: str, city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", ".", "--strategies", "greedy", "--set", f"budget={budget}", "--lang", "en"]) == 0
    assert words in capfd.readouterr().err
