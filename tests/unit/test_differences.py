"""Two plans side by side: what is compared, what is not, and what the map of the change shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import siting
from siting import differences, report
from siting.differences.asked import Asked, asked_otherwise
from siting.differences.figures import figure_of
from siting.differences.on_map import as_report
from siting.differences.page import render
from siting.differences.spoken import said, signed
from siting.differences.together import together
from siting.differences.walks import KINDS
from siting.errors import InputError
from siting.page import places
from siting.report import LOST, NEW, THERE, Report
from tests.cli import small_city

HOSTILE = "</script><script>alert(1)</script>\"'&𠮷"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report]:
    """A plan with money for more, and one with money for a bakery alone."""
    path = small_city.write(tmp_path_factory.mktemp("city"))
    rich, poor = (report.of_plan(siting.solve(path, budget=budget)) for budget in (5000, 1000))
    return rich, poor


def reached(of: Report) -> np.ndarray[Any, Any]:
    return (of.homes.state == THERE) | (of.homes.state >= NEW)


def test_the_other_way_round_every_difference_has_the_other_sign(plans: tuple[Report, Report]) -> None:
    there, back = differences.between(*plans), differences.between(*reversed(plans))
    for one, other in zip(there.figures, back.figures, strict=True):
        assert one.difference == (None if other.difference is None else -other.difference)
    for here, again in zip(there.formats, back.formats, strict=True):
        assert (here.gain, here.lose, here.difference) == (again.lose, again.gain, -again.difference)
    assert (there.people.gain, there.people.lose) == (back.people.lose, back.people.gain)
    assert any(one.lose for one in there.formats), "the plans differ"
    swapped = {"first": "second", "second": "first"}
    kinds = {(one.place, one.format): swapped.get(one.kind, one.kind) for one in there.outlets}
    assert kinds == {(one.place, one.format): one.kind for one in back.outlets}


def test_the_map_of_the_change_holds_both_plans(plans: tuple[Report, Report]) -> None:
    first, second = plans
    drawn = as_report(differences.between(first, second))
    state = drawn.homes.state
    assert ((state == THERE) | (state == LOST)).tolist() == reached(first).tolist()
    assert ((state == THERE) | (state == NEW)).tolist() == reached(second).tolist()
    assert drawn.homes.way_before.tolist() == first.homes.way_after.tolist()
    alone = [one for one in differences.between(first, second).outlets if one.kind == "first"]
    assert drawn.outlets.closes.sum() == len(alone) > 0
    assert len(drawn.opened_site) == len(drawn.summary["opened"]) == 0


def test_what_only_the_second_opens_opens_on_the_map(plans: tuple[Report, Report]) -> None:
    first, second = reversed(plans)
    drawn = as_report(differences.between(first, second))
    opened = {(drawn.sites.ids[site], drawn.formats[format].id) for site, format in _pairs(drawn)}
    entries = [
        {(str(one["site"]), str(one["format"])) for one in each.summary["opened"]} for each in (first, second)
    ]
    assert opened == entries[1] - entries[0] != set()
    assert [(one["site"], one["format"]) for one in drawn.summary["opened"]] == [
        (drawn.sites.ids[site], drawn.formats[format].id) for site, format in _pairs(drawn)
    ]


def _pairs(drawn: Report) -> list[tuple[int, int]]:
    return list(zip(drawn.opened_site.tolist(), drawn.opened_format.tolist(), strict=True))


def test_an_outlet_that_only_one_plan_closes(plans: tuple[Report, Report]) -> None:
    first, _ = plans
    entry = {"outlet": "o1", "name": "", "format": "bakery", "circle": "c1", "saved": 9.0, "lost": 5.0}
    closing = replace(first, summary={**first.summary, "closed": [entry | {"replaced_by": []}]})
    leaves = as_report(differences.between(first, closing))
    assert leaves.outlets.ids[leaves.outlets.closes].tolist() == ["o1"]
    comes = as_report(differences.between(closing, first))
    assert [one["site"] for one in comes.summary["opened"]] == ["o1"]
    assert "o1" not in comes.outlets.ids
    assert places.opened(comes)["rank"] == [None], "it stands in no plan's list"
    for pair, kind in (((first, closing), "outlet"), ((closing, first), "site")):
        page = render(together(pair))
        assert f'data-{kind}="o1"' in page, "the way from the table to the map"


@pytest.mark.parametrize(
    ("kind", "first", "second", "text", "difference"),
    [
        ("value", 7.25, 7.5, "7.25", "+0.25"),
        ("value", 1_234_567.8, 1_234_566.0, "1,234,568", "-1.8"),
        ("people", 10.0, 9.7, "10", "0"),
        ("share", 0.01, None, "1.000%", "-"),
    ],
)
def test_a_figure_says_no_less_than_its_kind_needs(
    kind: str, first: float, second: float | None, text: str, difference: str
) -> None:
    one = figure_of("", {}, kind, first, second)
    assert (said(one, first), signed(one)) == (text, difference)


def test_a_phase_that_moved_is_a_difference(plans: tuple[Report, Report]) -> None:
    first, _ = plans
    later = [{**one, "phase": 1} for one in first.summary["opened"]]
    found = differences.between(first, replace(first, summary={**first.summary, "opened": later}))
    assert {one.kind for one in found.outlets} == {"moved"}


def test_other_people_and_other_demand_are_said(plans: tuple[Report, Report]) -> None:
    first, second = plans
    homes = replace(second.homes, people=second.homes.people * 2)
    found = differences.between(first, replace(second, homes=homes))
    figures = {one.name: one.difference for one in found.figures}
    assert figures["value"] is None
    assert figures["cost"] is not None
    said = " ".join(one["en"] for one in found.common.notes)
    assert "At 6 demand points other people live" in said
    assert "Value and bound count different things" in said


def test_a_point_in_another_place_is_another_point(plans: tuple[Report, Report]) -> None:
    first, second = plans
    xy_m = second.homes.xy_m.copy()
    xy_m[0] += 50
    found = differences.between(first, replace(second, homes=replace(second.homes, xy_m=xy_m)))
    assert found.common.homes.shape == (2, 5)
    assert "1 demand points are in plan A only, 1 in plan B" in found.common.notes[0]["en"]
    assert len(as_report(found).homes.ids) == 5


def test_formats_of_one_plan_alone_are_left_out(plans: tuple[Report, Report]) -> None:
    from siting.report.subset import only

    first, second = plans
    found = differences.between(first, only(second, formats=["bakery"]))
    assert found.common.formats == ("bakery",)
    assert "Formats of plan A only, not compared: Canteen." in [one["en"] for one in found.common.notes]
    assert [one.id for one in as_report(found).formats] == ["bakery"]


def test_nothing_in_common_is_refused(plans: tuple[Report, Report]) -> None:
    first, second = plans
    elsewhere = replace(second, homes=replace(second.homes, xy_m=second.homes.xy_m + 1e5))
    with pytest.raises(InputError, match="different cities"):
        differences.between(first, elsewhere)
    with pytest.raises(InputError, match="different coordinate systems: plane and EPSG:4548"):
        differences.between(first, replace(second, crs="EPSG:4548"))
    others = tuple(replace(one, id=f"{one.id}2") for one in second.formats)
    with pytest.raises(InputError, match="no format in common"):
        differences.between(first, replace(second, formats=others))


def test_hostile_names_stay_text(plans: tuple[Report, Report], tmp_path: Path) -> None:
    first, second = (_hostile(one) for one in plans)
    page = render(together((first, second), (Path(HOSTILE), tmp_path)))
    assert "<script>alert" not in page
    assert page.count("</script>") == 3, "the data of the map, the map, the page"
    assert "&lt;script&gt;alert(1)" in page


def _hostile(one: Report) -> Report:
    """The same report with names that are markup."""
    names = np.array([HOSTILE] * len(one.sites.ids), dtype=object)
    circles = {name: {**entry, "name": HOSTILE} for name, entry in one.summary["circles"].items()}
    both = {"en": HOSTILE, "zh": HOSTILE}
    return replace(
        one,
        texts={**one.texts, "title": both, "notices": both},
        formats=tuple(replace(format, names=both) for format in one.formats),
        sites=replace(one.sites, names=names),
        summary={**one.summary, "circles": circles, "scenario": HOSTILE, "currency": HOSTILE},
    )


def test_keys_that_differ_are_named(tmp_path: Path) -> None:
    text = "budget: {budget}\nformats:\n- {{id: shop, cutoff_min: {cutoff}}}\nsites: {{file: {file}}}\nname: {name}\n"
    for name, budget, cutoff, file in (
        ("a", 5, 10, "../city/s.csv"),
        ("deep/b", 6, 12.5, "../../city/s.csv"),
    ):
        (tmp_path / name).mkdir(parents=True)
        written = text.format(name=name, budget=budget, cutoff=cutoff, file=file)
        (tmp_path / name / "scenario.resolved.yaml").write_text(written, encoding="utf-8")
    found = asked_otherwise(tmp_path / "a", tmp_path / "deep" / "b")
    assert [(one.key, one.first, one.second) for one in found] == [
        ("budget", "5", "6"),
        ("formats[shop].cutoff_min", "10", "12.5"),
    ]
    assert asked_otherwise(tmp_path / "a", tmp_path) == ()


def test_walks_in_other_units_are_not_compared(plans: tuple[Report, Report]) -> None:
    first, second = plans
    metres = tuple(replace(one, unit="m", limit=300.0) for one in second.formats)
    found = together((first, replace(second, formats=metres)))
    city = [one for one in found.walks if not one.circle and one.plan]
    assert {kind for one in city for kind, people in zip(KINDS, one.by, strict=True) if people} == {
        "not_known"
    }
    assert {one.mean_here for one in city} == {None}
    assert "within reach means 3 min in plan A and 300 m in plan B" in found.notes[0]["en"]


def test_another_way_of_measuring_is_said(plans: tuple[Report, Report]) -> None:
    first, second = plans
    slower = replace(
        second, summary={**second.summary, "walking": {"way": "network", "speed_m_per_min": 60.0}}
    )
    said = " ".join(one["en"] for one in together((first, slower)).notes)
    assert "Walks are measured in another way in plan B than in plan A" in said


@pytest.mark.parametrize(
    ("objective", "values", "bounds", "of", "bound"),
    [
        ("max_coverage", (10.0, 12.0, 11.0), (15.0, 14.0, None), 1, 14.0),
        ("min_cost", (10.0, 12.0, 11.0), (8.0, 9.0, 8.5), 1, 9.0),
    ],
)
def test_plans_of_one_question_share_the_closest_bound(
    plans: tuple[Report, Report],
    objective: str,
    values: tuple[float, ...],
    bounds: tuple[float | None, ...],
    of: int,
    bound: float,
) -> None:
    first, _ = plans
    every = [
        replace(first, summary={**first.summary, "objective": objective, "value": value, "bound": limit})
        for value, limit in zip(values, bounds, strict=True)
    ]
    (found,) = together(every, asked=()).proven
    assert (found.plans, found.of, found.bound) == ((0, 1, 2), of, bound)
    assert found.distances == pytest.approx([abs(bound - value) / bound for value in values])
    assert together(every).proven == (), "nobody says what was asked"
    budget = Asked("budget", ("1", "2", "1"), (0, 1, 0))
    (found,) = together(every, asked=(budget,)).proven
    assert found.plans == (0, 2)
    sought = Asked("solve.strategy", ("greedy", "exact", "exact"), (0, 1, 1))
    assert together(every, asked=(sought,)).proven[0].plans == (0, 1, 2)


def test_bounds_of_goals_one_after_the_other_are_not_shared(plans: tuple[Report, Report]) -> None:
    first, _ = plans
    goals = [{"found": 1.0, "maximise": True}]
    mine = replace(first, summary={**first.summary, "goals": goals})
    assert together((mine, mine), asked=()).proven == ()


def test_only_what_every_plan_has_is_held_side_by_side(plans: tuple[Report, Report]) -> None:
    from siting.report.subset import only

    first, second = plans
    found = together((first, second, only(second, formats=["bakery"]), only(first, circles=["c1"])))
    assert {one.format for one in found.walks} == {"bakery", ""}
    assert {pair.common.formats for pair in found.pairs} == {("bakery",)}
    lived = {tuple(first.homes.ids[pair.common.homes[0]]) for pair in found.pairs}
    assert lived == {tuple(first.homes.ids[first.homes.circle == 0])}
    said = [one["en"] for one in found.notes]
    assert "Only the 1 formats that every plan has are compared." in said
    assert "Only the 3 demand points that every plan has are compared." in said


def test_in_which_plans_an_outlet_stands(plans: tuple[Report, Report]) -> None:
    rich, poor = plans
    found = together((poor, rich, rich))
    kinds = {(one.place, one.format): (one.kind, one.plans) for one in found.outlets}
    for one in rich.summary["opened"]:
        key = one["site"], one["format"]
        mine = any((each["site"], each["format"]) == key for each in poor.summary["opened"])
        assert kinds[key] == (("all", (0, 1, 2)) if mine else ("some", (1, 2)))
