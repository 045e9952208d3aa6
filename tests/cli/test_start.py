"""`--start DIR`: an earlier run as the beginning of a new one, and what is said of folders that are none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import siting
from siting import start
from siting.certificate import Evidence
from siting.cli import main
from siting.errors import InputError, Problems
from siting.exporters.certificate_npz import write as write_certificate
from tests.cli import small_city


@pytest.fixture(scope="module")
def solved_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with a finished run in `first`."""
    folder = tmp_path_factory.mktemp("city")
    small_city.write(folder)
    assert main(["solve", str(folder), "-o", str(folder / "first"), "--lang", "en"]) == 0
    return folder


@pytest.fixture
def city(solved_city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with the working directory in it."""
    shutil.copytree(solved_city, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def solved(capfd: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    """summary.json of a solve from the first run."""
    capfd.readouterr()
    assert main(["solve", ".", "-o", "second", "--start", "first", "--json", "--lang", "en", *arguments]) == 0
    return json.loads(capfd.readouterr().out)


def test_a_run_begun_with_its_own_result_ends_with_it(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = json.loads((city / "first" / "summary.json").read_text(encoding="utf-8"))
    second = solved(capfd)
    assert (second["value"], second["stop"], second["warnings"]) == (
        first["value"],
        "optimal",
        first["warnings"],
    )
    assert main(["verify", "second", "--lang", "en"]) == 0


def test_the_folder_to_start_from_may_be_the_one_to_write(city: Path) -> None:
    assert main(["solve", ".", "-o", "first", "--start", "first"]) == 0
    assert main(["verify", "first"]) == 0


@pytest.mark.parametrize(
    ("budget", "strategy"),
    [("3000", "greedy_swap"), ("1000", "exact"), ("1e6", "exact"), ("0", "auto"), ("3000", "auto")],
)
def test_another_budget_ends_where_a_cold_solve_ends(
    city: Path, capfd: pytest.CaptureFixture[str], budget: str, strategy: str
) -> None:
    cold = siting.solve(city, budget=float(budget), solve__strategy="exact")
    warm = solved(capfd, "--set", f"budget={budget}", "--strategy", strategy, "--time-limit", "1")
    assert warm["value"] == cold.summary["value"]
    assert float(str(warm["cost"])) <= float(budget)
    assert main(["verify", "second"]) == 0


def test_what_is_gone_is_named_and_left_out(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = json.loads((city / "first" / "summary.json").read_text(encoding="utf-8"))
    gone = first["opened"][0]["site"]
    sites = (city / "sites.csv").read_text(encoding="utf-8").replace(f"{gone},", "elsewhere,")
    (city / "sites.csv").write_text(sites, encoding="utf-8")
    warnings = solved(capfd)["warnings"]
    assert isinstance(warnings, list)
    assert any(f"{gone} / {first['opened'][0]['format']}" in entry["message"] for entry in warnings)


def test_other_people_and_another_order_of_rows_change_no_result(
    city: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    head, *lines = (city / "demand.csv").read_text(encoding="utf-8").splitlines()
    changed = [head, *reversed(lines[1:]), "d9,500,0,70,7"]
    (city / "demand.csv").write_text("\n".join(changed) + "\n", encoding="utf-8")
    assert solved(capfd)["value"] == siting.solve(city, solve__strategy="exact").summary["value"]


def test_prices_of_the_run_prove_its_bound_at_once(city: Path) -> None:
    plan = siting.solve(city, solve__strategy="greedy")
    from siting import pipeline
    from siting.strategies import _start
    from siting.strategies._cover import pose

    found, problems = pipeline.gaps(city), Problems()
    question = pipeline.pose(found)
    begun = start.fit(start.read(plan), found.inputs, question, problems)
    assert not problems.warnings
    np.testing.assert_array_equal(begun.selection, plan.outcome.selection)
    held = _start._held(pose(question), begun)
    assert held is not None
    assert plan.certified_bound <= held.bound <= plan.certified_bound * 1.01


def changed_certificate(folder: Path, **arrays: object) -> None:
    """The folder's certificate with other arrays, as one who doctors it would write it."""
    evidence = Evidence(**{**_arrays(folder), **arrays})  # type: ignore[arg-type]
    write_certificate(_Holds(evidence), folder / "certificate.npz")  # type: ignore[arg-type]


class _Holds:
    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence


def _arrays(folder: Path) -> dict[str, np.ndarray]:
    with np.load(folder / "certificate.npz") as found:
        return dict(found)


def refused(capfd: pytest.CaptureFixture[str], folder: str = "first") -> str:
    capfd.readouterr()
    assert main(["solve", ".", "-o", "second", "--start", folder, "--lang", "en"]) == 2
    assert not Path("second").exists()
    return capfd.readouterr().err


def test_no_folder_and_an_empty_one_are_said(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (city / "empty").mkdir()
    assert "no such run folder" in refused(capfd, "nowhere")
    said = refused(capfd, "empty")
    assert all(name in said for name in ("summary.json", "certificate.npz", "plan.gpkg"))


def test_a_doctored_certificate_is_refused(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    changed_certificate(city / "first", cost=_arrays(city / "first")["cost"] * 0.5)
    assert "not the one that summary.json names" in refused(capfd)
    changed_certificate(city / "first", u=np.ones(1))
    assert "do not fit" in refused(capfd)
    (city / "first" / "certificate.npz").write_bytes(b"PK")
    assert "broken" in refused(capfd)


def test_a_run_of_another_city_is_refused(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("sites.csv",):
        text = (city / name).read_text(encoding="utf-8").replace("\ns", "\nother")
        (city / name).write_text(text, encoding="utf-8")
    assert "another city" in refused(capfd)


def test_a_map_without_its_demand_is_refused(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (city / "first" / "plan.gpkg").write_bytes(b"")
    assert "plan.gpkg" in refused(capfd)


def test_a_plan_in_memory_is_a_start_too(city: Path) -> None:
    plan = siting.solve(city)
    assert siting.solve(city, start=plan, budget=3000).summary["cost"] <= 3000
    with pytest.raises(InputError, match="no such run folder"):
        siting.solve(city, start="nowhere")


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_with_a_start_still_writes_a_plan(city: Path) -> None:
    """Interrupted as the solve begins, it keeps what the start brought."""
    script = (
        "import os, signal, sys\n"
        "from siting import cli, pipeline\n"
        "run = pipeline.run_strategy\n"
        "def soon(*given):\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    return run(*given)\n"
        "pipeline.run_strategy = soon\n"
        "sys.exit(cli.main(sys.argv[1:]))\n"
    )
    asked = ["solve", ".", "-o", "second", "--start", "first", "--strategy", "greedy_swap", "--gap", "0"]
    ended = subprocess.run([sys.executable, "-c", script, *asked], capture_output=True, check=False)
    summary = json.loads((city / "second" / "summary.json").read_text(encoding="utf-8"))
    first = json.loads((city / "first" / "summary.json").read_text(encoding="utf-8"))
    assert summary["value"] == first["value"], ended.stderr
    assert (ended.returncode, summary["stop"]) in ((130, "interrupted"), (0, "optimal"))


def test_a_start_survives_a_copy_of_its_folder(city: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(city / "first", city / "moved")
    shutil.rmtree(city / "first")
    (city / "moved").rename(city / "first")
    assert solved(capfd)["stop"] == "optimal"
