"""Suites as data: instances x strategies x time limits x seeds, read from benchmarks/suites/*.toml.

title = "..."
strategies = ["*", "peer:*"]     all of siting (exact with every backend), all peers; or names
time_limits_s = [60]
seeds = [0, 1]                   of the made-up city and of the strategy
gap = 0.0                        stop at this proven gap
[[instances]]                    the first one is the smallest: `--smoke` runs it alone
name = "..."
literature = "swain", cutoff = 10, p = 5
made_up = {n_demand = ..., n_sites = ...}, budget_share = 0.02 or p = 40    (generated.py)
scenario = "zhangdian", override = "half_budget"
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siting import parts

FOLDER = Path(__file__).parent
SMOKE_S = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """One process: a strategy on an instance. strategy: `name`, `name:backend` or `peer:name`."""

    suite: str
    instance: str
    spec: dict[str, Any]
    strategy: str
    time_limit_s: float
    gap: float
    seed: int

    @property
    def key(self) -> tuple[str, ...]:
        """By which a row of results.csv is known to be done."""
        return (
            self.suite,
            self.instance,
            self.strategy,
            f"{self.time_limit_s:g}",
            f"{self.gap:g}",
            str(self.seed),
        )


def names() -> list[str]:
    """Suites that there are."""
    return sorted(path.stem for path in (FOLDER / "suites").glob("*.toml"))


def runs(name: str, smoke: bool = False) -> list[Run]:
    """Every run of a suite, instance by instance; smoke: the first instance, one seed, a few seconds each."""
    suite = tomllib.loads((FOLDER / "suites" / f"{name}.toml").read_text(encoding="utf-8"))
    instances, seeds, limits = suite["instances"], suite["seeds"], suite["time_limits_s"]
    if smoke:
        instances, seeds, limits = instances[:1], seeds[:1], [SMOKE_S]
    return [
        Run(name, spec["name"], spec, strategy, float(limit), float(suite.get("gap", 0.0)), seed)
        for spec in instances
        for seed in seeds
        for limit in limits
        for strategy in strategies(suite["strategies"])
    ]


def strategies(wanted: list[str]) -> list[str]:
    """Names with "*" and "peer:*" spelt out. A strategy that siting does not have is left out."""
    found: list[str] = []
    for name in wanted:
        if name == "*":
            found += [each for strategy in parts.names("strategies") for each in _with_backends(strategy)]
        elif name == "peer:*":
            found += [f"peer:{path.stem}" for path in peers()]
        elif name.startswith("peer:") or name.partition(":")[0] in parts.names("strategies"):
            found.append(name)
    return list(dict.fromkeys(found))


def _with_backends(strategy: str) -> list[str]:
    return [f"exact:{name}" for name in parts.names("backends")] if strategy == "exact" else [strategy]


def peers() -> list[Path]:
    """A file each; one that begins with an underscore is none."""
    return sorted(path for path in (FOLDER / "peers").glob("*.py") if not path.name.startswith("_"))
