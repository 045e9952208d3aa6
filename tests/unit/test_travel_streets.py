"""Walking on streets: partial lengths at both ends, directions, what is too far, who is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import InputError
from tests.small_streets import edges_case, measured, pairs

# one street of 100 m from a to b, and on to c
STREET = "a,0,0 b,100,0 c,200,0"
BOTH = "a,b,100 b,c,100"
FAR = "[{id: shop, name: Shop, cutoff_m: 1000, demand: people, cost: 1}]"


def shops(cutoff_m: float) -> str:
    return f"[{{id: shop, name: Shop, cutoff_m: {cutoff_m}, demand: people, cost: 1}}]"


def test_both_ends_use_part_of_their_street_and_the_legs_to_it(tmp_path: Path) -> None:
    case = edges_case(tmp_path, STREET, BOTH, demand="d,30,5,1", sites="s,160,-7", formats=FAR)
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 5 + 70 + 60 + 7}


def test_legs_are_ignored_where_the_scenario_says_so(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path, STREET, BOTH, demand="d,30,5,1", sites="s,160,-7", formats=FAR, more="snap_leg: ignored"
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 130}


def test_points_go_to_the_nearest_node_where_the_scenario_says_so(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path, STREET, BOTH, demand="d,30,0,1", sites="s,160,0", formats=FAR, more="snap_to: node"
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 30 + 200 + 40}


def test_a_part_of_a_street_is_scaled_to_its_stated_length(tmp_path: Path) -> None:
    case = edges_case(tmp_path, STREET, "a,b,300 b,c,100", demand="d,50,0,1", sites="s,200,0", formats=FAR)
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 150 + 100}


def test_two_points_on_one_street_walk_straight_along_it(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path, STREET, "a,b,200 b,c,100", demand="d,20,3,1", sites="s,70,0 t,20,0", formats=FAR
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 103, ("d", "t"): 3}


def test_a_way_round_may_be_shorter_than_along_a_winding_street(tmp_path: Path) -> None:
    nodes, edges = "a,0,0 b,100,0 c,50,-50", "a,b,1000 a,c,71 c,b,71"
    case = edges_case(tmp_path, nodes, edges, demand="d,1,0,1", sites="s,99,0", formats=FAR)
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 10 + 142 + 10}


def test_people_walk_from_home_to_the_outlet_not_the_other_way(tmp_path: Path) -> None:
    ring = "a,b,100,yes b,c,100,yes c,a,150,yes"
    case = edges_case(
        tmp_path,
        "a,0,0 b,100,0 c,50,87",
        ring,
        header="from,to,length_m,oneway",
        network="columns: {length_m: length_m, oneway: oneway}",
        demand="d,20,0,1",
        sites="ahead,70,0 behind,10,0",
        outlets="o,10,0,shop",
        formats=FAR,
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "ahead"): 50, ("d", "behind"): 80 + 100 + 150 + 10}
    assert pairs(times, city, outlets=True) == {("d", "o"): 340}


def test_a_cutoff_met_exactly_is_within_it_and_a_millimetre_more_is_not(tmp_path: Path) -> None:
    for cutoff_m, expected in ((130, {("d", "s"): 130}), (129.999, {})):
        case = edges_case(tmp_path, STREET, BOTH, demand="d,30,0,1", sites="s,160,0", formats=shops(cutoff_m))
        times, city, _ = measured(case)
        assert pairs(times, city) == expected


def test_islands_are_walked_each_for_itself(tmp_path: Path) -> None:
    nodes, edges = "a,0,0 b,100,0 x,0,50 y,100,50", "a,b,100 x,y,100"
    case = edges_case(
        tmp_path, nodes, edges, demand="d,0,0,1 e,0,50,1", sites="s,100,0 t,100,50", formats=FAR
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 100, ("e", "t"): 100}
    assert times.cut_off == ()


def test_points_far_from_every_street_are_named_and_reach_nothing(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        STREET,
        BOTH,
        demand="d,0,0,10 far,0,260,25",
        sites="s,0,0 t,0,-251",
        outlets="o,100,300,shop p,0,250,shop",
        formats=FAR,
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 0}
    assert pairs(times, city, outlets=True) == {("d", "p"): 250}
    assert [array.tolist() for array in (times.lost_demand, times.lost_sites, times.lost_outlets)] == [
        [1],
        [1],
        [0],
    ]
    texts = [str(warning) for warning in times.cut_off]
    assert "1 demand points with 25 people are farther than 250 m" in texts[0]
    assert "far" in texts[0]
    assert "cannot be used: t" in texts[1]
    assert "serve nobody: o" in texts[2]
    assert len(texts) == 3


def test_sites_and_people_out_of_reach_are_named(tmp_path: Path) -> None:
    case = edges_case(
        tmp_path,
        STREET,
        BOTH,
        demand="d,0,0,10 e,200,0,5 empty,200,0,0",
        sites="s,10,0 t,110,0",
        formats=shops(20),
    )
    times, _, _ = measured(case)
    texts = [str(warning) for warning in times.cut_off]
    assert ["1 sites reach no demand point" in text and text.endswith("t") for text in texts] == [True, False]
    assert "1 demand points with 5 people are beyond the cutoffs of every site: e" in texts[1]


def test_layers_of_different_places_are_an_error(tmp_path: Path) -> None:
    case = edges_case(tmp_path, STREET, BOTH, demand="d,90000,0,1", sites="s,90000,0")
    with pytest.raises(InputError) as caught:
        measured(case)
    assert "none of the 1 demand points lies within 250 m of a street" in str(caught.value)
    assert "x 0..200" in str(caught.value)
    assert "x 90000..90000" in str(caught.value)


def test_cutoffs_in_minutes_use_the_speed_of_the_group(tmp_path: Path) -> None:
    formats = (
        "[{id: market, name: M, cutoff_min: 2, demand: people, cost: 1},"
        " {id: canteen, name: C, cutoff_min: 2, demand: old, cost: 1}]"
    )
    case = edges_case(
        tmp_path,
        STREET,
        BOTH,
        demand="d,0,0,1 e,110,0,1",
        sites="s,200,0",
        formats=formats,
        groups="{old: people}",
        more="group_speed_m_per_min: {old: 40}",
    )
    times, city, _ = measured(case)
    assert times.limit.tolist() == [150.0, 80.0]
    assert times.speed_m_per_min.tolist() == [75.0, 40.0]
    assert pairs(times, city) == {("e", "s"): 90}


def test_an_origin_looks_only_as_far_as_the_formats_it_admits(tmp_path: Path) -> None:
    formats = (
        "[{id: near, name: N, cutoff_m: 50, demand: people, cost: 1},"
        " {id: far, name: F, cutoff_m: 150, demand: people, cost: 1}]"
    )
    case = edges_case(
        tmp_path,
        STREET,
        BOTH,
        demand="d,0,0,1 e,100,0,1",
        sites="s,0,0",
        outlets="o,0,0,near p,0,0,far",
        formats=formats,
    )
    times, city, _ = measured(case)
    assert pairs(times, city) == {("d", "s"): 0, ("e", "s"): 100}
    assert pairs(times, city, outlets=True) == {("d", "o"): 0, ("d", "p"): 0, ("e", "p"): 100}


def test_the_files_read_are_handed_on_with_their_hashes(tmp_path: Path) -> None:
    times, _, _ = measured(edges_case(tmp_path, STREET, BOTH, formats=FAR))
    assert sorted(Path(name).name for name in times.files) == ["edges.csv", "nodes.csv"]
    assert all(len(digest) == 64 for digest in times.files.values())
