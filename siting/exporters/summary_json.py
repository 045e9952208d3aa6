"""summary.json: every figure of a plan, for scripts and for whoever checks it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from siting.language import mark
from siting.plan import Plan
from siting.scenario import resolved_yaml

ABOUT = mark("every figure of the plan, with versions and fingerprints of the files read")
FILE = "summary.json"


def write(plan: Plan, path: Path) -> None:
    """UTF-8, readable by people; an infinite bound is null, as JSON knows no infinity.

    Names the scenario.resolved.yaml beside it by the SHA-256 of its text."""
    question = sha256(resolved_yaml(plan.scenario, path.parent).encode()).hexdigest()
    summary = {**plan.summary, "scenario_sha256": question}
    text = json.dumps(summary, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
