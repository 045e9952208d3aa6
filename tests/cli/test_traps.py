"""What went wrong, silently, in other tools of this field: rows in another order, a table read the wrong way round."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.errors import InputError
from tests.cli import small_city

TABLE = """travel:
  table:
    file: minutes.csv
    from_site: from
    to_demand: to
    minutes: min
"""


def reversed_rows(path: Path) -> None:
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, *reversed(lines)]) + "\n", encoding="utf-8")


def test_the_order_of_rows_in_the_files_moves_no_label(tmp_path: Path) -> None:
    plans = []
    for name in ("as_written", "reversed"):
        scenario = small_city.write(tmp_path / name)
        if name == "reversed":
            for file in ("demand.csv", "sites.csv", "outlets.csv", "nodes.csv", "edges.csv"):
                reversed_rows(tmp_path / name / file)
        plans.append(siting.solve(scenario).summary)
    first, second = ({(each["site"], each["format"]): each for each in plan["opened"]} for plan in plans)
    assert first.keys() == second.keys()
    for key, entry in first.items():
        assert (entry["total_covered"], entry["circle"]) == (
            second[key]["total_covered"],
            second[key]["circle"],
        )
    assert plans[0]["formats"] == plans[1]["formats"]


def with_table(folder: Path, rows: str) -> Path:
    scenario = small_city.write(folder)
    text = scenario.read_text(encoding="utf-8")
    start, end = text.index("travel:"), text.index("formats:")
    outlets = text.index("outlets:")
    kept = text[:outlets] + text[text.index("circles:") : start]
    scenario.write_text(kept + TABLE + text[end:], encoding="utf-8")
    (folder / "minutes.csv").write_text("from,to,min\n" + rows, encoding="utf-8")
    return scenario


def test_a_table_read_the_wrong_way_round_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="s1") as refused:
        siting.solve(with_table(tmp_path, "d1,s1,2\nd2,s1,3\n"))
    assert "minutes.csv:2" in str(refused.value)


def test_an_absent_pair_is_unreachable_and_a_cutoff_met_exactly_is_reached(tmp_path: Path) -> None:
    # Bakery 3 min: d1 at 3 exactly counts, d2 at 3.01 does not, all others are absent from the table.
    found = siting.gaps(
        with_table(tmp_path, "s1,d1,3\ns1,d2,3.01\n"), budget=1000, formats__canteen__max_new=0
    )
    reach = found.coverage
    bakery = reach.indptr[: reach.n_demand + 1]
    assert (bakery[1:] - bakery[:-1]).tolist() == [1, 0, 0, 0, 0, 0]


def test_nobody_living_there_is_still_within_reach(tmp_path: Path) -> None:
    scenario = small_city.write(tmp_path, {"demand.csv": ("d1,0,0,100,10", "d1,0,0,0,0")})
    plan = siting.solve(scenario)
    assert bool(plan.covered_after[0, 0])
    assert plan.summary["formats"]["bakery"]["points_covered_after"] == int(plan.covered_after[0].sum())
