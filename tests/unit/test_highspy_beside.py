"""highspy and OR-Tools cannot share a process. With highspy installed beside, in either order of import, every backend
must still run: each has a process of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

BACKENDS = ("scipy_highs", "pulp_cbc", "ortools_cpsat", "ortools_mathopt", "ortools_mathopt_scip")
ORDERS = ("import highspy", "import pulp", "import ortools.sat.python.cp_model")
ASK = """
from siting import backends
from siting.program import Program
program = Program(2, maximise=True)
program.reward_options([3.0, 4.0])
answer = backends.run({backend!r}, program.assemble(), backends.Limits(time_s=60))
print(answer.stop, answer.bound)
"""


@pytest.mark.skipif(find_spec("highspy") is None, reason="highspy is not installed")
@pytest.mark.parametrize("first", ORDERS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_every_backend_runs_beside_highspy(backend: str, first: str) -> None:
    code = f"{first}\n{ASK.format(backend=backend)}"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "optimal 7.0\n"), done.stderr


@pytest.mark.skipif(find_spec("highspy") is None, reason="highspy is not installed")
@pytest.mark.parametrize(
    ("first", "second"),
    [("highspy", "siting.backends.ortools_cpsat"), ("siting.backends.pulp_cbc", "highspy")],
)
def test_listing_a_backend_imports_no_solver(first: str, second: str) -> None:
    code = (
        f"import {first}, {second}, sys\nfrom siting import parts\n"
        "assert [parts.load('backends', name).available() for name in parts.names('backends')] == [None] * 5\n"
        "assert not {'pulp', 'ortools'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
