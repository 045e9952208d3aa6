"""The run folder is written whole or not at all, and never costs anybody what stood there before."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from siting import parts
from siting.errors import InputError
from siting.exporters import run_folder, run_log, summary_json
from siting.plan import Plan
from tests.small_city import random_city
from tests.small_plan import planned

FILES = {
    "summary.json",
    "plan.gpkg",
    "projects.csv",
    "gaps.csv",
    "certificate.npz",
    "scenario.resolved.yaml",
    "run.log",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return planned(random_city(3), tmp_path_factory.mktemp("city"))


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the quick exporters, where it is the folder that matters."""
    monkeypatch.setattr(parts, "names", lambda folder: ("summary_json", "run_log"))


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_run_folder_holds_every_file_and_leaves_nothing_beside_it(made: Plan, tmp_path: Path) -> None:
    folder = run_folder.write(made, tmp_path / "结果" / "run 1")
    assert set(left_in(folder)) >= FILES
    assert left_in(folder.parent) == ["run 1"]
    assert all(path.stat().st_size > 0 for path in folder.iterdir())


@pytest.mark.usefixtures("light")
def test_a_run_replaces_an_earlier_run_whole(made: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    run_folder.write(made, folder)
    (folder / "report.html").write_text("of the earlier run", encoding="utf-8")
    run_folder.write(made, folder)
    assert left_in(folder) == ["run.log", "summary.json"]
    assert left_in(tmp_path) == ["run"]


@pytest.mark.usefixtures("light")
def test_an_empty_folder_may_be_used(made: Plan, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    assert left_in(run_folder.write(made, tmp_path / "run")) == ["run.log", "summary.json"]


def holding_other_things(path: Path) -> None:
    path.mkdir()
    (path / "thesis.docx").write_text("years of work", encoding="utf-8")


def a_file(path: Path) -> None:
    path.write_text("years of work", encoding="utf-8")


def a_link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir()
    path.symlink_to(path.parent / "elsewhere")


@pytest.mark.parametrize("there", [holding_other_things, a_file, a_link])
@pytest.mark.parametrize("act", ["check_writable", "write"])
def test_what_is_no_run_folder_is_never_replaced(
    made: Plan, tmp_path: Path, there: Callable[[Path], None], act: str
) -> None:
    there(tmp_path / "run")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        run_folder.check_writable(tmp_path / "run") if act == "check_writable" else run_folder.write(
            made, tmp_path / "run"
        )
    assert "-o" in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_asking_whether_a_folder_can_be_written_creates_nothing(tmp_path: Path) -> None:
    run_folder.check_writable(tmp_path / "a" / "b" / "run")
    assert left_in(tmp_path) == []


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    a_file(tmp_path / "plan")
    with pytest.raises(InputError, match="cannot be written"):
        run_folder.check_writable(tmp_path / "plan" / "run")


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), InputError),
        (PermissionError(errno.EACCES, "Permission denied"), InputError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ZeroDivisionError(), ZeroDivisionError),
    ],
)
@pytest.mark.usefixtures("light")
def test_a_run_that_fails_leaves_the_earlier_run_and_nothing_else(
    made: Plan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    raised: type[BaseException],
) -> None:
    folder = run_folder.write(made, tmp_path / "run")
    before = {path: path.read_bytes() for path in folder.iterdir()}

    def fail(plan: Plan, path: Path) -> None:
        path.write_text("half a file", encoding="utf-8")
        raise failure

    monkeypatch.setattr(run_log, "write", fail)
    with pytest.raises(raised):
        run_folder.write(made, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert left_in(tmp_path) == ["run"]


@pytest.mark.parametrize("largest_bytes", [4_000, 40_000, 90_000, 140_000])
def test_a_disk_that_fills_up_is_said_plainly(made: Plan, tmp_path: Path, largest_bytes: int) -> None:
    resource = pytest.importorskip("resource", reason="no limits on file sizes on this system")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest_bytes, hard))
    try:
        with pytest.raises(InputError, match="cannot be written"):
            run_folder.write(made, tmp_path / "run")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_in(tmp_path) == []


@pytest.mark.usefixtures("light")
def test_when_the_new_folder_cannot_take_its_place_the_old_one_comes_back(
    made: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = run_folder.write(made, tmp_path / "run")
    before = (folder / "summary.json").read_bytes()
    rename = os.rename

    def refuse_the_new(source: Path, target: Path) -> None:
        if str(source).endswith(".part"):
            raise PermissionError(errno.EACCES, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "rename", refuse_the_new)
    with pytest.raises(InputError, match="Permission denied"):
        run_folder.write(made, folder)
    assert (folder / "summary.json").read_bytes() == before
    assert left_in(tmp_path) == ["run"]


@pytest.mark.usefixtures("light")
def test_of_runs_that_end_together_one_wins_whole(
    made: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def marked(plan: Plan, path: Path) -> None:
        path.write_text(threading.current_thread().name, encoding="utf-8")

    monkeypatch.setattr(summary_json, "write", marked)
    monkeypatch.setattr(run_log, "write", marked)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            for _ in range(10):
                run_folder.write(made, tmp_path / "run")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert left_in(tmp_path) == ["run"]
    contents = {path.read_text(encoding="utf-8") for path in (tmp_path / "run").iterdir()}
    assert len(contents) == 1
    assert left_in(tmp_path / "run") == ["run.log", "summary.json"]
