"""`--help` answers at once: nothing heavy is imported before a command needs it.

What is loaded is compared, not seconds: a slow machine must not fail a test, nor a fast one hide a fault."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "geopandas",
    "matplotlib",
    "numba",
    "numpy",
    "ortools",
    "osmium",
    "pandas",
    "pulp",
    "pyarrow",
    "pydantic",
    "pyogrio",
    "rich",
    "scipy",
    "shapely",
)
RUN = """
import sys
from siting.cli import main
code = main({arguments!r})
print("loaded:", *sorted({heavy!r} & set(sys.modules)))
sys.exit(code)
"""


def heavy_loaded_by(code: str, root: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout.splitlines()[-1].split()[1:]


def test_importing_siting_and_its_command_line_loads_nothing_heavy(root: Path) -> None:
    code = f"import siting, siting.cli, sys; print('loaded:', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    assert heavy_loaded_by(code, root) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["--lang", "zh", "--help"],
        *(
            [name, "--help"]
            for name in ("solve", "gaps", "check", "verify", "compare", "circles", "shift", "new", "list")
        ),
    ],
    ids=" ".join,
)
def test_asking_for_help_loads_nothing_heavy(arguments: list[str], root: Path) -> None:
    assert heavy_loaded_by(RUN.format(arguments=arguments, heavy=set(HEAVY)), root) == []


def test_importing_siting_says_nothing_and_sets_no_logging(root: Path) -> None:
    code = "import logging, siting, siting.cli; assert not logging.getLogger().handlers"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("", "")
