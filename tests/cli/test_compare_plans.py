"""`siting compare DIR DIR` as a planner meets it: two plans side by side."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from siting.cli import main
from tests.cli import small_city


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run folders "rich" and "poor" of one city, "other" of another one; the cities are gone."""
    kept = tmp_path_factory.mktemp("runs")
    for name, budget, point in (("rich", 5000, "d"), ("poor", 1000, "d"), ("other", 5000, "house")):
        city = tmp_path_factory.mktemp(name)
        small_city.write(city)
        demand = (city / "demand.csv").read_text(encoding="utf-8").replace("\nd", f"\n{point}")
        (city / "demand.csv").write_text(demand, encoding="utf-8")
        assert main(["solve", str(city), "--set", f"budget={budget}", "-o", str(kept / name)]) == 0
        shutil.rmtree(city)
    return kept


def test_what_changed_is_told(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(runs / "rich"), str(runs / "poor"), "--lang", "en"]) == 0
    said = capfd.readouterr()
    assert said.err == ""
    lines = {
        re.split(r"  +", line.strip())[0]: re.split(r"  +", line.strip())[1:]
        for line in said.out.splitlines()
    }
    assert lines["budget"] == ["5000", "1000"]
    first, second = (json.loads((runs / name / "summary.json").read_text()) for name in ("rich", "poor"))
    change = f"{second['cost'] - first['cost']:+,.0f}"
    assert lines["cost (CNY)"] == [f"{first['cost']:,.0f}", f"{second['cost']:,.0f}", change]
    assert "only in A" in said.out


def test_json_carries_the_figures_of_both_summaries(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(runs / "rich"), str(runs / "poor"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    first, second = (json.loads((runs / name / "summary.json").read_text()) for name in ("rich", "poor"))
    assert told["asked"] == {"budget": {"first": "5000", "second": "1000"}}
    assert told["figures"]["value"]["difference"] == second["value"] - first["value"]
    for name, entry in told["formats"].items():
        assert entry["covered_first"] == first["formats"][name]["covered_after"]
        assert entry["covered_second"] == second["formats"][name]["covered_after"]
    for name, entry in told["circles"].items():
        reached = sum(one["covered_after"] for one in second["circles"][name]["formats"].values())
        assert entry["reached_second"] == reached
    keys = [{(one["site"], one["format"]) for one in summary["opened"]} for summary in (first, second)]
    kinds = {(one["site"], one["format"]): one["in"] for one in told["outlets"]}
    assert {key for key, kind in kinds.items() if kind == "first"} == keys[0] - keys[1]
    assert {key for key, kind in kinds.items() if kind == "both"} == keys[0] & keys[1]
    assert sum(told["people"].values()) == second["people"]["total"]


def test_a_page_in_both_languages(runs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "两个方案.html"
    assert main(["compare", str(runs / "rich"), str(runs / "poor"), "-o", str(page), "--lang", "zh"]) == 0
    assert str(page) in capfd.readouterr().out
    html = page.read_text(encoding="utf-8")
    assert '<html lang="zh">' in html
    assert "Two plans side by side" in html
    markup = html.partition('<script type="application/json"')[0]
    assert not re.search(r'(?:src|href)="(?!data:|#)', markup), "nothing is asked for"
    assert {path.name for path in tmp_path.iterdir()} == {page.name}


def test_a_page_is_never_written_over(runs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    page.write_text("mine", encoding="utf-8")
    assert main(["compare", str(runs / "rich"), str(runs / "poor"), "-o", str(page), "--lang", "en"]) == 2
    assert "exists already" in capfd.readouterr().err
    assert page.read_text(encoding="utf-8") == "mine"


def test_a_plan_and_itself(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(runs / "rich"), str(runs / "rich"), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["asked"] == {}
    assert {one["in"] for one in told["outlets"]} == {"both"}
    assert all(not one["difference"] for one in told["figures"].values())
    assert told["people"]["neither"] == sum(told["people"].values())


def test_two_cities_are_refused(runs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    assert main(["compare", str(runs / "rich"), str(runs / "other"), "-o", str(page), "--lang", "en"]) == 2
    assert "they are of different cities" in capfd.readouterr().err
    assert not page.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rich"], "is the run folder of one plan; name that of another one beside it"),
        (["rich", "nowhere"], "nowhere is no run folder"),
        (["rich", "poor", "other"], "not 3"),
        (["rich", "poor", "--strategies", "greedy"], "--strategies does not go with"),
        (["rich", "poor", "--set", "budget=1"], "--set does not go with"),
        (["rich", "poor", "-o", "page.pdf"], "what is written is a .html file, not .pdf"),
        ([], "Missing argument"),
    ],
)
def test_a_slip_is_said_in_words(
    words: list[str],
    said: str,
    runs: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(runs)
    assert main(["compare", *words, "--lang", "en"]) == 2
    err = capfd.readouterr().err
    assert said in " ".join(err.split())
    assert "Traceback" not in err
