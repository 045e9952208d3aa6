"""`siting report` as a planner meets it: files made again from the run folder alone."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from siting.cli import main
from siting.exporters import report_html
from siting.rendering import NAME_BYTES, file_name
from tests.cli import small_city

LONG = "很长的名字" * 40


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder whose city is gone; a circle has a Chinese id."""
    city = tmp_path_factory.mktemp("city")
    small_city.write(city, {"circles.geojson": ('"c1"', '"圈一"')})
    assert main(["solve", str(city), "-o", str(city / "runs" / "计划")]) == 0
    run = tmp_path_factory.mktemp("kept") / "计划"
    shutil.copytree(city / "runs" / "计划", run)
    shutil.rmtree(city)
    return run


@pytest.fixture
def run(solved: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(solved, tmp_path / "计划"))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_page_is_made_again_in_its_place(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (run / "report.html").write_text("old", encoding="utf-8")
    before = names(run)
    assert main(["report", str(run), "--lang", "zh"]) == 0
    said = capfd.readouterr()
    assert said.out == f"{run / 'report.html'}\n"
    assert said.err == "", "progress is for terminals"
    assert '<html lang="zh">' in (run / "report.html").read_text(encoding="utf-8")
    assert names(run) == before, "nothing is left behind"


def test_a_solve_writes_the_same_page(run: Path) -> None:
    written = (run / "report.html").read_bytes()
    assert main(["report", str(run), "--lang", "en"]) == 0
    assert (run / "report.html").read_bytes() == written


def test_several_files_into_another_folder(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "to mail" / "again"
    assert main(["report", str(run), "--files", "xlsx, html", "-o", str(out), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told == {"written": {"xlsx": str(out / "projects.xlsx"), "html": str(out / "report.html")}}
    assert names(out) == {"projects.xlsx", "report.html"}
    assert (out / "projects.xlsx").stat().st_size > 1000


def test_one_file_to_a_path_of_its_own(run: Path, tmp_path: Path) -> None:
    page = tmp_path / "圈.html"
    assert main(["report", str(run), "--circle", "圈一", "-o", str(page)]) == 0
    assert "圈一" in page.read_text(encoding="utf-8")


def test_a_part_of_the_report_has_a_name_of_its_own(run: Path) -> None:
    whole = (run / "report.html").read_bytes()
    assert main(["report", str(run), "--circle", "圈一", "--formats", "bakery"]) == 0
    page = (run / "report-圈一-bakery.html").read_text(encoding="utf-8")
    assert "Only a part of the plan is shown" in page
    assert "Canteen" not in page
    assert (run / "report.html").read_bytes() == whole


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--circle", "c3"], "the run has no circle 'c3'"),
        (["--circle", "c3"], "Known: 圈一, c2."),
        (["--formats", "bakry"], "Did you mean 'bakery'?"),
        (["--district", "east"], "The run has none."),
        (["--files", "xslx"], "Did you mean 'xlsx'?"),
        (["--files", ""], "unknown file ''"),
        (["--files", "html,xlsx", "-o", "one.html"], "several files cannot be written to one"),
        (["-o", "report.xlsx"], "what is written is a .html file, not .xlsx"),
    ],
)
def test_a_slip_is_said_in_words(
    asked: list[str],
    said: str,
    run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = names(run)
    assert main(["report", str(run), *asked, "--lang", "en"]) == 2
    err = capfd.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert names(run) == before
    assert names(tmp_path) == {"计划"}


def test_a_folder_that_is_no_run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "nowhere"), "--lang", "en"]) == 2
    assert "the folder does not exist" in capfd.readouterr().err
    assert main(["report", str(tmp_path), "--lang", "en"]) == 2
    err = capfd.readouterr().err
    assert "summary.json" in err
    assert "map.npz" in err


