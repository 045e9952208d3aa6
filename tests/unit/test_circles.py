"""Circles drawn for small towns: who is in which, what is said, and that everything after them works."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely

from siting import circles, inputs, pipeline, scenario
from siting.circles.bounds import Bounds
from siting.circles.partition import partition
from siting.errors import InputError, Problems
from siting.language import in_language
from siting.verify import verify_run
from tests.circle_graphs import grid_graph, grid_pairs, parts_of
from tests.circle_town import town, write_town


def drawn(case: scenario.Scenario) -> tuple[circles.Drawn, Sequence[str]]:
    problems = Problems()
    city = inputs.read(case, problems)
    found = circles.draw(case, city, problems)
    return found, [str(warning) for warning in problems.warnings]


@pytest.mark.parametrize(
    ("spots", "count"),
    [
        ([20_000.0], 1),
        ([29_000.0] + [700.0] * 10, 1),
        ([100.0] * 5, 1),
        ([1_000.0] * 70, 4),
        ([1_000.0] * 28, 2),
        ([1_000.0] * 26, 1),
        ([40_000.0] + [1_000.0] * 40, 3),
        ([40_000.0, 100.0], 1),
        ([40_000.0, 10_000.0], 2),
        ([24_000.0] * 2, 2),
    ],
)
def test_how_many_circles(spots: list[float], count: int) -> None:
    """28,000 people miss the bounds by less as two circles of 14,000, 26,000 as one."""
    assert Bounds(20_000, 15_000, 25_000).how_many(np.array(spots)) == count


def test_circles_of_a_grid_are_connected_equal_and_numbered_from_the_north_west(tmp_path: Path) -> None:
    found, said = drawn(town(tmp_path))
    city = found.inputs
    assert said == []
    assert city.circles.ids.tolist() == ["1", "2", "3", "4"]
    assert city.circles.names.tolist() == ["circle 1", "circle 2", "circle 3", "circle 4"]
    people = np.bincount(city.demand_circle, city.people)
    assert people.sum() == 400
    assert ((people >= 75) & (people <= 125)).all()
    np.testing.assert_array_equal(found.figures.people, people)
    for circle in range(4):
        assert parts_of(np.flatnonzero(city.demand_circle == circle), grid_pairs(8, 5), 40) == 1
    assert city.demand_circle[4 * 8] == 0  # the north-western corner
    assert city.demand_circle[7] == 3  # the south-eastern
    np.testing.assert_array_equal(city.site_circle, city.demand_circle[[0, 7, 32, 39]])
    assert city.outlet_circle.tolist() == [city.demand_circle[0]]


def test_the_same_seed_draws_the_same_circles_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    case = town(tmp_path)
    one, two = drawn(case)[0].inputs, drawn(case)[0].inputs
    np.testing.assert_array_equal(one.demand_circle, two.demand_circle)
    head, *rows = (tmp_path / "demand.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "demand.csv").write_text("\n".join([head, *rows[::-1]]) + "\n", encoding="utf-8")
    turned = drawn(scenario.load(tmp_path))[0].inputs
    np.testing.assert_array_equal(one.demand_circle, turned.demand_circle[::-1])


def test_areas_are_valid_hold_their_people_and_leave_no_holes(tmp_path: Path) -> None:
    city = drawn(town(tmp_path, columns=12, rows=9))[0].inputs
    areas = city.circles.polygons
    assert areas is not None
    assert shapely.is_valid(areas).all()
    homes = shapely.points(city.demand.xy_m)
    assert shapely.intersects(homes, areas[city.demand_circle]).all()
    whole = shapely.union_all(areas)
    assert shapely.area(areas).sum() == pytest.approx(whole.area, rel=1e-9)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert set(shapely.get_type_id(areas).tolist()) == {shapely.GeometryType.POLYGON}


def test_an_island_has_circles_of_its_own_and_a_tiny_one_none(tmp_path: Path) -> None:
    write_town(tmp_path, "{draw: {people: 100, min_island_people: 30}}", islands=(4, 2))
    case = scenario.load(tmp_path, sets=["travel.network.min_component_nodes=1"])
    found, said = drawn(case)
    city = found.inputs
    alone = city.demand_circle[40]
    assert np.flatnonzero(city.demand_circle == alone).tolist() == [40, 41, 42, 43]
    assert city.demand_circle[44:].tolist() == [-1, -1]
    assert len(found.figures.people) == 5
    assert any(
        f"1 circles are islands with too few people: circle {alone + 1} (40 people)" in text for text in said
    )


def test_people_in_no_circle_are_said(tmp_path: Path) -> None:
    write_town(tmp_path, islands=(2,), far="far,200,5000,7\n")
    sets = ["travel.network.min_component_nodes=1", "circles.draw.min_island_people=30"]
    case = scenario.load(tmp_path, sets=sets)
    found, said = drawn(case)
    assert (found.inputs.demand_circle[-3:] == -1).all()
    assert any("3 demand points with 27 people are in no circle: i0.0, i0.1, far" in text for text in said)


def test_one_place_with_too_many_people_is_alone_and_said(tmp_path: Path) -> None:
    text = (write_town(tmp_path).parent / "demand.csv").read_text(encoding="utf-8")
    (tmp_path / "demand.csv").write_text(text.replace("n0.0,0,0,10", "n0.0,0,0,500"), encoding="utf-8")
    found, said = drawn(scenario.load(tmp_path))
    tower = found.inputs.demand_circle[0]
    assert (found.inputs.demand_circle == tower).sum() == 1
    assert any("1 circles are a single place with too many people: circle" in one for one in said)
    others = np.delete(found.figures.people, tower)
    assert ((others >= 75) & (others <= 125)).all()


def test_circles_that_cannot_be_within_bounds_are_named(tmp_path: Path) -> None:
    found, said = drawn(town(tmp_path, "{draw: {people: 350, min_people: 340, max_people: 360}}"))
    assert found.figures.people.tolist() == [400]
    assert any("1 circles have too few or too many people: circle 1 (400 people)" in text for text in said)


def test_without_streets_neighbours_are_those_with_nobody_between(tmp_path: Path) -> None:
    found, said = drawn(town(tmp_path, travel="{plane: {detour: 1.5}}"))
    assert said == []
    assert found.network is None
    city = found.inputs
    assert ((found.figures.people >= 75) & (found.figures.people <= 125)).all()
    for circle in range(4):
        assert parts_of(np.flatnonzero(city.demand_circle == circle), grid_pairs(8, 5), 40) == 1
    areas = city.circles.polygons
    assert areas is not None
    assert shapely.intersects(shapely.points(city.demand.xy_m), areas[city.demand_circle]).all()
    # as the crow flies from one of a circle's own places, times the detour
    for circle in range(4):
        mine = city.demand.xy_m[city.demand_circle == circle]
        means = [np.hypot(*(mine - middle).T).mean() * 1.5 for middle in mine]
        assert any(found.figures.walk_m[circle] == pytest.approx(mean) for mean in means)


def test_a_gap_that_nobody_crosses_parts_a_city_without_streets(tmp_path: Path) -> None:
    given = "{draw: {people: 100, min_island_people: 20, max_gap_m: 500}}"
    found, _ = drawn(town(tmp_path, given, travel="{plane: {}}", islands=(4,)))
    alone = found.inputs.demand_circle[-4:]
    assert (alone == alone[0]).all()
    assert alone[0] not in found.inputs.demand_circle[:-4]


def test_walks_to_the_middle_are_those_of_the_streets(tmp_path: Path) -> None:
    found, _ = drawn(town(tmp_path))
    city = found.inputs
    for circle in range(4):
        mine = city.demand.xy_m[city.demand_circle == circle]
        means = [np.abs(mine - middle).sum(axis=1).mean() for middle in mine]
        assert any(found.figures.walk_m[circle] == pytest.approx(mean) for mean in means)
    np.testing.assert_array_equal(found.figures.near_people, found.figures.people)


def test_a_street_that_is_walked_one_way_only_makes_the_walk_longer_not_lost(tmp_path: Path) -> None:
    write_town(tmp_path, "{draw: {people: 40}}", columns=2, rows=2)
    (tmp_path / "edges.csv").write_text(
        "from,to,length_m,one\nn0.0,n1.0,100,1\nn1.0,n1.1,100,1\nn1.1,n0.1,100,1\nn0.1,n0.0,100,1\n",
        encoding="utf-8",
    )
    found, _ = drawn(scenario.load(tmp_path, sets=["travel.network.columns.oneway=one"]))
    assert found.figures.walk_m.tolist() == [150.0]  # 0, 100, 200 and 300 m round the block


def test_names_are_in_the_language_in_force_and_membership_is_not(tmp_path: Path) -> None:
    case = town(tmp_path)
    english = drawn(case)[0].inputs
    with in_language("zh"):
        chinese = drawn(case)[0].inputs
    np.testing.assert_array_equal(english.demand_circle, chinese.demand_circle)
    assert english.circles.ids.tolist() == chinese.circles.ids.tolist()


def test_the_middle_belongs_to_its_circle_and_the_largest_piece_always_has_one() -> None:
    cut = partition(grid_graph(3, 3, 1.0), Bounds(20_000, 15_000, 25_000), 1_500, 0)
    assert cut.circle.tolist() == [0] * 9
    assert cut.middle.tolist() == [4]


@pytest.mark.parametrize("missing", ["people", "circle"])
def test_a_plan_with_drawn_circles_is_verified_with_its_sums(missing: str, tmp_path: Path) -> None:
    from siting.exporters import run_folder

    rule = "rules: [{rule: count, each: circle, max: 1}]\n"
    case = town(tmp_path / "town", more=f"missing: {missing}\n{rule}")
    plan = pipeline.solve(case)
    people = np.bincount(plan.inputs.demand_circle, plan.inputs.people)
    assert [entry["people"] for entry in plan.summary["circles"].values()] == people.tolist()
    assert plan.gaps.weight_people[:-1, 0].tolist() == people.tolist()
    assert all(entry["opened"] <= 1 for entry in plan.summary["circles"].values())
    folder = run_folder.write(plan, tmp_path / "run")
    assert verify_run(folder)


def wrong(folder: Path, circles: str, **given: str) -> list[str]:
    with pytest.raises(InputError) as error:
        town(folder, circles, **given)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("circles", "message"),
    [
        ("{}", "circles: needs exactly one of: file, draw. To draw circles, write 'draw: {}'"),
        ("{file: c.geojson, draw: {}}", "circles: needs exactly one of: file, draw. Leave out the one"),
        ("{draw: {}, crs: plane}", "circles.crs: 'crs' speaks of a file, and the circles are drawn"),
        ("{draw: {people: 10, min_people: 11}}", "got 11, must be <= people (10)"),
        ("{draw: {people: 10, max_people: 9}}", "got 9, must be >= people (10)"),
        ("{draw: {people: 0}}", "circles.draw.people: got 0, must be > 0"),
    ],
)
def test_what_is_wrong_with_the_keys_is_said(circles: str, message: str, tmp_path: Path) -> None:
    assert any(message in text for text in wrong(tmp_path, circles))


def test_a_column_of_circles_and_a_drawing_contradict_each_other(tmp_path: Path) -> None:
    write_town(tmp_path)
    with pytest.raises(
        InputError, match="a column says in which circle a point is, but the circles are drawn"
    ):
        scenario.load(tmp_path, sets=["demand.columns.circle=circle"])


def test_a_table_without_coordinates_cannot_be_drawn_on(tmp_path: Path) -> None:
    write_town(tmp_path, travel="{table: {file: table.csv, metres: m}}")
    text = (tmp_path / "scenario.yaml").read_text(encoding="utf-8")
    text = text.replace("{id: id, x: x, y: y, people: people}", "{id: id, people: people}")
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="circles cannot be drawn: not every demand point has coordinates"):
        drawn(scenario.load(tmp_path))


def test_far_from_every_street_nothing_can_be_drawn(tmp_path: Path) -> None:
    write_town(tmp_path)
    rows = "id,x,y,people\na,9000,9000,10\nb,9100,9000,10\n"
    (tmp_path / "demand.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match="nobody lives within 250 m of a street"):
        drawn(scenario.load(tmp_path))
