"""`siting alternatives`: plans within the gap as a table, as JSON and as run folders; and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import siting
from siting.cli import main
from siting.errors import InputError
from siting.outcome import Watch
from siting.verify import verify_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("alternatives") / "run"
    assert main(["solve", str(root / "scenarios" / "toy"), "-o", str(folder), "--lang", "en"]) == 0
    return folder


def ask(run: Path, *more: str) -> int:
    return main(["alternatives", str(run), "--within", "0.2", "--lang", "en", *more])


def test_each_plan_is_a_run_folder_that_holds_and_can_be_compared(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert ask(run, "-o", str(tmp_path / "found"), "--json") == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert told == json.loads((tmp_path / "found" / "alternatives.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in told["plans"]] == [1, 2, 3, 4]
    for one in told["plans"]:
        folder = tmp_path / "found" / f"plan-{one['number']}"
        verify_run(folder)
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        assert summary["value"] == one["value"] >= told["limit"] == 0.8 * summary["bound"]
        assert (one["gap_rests_on"], one["least_apart_rests_on"], one["most_apart_rests_on"]) == (
            "both",
            "value",
            "bound",
        )
    assert main(["compare", str(tmp_path / "found" / "plan-1"), str(tmp_path / "found" / "plan-2")]) == 0


def test_the_table_says_in_how_many_plans_and_what_is_proven(run: Path, tmp_path: Path) -> None:
    old = tmp_path / "found" / "plan-4"
    old.mkdir(parents=True)
    (tmp_path / "found" / "alternatives.json").write_text("{}", encoding="utf-8")
    assert ask(run, "-o", str(tmp_path / "found"), "--count", "3") == 0
    with (tmp_path / "found" / "alternatives.csv").open(encoding="utf-8-sig") as stream:
        lines = list(csv.DictReader(stream))
    assert not old.exists()
    plans = [f"plan_{number}" for number in (1, 2, 3)]
    assert all(int(line["in_plans"]) == sum(int(line[name]) for name in plans) for line in lines)
    never = [(line["site"], line["format"]) for line in lines if line["verdict"] == "in_none_proven"]
    assert never == [("P4", "community_canteen")]
    assert {line["rests_on"] for line in lines if not line["verdict"].endswith("proven")} == {"value"}


def test_only_the_best_plan_is_within_nothing(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alternatives", str(run), "--within", "0", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "1 of 5 plans: there are no more. Proven" in out
    assert "in every plan within the gap: proven, no regret" in out


def test_what_cannot_be_done_is_said(run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    for words, said in (
        ([str(run), "-o", str(tmp_path)], "holds other things than alternatives"),
        ([str(tmp_path)], "holds no run"),
        ([str(run), "--count", "1"], "--count"),
        ([str(run), "-o", str(run.parent)], "lies in this folder"),
    ):
        assert main(["alternatives", *words, "--lang", "en"]) == 2
        assert said in capsys.readouterr().err
    with pytest.raises(InputError, match=r"within: got 2(.|\n)*differ: got 'x'"):
        siting.alternatives(run, within=2, differ="x")


def test_in_python_the_plans_come_along(run: Path) -> None:
    told, plans = siting.alternatives(run, count=2, within=0.2, differ="sites")
    assert [plan.summary["value"] for plan in plans] == [one["value"] for one in told["plans"]]
    assert plans[1].opened != plans[0].opened


def test_what_was_found_before_ctrl_c_is_kept(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Watch, "interrupted", property(lambda self: True))
    assert ask(run, "-o", str(tmp_path / "found")) == 130
    assert "Interrupted" in capsys.readouterr().err
    verify_run(tmp_path / "found" / "plan-1")