@pytest.mark.parametrize("name", ["summary.json", "map.npz"])
def test_broken_files_are_named(name: str, run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = (run / name).read_bytes()
    (run / name).write_bytes(whole[: len(whole) // 2])
    assert main(["report", str(run), "--lang", "en"]) == 2
    err = capfd.readouterr().err
    assert name in err
    assert "broken" in err


@pytest.mark.parametrize(
    "change", [{"formats": None}, {"opened": {}}, {"cost": "much"}, {"value": 5.0}, {"circles": {"C1": {}}}]
)
def test_a_summary_changed_by_hand(
    change: dict[str, Any], run: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = run / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(summary), encoding="utf-8")
    assert main(["report", str(run), "--lang", "en"]) == 0  # laid out otherwise, the same figures
    capfd.readouterr()
    path.write_text(json.dumps(summary | change), encoding="utf-8")
    assert main(["report", str(run), "--lang", "en"]) == 2
    assert "changed after the run" in capfd.readouterr().err
    path.write_text("[" * 100_000, encoding="utf-8")
    assert main(["report", str(run), "--lang", "en"]) == 2
    assert "summary.json" in capfd.readouterr().err
    path.write_text(json.dumps({"scenario": "x"}), encoding="utf-8")
    assert main(["report", str(run), "--lang", "en"]) == 2
    assert "summary.json" in capfd.readouterr().err


def test_what_stands_elsewhere_is_never_lost(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "report.html"
    taken.write_text("mine", encoding="utf-8")
    for output in (taken, tmp_path):
        assert main(["report", str(run), "-o", str(output), "--lang", "en"]) == 2
        assert "exists already" in capfd.readouterr().err
    assert taken.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_full_disk_or_an_interruption_loses_nothing(
    error: BaseException, run: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    whole, before = (run / "report.html").read_bytes(), names(run)

    def half(_report: Any, path: Path) -> None:
        path.write_text("<html", encoding="utf-8")
        raise error

    monkeypatch.setattr(report_html, "render", half)
    code = main(["report", str(run), "--files", "xlsx,html", "--lang", "en"])
    assert code == (2 if isinstance(error, OSError) else 130)
    err = capfd.readouterr().err
    assert ("No space left" if isinstance(error, OSError) else "nothing was written") in err
    assert (run / "report.html").read_bytes() == whole
    assert names(run) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights bind no administrator")
def test_a_folder_without_rights(run: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run.chmod(0o500)
    assert main(["report", str(run), "--lang", "en"]) == 2
    assert "nothing can be written there" in capfd.readouterr().err
    run.chmod(0o700)


@pytest.mark.parametrize(
    "name", ["../../etc", 'a/b:c*?"<>|', LONG, "\ud800", "𠮷" * 200, "..", "<script>alert(1)</script>"]
)
def test_ids_make_names_that_every_file_system_takes(name: str) -> None:
    made = file_name([name])
    assert len(made.encode("utf-8")) <= NAME_BYTES + 9
    assert not set(made) & set('/\\:*?"<>|\0')
    assert made.strip(".") != ""
    assert made != file_name([name + "x"]), "another id has another name"


def test_the_list_says_who_writes_what(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "exporters", "--lang", "en"]) == 0
    rows = {line.split()[0]: line for line in capfd.readouterr().out.splitlines()[2:] if line.strip()}
    assert "solve, report --files html" in rows["report_html"]
    assert "report --files" not in rows["certificate_npz"]


def test_a_folder_is_made_again_whole_and_is_no_file(
    run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (run / "1+N+X").mkdir()
    (run / "1+N+X" / "of-an-earlier-plan.xlsx").write_text("old", encoding="utf-8")
    assert main(["report", str(run), "--files", "folder,needs"]) == 0
    assert names(run / "1+N+X") >= {"city.xlsx", "circles", "needs.csv", "projects.csv", "answers.csv"}
    assert "of-an-earlier-plan.xlsx" not in names(run / "1+N+X")
    assert (run / "needs.csv").read_bytes() == (run / "1+N+X" / "needs.csv").read_bytes()
    assert (
        main(["report", str(run), "--files", "folder", "--circle", "圈一", "-o", str(tmp_path / "out")]) == 0
    )
    assert names(tmp_path / "out") == {"1+N+X-圈一"}
    assert names(tmp_path / "out" / "1+N+X-圈一" / "circles") == {"圈一.xlsx"}
    capfd.readouterr()
    assert main(["report", str(run), "--files", "folder", "-o", str(tmp_path / "plan.xlsx")]) == 2
    assert "a folder, not a file" in capfd.readouterr().err
    assert not (tmp_path / "plan.xlsx").exists()
    assert main(["report", str(run), "--files", "folder", "-o", str(tmp_path / "new")]) == 0
    assert main(["report", str(run), "--files", "folder", "-o", str(tmp_path / "new")]) == 2, (
        "elsewhere nothing is lost"
    )
