"""What a command is handed: a scenario, or a run folder."""

from __future__ import annotations

from pathlib import Path

RUN = "summary.json"


def is_run(path: Path) -> bool:
    """Whether it is a run folder; one that is a scenario's as well is taken for the scenario."""
    return (path / RUN).is_file() and not (path / "scenario.yaml").exists()
