"""What a site costs for itself, once, however many formats share it: from the scenario's keys to the plan's files."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting import inputs, scenario, terminal
from siting.errors import InputError, Problems
from siting.exporters import geopackage, projects_csv
from siting.inputs import Inputs
from siting.plan import Plan
from siting.plan.limits import limits_of
from siting.program import Program
from siting.rules import clashes
from tests.cli import small_city
from tests.models import coverage_model, rule
from tests.small_city import city, format_input
from tests.small_plan import opening, question, stock

COLUMNS = "kind: kind, area_m2: area_m2}"
WITH_COLUMN = f"{COLUMNS[:-1]}, site_cost: rent}}"


def _read(folder: Path, *changes: tuple[str, str, str]) -> Inputs:
    small_city.write(folder)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return inputs.read(scenario.load(folder), Problems())


def _key(money: str) -> tuple[str, str, str]:
    return "scenario.yaml", "sites:\n", f"sites:\n  site_cost: {money}\n"


def test_sites_cost_nothing_unless_the_scenario_says_so(tmp_path: Path) -> None:
    assert _read(tmp_path).site_cost.tolist() == [0, 0, 0]


def test_a_number_is_for_every_site_and_a_column_for_each(tmp_path: Path) -> None:
    column = ("scenario.yaml", COLUMNS, WITH_COLUMN)
    assert _read(tmp_path, _key("7.5")).site_cost.tolist() == [7.5, 7.5, 7.5]
    assert _read(tmp_path, column).site_cost.tolist() == [10, 20, 30]
    empty = ("sites.csv", "shop,300,20", "shop,300,")
    found = _read(tmp_path, column, _key("7.5"), empty)
    assert found.site_cost.tolist() == [10, 7.5, 30]
    assert not found.site_cost.flags.writeable


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("-20", "sites.csv:3: column 'rent': '-20' must be >= 0"),
        ("nan", "'nan' is not a number"),
        ("", "column 'rent': the cost is empty (1 rows)"),
        ("1e999", "is not a finite number"),
        ("12万", "'12万' is not a number"),
    ],
)
def test_a_cell_that_is_no_money_is_an_error_at_its_place(tmp_path: Path, cell: str, words: str) -> None:
    changes = ("scenario.yaml", COLUMNS, WITH_COLUMN), ("sites.csv", "shop,300,20", f"shop,300,{cell}")
    with pytest.raises(InputError) as caught:
        _read(tmp_path, *changes)
    (problem,) = caught.value.problems
    assert words in str(problem)


@pytest.mark.parametrize("money", ["-1", ".nan", ".inf", "free"])
def test_a_key_that_is_no_money_is_an_error_at_its_place(tmp_path: Path, money: str) -> None:
    with pytest.raises(InputError, match=r"sites\.site_cost: got"):
        _read(tmp_path, _key(money))


def test_a_missing_column_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rents"):
        _read(tmp_path, ("scenario.yaml", COLUMNS, f"{COLUMNS[:-1]}, site_cost: rents}}"))


@pytest.mark.parametrize(
    ("budget", "warned"),
    [
        ("budget: 5000", False),
        ("rules: [{rule: budget, max_cost: 9, each: circle}]", False),
        ("rules: [{rule: budget, max_cost: 9, each: format}]", True),
        ("rules: [{rule: budget, max_cost: 9, formats: [bakery]}]", True),
        ("rules: [{rule: budget, max_cost: 9, sources: [public]}]", True),
        ("rules: [{rule: budget, max_cost: 9, each: source}]", True),
        ("rules: [{rule: count, max: 3}]", True),
    ],
)
def test_site_costs_that_no_budget_pays_are_warned_of(tmp_path: Path, budget: str, warned: bool) -> None:
    small_city.write(tmp_path, {"scenario.yaml": ("budget: 5000", f"{budget}\n")})
    path = tmp_path / "scenario.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("sites:\n", "sites:\n  site_cost: 9\n"))
    said = [warning.message for warning in scenario.load(path).warnings]
    assert ("no budget pays for the sites themselves" in said) == warned


def test_a_budget_by_source_pays_where_the_sites_have_one(tmp_path: Path) -> None:
    changes = ("budget: 5000", "rules: [{rule: budget, max_cost: 9, sources: [public]}]")
    path = small_city.write(tmp_path, {"scenario.yaml": changes})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sites:\n", "sites:\n  site_cost: 9\n  source: public\n"), encoding="utf-8")
    assert scenario.load(path).warnings == ()


# Rules

ALL = np.arange(4, dtype=np.int32)


def _violations(selection: Any, **settings: Any) -> list[str]:
    """Of a budget, in a city of two sites with a market and a canteen each: 1 + 2 and 3 + 4, and 10 and 20 shared."""
    model = coverage_model(np.eye(4), [1] * 4, [1, 2, 3, 4], ("budget", settings), site_cost=[10, 20])
    return model.rules[0].violations(model, np.array(selection, dtype=np.int32))


def test_a_site_is_paid_once_however_many_formats_open_there() -> None:
    assert _violations([0, 1], max_cost=13) == []
    assert _violations([0, 1], max_cost=12.9) == ["budget: the new outlets cost 13, more than 12.9"]
    assert _violations(ALL, max_cost=39) == ["budget: the new outlets cost 40, more than 39"]
    assert _violations([], max_cost=0) == []


def test_budgets_by_place_pay_for_their_sites() -> None:
    assert _violations(ALL, max_cost=26, each="site") == [
        "budget, site 's1': the new outlets cost 27, more than 26"
    ]
    assert _violations(ALL, max_cost=26, circles=["C1"]) == [
        "budget, circles 'C1': the new outlets cost 27, more than 26"
    ]


def test_budgets_by_format_do_not() -> None:
    assert _violations(ALL, max_cost=6, each="format") == []
    assert _violations(ALL, max_cost=10, formats=["market", "canteen"]) == []


def test_a_budget_that_no_site_fits_into_clashes_with_a_least_number() -> None:
    least = ("count", {"min": 1, "each": "format"})
    dear, enough = ("budget", {"max_cost": 12.9}), ("budget", {"max_cost": 13})
    assert clashes(coverage_model(np.eye(4), [1] * 4, [1, 2, 3, 4], least, dear, site_cost=[10, 20])) == [
        "number of new outlets, format 'canteen'; number of new outlets, format 'market' together take at least 13, "
        "but budget allows 12.9"
    ]
    assert clashes(coverage_model(np.eye(4), [1] * 4, [1, 2, 3, 4], least, enough, site_cost=[10, 20])) == []


def test_several_budgets_share_the_sites_variables() -> None:
    rules: list[tuple[str, dict[str, Any]]] = [
        ("budget", {"max_cost": 12}),
        ("budget", {"max_cost": 30, "each": "site"}),
    ]
    model = coverage_model(np.eye(4), [1] * 4, [1, 2, 3, 4], *rules, site_cost=[10, 0])
    program = Program(4, maximise=True)
    for each in model.rules:
        each.write(model, program)
    assert program.assemble().n_variables == 5


def test_a_site_with_one_option_needs_no_variable() -> None:
    model = coverage_model(np.eye(1), [1], [1], ("budget", {"max_cost": 12}), site_cost=[10])
    program = Program(1, maximise=True)
    rule("budget", model.rules[0].scope.labels, max_cost=5).write(model, program)  # type: ignore[attr-defined]
    arrays = program.assemble()
    assert (arrays.n_variables, arrays.matrix.toarray().tolist()) == (1, [[11.0]])


# Plan


@pytest.fixture
def street() -> Inputs:
    """Two homes of 10 and 3 people, 500 m apart, with a site each; reach 100 m; sites cost 100 and 0."""
    return city(
        demand=[(0, 0), (500, 0)],
        people=[10, 3],
        groups={"few": [6, 0]},
        sites=[(0, 0), (500, 0)],
        site_circle=[0, 1],
        demand_circle=[0, 1],
        site_cost=[100, 0],
        cost=[[5, 4], [50, 60]],
        formats=(format_input("market", 100.0), format_input("canteen", 100.0, group="few")),
        n_circles=2,
    )


def test_the_first_outlet_of_a_site_pays_for_it_and_the_next_is_cheap(street: Inputs, tmp_path: Path) -> None:
    made = opening(street, tmp_path, [0, 1, 2])
    listed = [(each.site, each.format, each.cost, each.site_cost) for each in made.opened]
    # 10 people for 105 (0.095 each) before 3 for 50 (0.06); then 6 for 4 more, since the site is paid.
    assert listed == [("s0", "market", 5, 100), ("s0", "canteen", 4, 0), ("s1", "market", 50, 0)]
    summary = made.summary
    assert (summary["cost"], summary["site_cost"]) == (159, 100)
    assert [entry["site_cost"] for entry in summary["opened"]] == [100, 0, 0]
    assert {key: entry["cost"] for key, entry in summary["formats"].items()} == {"market": 55, "canteen": 4}
    first, second = summary["circles"]["c0"], summary["circles"]["c1"]
    assert (first["cost"], first["site_cost"], first["formats"]["market"]["cost"]) == (109, 100, 5)
    assert (second["cost"], second["site_cost"]) == (50, 0)


def test_the_order_of_merit_counts_what_a_site_still_costs(tmp_path: Path) -> None:
    """Ten random cities against asking every outlet anew, at every place of the list."""
    for seed in range(10):
        random = np.random.default_rng(seed)
        made = opening(_random_city(random), tmp_path / str(seed), list(range(8)))
        paid: set[str] = set()
        left = list(made.opened)
        reach = {each.option: set(np.flatnonzero(_reached(made, each.option)).tolist()) for each in left}
        seen: set[int] = set()
        while left:
            merits = [
                _gain(made, reach[each.option] - seen) / (each.cost + _still(made, each, paid))
                for each in left
            ]
            assert merits[0] == pytest.approx(max(merits))
            assert left[0].site_cost == _still(made, left[0], paid)
            paid.add(left[0].site)
            seen |= reach[left.pop(0).option]


def _random_city(random: np.random.Generator) -> Inputs:
    return city(
        demand=random.uniform(0, 300, (12, 2)),
        people=random.integers(1, 9, 12),
        sites=random.uniform(0, 300, (4, 2)),
        site_cost=random.integers(0, 40, 4),
        cost=random.integers(1, 30, (4, 2)),
        formats=(format_input("market", 150.0), format_input("canteen", 90.0)),
    )


def _reached(made: Plan, option: int) -> Any:
    hit = np.flatnonzero(made.coverage.indices == option)
    rows = np.zeros(len(made.coverage.weight), dtype=bool)
    rows[np.searchsorted(made.coverage.indptr, hit, side="right") - 1] = True
    return rows


def _gain(made: Plan, rows: set[int]) -> float:
    return float(made.coverage.weight[sorted(rows)].sum())


def _still(made: Plan, each: Any, paid: set[str]) -> float:
    return 0.0 if each.site in paid else float(made.inputs.site_cost[each.site_position])


def test_files_show_the_sites_cost_beside_the_outlets(street: Inputs, tmp_path: Path) -> None:
    made = opening(street, tmp_path, [0, 1, 2])
    projects_csv.write(made, tmp_path / "projects.csv")
    with (tmp_path / "projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [float(row["site_cost"]) for row in rows] == [100, 0, 0]
    assert [float(row["cumulative_cost"]) for row in rows] == [105, 109, 159]
    geopackage.write(made, tmp_path / "plan.gpkg")
    with closing(sqlite3.connect(tmp_path / "plan.gpkg")) as database:
        mapped = database.execute("SELECT cost, site_cost FROM new_outlets ORDER BY rank").fetchall()
        circles = database.execute("SELECT cost, site_cost FROM circles ORDER BY circle").fetchall()
    assert mapped == [(5, 100), (4, 0), (50, 0)]
    assert circles == [(109, 100), (50, 0)]


def test_a_terminal_and_a_notebook_name_what_belongs_to_no_format(
    street: Inputs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = opening(street, tmp_path, [0, 1, 2])
    made.journal.seconds["solve"] = 0.0
    terminal.show_plan(made, tmp_path)
    printed = capsys.readouterr().out
    assert any(line.split() == ["the", "sites", "themselves", "100"] for line in printed.splitlines())
    assert "3 outlets opened for 159 CNY" in printed
    assert "<td>the sites themselves</td>" in made._repr_html_()
    free = opening(street, tmp_path, [1])
    assert "themselves" not in free._repr_html_()


def test_rules_of_a_certificate_carry_what_sites_take(street: Inputs, tmp_path: Path) -> None:
    asked = question(stock(street, tmp_path), 1e9)
    assert limits_of(asked).site_matrix.toarray().tolist() == [[100, 0]]
