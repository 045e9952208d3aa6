"""Outlets straight from real extracts, against those drawn from the same data by other means."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from siting import readers
from siting.crs import to_working
from siting.errors import Place, Problems
from siting.readers import Table
from siting.scenario.schema import Outlets


def outlets(path: Path, tags: str = "default") -> tuple[Table, Problems]:
    if not path.is_file():
        pytest.skip(f"real data not present: {path.name}")
    problems = Problems()
    table = readers.read(path, Outlets(file=path.name, osm_tags=tags), Place(), problems)
    assert not problems.errors
    assert table is not None
    return table, problems


@pytest.fixture(scope="module")
def known(shared: Path) -> pd.DataFrame:
    """Outlets of Malta drawn from the same extract elsewhere: osm_id, format, tag, name, lon, lat."""
    return pd.read_csv(shared / "data" / "malta" / "outlets.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def found(shared: Path, known: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The same tags, read here with their table."""
    tags = known["tag"].str.split("=", expand=True).set_axis(["key", "value"], axis=1)
    tags = tags.assign(format=known["format"]).drop_duplicates()
    path = tmp_path_factory.mktemp("tags") / "tags.csv"
    tags.to_csv(path, index=False)
    table, _ = outlets(shared / "data" / "malta" / "malta.osm.pbf", str(path))
    xy = readers.coordinates(table, None, None, Problems())
    assert xy is not None
    frame = pd.DataFrame({name: readers.texts(table, name) for name in ("id", "format", "tag", "name")})
    return frame.assign(lon=xy[:, 0], lat=xy[:, 1])


def test_points_of_malta_are_the_same_objects(known: pd.DataFrame, found: pd.DataFrame) -> None:
    theirs = known[known["osm_id"].str.startswith("n")]
    ours = found[found["id"].str.startswith("n")]
    assert set(zip(theirs["osm_id"], theirs["format"], strict=True)) == set(
        zip(ours["id"], ours["format"], strict=True)
    )


def test_areas_of_malta_are_the_same_objects(known: pd.DataFrame, found: pd.DataFrame) -> None:
    theirs = set(known["osm_id"][known["osm_id"].str.startswith("w")])
    ours = set(found["id"][found["id"].str.startswith("w")])
    assert ours == theirs


def test_counts_per_tag_agree_but_for_multipolygons(known: pd.DataFrame, found: pd.DataFrame) -> None:
    """Theirs hold points and ways; a park and a school are mapped as relations."""
    relations = found["id"].str.startswith("r")
    assert Counter(found["tag"][~relations]) == Counter(known["tag"])
    assert Counter(found["tag"][relations]) == {"leisure=park": 1, "amenity=school": 1}


def test_places_agree_to_the_size_of_the_object(known: pd.DataFrame, found: pd.DataFrame) -> None:
    both = found.merge(known, left_on=["id", "tag"], right_on=["osm_id", "tag"], suffixes=("", "_known"))
    ours = to_working(both[["lon", "lat"]].to_numpy(), "EPSG:4326", "EPSG:32633")
    theirs = to_working(both[["lon_known", "lat_known"]].to_numpy(), "EPSG:4326", "EPSG:32633")
    apart_m = np.hypot(*(ours - theirs).T)
    points = both["id"].str.startswith("n").to_numpy()
    assert apart_m[points].max() < 0.1
    assert np.median(apart_m[~points]) < 20


def test_areas_are_outlets_that_points_alone_would_miss(shared: Path) -> None:
    table, problems = outlets(shared / "data" / "malta" / "malta.osm.pbf")
    kinds = pd.DataFrame({"id": readers.texts(table, "id"), "tag": readers.texts(table, "tag")})
    points = Counter(kinds["tag"][kinds["id"].str.startswith("n")])
    everything = Counter(kinds["tag"])
    assert (points["shop=supermarket"], everything["shop=supermarket"]) == (76, 92)
    assert (points["leisure=sports_centre"], everything["leisure=sports_centre"]) == (6, 20)
    assert (points["amenity=pharmacy"], everything["amenity=pharmacy"]) == (71, 71)
    assert len(kinds) == 1248
    assert not problems.warnings


def test_objects_cut_by_the_edge_of_an_extract_are_named(shared: Path) -> None:
    table, problems = outlets(shared / "data" / "helsinki" / "helsinki_centre.osm.pbf")
    assert len(table) > 400
    [warning] = problems.warnings
    assert "w570654271" in warning.message, "a market hall of which the extract has 2 of 7 corners"
    xy = readers.coordinates(table, None, None, Problems())
    assert xy is not None
    assert (np.abs(xy - [24.94, 60.17]) < [0.1, 0.1]).all()
