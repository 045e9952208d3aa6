"""Clusters asked for in a scenario: the plan is reported on the points, and the error stands beside it."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting.clustering import hdbscan
from siting.errors import InputError, VerificationError
from siting.exporters import run_folder
from siting.language import in_language
from siting.verify import verify_run
from tests.cli import small_city
from tests.rasters import write_raster

# d1 and d2 stand together, and d5 and d6; d3 and d4 share a cell, but not a circle.
CELLS = {"demand__clusters__method": "grid", "demand__clusters__cell_m": 350.0}


def solved(folder: Path, **changes: Any) -> siting.Plan:
    with in_language("en"):
        return siting.solve(small_city.write(folder), **{**CELLS, **changes})


def test_figures_are_of_the_points_and_the_claim_stands_beside_them(tmp_path: Path) -> None:
    made = solved(tmp_path)
    summary = made.summary
    clustering = summary["clustering"]
    assert (clustering["method"], clustering["cell_m"]) == ("grid", 350.0)
    assert (clustering["points"], clustering["clusters"]) == (6, 4)
    assert summary["people"]["points"] == 6
    assert summary["value"] == sum(
        entry["newly_covered"] * weight
        for entry, weight in zip(summary["formats"].values(), (1, 5), strict=True)
    )
    for name, entry in summary["formats"].items():
        told = clustering["formats"][name]
        assert told["covered_after_true"] == entry["covered_after"]
        assert told["newly_covered_true"] == entry["newly_covered"]
        assert told["covered_after_error"] == told["covered_after_claimed"] - entry["covered_after"]
    assert clustering["covered_after_true"] == sum(
        entry["covered_after"] for entry in summary["formats"].values()
    )
    sentence = "4 clusters for 6 points (grid): the plan newly covers"
    assert any(sentence in line for line in made.journal.lines)
    assert clustering["newly_covered_error"] != 0


def test_a_plan_without_clusters_says_so(tmp_path: Path) -> None:
    made = siting.solve(small_city.write(tmp_path))
    assert made.summary["clustering"] is None
    assert "cluster" not in made.demand.columns


def test_a_run_on_clusters_is_verified_and_lies_are_found(tmp_path: Path) -> None:
    folder = run_folder.write(solved(tmp_path), tmp_path / "run")
    assert verify_run(folder)
    written = (folder / "summary.json").read_text(encoding="utf-8")
    for name, lie in [("covered_after_claimed", 1.0), ("newly_covered_error", 0.0), ("method", "kmeans")]:
        summary = json.loads(written)
        summary["clustering"][name] = lie
        (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
        with pytest.raises(VerificationError, match=f"clustering.*{name}"):
            verify_run(folder)
    summary = json.loads(written) | {"clustering": None}
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    with pytest.raises(VerificationError, match="clustering"):
        verify_run(folder)
    (folder / "summary.json").write_text(written, encoding="utf-8")
    with closing(sqlite3.connect(folder / "plan.gpkg")) as database:
        # The triggers that GDAL keeps its index with need functions that SQLite alone does not have.
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE demand SET cluster = 'd4' WHERE demand = 'd1'")
        database.commit()
        with pytest.raises(VerificationError, match=r"clustering.*covered_after_claimed"):
            verify_run(folder)
        database.execute("UPDATE demand SET cluster = 'd1' WHERE demand = 'd5'")
        database.commit()
    with pytest.raises(InputError, match="clusters whose point"):
        verify_run(folder)


def test_the_terminal_and_the_log_say_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from siting.cli import main

    sets = ["--set", "demand.clusters.method=kmeans", "--set", "demand.clusters.k=2"]
    city = small_city.write(tmp_path)
    assert main(["--lang", "en", "solve", str(city), *sets, "-o", str(tmp_path / "run")]) == 0
    out = capsys.readouterr().out
    assert "2 clusters for 6 points (kmeans)" in out
    log = (tmp_path / "run" / "run.log").read_text(encoding="utf-8")
    assert "value and bound are theirs" in log
    assert "value and bound are of the points" in log
    last = [line for line in log.splitlines() if line.startswith("solve ")]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text(encoding="utf-8"))
    assert len(last) == 1, "bounds of the clusters are not told as bounds of the points"
    assert f"incumbent {summary['value']:,.10g}, bound {summary['bound']:,.10g}" in last[0]
    assert main(["--lang", "en", "verify", str(tmp_path / "run")]) == 0


def test_as_many_clusters_as_points_are_no_error(tmp_path: Path) -> None:
    made = siting.solve(small_city.write(tmp_path), demand__clusters__method="kmeans", demand__clusters__k=6)
    plain = siting.solve(small_city.write(tmp_path / "again"))
    assert made.summary["clustering"]["covered_after_error"] == 0.0
    assert made.summary["value"] == plain.summary["value"]
    assert [each.site for each in made.opened] == [each.site for each in plain.opened]
    assert made.summary["stop"] == "optimal" or made.summary["bound"] > made.summary["value"]


def test_a_start_and_a_sweep_work_on_clusters(tmp_path: Path) -> None:
    made = solved(tmp_path)
    again = siting.solve(small_city.write(tmp_path), start=made, **CELLS)
    assert again.outcome.value >= made.outcome.value
    plans = siting.sweep(small_city.write(tmp_path), [0.0, 1000.0, 3000.0, 5000.0], **CELLS)
    values = [plan.outcome.value for plan in plans]
    assert values == sorted(values)
    assert all(plan.clustering is not None for plan in plans)
    assert all(plan.outcome.bound >= plan.outcome.value for plan in plans)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"demand__clusters__method": "kmens", "demand__clusters__k": 3}, "Did you mean 'kmeans'"),
        ({"demand__clusters__method": "kmeans"}, "'kmeans' needs the key 'k'"),
        ({**CELLS, "demand__clusters__k": 3}, "'grid' has no use for k"),
        ({**CELLS, "objective": "min_cost"}, "clusters go with max_coverage alone"),
        ({"demand__clusters__method": "kmeans", "demand__clusters__k": 0}, "demand.clusters.k"),
        ({"demand__records": True}, "does not go with demand.columns.people"),
    ],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, changes: Any, said: str) -> None:
    with in_language("en"), pytest.raises(InputError, match=said):
        siting.solve(small_city.write(tmp_path), **changes)


def test_more_places_than_a_method_can_take_are_told_by_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from siting.cli import main

    monkeypatch.setattr(hdbscan, "MOST_PLACES", 5)
    sets = ["--set", "demand.clusters.method=hdbscan", "--set", "demand.clusters.min_people=5"]
    for command in ("check", "solve"):
        assert main(["--lang", "en", command, str(small_city.write(tmp_path)), *sets]) == 2
        assert "hdbscan takes up to 5 places; there are 6" in capsys.readouterr().err


def test_records_count_one_each(tmp_path: Path) -> None:
    """Ten people, a row each, three of them old; two live at one door."""
    city = small_city.write(tmp_path)
    rows = [("id", "x", "y", "elderly")]
    rows += [(f"p{n}", 200 * (n // 2), 0, int(n % 4 == 0)) for n in range(10)]
    with (city.parent / "demand.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    text = city.read_text(encoding="utf-8")
    asked = "columns: {id: id, x: x, y: y, people: people}"
    assert asked in text
    city.write_text(text.replace(asked, "records: true\n  columns: {id: id, x: x, y: y}"), encoding="utf-8")
    made = siting.solve(city, demand__clusters__method="kmeans", demand__clusters__k=5)
    people = made.summary["people"]
    assert (people["total"], people["points"], people["groups"]["elderly"]) == (10.0, 10, 3.0)
    clustering = made.summary["clustering"]
    assert (clustering["clusters"], clustering["covered_after_error"]) == (5, 0.0), "a door is a cluster"


def test_the_cells_of_a_grid_are_no_records(tmp_path: Path) -> None:
    city = small_city.write(
        tmp_path,
        {
            "scenario.yaml": (
                "  file: demand.csv\n  crs: plane\n  columns: {id: id, x: x, y: y, people: people}",
                "  file: people.tif\n  records: true",
            )
        },
    )
    write_raster(tmp_path / "people.tif", np.ones((2, 2), dtype=np.float32))
    with in_language("en"), pytest.raises(InputError, match="the cells of a grid are no records"):
        siting.solve(city)
