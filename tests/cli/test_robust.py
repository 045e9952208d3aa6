"""`siting robust`: what it prints and writes, what it refuses, and what Ctrl-C leaves."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import siting
from siting.cli import main
from siting.decide import of_scenario
from siting.decide.robust import Case, usual_cases, weigh
from siting.errors import InputError
from siting.journal import Journal
from siting.outcome import Watch

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the toy city in `run`, and its robustness in `robust`."""
    place = tmp_path_factory.mktemp("robust")
    assert main(["solve", str(TOY), "-o", str(place / "run")]) == 0
    asked = ["--cases", "slower_walk,dearer,closing_2", "--rules", "each", "-o", str(place / "robust")]
    assert main(["robust", str(place / "run"), *asked]) == 0
    return place


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_losses_are_worked_by_hand(folder: Path) -> None:
    lines = {(line["plan"], line["case"]): line for line in table(folder / "robust" / "regret.csv")}
    assert float(lines["standing", "as_planned"]["lost_at_most"]) == 0
    assert float(lines["standing", "slower_walk"]["lost_at_least"]) == 200
    assert float(lines["standing", "closing_2"]["lost_at_most"]) == 360
    assert lines["standing", "dearer"]["breaks"].endswith("the new outlets cost 600,000, more than 500,000")
    told = json.loads((folder / "robust" / "robust.json").read_text(encoding="utf-8"))
    assert told["robust"]["lost_at_most"] == told["robust"]["no_plan_below"] == 890
    assert told["rests_on"]["lost_at_most"] == "both"
    assert told["rests_on"]["no_plan_below"] == "bound"


def test_the_plan_that_loses_least_is_a_run_folder(folder: Path) -> None:
    summary = json.loads((folder / "robust" / "robust" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["value"], summary["bound"]) == (1680, 2570)
    assert summary["cost"] * 1.2 <= 500_000


def test_sites_are_counted_over_cases(folder: Path) -> None:
    lines = table(folder / "robust" / "chosen.csv")
    assert all(int(line["cases"]) == len(line["in"].split()) for line in lines)
    assert all(int(line["of_cases"]) == 4 for line in lines)
    assert sum(int(line["standing"]) for line in lines) == 3


def test_json_is_all_of_stdout(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["robust", str(folder / "run"), "--case", "贵: cost=+20%", "--relative", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [case["name"] for case in told["cases"]] == ["as_planned", "贵"]
    assert told["losses"] == "relative"
    assert told["plans"][0]["plan"] == "standing"


def test_all_that_is_wrong_is_said_at_once(capfd: pytest.CaptureFixture[str]) -> None:
    own = ["--case", "no colon", "--case", "fast: walking=+10%", "--case", "odd: cost=much"]
    assert main(["robust", str(TOY), "--cases", "dearr", *own, "--lang", "en"]) == 2
    said = capfd.readouterr().err
    for part in (
        "Did you mean 'dearer'?",
        "must be NAME: KEY=VALUE",
        "must be negative",
        "got much",
        "4 errors",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("a: people.nobody=+10%", "no 'nobody'"),
        ("a: cost.kind.castle=+10%", "no 'castle'"),
        ("a: close=99", "99 outlets cannot close"),
        ("a: objective=min_walk", "asks for min_walk"),
    ],
)
def test_a_case_that_the_city_does_not_have_is_refused(own: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        siting.robustness(TOY, own=[own])


def test_a_file_of_cases_and_the_overrides_of_the_scenario(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("new: {people.circle.C1: +30%, budget: 600000}\nstrike: {close: 1}\n", encoding="utf-8")
    ids = [str(one) for one in of_scenario(TOY).inputs.circles.ids]
    file.write_text(file.read_text(encoding="utf-8").replace("C1", ids[0]), encoding="utf-8")
    found = siting.robustness(TOY, ["more_money", str(file)], rules="base")
    assert [one.case.name for one in found.found.cases] == ["as_planned", "more_money", "new", "strike"]
    best = {one.case.name: one.best.value for one in found.found.cases if one.best is not None}
    assert best["more_money"] == 2820 > best["as_planned"]
    assert list(found.table.columns)[:2] == ["plan", "case"]
    assert len(found.chosen)


def test_ctrl_c_keeps_the_cases_that_are_done() -> None:
    basis, watch = of_scenario(TOY), Watch()

    def after_two(text: str) -> None:
        if text.startswith("case 2"):
            watch.interrupt()

    found = weigh(basis, usual_cases(basis.found), watch, Journal(after_two))
    assert len(found.cases) == 2
    assert len(found.left_out) == len(usual_cases(basis.found)) - 2
    assert found.least.selection is not None
    assert not found.least.finished
    assert len(found.lines[0].cells) == 2


def test_a_case_without_any_plan_is_named_and_left_out() -> None:
    basis = of_scenario(TOY)
    none = Case("none", sets=("formats.convenience_store.min_new=3", "budget=1000"))
    found = weigh(
        basis, [Case("as_planned"), none, Case("less", sets=("budget=300000",))], Watch(), Journal()
    )
    assert [one.impossible for one in found.cases] == [False, True, False]
    assert len(found.answered) == 2
    assert found.cases[1].why_none
