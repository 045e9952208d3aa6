"""A backend in its child process: nothing that goes wrong there takes the plan away.

The children of these tests run a sitecustomize.py that replaces SciPy's solver."""

from __future__ import annotations

import math
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from siting import backends
from siting.backends import Limits
from siting.backends._pool import Pool
from siting.backends._talk import STOP_GRACE_S
from siting.errors import RefusedError, SitingError
from siting.outcome import Watch
from siting.program import Arrays, Program
from siting.strategies import exact
from tests.models import coverage_model

Child = Callable[[str], None]


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """child(code): children started from here on run the code first; `so` is scipy.optimize."""
    pool = Pool()
    monkeypatch.setattr(backends, "POOL", pool)
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(code: str) -> None:
        head = "import os, sys, time\nimport scipy.optimize as so\n"
        (tmp_path / "sitecustomize.py").write_text(head + code, encoding="utf-8")

    yield write
    pool.close()


def _program() -> Arrays:
    program = Program(2, maximise=True)
    program.reward_options([3.0, 4.0])
    return program.assemble()


def test_a_worker_is_used_again(child: Child) -> None:
    child("")
    for _ in range(2):
        answer = backends.run("scipy_highs", _program(), Limits())
        assert (answer.stop, answer.bound) == ("optimal", 7.0)
    assert len(backends.POOL._idle["scipy_highs"]) == 1


def test_what_a_solver_prints_is_no_answer(child: Child, capfd: pytest.CaptureFixture[str]) -> None:
    child(
        "real = so.milp\ndef milp(*a, **k):\n    os.write(1, b'noise ' * 9999)\n    return real(*a, **k)\n"
        "so.milp = milp"
    )
    assert backends.run("scipy_highs", _program(), Limits()).stop == "optimal"
    assert capfd.readouterr().out == ""


def test_a_crash_is_an_answer_with_its_last_words(child: Child) -> None:
    child("def milp(*a, **k):\n    os.write(2, b'free(): invalid pointer')\n    os.abort()\nso.milp = milp")
    answer = backends.run("scipy_highs", _program(), Limits())
    assert answer.stop == "failed"
    assert answer.values is None
    assert answer.bound == math.inf
    assert "free(): invalid pointer" in answer.note


def test_after_a_crash_the_plan_so_far_is_handed_over(child: Child) -> None:
    child("def milp(*a, **k): os.abort()\nso.milp = milp")
    outcome = exact.solve(_hard(), Watch(20), seed=0)
    assert outcome.stop == "finished"
    assert outcome.value > 0
    assert math.isfinite(outcome.bound)
    assert "crashed" in outcome.notes[0]


def test_an_overrun_time_limit_is_enforced_from_outside(child: Child) -> None:
    child("def milp(*a, **k): time.sleep(100)\nso.milp = milp")
    began = time.perf_counter()
    outcome = exact.solve(_hard(), Watch(1.0), seed=0)
    assert time.perf_counter() - began < 1.0 + STOP_GRACE_S + 3.0
    assert outcome.stop == "time_limit"
    assert 0 < outcome.value < outcome.bound < math.inf


def test_a_wish_to_stop_is_heeded_soon(child: Child) -> None:
    child("def milp(*a, **k): time.sleep(100)\nso.milp = milp")
    watch = Watch(60)
    threading.Timer(1.0, watch.interrupt).start()
    outcome = exact.solve(_hard(), watch, seed=0)
    assert watch.seconds < 10
    assert outcome.stop == "interrupted"
    assert outcome.value > 0


def test_a_child_that_is_ended_leaves_no_files(
    child: Child, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child("import tempfile\ndef milp(*a, **k):\n    tempfile.mkdtemp()\n    time.sleep(100)\nso.milp = milp")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert backends.run("scipy_highs", _program(), Limits(time_s=0.1)).stop == "time_limit"
    assert list(folder.iterdir()) == []


def test_an_exception_ends_the_child(child: Child) -> None:
    child("def milp(*a, **k): time.sleep(100)\nso.milp = milp")

    def must_stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backends.run("scipy_highs", _program(), Limits(), must_stop=must_stop)
    assert not backends.POOL._idle["scipy_highs"]


def test_a_library_that_does_not_load_is_refused_with_its_words(child: Child) -> None:
    child("class Clash:\n    def find_spec(self, name, path=None, target=None):\n"
          "        if name == 'ortools.sat.python.cp_model':\n"
          "            raise ImportError('libortools.so: undefined symbol: highs')\n"
          "sys.meta_path.insert(0, Clash())")  # fmt: skip
    with pytest.raises(RefusedError, match=r"undefined symbol: highs.*highspy"):
        backends.run("ortools_cpsat", _program(), Limits())


def test_a_child_that_cannot_start_is_refused_with_its_last_words(child: Child) -> None:
    child("import siting.parts\nsiting.parts.load = None")
    with pytest.raises(RefusedError, match="NoneType"):
        backends.run("scipy_highs", _program(), Limits())


def test_a_fault_of_ours_is_not_blamed_on_the_planner(child: Child) -> None:
    child("def milp(*a, **k): raise ZeroDivisionError('oh')\nso.milp = milp")
    with pytest.raises(SitingError, match="ZeroDivisionError: oh") as raised:
        backends.run("scipy_highs", _program(), Limits())
    assert raised.value.exit_code == 1


def test_a_selection_that_only_tolerance_lets_pass_is_sent_back(child: Child) -> None:
    # HiGHS keeps rows to within 1e-6; the two options cost 1e-7 more than the budget.
    child("")
    model = coverage_model([[1, 0], [0, 1]], [3, 4], [1.0, 1.0 + 1e-7], ("budget", {"max_cost": 2.0}))
    outcome = exact.solve(model, Watch(20), seed=0)
    assert (outcome.selection.tolist(), outcome.value, outcome.stop) == ([1], 4.0, "optimal")


def test_unknown_backends_are_refused_with_a_suggestion() -> None:
    with pytest.raises(RefusedError, match="Did you mean 'scipy_highs'"):
        backends.run("scipy_high", _program(), Limits())


def _hard() -> object:
    """A model that greedy and its bound do not settle."""
    rng = np.random.default_rng(3)
    points, sites = rng.random((400, 2)), rng.random((60, 2))
    reach = np.linalg.norm(points[:, None] - sites[None], axis=2) < 0.17
    return coverage_model(reach, rng.integers(1, 9, 400), None, ("count", {"max": 7}))
