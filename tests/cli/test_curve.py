"""`siting curve`: what each budget buys, from the command line and from Python."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import siting
from siting.cli import main
from siting.decide.curve import Curve, Impossible, draw
from siting.desk import curve as desk

Capture = pytest.CaptureFixture[str]
FILES = {"curve.csv", "curve.html", "curve.json", "curve.png", "order.csv"}


@pytest.fixture(scope="module")
def toy(root: Path) -> str:
    return str(root / "scenarios" / "toy")


def stand_in(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """What is drawn comes back with some of it changed."""

    def changed(*arguments: Any, **named: Any) -> Curve:
        return replace(draw(*arguments, **named), **changes)

    monkeypatch.setattr(desk, "draw", changed)


def test_every_budget_is_worth_what_a_solve_finds(toy: str, tmp_path: Path, capfd: Capture) -> None:
    folder = tmp_path / "曲线"
    assert (
        main(
            ["curve", toy, "--budgets", "3e5,65万，0 500000", "--gap", "0", "-o", str(folder), "--lang", "en"]
        )
        == 0
    )
    said = capfd.readouterr()
    assert said.err == ""
    assert {path.name for path in folder.iterdir()} == FILES
    told = json.loads((folder / "curve.json").read_text(encoding="utf-8"))
    assert [one["budget"] for one in told["points"]] == [0.0, 300_000.0, 500_000.0, 650_000.0]
    assert told["points"][2]["value"] == siting.solve(toy).summary["value"]
    for one in told["points"]:
        assert one["value"] == one["bound"]
        assert one["cost"] <= one["budget"]
        assert f"{one['budget']:,.0f}" in said.out
    assert [line for line in said.out.splitlines() if line.startswith("[")] == [
        "[Synthetic: this city is made up.]",
        "[The costs are illustrative; they have no source.]",
    ]
    with (folder / "curve.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert [float(line["value"]) for line in table] == [one["value"] for one in told["points"]]
    with (folder / "order.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [line["site"] for line in csv.DictReader(stream)] == [
            one["site"] for one in told["order"]["steps"]
        ]


def test_json_is_what_the_file_says_and_nothing_else(toy: str, tmp_path: Path, capfd: Capture) -> None:
    (tmp_path / "order.csv").touch()
    (tmp_path / "curve.json").touch()
    command = ["curve", toy, "--from", "1e5", "--to", "500000", "--points", "3", "--no-order", "--json"]
    assert main([*command, "-o", str(tmp_path)]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told == json.loads((tmp_path / "curve.json").read_text(encoding="utf-8"))
    assert [one["budget"] for one in told["points"]] == [1e5, 3e5, 5e5]
    assert told["order"] is None
    assert {path.name for path in tmp_path.iterdir()} == FILES - {"order.csv"}, (
        "that of the curve before is gone"
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--budgets", "1,000,000"], "never inside a number"),
        (["--budgets", "much"], "'much' is no amount"),
        (["--budgets", ","], "at least one budget"),
        (["--budgets", "-5"], "'-5' is no amount"),
        (["--budgets", "nan"], "'nan' is no amount"),
        (["--budgets", "5", "--points", "3"], "does not go with"),
        (["--from", "9", "--to", "8"], "less than"),
        (["--points", "1"], "x>=2"),
        (["--into-report"], "goes with a run folder"),
        (["--set", "buget=3"], "Did you mean 'budget'"),
    ],
)
def test_a_wrong_wish_is_said(toy: str, capfd: Capture, options: list[str], words: str) -> None:
    assert main(["curve", toy, *options, "--lang", "en"]) == 2
    assert words in capfd.readouterr().err


def test_no_other_folder_is_written_over(toy: str, tmp_path: Path, capfd: Capture) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    (tmp_path / "file").touch()
    for name, words in (("mine", "other things than a curve"), ("file", "not a folder")):
        assert main(["curve", toy, "-o", str(tmp_path / name), "--lang", "en"]) == 2
        assert words in capfd.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_ctrl_c_keeps_what_was_asked(
    toy: str, tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, interrupted=True)
    folder = tmp_path / "curve"
    assert (
        main(["curve", toy, "--budgets", "1e5,2e5", "--no-order", "-o", str(folder), "--lang", "en"]) == 130
    )
    assert "the curve has 2 of 2 budgets" in capfd.readouterr().err
    assert json.loads((folder / "curve.json").read_text(encoding="utf-8"))["interrupted"] is True
    assert "larger budgets were not asked" in (folder / "curve.html").read_text(encoding="utf-8")


def test_where_no_budget_allows_a_plan_nothing_is_written(
    toy: str, tmp_path: Path, capfd: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = Impossible(1e5, "the floor costs 3e5")
    nothing: dict[str, Any] = {"knee": None, "per_person": (), "marginal": (), "order": None}
    stand_in(monkeypatch, points=(), impossible=(why,), **nothing)
    folder = tmp_path / "curve"
    assert main(["curve", toy, "--budgets", "1e5", "-o", str(folder), "--json", "--lang", "en"]) == 3
    said = capfd.readouterr()
    assert json.loads(said.out)["impossible"][0]["reason"] == why.reason
    assert why.reason in said.err
    assert not folder.exists()


def test_the_report_of_a_run_shows_its_curve(toy: str, tmp_path: Path, capfd: Capture) -> None:
    run = siting.solve(toy).save(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    command = ["curve", str(run), "--budgets", "2e5,5e5", "--into-report", "--lang", "en"]
    assert main([*command, "-o", str(tmp_path / "curve")]) == 0
    assert capfd.readouterr().out.endswith(f"written to {tmp_path / 'curve'}\nwritten to {run}\n")
    after = {path.name: path.read_bytes() for path in run.iterdir()}
    assert {name for name in after if after[name] != before.get(name)} == {"curve.json", "report.html"}
    page = after["report.html"].decode()
    assert "Which project next" in page
    assert "this plan" in page
    assert main(["report", str(run)]) == 0
    assert (run / "report.html").read_bytes() == after["report.html"], "it stays there"


def test_python_has_it_as_tables_and_axes(toy: str, tmp_path: Path) -> None:
    found = siting.curve(toy, budgets=[500_000, 0], gap=0.0)
    assert found.table["value"].tolist() == [0, 2570]
    assert found.order["cost"].sum() == 500_000
    assert "2,570" in repr(found)
    assert found.plot(language="zh").get_xlabel() == "预算（元）"
    assert {path.name for path in found.save(tmp_path / "curve").iterdir()} == FILES
