"""A part of a report: whatever is chosen, what stays has the figures of summary.json."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import siting
from siting import report
from siting.errors import InputError
from siting.report import NEW, Report, gaps
from siting.report.figures import headlines, needs_met
from siting.report.money import money
from siting.report.subset import SHOWN, only
from tests.browser.town import write_town

FORMATS, CIRCLES = 3, ("c0", "c1", "c2", "c3")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A town with phases, circles, two districts and grades, and names that are markup."""
    return report.of_plan(siting.solve(write_town(tmp_path_factory.mktemp("town"))))


def some(count: int) -> st.SearchStrategy[list[int] | None]:
    """Positions of some of so many things; None for all."""
    return st.none() | st.lists(st.integers(0, count - 1), min_size=1, unique=True)


def named(positions: list[int] | None, ids: list[str]) -> list[str] | None:
    return None if positions is None else [ids[one] for one in positions]


def format_ids(of: Report) -> list[str]:
    return [one.id for one in of.formats]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(formats=some(FORMATS), circles=some(len(CIRCLES)), district=st.none() | st.integers(0, 1))
def test_what_stays_is_as_it_was(
    whole: Report, formats: list[int] | None, circles: list[int] | None, district: int | None
) -> None:
    names = list(dict.fromkeys(whole.circles.districts))
    districts = None if district is None else [names[district]]
    asked = named(formats, format_ids(whole))
    part = only(whole, asked, named(circles, list(CIRCLES)), districts)
    if formats is None and circles is None and districts is None:
        assert part is whole
        return
    before, after = whole.summary, part.summary
    for figure in ("value", "bound", "gap", "cost", "people", "certified_sha256", "currency", "synthetic"):
        assert after.get(figure) == before.get(figure)
    assert set(format_ids(part)) == set(format_ids(whole) if asked is None else asked)
    assert list(after["formats"]) == format_ids(part)
    for one, entry in after["formats"].items():
        assert entry == before["formats"][one]
    assert list(after["circles"]) == part.circles.ids.tolist()
    for one, entry in after["circles"].items():
        assert entry["people"] == before["circles"][one]["people"]
        if formats is None:
            assert entry == before["circles"][one]
        for format, figures in entry["formats"].items():
            assert figures == before["circles"][one]["formats"][format]
    assert after[SHOWN]["formats"] == (None if formats is None else format_ids(part))
    assert all(part.texts["title"][name] != whole.texts["title"][name] for name in ("en", "zh"))
    assert part.texts["notices"]["en"].startswith("Only a part of the plan is shown: ")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(formats=some(FORMATS), circles=some(len(CIRCLES)))
def test_positions_lead_to_the_same_things(
    whole: Report, formats: list[int] | None, circles: list[int] | None
) -> None:
    part = only(whole, named(formats, format_ids(whole)), named(circles, list(CIRCLES)))
    for entry, site, format in zip(part.summary["opened"], part.opened_site, part.opened_format, strict=True):
        assert part.sites.ids[site] == entry["site"]
        assert part.formats[format].id == entry["format"]
        assert part.sites.opens[site]
    for kind in ("homes", "outlets", "sites"):
        mine, all_of = getattr(part, kind), getattr(whole, kind)
        rows = {one: number for number, one in enumerate(all_of.ids)}
        for number, one in enumerate(mine.ids):
            assert mine.xy_m[number].tolist() == all_of.xy_m[rows[one]].tolist()
            assert _circle(part, mine.circle[number]) == _circle(whole, all_of.circle[rows[one]])
    assert part.sites.admits.shape == (len(part.sites.ids), len(part.formats))
    assert part.homes.state.shape == (len(part.formats), len(part.homes.ids))


def _circle(of: Report, position: int) -> str:
    return "" if position < 0 else str(of.circles.ids[position])


def test_the_people_of_a_circle_are_those_of_its_entry(whole: Report) -> None:
    for circle in CIRCLES:
        part = only(whole, circles=[circle])
        assert part.homes.people.sum() == pytest.approx(whole.summary["circles"][circle]["people"])
        assert len(part.summary["opened"]) == whole.summary["circles"][circle]["opened"]


