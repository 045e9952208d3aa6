"""`siting compare DIR DIR ...` as a planner meets it: plans side by side."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from siting.cli import main
from tests.cli import small_city


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run folders "rich" and "poor" of one city, "again" what rich was asked, sought by greedy; "other" of another
    city. The cities are gone."""
    kept = tmp_path_factory.mktemp("runs")
    for name, budget, point, strategy in (
        ("rich", 5000, "d", "auto"),
        ("poor", 1000, "d", "auto"),
        ("again", 5000, "d", "greedy"),
        ("other", 5000, "house", "auto"),
    ):
        city = tmp_path_factory.mktemp(name)
        small_city.write(city)
        demand = (city / "demand.csv").read_text(encoding="utf-8").replace("\nd", f"\n{point}")
        (city / "demand.csv").write_text(demand, encoding="utf-8")
        sets = ["--set", f"budget={budget}", "--set", f"solve.strategy={strategy}"]
        assert main(["solve", str(city), *sets, "-o", str(kept / name)]) == 0
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
    assert told["asked"] == {"budget": {"A": "5000", "B": "1000", "first": "5000", "second": "1000"}}
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


def test_three_plans_in_figures(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = ("rich", "poor", "again")
    assert main(["compare", *(str(runs / name) for name in names), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    summaries = [json.loads((runs / name / "summary.json").read_text()) for name in names]
    assert [one["letter"] for one in told["plans"]] == ["A", "B", "C"]
    assert told["asked"] == {
        "budget": {"A": "5000", "B": "1000", "C": "5000"},
        "solve.strategy": {"A": "auto", "B": "auto", "C": "greedy"},
    }
    for letter, one in zip("ABC", summaries, strict=True):
        assert told["figures"]["value"][letter] == one["value"]
        assert told["formats"]["canteen"][letter]["covered"] == one["formats"]["canteen"]["covered_after"]
        mine = {(each["site"], each["format"]) for each in one["opened"]}
        assert {(each["site"], each["format"]) for each in told["outlets"] if letter in each["plans"]} == mine
    assert told["figures"]["value"]["rests_on"] == "value"
    assert told["figures"]["bound"]["rests_on"] == "bound"
    assert set(told["pairs"]) == {"AB", "AC"}
    (proven,) = told["proven"]
    assert proven["plans"] == ["A", "C"], "what B was asked has another budget"
    assert proven["bound"] == min(summaries[0]["bound"], summaries[2]["bound"])
    away = (proven["bound"] - summaries[2]["value"]) / proven["bound"]
    assert proven["distance"]["C"] == pytest.approx(away)
    assert proven["rests_on"] == "both"


def test_three_plans_in_a_terminal(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    names = ("rich", "poor", "again")
    assert main(["compare", *(str(runs / name) for name in names), "--lang", "en"]) == 0
    said = capfd.readouterr().out
    assert "in every plan" in said
    assert "mean walk C" in said
    assert "Plans A, C answer one question" in said


def test_a_folder_of_everything(runs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Of a city on a plain plane, so without what needs a place on Earth; nothing is written over."""
    place, asked = tmp_path / "对比", ["compare", *(str(runs / name) for name in ("rich", "poor", "again"))]
    assert main([*asked, "-o", str(place), "--lang", "en"]) == 0
    files = ["compare.gpkg", "compare.html", "figures.csv", "outlets.csv", "walks.csv"]
    assert sorted(one.name for one in place.iterdir()) == files
    with (place / "walks.csv").open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    users = [one for one in lines if one["counted"] == "users"]
    assert {one["plan"] for one in users} == {"A", "B", "C"}
    for plan in "BC":
        mine = [one for one in users if one["plan"] == plan and one["format"] and one["circle"]]
        for kind in ("newly", "no_longer"):
            whole = next(
                one for one in users if (one["plan"], one["circle"], one["format"]) == (plan, "", "")
            )
            assert sum(float(one[f"people_{kind}"]) for one in mine) == float(whole[f"people_{kind}"])
    with closing(sqlite3.connect(place / "compare.gpkg")) as layers:
        named = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY 1"
        assert [name for (name,) in layers.execute(named)] == ["circles", "demand", "outlets"]
        summary = json.loads((runs / "poor" / "summary.json").read_text())
        query = "SELECT count(*) FROM outlets WHERE status = 'new' AND instr(plans, 'B')"
        assert layers.execute(query).fetchone() == (len(summary["opened"]),)
        styled = "SELECT DISTINCT f_table_name FROM layer_styles WHERE useAsDefault ORDER BY 1"
        assert [name for (name,) in layers.execute(styled)] == ["circles", "demand", "outlets"]
    capfd.readouterr()
    assert main([*asked, "-o", str(place), "--lang", "en"]) == 2
    assert "exists already" in capfd.readouterr().err


def test_layers_for_the_web_need_a_place_on_earth(
    runs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "both.geojson"
    assert main(["compare", str(runs / "rich"), str(runs / "poor"), "-o", str(path), "--lang", "en"]) == 2
    assert "the city lies on a plain plane" in capfd.readouterr().err
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rich"], "is the run folder of one plan; name that of another one beside it"),
        (["rich", "nowhere"], "nowhere is no run folder"),
        (["rich"] * 13, "from 2 to 12 plans are held side by side, not 13"),
        (["rich", "poor", "nowhere"], "nowhere is no run folder"),
        (["rich", "poor", "--strategies", "greedy"], "--strategies does not go with"),
        (["rich", "poor", "--set", "budget=1"], "--set does not go with"),
        (
            ["rich", "poor", "-o", "page.pdf"],
            "map layers (.gpkg, .geojson), a table (.csv) or a folder of them, not .pdf",
        ),
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
