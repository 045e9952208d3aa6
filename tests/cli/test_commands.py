"""The commands as a planner meets them: what they print where, their exit codes, and what survives an end in haste."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from siting import terminal
from siting.cli import main
from siting.outcome import TracePoint
from tests.cli import small_city

RUN_FILES = {
    "summary.json",
    "plan.gpkg",
    "map.npz",
    "projects.csv",
    "projects.xlsx",
    "report.html",
    "gaps.csv",
    "certificate.npz",
    "scenario.resolved.yaml",
    "run.log",
}


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small city, and the working directory in it."""
    small_city.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_solve_writes_the_run_folder_and_verify_holds_it(
    city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", "scenario.yaml", "--lang", "en"]) == 0
    assert {path.name for path in (city / "runs" / "small").iterdir()} == RUN_FILES
    assert "optimality gap 0.000%" in capfd.readouterr().out
    assert main(["verify", "runs/small", "--lang", "en"]) == 0


def test_json_puts_the_summary_and_nothing_else_on_stdout(
    city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", ".", "-o", "out", "--json"]) == 0
    printed = json.loads(capfd.readouterr().out)
    written = json.loads((city / "out" / "summary.json").read_text(encoding="utf-8"))
    assert printed == written
    assert printed["stop"] == "optimal"
    assert printed["value"] == pytest.approx(printed["bound"])


def test_the_plan_speaks_chinese_where_asked(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "scenario.yaml", "-o", "out", "--lang", "zh"]) == 0
    assert "业态" in capfd.readouterr().out
    assert main(["--lang", "zh", "solve", "--help"]) == 0
    assert "用法" in capfd.readouterr().out


def test_names_are_printed_as_they_stand(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    changes = ["--set", 'title="[/x] :house: 图"', "--set", 'formats.canteen.name="[red]食堂[/red] [/y]"']
    assert main(["solve", "scenario.yaml", "-o", "out", *changes]) == 0
    assert main(["gaps", "scenario.yaml", *changes]) == 0
    said = capfd.readouterr().out
    assert said.count("[/x] :house: 图") == 2
    assert said.count("[red]食堂[/red] [/y]") == 3


ASCII = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUNBUFFERED": "1"}
SHELL = [sys.executable, "-m", "siting"]


def test_chinese_on_a_stream_that_cannot_hold_it_is_escaped(city: Path) -> None:
    gaps = subprocess.run([*SHELL, "gaps", ".", "--lang", "zh"], env=ASCII, capture_output=True, check=False)
    assert (gaps.returncode, gaps.stderr) == (0, b"")
    assert b"\\u4e1a\\u6001" in gaps.stdout
    title = "title=北京 🏠"
    asked = [*SHELL, "solve", ".", "--json", "--set", title]
    solve = subprocess.run(asked, env=ASCII, capture_output=True, check=True)
    assert json.loads(solve.stdout)["title"] == "北京 🏠"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_leaves_early_is_no_fault(unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    asked = [*SHELL, "list", "formats"]
    ended = subprocess.run(asked, env=environment, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.skipif(os.name == "nt", reason="closes streams by the shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-"])
def test_a_closed_stream_swallows_what_is_said(closed: str, city: Path) -> None:
    command = f"{shlex.join(SHELL)} solve . -o out {closed}"
    assert subprocess.run(command, shell=True, stderr=subprocess.DEVNULL, check=False).returncode == 0
    assert (city / "out" / "summary.json").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_finds_no_room_is_said_without_a_name(city: Path) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run([*SHELL, "gaps", "."], stdout=full, stderr=subprocess.PIPE, check=False)
    assert ended.returncode == 2
    assert b"None" not in ended.stderr
    assert b"Traceback" not in ended.stderr


def test_gaps_counts_people_short_by_circle_and_format(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", ".", "-o", "gaps.csv", "--json"]) == 0
    records = {(line["circle"], line["format"]): line for line in json.loads(capfd.readouterr().out)}
    # The bakery at 200 m reaches 225 m to either side: d1, d2 and d3, all of circle c1.
    assert (records["c1", "bakery"]["present"], records["c1", "bakery"]["short"]) == (True, 0)
    assert (records["c2", "bakery"]["present"], records["c2", "bakery"]["short"]) == (False, 520)
    assert (records["c1", "canteen"]["outlets"], records["c1", "canteen"]["short"]) == (0, 60)
    with (city / "gaps.csv").open(encoding="utf-8-sig") as stream:
        assert len(list(csv.DictReader(stream))) == len(records)


def test_a_table_that_cannot_be_written_is_said(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["gaps", ".", "-o", "nowhere/gaps.csv", "--lang", "en"]) == 2
    assert "error: nowhere/gaps.csv: No such file or directory" in capfd.readouterr().err


def test_check_names_the_counts_and_writes_nothing(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = set(city.iterdir())
    assert main(["check", "scenario.yaml", "--lang", "en"]) == 0
    assert "6 demand points, 1,120 people, 3 sites, 1 outlets, 2 formats" in capfd.readouterr().out
    assert set(city.iterdir()) == before


def test_set_changes_a_key_and_keeps_the_file(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = (city / "scenario.yaml").read_text(encoding="utf-8")
    assert (
        main(["solve", ".", "-o", "out", "--set", "budget=0", "--set", "formats.bakery.cost=7", "--json"])
        == 0
    )
    assert json.loads(capfd.readouterr().out)["opened"] == []
    assert (city / "scenario.yaml").read_text(encoding="utf-8") == text


def test_a_proven_infeasible_question_ends_with_3_and_says_why(
    city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", ".", "-o", "out", "--set", "formats.canteen.min_new=3", "--lang", "en"]) == 3
    said = capfd.readouterr().err
    assert "6,000" in said
    assert "5,000" in said
    assert not (city / "out").exists()


def test_strict_ends_with_4_short_of_the_gap_asked_for(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_at_first_point(monkeypatch)
    assert main(["solve", ".", "-o", "out", "--strategy", "greedy_swap", "--strict"]) in (130, 4)


def interrupt_at_first_point(monkeypatch: pytest.MonkeyPatch) -> None:
    show, sent = terminal.Progress.point, []

    def point(self: terminal.Progress, found: TracePoint) -> None:
        show(self, found)
        if not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))

    monkeypatch.setattr(terminal.Progress, "point", point)


def test_ctrl_c_writes_the_best_plan_and_ends_with_130(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt_at_first_point(monkeypatch)
    assert main(["solve", ".", "-o", "out", "--strategy", "greedy_swap", "--gap", "0"]) == 130
    summary = json.loads((city / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["stop"] == "interrupted"
    assert summary["value"] > 0
    assert main(["verify", "out"]) == 0


def test_ctrl_c_before_the_solve_writes_nothing(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def note(self: terminal.Progress, text: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(terminal.Progress, "note", note)
    assert main(["solve", ".", "-o", "out"]) == 130
    assert not (city / "out").exists()


def test_a_ctrl_c_that_a_library_swallows_still_ends_the_run(
    city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(self: terminal.Progress, text: str) -> None:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(terminal.Progress, "note", note)
    assert main(["solve", ".", "-o", "out", "--strategy", "greedy_swap", "--gap", "0"]) == 130
    assert json.loads((city / "out" / "summary.json").read_text(encoding="utf-8"))["stop"] == "interrupted"


def test_a_folder_that_is_no_run_is_left_alone(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (city / "out").mkdir()
    (city / "out" / "thesis.docx").write_bytes(b"years of work")
    assert main(["solve", ".", "-o", "out"]) == 2
    assert [path.name for path in (city / "out").iterdir()] == ["thesis.docx"]


def test_a_second_run_replaces_the_first_whole(city: Path) -> None:
    assert main(["solve", ".", "-o", "out"]) == 0
    assert main(["solve", ".", "-o", "out", "--set", "budget=1000"]) == 0
    assert json.loads((city / "out" / "summary.json").read_text(encoding="utf-8"))["cost"] <= 1000
    assert [path.name for path in city.iterdir() if "part" in path.name] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_said_and_the_plan_is_printed(
    city: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from siting.exporters import projects_csv

    def full(_plan: object, _path: Path) -> None:
        with Path("/dev/full").open("w") as stream:
            stream.write("x")

    monkeypatch.setattr(projects_csv, "write", full)
    assert main(["solve", ".", "-o", "out", "--lang", "en"]) == 2
    printed = capfd.readouterr()
    assert json.loads(printed.out)["stop"] == "optimal"
    assert "No space left" in printed.err
    assert not (city / "out").exists()


def test_the_plan_opens_as_a_geopackage(city: Path) -> None:
    assert main(["solve", ".", "-o", "out"]) == 0
    with sqlite3.connect(city / "out" / "plan.gpkg") as base:
        layers = {name for (name,) in base.execute("select table_name from gpkg_contents")}
    assert {"new_outlets", "existing_outlets", "demand", "circles", "links", "layer_styles"} <= layers


def test_list_says_a_line_for_each_part(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "backends", "--lang", "en"]) == 0
    names = [line.split()[0] for line in capfd.readouterr().out.splitlines()]
    assert names == ["ortools_cpsat", "ortools_mathopt", "ortools_mathopt_scip", "pulp_cbc", "scipy_highs"]
    assert main(["list", "formats"]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2 + 32


@pytest.mark.parametrize(
    "arguments", [["slove", "x"], ["solve"], ["solve", ".", "--gap", "-1"], ["list", "colours"]]
)
def test_a_wrong_command_ends_with_2(
    arguments: list[str], city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert capfd.readouterr().err


def test_a_budget_of_nothing_is_said_once(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", "scenario.yaml", "--set", "budget=0", "--lang", "en"]) == 0
    told = capfd.readouterr().err
    assert "opens nothing" in told
    assert told.count("warning: the budget") == 1
    assert main(["check", "scenario.yaml", "--set", "budget=0", "--lang", "en"]) == 0
    assert capfd.readouterr().err.count("warning: the budget") == 1
