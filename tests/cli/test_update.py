"""`siting update`: the toy city by hand, files that are edited in place, and files that are wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import siting
from siting.cli import main
from siting.decide.update import News
from siting.exporters import run_folder
from siting.verify import verify_run

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"
HEAD = "id,name,format,x,y,site,status\n"
# The market of today closes, and a store opens 20 m from P1, where the plan wants one for 100,000.
CHANGES = HEAD + "N1,新店,便利店,420,0,,开业\nE2,,,,,,关闭\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The street, with a run in `run`."""
    folder = tmp_path_factory.mktemp("toy") / "toy"
    shutil.copytree(TOY, folder)
    run_folder.write(siting.solve(folder), folder / "run")
    return folder


@pytest.fixture
def toy(solved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(solved, tmp_path / "toy")
    monkeypatch.chdir(tmp_path / "toy")
    return tmp_path / "toy"


def updated(capfd: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    capfd.readouterr()
    assert main(["update", "run", "--json", "--lang", "en", *arguments]) == code
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


def test_the_street_by_hand(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """P1 is done: 400,000 are left. 1,790 people as it stands; with the market at P4 instead of P5 2,150."""
    Path("changes.csv").write_text(CHANGES, encoding="utf-8")
    found = updated(capfd, "--outlets", "changes.csv")
    (done,) = found["projects"]["done"]
    assert (done["site"], done["outlet"], done["distance_m"], done["stated"]) == ("P1", "N1", 20.0, False)
    assert found["limits"] == [{"key": "budget", "was": 500000.0, "now": 400000.0, "of": ""}]
    by_format = {one["format"]: one["difference"] for one in found["reach"]}
    assert by_format == {"convenience_store": 780, "vegetable_market": -780, "community_canteen": 0}
    assert [(one["circle"], one["format"]) for one in found["new_gaps"]] == [("C1", "vegetable_market")]
    steps = [
        (one["step"], one["changes"], one["value"], one["bound"], one["rests_on"]) for one in found["steps"]
    ]
    assert steps[0] == ("kept", 0, 1790, 1790, "both")
    assert steps[-1] == ("free", 2, 2150, 2150, "both")
    moves = [(one["kind"], one["site"]) for one in found["plan"]["moves"]]
    assert moves == [("opened", "P4"), ("struck_off", "P5")]
    assert found["folder"] == str(toy / "run-updated")


def test_what_is_written_can_be_solved_verified_and_updated_again(
    toy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("changes.csv").write_text(CHANGES, encoding="utf-8")
    before = (toy / "run" / "summary.json").read_bytes()
    updated(capfd, "--outlets", "changes.csv", "--changes", "1")
    assert (toy / "run" / "summary.json").read_bytes() == before
    assert [
        one["site"] for one in json.loads((toy / "run-updated" / "summary.json").read_text())["opened"]
    ] == [
        "P3",
        "P5",
    ]
    assert list(verify_run(toy / "run-updated"))
    assert siting.solve(toy / "run-updated" / "scenario.resolved.yaml").outcome.value == 2150
    Path("more.csv").write_text(HEAD + "N2,,vegetable_market,,,P5,opened\n", encoding="utf-8")
    capfd.readouterr()
    assert main(["update", "run-updated", "--outlets", "more.csv", "--lang", "en"]) == 0
    told = capfd.readouterr().out
    assert "done: P5:vegetable_market" in told
    assert "budget: 400,000 → 100,000" in told
    assert "- P3" not in told
    assert (toy / "run-updated-2" / "summary.json").is_file()


def test_files_edited_in_place_are_held_against_what_the_run_knew(toy: Path) -> None:
    lines = (toy / "outlets.csv").read_text(encoding="utf-8").splitlines()
    text = "\n".join([*(line for line in lines if not line.startswith("E2")), "N1,420,0,convenience_store,x"])
    (toy / "outlets.csv").write_text(text + "\n", encoding="utf-8")
    found = siting.update(toy / "run", changes=2)
    assert found.news.given == "files"
    assert [one.site for one in found.realised] == ["P1"]
    assert (found.steps[0].value, found.chosen.value) == (1790, 2150)
    assert found.before.value == 2570


def test_a_whole_layer_is_seen_to_be_one(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Two of three ids are known; coordinates that are left out are those of before."""
    text = "id,format,x,y\nE1,convenience_store,,\nE2,vegetable_market,10,0\nE3,community_canteen,1000,0\n"
    Path("all.csv").write_text(text, encoding="utf-8")
    found = updated(capfd, "--outlets", "all.csv")
    assert found["news"]["given"] == "layer"
    listed = {what: [one["id"] for one in found["news"][what]] for what in ("opened", "closed", "moved")}
    assert listed == {"opened": ["E3"], "closed": [], "moved": ["E2"]}
    assert "taken for every outlet" in found["notes"][0]


def test_a_project_given_up_is_not_planned_again(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("changes.csv").write_text(HEAD + ",,vegetable_market,,,P5,closed\n", encoding="utf-8")
    found = updated(capfd, "--outlets", "changes.csv")
    assert found["projects"]["given_up"] == ["P5 / vegetable_market"]
    assert found["limits"] == []
    opened = json.loads((toy / "run-updated" / "summary.json").read_text(encoding="utf-8"))["opened"]
    assert "P5" not in [one["site"] for one in opened]


def test_nothing_changed_is_said_and_nothing_written(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["update", "run", "--lang", "en"]) == 0
    assert "nothing to update" in capfd.readouterr().out
    assert isinstance(siting.update("run", "outlets.csv"), News)
    assert not (toy / "run-updated").exists()


def test_every_broken_line_is_named(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lines = [
        "A,,convenience_stor,1,0,,opened",
        "B,,convenience_store,1o,0,,opened",
        "C,,convenience_store,,,,opened",
        "D,,convenience_store,,,P9,opened",
        "E9,,,,,,closed",
        ",,convenience_store,,,P2,closed",
        "E1,,convenience_store,5,5,,opened",
        "G,,convenience_store,5,5,,perhaps",
        "H,,convenience_store,5,,,opened",
        "I,,,5,5,,opened",
        "J,,convenience_store,5,5,,opened",
        "J,,convenience_store,5,5,,opened",
    ]
    Path("changes.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    assert main(["update", "run", "--outlets", "changes.csv", "--lang", "en"]) == 2
    told = [line for line in capfd.readouterr().err.splitlines() if line.startswith("changes.csv:")]
    assert [int(line.split(":")[1]) for line in told] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13]
    assert not list(toy.glob("run-updated*"))


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("id,format,x,y\nZ,convenience_store,1,1\n", (), "no column says what opened or closed"),
        (HEAD + "Z,,convenience_store,1,1,,closed\n", ("--outlets-replace",), "has no closed ones"),
        ("id,format,lon,lat,status\nZ,convenience_store,118,36,opened\n", (), "the columns are degrees"),
        ("", (), "is empty"),
        (CHANGES, ("--changes", "1", "--keep", "0.5"), "do not go together"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    toy: Path, capfd: pytest.CaptureFixture[str], text: str, arguments: tuple[str, ...], said: str
) -> None:
    Path("changes.csv").write_text(text, encoding="utf-8")
    assert main(["update", "run", "--outlets", "changes.csv", "--lang", "en", *arguments]) == 2
    assert said in capfd.readouterr().err
    assert not list(toy.glob("run-updated*"))


def test_a_folder_that_is_no_run_is_named(toy: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["update", ".", "--lang", "en"]) == 2
    assert "the file is missing" in capfd.readouterr().err


def test_an_outlet_that_closed_as_planned_frees_its_money_and_a_new_one_stays(
    toy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """E1 closes for 40,000, which with the budget of 60,000 pays for P2; nobody said that N1 closes."""
    closures = "closures: [{outlets: {formats: [convenience_store]}, saves: 40000, max: 1}]"
    Path("closing.yaml").write_text(f"extends: scenario.yaml\nbudget: 60000\n{closures}\n", encoding="utf-8")
    run_folder.write(siting.solve("closing.yaml"), Path("run"))
    Path("changes.csv").write_text(HEAD + "E1,,,,,,closed\n", encoding="utf-8")
    found = updated(capfd, "--outlets", "changes.csv")
    assert found["limits"] == [{"key": "budget", "was": 60000.0, "now": 100000.0, "of": ""}]
    assert (found["steps"][0]["step"], found["steps"][0]["value"]) == ("kept", 920)
    Path("changes.csv").write_text(HEAD + "N1,,convenience_store,-400,0,,opened\n", encoding="utf-8")
    found = updated(capfd, "--outlets", "changes.csv")
    assert found["steps"][0]["step"] == "kept"
    moves = [(one["kind"], one["site"]) for one in found["plan"]["moves"]]
    assert moves[0] == ("stays", "keep:E1"), "of the two that may close, the plan of now closes N1 instead"
    assert moves[-1] == ("closes", "keep:N1")
