"""sites.propose: sites where people lack something, instead of a file or beside it, and said to be proposals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import siting
from siting import inputs, scenario
from siting.errors import InputError, Problems, VerificationError
from siting.exporters import run_folder
from siting.inputs import Inputs
from siting.language import in_language
from siting.verify import verify_run
from tests.cli import small_city

SITES = """sites:
  file: sites.csv
  crs: plane
  columns: {id: id, x: x, y: y, kind: kind, area_m2: area_m2}
"""


def proposing(folder: Path, block: str, sites: str = "sites:\n", more: tuple[str, str] = ("", "")) -> Path:
    path = small_city.write(folder, {"scenario.yaml": (SITES, f"{sites}  propose: {block}\n")})
    path.write_text(path.read_text(encoding="utf-8").replace(*more), encoding="utf-8")
    return path


def read(path: Path) -> tuple[Inputs, Problems]:
    problems = Problems()
    return inputs.read(scenario.load(path), problems), problems


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(path)
    return [str(problem) for problem in caught.value.problems]


def test_proposed_sites_stand_at_demand_points_and_admit_every_format(tmp_path: Path) -> None:
    city, _ = read(proposing(tmp_path, "{count: 3, spacing_m: 150}"))
    assert city.sites.ids.tolist() == ["p1", "p2", "p3"]
    assert {tuple(place) for place in city.sites.xy_m} <= {tuple(place) for place in city.demand.xy_m}
    assert city.site_admits.all()
    assert city.option_cost.tolist() == [[1000.0, 2000.0]] * 3
    assert set(city.site_kind) == {"proposed"}
    assert np.isnan(city.site_area_m2).all()
    assert city.site_circle.tolist() == [0 if x <= 500 else 1 for x in city.sites.xy_m[:, 0]]


def test_beside_a_file_proposals_come_after_its_sites_and_keep_their_distance(tmp_path: Path) -> None:
    city, _ = read(proposing(tmp_path, "{count: 2, spacing_m: 150}", SITES))
    assert city.sites.ids.tolist() == ["s1", "s2", "s3", "p1", "p2"]
    known, new = city.sites.xy_m[:3], city.sites.xy_m[3:]
    assert np.hypot(*(known[:, None] - new).transpose(2, 0, 1)).min() >= 150
    assert city.site_kind.tolist() == ["shop", "shop", "plant", "proposed", "proposed"]


def test_ids_of_the_file_are_not_taken_twice(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 2, spacing_m: 150}", SITES)
    table = tmp_path / "sites.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("s2", "p1"), encoding="utf-8")
    assert read(path)[0].sites.ids.tolist() == ["s1", "p1", "s3", "pp1", "pp2"]


def test_kind_formats_and_the_cost_of_the_site_itself_are_settings(tmp_path: Path) -> None:
    block = "{count: 1, kind: 待选, formats: [canteen]}\n  site_cost: 50\n  source: public"
    city, problems = read(proposing(tmp_path, block))
    assert city.site_kind.tolist() == ["待选"]
    assert city.site_admits.tolist() == [[False, True]]
    assert np.isnan(city.option_cost[0, 0])
    assert city.site_cost.tolist() == [50.0]
    assert city.site_source.tolist() == ["public"]
    assert "no site admits 'bakery'" in str(problems.warnings[0])


def test_where_a_format_stands_in_the_circle_nothing_is_proposed_for_it(tmp_path: Path) -> None:
    """The bakery of the first circle: its people count under `people`, and do not under `circle`."""
    block = "{count: 9, spacing_m: 1, formats: [bakery]}"
    everywhere, _ = read(proposing(tmp_path / "a", block))
    lacking, _ = read(proposing(tmp_path / "b", block, more=("\nformats:", "\nmissing: circle\nformats:")))
    assert set(everywhere.site_circle) == {0, 1}
    assert set(lacking.site_circle) == {1}


def test_fewer_than_asked_for_is_said(tmp_path: Path) -> None:
    _, problems = read(proposing(tmp_path, "{count: 50, spacing_m: 400}"))
    [warning] = [one for one in problems.warnings if "sites are proposed" in str(one)]
    assert "3 of 50" in str(warning)


def test_a_detour_shortens_the_reach(tmp_path: Path) -> None:
    """With a detour of 10 the bakery at 200 m reaches nobody but its neighbour; else it also reaches 0 and 400 m."""
    near = "{count: 9, spacing_m: 1, formats: [bakery], detour: %s}"
    places = [
        set(read(proposing(tmp_path / name, near % detour))[0].sites.xy_m[:, 0].tolist())
        for name, detour in (("a", "1"), ("b", "10"))
    ]
    assert places[1] - places[0] == {0.0, 400.0}


@pytest.mark.parametrize(
    ("sites", "words"),
    [
        ("sites: {site_cost: 3}\n", "needs file, propose, or both"),
        ("sites:\n  columns: {id: id}\n  propose: {count: 3}\n", "'columns' speaks of a file"),
        ("sites:\n  propose: {count: 3, formats: [bakry]}\n", "Did you mean 'bakery'?"),
        ("sites:\n  propose: {count: 0}\n", "must be >= 1"),
        ("sites:\n  propose: {}\n", "missing key 'count'"),
        ("sites:\n  propose: {count: 3, spacing: 3}\n", "unknown key 'spacing'"),
    ],
)
def test_wrong_blocks_are_named(tmp_path: Path, sites: str, words: str) -> None:
    path = small_city.write(tmp_path, {"scenario.yaml": (SITES, sites)})
    assert any(words in fault for fault in faults(path))


def test_costs_by_columns_of_a_file_that_is_not_there_are_an_error(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 2}", more=("cost: 1000", "cost: {column: rent}"))
    [fault] = faults(path)
    assert "formats[0].cost" in fault
    assert "proposed sites have none" in fault


def test_a_ready_table_of_travel_cannot_know_proposed_sites(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 2}")
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  network:"), text.index("formats:")
    path.write_text(text[:start] + "  table: {file: t.csv, minutes: m}\n" + text[end:], encoding="utf-8")
    assert any("no rows for proposed sites" in fault for fault in faults(path))


def test_a_city_that_lacks_nothing_is_an_error(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 2, formats: [bakery]}", more=("cutoff_min: 3", "cutoff_min: 90"))
    [fault] = faults(path)
    assert "nobody lacks any of the formats" in fault


def test_a_plan_of_proposals_says_what_they_are_and_names_them_in_both_languages(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 4, spacing_m: 150}")
    plan = siting.solve(path)
    assert any("nobody has surveyed them" in notice for notice in plan.notices)
    assert {one["site"] for one in plan.summary["opened"]} <= {"p1", "p2", "p3", "p4"}
    with in_language("zh"):
        assert len(read(path)[0].sites.names) == 4


def test_a_run_that_hides_what_its_sites_are_does_not_pass(tmp_path: Path) -> None:
    proposing(tmp_path, "{count: 4, spacing_m: 150}")
    folder = run_folder.write(siting.solve(tmp_path), tmp_path / "run")
    assert verify_run(folder)
    summary = folder / "summary.json"
    text = summary.read_text(encoding="utf-8")
    said = '"Proposed sites are places to look for a space; nobody has surveyed them."'
    assert said in text
    summary.write_text(text.replace(said, '"Surveyed."'), encoding="utf-8")
    with pytest.raises(VerificationError, match="notices"):
        verify_run(folder)


def test_a_resolved_scenario_proposes_the_same_sites(tmp_path: Path) -> None:
    path = proposing(tmp_path, "{count: 4, spacing_m: 150}")
    case = scenario.load(path)
    again = tmp_path / "resolved.yaml"
    again.write_text(scenario.resolved_yaml(case, tmp_path), encoding="utf-8")
    assert read(again)[0].sites.xy_m.tolist() == read(path)[0].sites.xy_m.tolist()
