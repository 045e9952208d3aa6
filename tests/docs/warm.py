"""Imported once by the process that the pages' commands are forked from: solves the street, so that modules, compiled
kernels and templates are there already.

By a strategy without a solver: threads of one would not live on in a fork."""

from __future__ import annotations

import contextlib
import io
import tempfile
from pathlib import Path

from siting.cli import main

TOY = Path(__file__).resolve().parents[2] / "scenarios" / "toy"

with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
    main(["solve", str(TOY), "--strategy", "greedy", "-o", f"{place}/run"])
