"""The files of the synthetic Zhangdian: facts met exactly, one piece, nothing passed off as real."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

import siting.scenario
from siting.catalogue import formats as catalogue

GROUPS = ["age_0_3", "age_6_18", "age_15_59", "age_40_plus", "elderly"]
ADULT_BANDS = ["20-29", "30-39", "40-49", "50-59"]


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "scenarios" / "zhangdian"


@pytest.fixture(scope="module")
def census(folder: Path) -> dict[str, int]:
    with (folder / "facts" / "census.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["source"] for row in rows)
    return {row["group"]: int(row["people"]) for row in rows if row["adcode"] == "370303"}


@pytest.fixture(scope="module")
def demand(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / "demand.csv")


@pytest.fixture(scope="module")
def sites(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / "sites.csv")


@pytest.fixture(scope="module")
def outlets(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / "outlets.csv")


@pytest.fixture(scope="module")
def nodes(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / "nodes.csv")


@pytest.fixture(scope="module")
def edges(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "data" / "edges.csv")


@pytest.fixture(scope="module")
def circles(folder: Path) -> dict[str, shapely.Geometry]:
    features = json.loads((folder / "data" / "circles.geojson").read_text(encoding="utf-8"))["features"]
    to_metres = Transformer.from_crs("EPSG:4490", "EPSG:4548", always_xy=True)
    return {
        f["properties"]["id"]: shapely.transform(
            shapely.from_geojson(json.dumps(f["geometry"])), to_metres.transform, interleaved=False
        )
        for f in features
    }


def test_people_and_ages_are_the_census_to_the_person(demand: pd.DataFrame, census: dict[str, int]) -> None:
    age_15_19 = census["10-19"] - (census["0-14"] - census["0-9"])
    assert demand["people"].sum() == census["total"] == 1_272_967
    assert demand["elderly"].sum() == census["60-69"] + census["70-79"] + census["80+"]
    assert demand["age_40_plus"].sum() == census["40-49"] + census["50-59"] + demand["elderly"].sum()
    assert demand["age_15_59"].sum() == age_15_19 + sum(census[band] for band in ADULT_BANDS)
    assert census["urban"] + census["rural"] == census["total"]


def test_every_building_holds_whole_people_and_no_group_exceeds_them(demand: pd.DataFrame) -> None:
    assert demand["id"].is_unique
    counts = demand.drop(columns=["id", "x", "y", "lives_there_from"])
    assert (counts.dtypes == np.int64).all()
    assert (counts >= 0).all().all()
    assert (demand["people"] > 0).all()
    for group in [*GROUPS, "households", "car_owners"]:
        assert (demand[group] <= demand["people"]).all(), group
    assert (demand["age_15_59"] + demand["elderly"] + demand["age_0_3"] <= demand["people"]).all()


def test_children_follow_the_stated_assumptions(demand: pd.DataFrame, census: dict[str, int]) -> None:
    age_10_14 = census["0-14"] - census["0-9"]
    age_15_19 = census["10-19"] - age_10_14
    school = 0.380 * census["0-9"] + age_10_14 + 0.8 * age_15_19
    assert demand["age_0_3"].sum() == pytest.approx(0.299 * census["0-9"], abs=1)
    assert demand["age_6_18"].sum() == pytest.approx(school, abs=2)


def test_the_network_is_one_piece_with_true_lengths(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    assert (nodes["id"] == np.arange(1, len(nodes) + 1)).all()
    a, b = edges["from"].to_numpy() - 1, edges["to"].to_numpy() - 1
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(nodes), len(nodes)))
    assert connected_components(links, directed=False)[0] == 1
    xy = nodes[["x", "y"]].to_numpy()
    assert np.abs(np.hypot(*(xy[a] - xy[b]).T) - edges["length_m"]).max() < 0.11
    assert not pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b)}).duplicated().any()


def test_everything_stands_near_a_street(
    nodes: pd.DataFrame, edges: pd.DataFrame, demand: pd.DataFrame, sites: pd.DataFrame, outlets: pd.DataFrame
) -> None:
    xy = nodes.set_index("id")[["x", "y"]]
    lines = shapely.linestrings(np.stack([xy.loc[edges["from"]], xy.loc[edges["to"]]], axis=1))
    tree = shapely.STRtree(lines)
    for places, most_m in ((demand, 100.0), (sites, 20.0), (outlets, 20.0)):
        points = shapely.points(places["x"], places["y"])
        _, far_m = tree.query_nearest(points, return_distance=True, all_matches=False)
        assert far_m.max() <= most_m


def test_walls_have_gates_in_every_superblock(
    nodes: pd.DataFrame, edges: pd.DataFrame, circles: dict[str, shapely.Geometry]
) -> None:
    """Lanes touch arterials and branches at gates only: one in about 100 m of street, and in every circle."""
    inner = edges["kind"].isin(["lane", "path"])
    outer = edges["kind"].isin(["arterial", "branch"])
    ends = {
        name: set(edges.loc[mask, ["from", "to"]].to_numpy().ravel())
        for name, mask in (("in", inner), ("out", outer))
    }
    gates = nodes.set_index("id").loc[sorted(ends["in"] & ends["out"])]
    street_m = edges.loc[outer, "length_m"].sum()
    assert 60 < street_m / len(gates) < 200
    for circle, ground in circles.items():
        assert shapely.contains_xy(ground.buffer(1), gates["x"], gates["y"]).sum() >= 40, circle


def test_circles_hold_about_equally_many_people_and_do_not_overlap(
    circles: dict[str, shapely.Geometry], demand: pd.DataFrame, census: dict[str, int]
) -> None:
    assert list(circles) == [f"ZD{n:02d}" for n in range(1, 61)]
    points = shapely.points(demand["x"], demand["y"])
    inside = np.array([shapely.contains(ground, points) for ground in circles.values()])
    people = inside @ demand["people"].to_numpy()
    assert people.min() >= 12_000
    assert people.max() <= 32_000
    assert inside.sum(axis=0).max() == 1
    assert demand["people"][inside.any(axis=0)].sum() == census["urban"]
    together = shapely.union_all(list(circles.values()))
    assert together.area == pytest.approx(sum(ground.area for ground in circles.values()), rel=1e-4)


def test_everything_lies_within_the_real_outline(
    folder: Path, demand: pd.DataFrame, sites: pd.DataFrame
) -> None:
    feature = json.loads((folder / "facts" / "outline.geojson").read_text(encoding="utf-8"))["features"][0]
    assert "Tianditu" in feature["properties"]["source"]
    to_metres = Transformer.from_crs("EPSG:4490", "EPSG:4548", always_xy=True)
    outline = shapely.transform(
        shapely.from_geojson(json.dumps(feature["geometry"])), to_metres.transform, interleaved=False
    )
    assert outline.area / 1e6 == pytest.approx(359.5, abs=0.2)
    for places in (demand, sites):
        assert shapely.contains_xy(outline, places["x"], places["y"]).all()


def test_all_formats_a_site_admits_fit_there_together(sites: pd.DataFrame) -> None:
    assert len(sites) >= 1_200
    assert sites["id"].is_unique
    assert set(sites["kind"]) == {"shop_unit", "public_room", "warehouse", "vacant_plant"}
    for area_m2, formats in zip(sites["area_m2"], sites["formats"].str.split("|"), strict=True):
        assert 1 <= len(formats) == len(set(formats)) <= 8
        assert sum(catalogue()[name].area_m2 for name in formats) <= area_m2
    assert (sites[["fitout_cost_per_m2", "lump_cost"]] > 0).all().all()


def test_sites_are_spread_over_all_circles(circles: dict[str, shapely.Geometry], sites: pd.DataFrame) -> None:
    for circle, ground in circles.items():
        assert shapely.contains_xy(ground, sites["x"], sites["y"]).sum() >= 5, circle


def test_the_centre_is_well_served_and_the_edge_is_not(demand: pd.DataFrame, outlets: pd.DataFrame) -> None:
    homes = demand[["x", "y"]].to_numpy()
    near = np.zeros(len(homes))
    for _, group in outlets.groupby("format"):
        near += cKDTree(group[["x", "y"]].to_numpy()).query(homes)[0] <= 600
    from_centre_m = np.hypot(*(homes - np.average(homes, axis=0, weights=demand["people"])).T)
    centre, edge = near[from_centre_m < 2_000].mean(), near[from_centre_m > 5_000].mean()
    assert centre > 0.8 * outlets["format"].nunique()
    assert edge < 0.5 * centre


def test_the_centre_is_older(demand: pd.DataFrame) -> None:
    from_centre_m = np.hypot(demand["x"] - demand["x"].mean(), demand["y"] - demand["y"].mean())
    near = demand[from_centre_m < 2_500]
    assert (
        near["elderly"].sum() / near["people"].sum() > 1.1 * demand["elderly"].sum() / demand["people"].sum()
    )


def test_whatever_a_person_reads_says_that_it_is_made_up(
    folder: Path, sites: pd.DataFrame, outlets: pd.DataFrame
) -> None:
    assert sites["name"].str.startswith("合成").all()
    assert outlets["name"].str.startswith("合成").all()
    circles = json.loads((folder / "data" / "circles.geojson").read_text(encoding="utf-8"))
    assert "synthetic" in circles["name"]
    assert all(f["properties"]["name"].startswith("合成") for f in circles["features"])
    settings = siting.scenario.load(folder).settings
    assert settings.synthetic
    assert settings.illustrative_costs
    assert "synthetic" in settings.title["en"]
    assert "合成" in settings.title["zh"]
    assert "synthetic" in (folder / "README.md").read_text(encoding="utf-8").split("\n")[0]


def test_the_scenario_is_rich_enough_and_its_variants_load(folder: Path, outlets: pd.DataFrame) -> None:
    settings = siting.scenario.load(folder).settings
    names = [f if isinstance(f, str) else f.id for f in settings.formats]
    assert len(names) >= 14
    assert set(outlets["format"]) == set(names)
    half, one = (
        siting.scenario.load(folder, override=name).settings for name in ("half_budget", "one_budget")
    )
    assert [2 * phase.budget for phase in half.phases] == [phase.budget for phase in settings.phases]
    assert one.budget == sum(phase.budget for phase in settings.phases)
    assert not one.phases
    assert not one.rules


def test_the_data_stay_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if "__pycache__" not in path.parts) < 6e6
