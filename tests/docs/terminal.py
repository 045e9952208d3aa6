"""Runs a `siting` command as a process of its own, from one that has the libraries imported already.

A page shows dozens of commands, and importing takes longer than most of them; a fork has everything but that to do.
What it is forked from has solved the street once (`warm`), so kernels and templates are loaded as well."""

from __future__ import annotations

import io
import os
import sys
from multiprocessing import get_context
from pathlib import Path

LIBRARIES = ["geopandas", "numba", "openpyxl", "pyarrow.parquet", "scipy.sparse.linalg", "scipy.optimize"]
WARM = "tests.docs.warm"
SHELL = set("|&;<>$*?~`()#\\\n")
MOST_S = 300.0


def arguments(line: str, words: list[str]) -> list[str] | None:
    """What follows `siting` or `python -m siting`; None where the line is another command, or needs a shell."""
    if SHELL & set(line):
        return None
    if words[:1] == ["siting"]:
        return words[1:]
    return words[3:] if words[:3] == ["python", "-m", "siting"] else None


def run(arguments: list[str], place: Path, environment: dict[str, str], printed: Path) -> tuple[int, str]:
    """Exit code and everything printed. printed: a file for that."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "siting.commands", *LIBRARIES, WARM])
    process = context.Process(target=_siting, args=(arguments, str(place), environment, str(printed)))
    process.start()
    process.join(MOST_S)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(" ".join(arguments))
    return process.exitcode, printed.read_text(encoding="utf-8")


def _siting(arguments: list[str], place: str, environment: dict[str, str], printed: str) -> None:
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    out = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(here, there)
    sys.stdin = os.fdopen(0)
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(to, "wb", 0), encoding="utf-8", write_through=True) for to in (1, 2)
    )
    sys.argv = ["siting", *arguments]
    from siting.cli import main

    sys.exit(main())
