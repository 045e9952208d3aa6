"""scenario.resolved.yaml: the scenario as it was solved, overrides laid over, nothing left to look up."""

from __future__ import annotations

from pathlib import Path

from siting.language import mark
from siting.plan import Plan
from siting.scenario import resolved_yaml

ABOUT = mark("the scenario as it was solved, with every override and default in place")
FILE = "scenario.resolved.yaml"


def write(plan: Plan, path: Path) -> None:
    """UTF-8 YAML; paths in it are seen from the run folder, so it can be solved again from there."""
    path.write_text(resolved_yaml(plan.scenario, path.parent), encoding="utf-8")
