"""The certificate's rows where some serve in part and there are phases: against plain loops, and a run that holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import pipeline
from siting.errors import VerificationError
from siting.exporters import run_folder
from siting.plan.evidence_rows import proved_rows
from siting.verify import verify_run
from tests.supply_town import town

PHASES = [{"id": "a", "years": 2.0, "budget": 6.0}, {"id": "b", "years": 3.0, "budget": 20.0}]


def phased(seed: int, folder: Path) -> Path:
    """A town of upgrades, lockers and vans in two phases."""
    made = town(seed)
    made.scenario["phases"] = PHASES
    return made.write(folder)


def by_hand(coverage: Any, n_phases: int) -> dict[tuple[int, int, int], tuple[float, set[tuple[int, int]]]]:
    """(phase, row, part) -> share of the row's people, and the options that serve them: (option, phase)."""
    found = {}
    for row in range(len(coverage.weight)):
        pairs = range(int(coverage.indptr[row]), int(coverage.indptr[row + 1]))
        share = {
            int(coverage.indices[p]): 1.0 if coverage.share is None else float(coverage.share[p])
            for p in pairs
        }
        low = 1.0 if coverage.covered_before[row] else 0.0
        low = low if coverage.share_before is None else float(coverage.share_before[row])
        steps = sorted({one for one in share.values() if one > low} | ({1.0} if low < 1.0 else set()))
        for part, top in enumerate(steps):
            below = steps[part - 1] if part else low
            members = {option for option, one in share.items() if one >= top}
            for phase in range(n_phases):
                options = {(option, opens) for option in members for opens in range(phase + 1)}
                if options and coverage.weight[row] > 0:
                    found[phase, row, part] = (top - below, options)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_rows_are_those_of_plain_loops(seed: int, tmp_path: Path) -> None:
    found = pipeline.gaps(phased(seed, tmp_path))
    n_options = len(found.coverage.option_cost)
    options, phase = np.tile(np.arange(n_options), 2), np.repeat([0, 1], n_options)
    rows = proved_rows(found.inputs, found.coverage, options.astype(np.int32), phase.astype(np.int32))
    expected = by_hand(found.coverage, 2)
    assert list(zip(rows.phase.tolist(), rows.row.tolist(), rows.part.tolist(), strict=True)) == sorted(
        expected
    )
    widths = np.ones(len(rows.row)) if rows.width is None else rows.width
    for number, (share, members) in enumerate(expected[key] for key in sorted(expected)):
        assert widths[number] == pytest.approx(share)
        assert {(int(k) % n_options, int(k) // n_options) for k in rows.reach[number].indices} == members
    asked = pipeline.pose(found)
    at = rows.find(asked, found.coverage.n_demand)
    reached = np.diff(asked.indptr) > 0
    assert (at >= 0).tolist() == reached.tolist()
    people = found.coverage.weight[rows.row[at[reached]]] * widths[at[reached]]
    assert people == pytest.approx(asked.row_people[reached])


@pytest.mark.parametrize("seed", range(4))
def test_a_run_with_parts_and_phases_holds(seed: int, tmp_path: Path) -> None:
    plan = pipeline.solve(phased(seed, tmp_path / "town"))
    run = run_folder.write(plan, tmp_path / "run")
    assert verify_run(run)
    assert plan.summary["hindsight"]["computed"]
    assert sum(entry["value"] for entry in plan.summary["phases"]) == pytest.approx(plan.outcome.value)


def test_a_share_that_is_not_the_rows_is_found_out(tmp_path: Path) -> None:
    plan = pipeline.solve(town(0).write(tmp_path / "town"))
    run = run_folder.write(plan, tmp_path / "run")
    assert ((plan.share_after > 0) & (plan.share_after < 1)).any(), "somebody is served in part"
    data = json.loads((run / "summary.json").read_text(encoding="utf-8"))
    name, entry = max(data["formats"].items(), key=lambda pair: pair[1]["newly_covered"])
    entry["covered_after"] = float(plan.weights.weight[list(data["formats"]).index(name)].sum()) + 1.0
    (run / "summary.json").write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(VerificationError, match="covered_after"):
        verify_run(run)