@pytest.mark.parametrize("asked", [[0], [1], [0, 2]])
def test_a_circle_counts_what_is_shown_of_it(whole: Report, asked: list[int]) -> None:
    """Outlets, money and formats there are those of the formats shown, as the lists beside them are."""
    part = only(whole, formats=[format_ids(whole)[one] for one in asked])
    table = gaps.circles(part)
    for row, circle in enumerate(table.ids):
        entry = part.summary["circles"][circle]
        mine = [one for one in part.summary["opened"] if one["circle"] == circle]
        assert entry["opened"] == len(mine) == table.opened[row].sum()
        assert entry["cost"] == pytest.approx(sum(one["cost"] + one["site_cost"] for one in mine))
        assert entry["site_cost"] == pytest.approx(sum(one["site_cost"] for one in mine))
        assert entry["formats_present_before"] == (table.outlets[row] > 0).sum()
        assert entry["formats_present_after"] == (table.there_after[row] > 0).sum()


def test_headlines_of_some_formats_are_theirs(whole: Report) -> None:
    one = format_ids(whole)[0]
    part = only(whole, formats=[one])
    gain, cost, opened, *_ = headlines(part)
    spent = sum(each["cost"] + each["site_cost"] for each in whole.summary["opened"] if each["format"] == one)
    assert cost.value == money(spent, whole.summary["currency"])
    assert f"{whole.summary['cost']:,.0f} for the whole plan" in cost.detail["en"]
    assert opened.value["en"] == f"{whole.summary['formats'][one]['opened']:,}"
    gained = whole.homes.people[(whole.homes.state[0] >= NEW)].sum()
    assert gain.value["en"] == f"{gained:,.0f}"
    assert "every format" not in gain.detail["en"]


def test_needs_within_reach_are_those_of_the_places_shown(whole: Report) -> None:
    for circle in CIRCLES:
        entries = whole.summary["circles"][circle]["formats"]
        shares = needs_met(only(whole, circles=[circle]))
        assert shares is not None
        needs = [
            sum(one[key] for one in entries.values())
            for key in ("weight_total", "covered_before", "covered_after")
        ]
        assert shares == pytest.approx((needs[1] / needs[0], needs[2] / needs[0]))
    one = format_ids(whole)[0]
    city = whole.summary["formats"][one]
    wanted = (city["percent_covered_before"] / 100, city["percent_covered_after"] / 100)
    assert needs_met(whole, one) == pytest.approx(wanted)
    assert needs_met(only(whole, formats=[one])) == pytest.approx(wanted)


def test_circles_and_rest_make_the_whole(whole: Report) -> None:
    parts = [only(whole, circles=[one]) for one in CIRCLES]
    outside = int((whole.homes.circle < 0).sum())
    assert outside > 0
    assert sum(len(one.homes.ids) for one in parts) + outside == len(whole.homes.ids)
    costs = [sum(entry["cost"] for entry in one.summary["opened"]) for one in parts]
    inside = [entry["cost"] for entry in whole.summary["opened"] if entry["circle"]]
    assert math.isclose(sum(costs), sum(inside))


def test_streets_far_away_are_left_out(whole: Report) -> None:
    part = only(whole, circles=["c0"])
    assert 0 < len(part.streets) < len(whole.streets)
    homes = part.homes.xy_m
    low, high = homes.min(axis=0) - 400, homes.max(axis=0) + 400
    ends = part.streets.reshape(-1, 2, 2)
    assert np.logical_and(ends >= low, ends <= high).all(axis=2).any(axis=1).all()


def test_formats_and_circles_go_by_name_too(whole: Report) -> None:
    last = whole.formats[2]
    assert format_ids(only(whole, formats=[last.names["zh"]])) == [last.id]
    name = str(whole.circles.names[1])
    assert only(whole, circles=[name]).circles.ids.tolist() == ["c1"]


def test_every_name_that_is_unknown_is_named(whole: Report) -> None:
    with pytest.raises(InputError) as caught:
        only(whole, circles=["c0", "c9", "x"])
    assert len(caught.value.problems) == 2
    assert "'c9'" in str(caught.value)
    meant = whole.formats[1].id
    with pytest.raises(InputError, match=f"Did you mean '{meant}'"):
        only(whole, formats=[meant[:-1]])
