"""The proven optima of two real cities come out of a scenario file, to the person."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from tests.cities.known import known_values, write_scenario

WORKING_CRS = {"maribor": "EPSG:32633", "malta": "EPSG:32633"}


@pytest.mark.parametrize("city", WORKING_CRS)
def test_every_known_optimum_is_found_and_proven(city: str, shared: Path, tmp_path: Path) -> None:
    scenario = write_scenario(shared / "data" / city, tmp_path, WORKING_CRS[city])
    for known in known_values(shared / "data" / city):
        text = scenario.read_text(encoding="utf-8")
        one = tmp_path / f"{known}.yaml"
        text = text.replace("FORMAT", known.format).replace("cutoff_m: 1000", f"cutoff_m: {known.cutoff_m}")
        one.write_text(text.replace("cost: 1}", f"cost: 1, max_new: {known.p_new}}}"), encoding="utf-8")
        summary = siting.solve(one).summary
        figures = summary["formats"][known.format]
        assert figures["covered_before"] == pytest.approx(known.base_covered, abs=0.5), known
        assert figures["newly_covered"] == pytest.approx(known.newly_covered, abs=0.5), known
        assert summary["stop"] == "optimal", known
