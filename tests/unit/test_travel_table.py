"""Ready tables of travel."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import InputError
from siting.scenario import Scenario
from tests.small_streets import measured, pairs, write_case

MINUTES = "[{id: shop, name: Shop, cutoff_min: 15, demand: people, cost: 1}]"
METRES = "[{id: shop, name: Shop, cutoff_m: 1000, demand: people, cost: 1}]"


def table_case(
    folder: Path, rows: str, more: str = "minutes: t", formats: str = MINUTES, **given: str
) -> Scenario:
    text = "\n".join(["from,to,t", *rows.split()]) + "\n"
    return write_case(
        folder,
        f"{{table: {{file: table.csv, {more}}}}}",
        demand="d1,0,0,10 d2,0,0,20",
        sites="s1,0,0 s2,0,0",
        formats=formats,
        files={"table.csv": text},
        **given,  # type: ignore[arg-type]
    )


def test_pairs_within_the_cutoff_are_reached_and_missing_pairs_are_not(tmp_path: Path) -> None:
    times, city, _ = measured(table_case(tmp_path, "s1,d1,15 s1,d2,15.001 s2,d2,0"))
    assert pairs(times, city) == {("d1", "s1"): 15, ("d2", "s2"): 0}
    assert times.unit == "min"
    assert times.limit.tolist() == [15]


def test_no_number_means_unreachable(tmp_path: Path) -> None:
    formats = METRES.replace("1000", "5e9")
    times, city, _ = measured(table_case(tmp_path, "s1,d1,4294967.295 s2,d1,99999999", "metres: t", formats))
    assert pairs(times, city) == {("d1", "s1"): 4294967.295, ("d1", "s2"): 99999999}


def test_metres_are_compared_with_minutes_times_the_speed(tmp_path: Path) -> None:
    times, city, _ = measured(table_case(tmp_path, "s1,d1,1125 s1,d2,1126", "metres: t"))
    assert times.limit.tolist() == [15 * 75]
    assert pairs(times, city) == {("d1", "s1"): 1125}


def test_rows_from_outlets_are_read_when_asked_for(tmp_path: Path) -> None:
    case = table_case(tmp_path, "s1,d1,5 o1,d2,6", "minutes: t, from_outlets: true", outlets="o1,0,0,shop")
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d1", "s1"): 5}
    assert pairs(times, city, outlets=True) == {("d2", "o1"): 6}


def test_a_pair_that_stands_twice_with_the_same_value_counts_once(tmp_path: Path) -> None:
    times, city, _ = measured(table_case(tmp_path, "s1,d1,5 s1,d1,5.0"))
    assert pairs(times, city) == {("d1", "s1"): 5}
    assert len(times.sites.indices) == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("s1,d1,5 s1,d1,6", ["table.csv:3", "6 and 5 at line 2"]),
        ("s1,d1,5 s9,d1,5 s8,d1,1", ["table.csv:3", "'s9' is not among the sites (2 rows)", "s8"]),
        ("s1,d1,5 s1,d7,5", ["table.csv:3", "'d7' is not among the demand points"]),
        ("d1,s1,5", ["'d1' is not among the sites", "'s1' is not among the demand points"]),
        ("s1,d1,-1", ["table.csv:2", "-1", ">= 0"]),
        ("s1,d1,nan", ["table.csv:2", "nan"]),
        ("s1,d1,", ["table.csv:2", "empty"]),
    ],
)
def test_wrong_rows_are_named(tmp_path: Path, rows: str, says: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        measured(table_case(tmp_path, rows))
    for text in says:
        assert text in str(caught.value)


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    case = table_case(tmp_path, "s1,d1,5", "minutes: minutes, from_site: origin")
    with pytest.raises(InputError) as caught:
        measured(case)
    assert "'minutes'" in str(caught.value)
    assert "'origin'" in str(caught.value)


def test_existing_outlets_without_rows_of_their_own_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="from_outlets: true"):
        measured(table_case(tmp_path, "s1,d1,5", outlets="o1,0,0,shop"))


def test_an_id_of_a_site_and_of_an_outlet_is_ambiguous(tmp_path: Path) -> None:
    case = table_case(tmp_path, "s1,d1,5", "minutes: t, from_outlets: true", outlets="s1,0,0,shop")
    with pytest.raises(InputError, match="ambiguous: s1"):
        measured(case)
