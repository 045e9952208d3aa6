"""A run is a process of its own, measured whole; what it answers is checked, siting's word and a peer's alike."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import checked
import measure
import numpy as np
import prepare
import pytest
import question
import results
import run
import suite

from siting.model import Model
from siting.outcome import Watch
from siting.strategies import exact
from tests.models import brute_force, coverage_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the benchmarks run on Unix")
BUSY = """import time
block, end = bytearray(80 << 20), time.process_time() + 0.4
while time.process_time() < end: pass"""


def test_a_whole_tree_is_measured(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}])"
    found = measure.measure([sys.executable, "-c", code], 30.0, tmp_path / "stderr")
    assert (found.exit_code, found.killed) == (0, False)
    assert 0.4 <= found.cpu_s <= found.wall_s * 2 + 0.1
    if Path("/proc/self/statm").exists():
        assert 80 < found.peak_mb < 400


def test_what_runs_on_for_ever_is_ended(tmp_path: Path) -> None:
    found = measure.measure([sys.executable, "-c", "while True: pass"], 0.5, tmp_path / "stderr")
    assert found.killed
    assert found.wall_s < 10


def test_what_a_process_said_last_is_kept(tmp_path: Path) -> None:
    found = measure.measure([sys.executable, "-c", "raise SystemExit('oh no')"], 30.0, tmp_path / "stderr")
    assert (found.exit_code, found.errors.strip()) == (1, "oh no")


RNG = np.random.default_rng(3)
REACH = RNG.random((30, 8)) < 0.3
WEIGHT = RNG.integers(1, 50, 30)
COST = RNG.integers(1, 9, 8).astype(float)


def with_budget() -> Model:
    return coverage_model(REACH, WEIGHT, COST, ("budget", {"max_cost": 14.0}), site_cost=[3.0, 0.0, 5.0, 2.0])


def with_count() -> Model:
    return coverage_model(REACH, WEIGHT, None, ("count", {"max": 3}))


def write(model: Model, folder: Path) -> None:
    question.of_model(model, float("nan")).save(folder / "question.npz")
    with (folder / "model.pickle").open("wb") as stream:
        pickle.dump(model, stream)


def asked(peer: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, str(suite.FOLDER / "peers" / f"{peer}.py"), str(folder / "question.npz")]
    subprocess.run(
        [*command, "--time-limit", "20", "--answer", str(folder / "answer")], check=True, timeout=100
    )
    told: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    return told


@pytest.mark.parametrize("peer", [path.stem for path in suite.peers()])
def test_a_peer_reaches_the_optimum_of_brute_force(peer: str, tmp_path: Path) -> None:
    needed = {"spopt_cbc": "spopt", "pulp_cbc": "pulp", "ortools_cpsat": "ortools", "scipy_highs": "scipy"}[
        peer
    ]
    if find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed")
    model = with_count() if peer == "spopt_cbc" else with_budget()
    write(model, tmp_path)
    told = asked(peer, tmp_path)
    found = checked.figures(tmp_path, told, tmp_path / "answer.npz", is_peer=True)
    assert (found["stop"], found["holds"]) == ("optimal", "yes")
    assert (found["value"], found["bound"]) == (brute_force(model), pytest.approx(brute_force(model)))


def test_a_peer_that_cannot_says_why(tmp_path: Path) -> None:
    write(with_budget(), tmp_path)
    told = asked("spopt_cbc", tmp_path)
    assert told["stop"] == "refused"
    assert "budget" in told["note"]
    found = checked.figures(tmp_path, told, tmp_path / "answer.npz", is_peer=True)
    assert found["holds"] == "no"


def answer_of(model: Model, folder: Path, **lies: Any) -> dict[str, Any]:
    """What siting answers, and what is made of it when the answer lies."""
    write(model, folder)
    ours = pytest.importorskip("ours")
    outcome = exact.solve(model, Watch(20.0), seed=0)
    arrays = {
        **ours.arrays(outcome),
        **{name: value for name, value in lies.items() if name not in ("value", "bound")},
    }
    np.savez(folder / "answer.npz", **arrays)
    told = {
        **ours.figures(outcome),
        "solve_s": 0.1,
        **{name: lies[name] for name in ("value", "bound") if name in lies},
    }
    return checked.figures(folder, told, folder / "answer.npz", is_peer=False)


def test_an_answer_of_ours_is_recomputed_with_its_certificate(tmp_path: Path) -> None:
    model = with_budget()
    found = answer_of(model, tmp_path)
    assert (found["stop"], found["value"], found["gap"]) == ("optimal", brute_force(model), 0.0)
    assert found["certified_bound"] >= found["value"]


@pytest.mark.parametrize(
    "lie",
    [
        {"value": 1e6},
        {"selection": np.arange(8, dtype=np.int32)},
        {"bound": 1.0},
        {"dual_row": np.full(30, -1.0)},
    ],
)
def test_a_lie_is_found(lie: dict[str, Any], tmp_path: Path) -> None:
    found = answer_of(with_budget(), tmp_path, **lie)
    assert (found["stop"], found["holds"]) == ("wrong", "no")
    assert found["note"]


def test_an_instance_of_the_literature_brings_its_proven_value(shared: Path) -> None:
    model, known = prepare.build({"literature": "swain", "cutoff": 10, "p": 5}, seed=0)
    assert (model.n_rows, model.n_options, known) == (55, 55, 609.0)
    assert len(prepare.build({"literature": "spopt_sf", "cutoff": 5000, "p": 4}, seed=0)[0].rules) == 1


def test_a_made_up_city_is_asked_as_a_scenario_would_ask() -> None:
    spec = {
        "made_up": {"n_formats": 2, "n_demand": 200, "n_sites": 20, "shared_site_cost": True},
        "budget_share": 0.2,
    }
    try:
        model, known = prepare.build(spec, seed=1)
    except prepare.NotHere:
        pytest.skip("the generator is not beside the project")
    asked = question.of_model(model, known)
    assert asked.most[0] == pytest.approx(0.2 * (model.cost.sum() + model.site_cost.sum()))
    assert asked.site_limits.nnz == np.count_nonzero(model.site_cost[np.unique(model.option_site)])


def test_a_suite_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run.py", "scenarios", "--smoke", "--only", "greedy_swap", "-o", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", arguments)
    for said in ("1 runs, ", "0 runs, "):
        assert run.main() == 0
        assert capsys.readouterr().out.startswith(said)
    rows = results.read(tmp_path / results.RESULTS)
    assert [row["strategy"] for row in rows] == ["greedy_swap"]
    assert all(
        row["holds"] == "yes" and row["wall_s"] > row["solve_s"] > 0 and row["versions"] for row in rows
    )
    assert {results.key(point) for point in results.read(tmp_path / results.TRACE)} == {
        results.key(row) for row in rows
    }
