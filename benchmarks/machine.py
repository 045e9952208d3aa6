"""What a result was made on and with: processor, memory, versions, commit. Never a host's name or a path."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("siting", "numpy", "scipy", "numba", "ortools", "pulp", "spopt")


def machine() -> dict[str, Any]:
    """cpu, cores, memory_gb, system, versions, commit, date."""
    return {
        "cpu": _cpu(),
        "cores": _cores(),
        "memory_gb": _memory_gb(),
        "system": platform.system(),
        "versions": ", ".join(f"{name} {number}" for name, number in versions().items()),
        "commit": commit(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def versions() -> dict[str, str]:
    """Of Python, siting, every solver's package, and the solvers inside them where they tell."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | {
        name: number for name, number in (("CBC", _cbc()), ("HiGHS of SciPy", _highs())) if number
    }


def commit() -> str:
    """Of the working copy, "+" when files differ from it; "" outside of one."""
    try:
        head = _said("git", "rev-parse", "--short=12", "HEAD")
        return head + ("+" if _said("git", "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _said(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=30)
    return done.stdout.strip()


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        named = re.search(r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        if named:
            return named[1].strip()
    return platform.processor() or platform.machine()


def _cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory_gb() -> float:
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1)
    return float("nan")


def _cbc() -> str:
    code = "import pulp; print((getattr(pulp, 'PULP_CBC_CMD', None) or pulp.COIN_CMD)().path)"
    try:
        told = _said(_said(sys.executable, "-c", code), "-stop")
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"^Version:?\s+(\S+)", told, re.MULTILINE)
    return found[1] if found else ""


def _highs() -> str:
    code = "from scipy.optimize._highspy._core import _Highs; print(_Highs().version())"
    try:
        return _said(sys.executable, "-c", code)
    except (OSError, subprocess.SubprocessError):
        return ""
