"""OpenStreetMap outlets: points and areas by tags, lists of values, and what is left out named."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting import catalogue, readers
from siting.errors import Place, Problems
from siting.readers import Table
from siting.readers.osm_pbf import OSM_TAGS_CSV
from siting.scenario.schema import Outlets

HERE = Place(Path("scenario.yaml"), 3, 9, "outlets[0].file")

OSM = """<osm version="0.6">
<node id="1" lat="35.0" lon="14.0"><tag k="amenity" v="pharmacy"/><tag k="name" v="药店"/></node>
<node id="2" lat="35.1" lon="14.1"><tag k="shop" v="bakery; supermarket"/></node>
<node id="3" lat="35.2" lon="14.2"><tag k="shop" v="car"/></node>
<node id="4" lat="35.3" lon="14.3"><tag k="amenity" v="pharmacy"/><tag k="healthcare" v="pharmacy"/></node>
<node id="11" lat="35.0" lon="14.0"/><node id="12" lat="35.0" lon="14.01"/>
<node id="13" lat="35.01" lon="14.01"/><node id="14" lat="35.01" lon="14.0"/>
<node id="15" lat="35.002" lon="14.002"/><node id="16" lat="35.002" lon="14.008"/>
<node id="17" lat="35.008" lon="14.008"/><node id="18" lat="35.008" lon="14.002"/>
<way id="20"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/>
  <tag k="amenity" v="marketplace"/></way>
<way id="21"><nd ref="11"/><nd ref="12"/><tag k="amenity" v="marketplace"/></way>
<way id="22"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="14"/><nd ref="11"/></way>
<way id="23"><nd ref="15"/><nd ref="16"/><nd ref="17"/><nd ref="18"/><nd ref="15"/></way>
<way id="24"><nd ref="11"/><nd ref="99"/><nd ref="13"/><nd ref="14"/><nd ref="11"/>
  <tag k="shop" v="books"/></way>
<relation id="30"><member type="way" ref="22" role="outer"/><member type="way" ref="23" role="inner"/>
  <tag k="type" v="multipolygon"/><tag k="shop" v="supermarket"/></relation>
</osm>"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "城市.osm"
    path.write_text(OSM, encoding="utf-8")
    return path


def read(path: Path, tags: str = "default") -> tuple[Table | None, Problems]:
    problems = Problems()
    return readers.read(path, Outlets(file=path.name, osm_tags=tags), HERE, problems), problems


def test_points_areas_and_multipolygons_become_points(city: Path) -> None:
    table, _ = read(city)
    assert table is not None
    found = (
        dict(zip(readers.texts(table, "id"), table.geometry, strict=True))
        if table.geometry is not None
        else {}
    )
    assert (found["n1"].x, found["n1"].y) == (14.0, 35.0)
    assert 14.0 < found["w20"].x < 14.01
    hole = found["r30"]
    assert not (14.002 < hole.x < 14.008 and 35.002 < hole.y < 35.008)
    assert table.crs == "EPSG:4326"


def test_a_list_of_values_counts_for_each_and_two_tags_of_a_format_count_once(city: Path) -> None:
    table, _ = read(city)
    assert table is not None
    pairs = list(zip(readers.texts(table, "id"), readers.texts(table, "format"), strict=True))
    assert sorted(pairs) == [
        ("n1", "pharmacy"),
        ("n2", "bakery"),
        ("n2", "supermarket"),
        ("n4", "pharmacy"),
        ("r30", "supermarket"),
        ("w20", "vegetable_market"),
    ]
    assert readers.texts(table, "name")[pairs.index(("n1", "pharmacy"))] == "药店"


def test_open_ways_and_broken_areas_are_named(city: Path) -> None:
    _, problems = read(city)
    assert not problems.errors
    [warning] = problems.warnings
    assert "2 ways or relations" in warning.message
    assert "w21" in warning.message
    assert "w24" in warning.message


def test_a_mapping_of_ones_own(city: Path, tmp_path: Path) -> None:
    tags = tmp_path / "tags.csv"
    tags.write_text("format,key,value\n汽车,shop,car\n", encoding="utf-8")
    table, _ = read(city, str(tags))
    assert table is not None
    assert readers.texts(table, "format").tolist() == ["汽车"]


def test_a_mapping_that_lacks_a_column_or_a_cell_is_an_error(city: Path, tmp_path: Path) -> None:
    tags = tmp_path / "tags.csv"
    for text, words in [
        ("format,key\na,b\n", "no column 'value'"),
        ("format,key,value\na,b,\n", "must all be given"),
    ]:
        tags.write_text(text, encoding="utf-8")
        table, problems = read(city, str(tags))
        assert table is None
        assert words in str(problems.errors[0])


def test_the_shipped_mapping_covers_every_format_of_the_catalogue() -> None:
    problems = Problems()
    table = readers.read(OSM_TAGS_CSV, Outlets(file="osm_tags.csv", format="x"), HERE, problems)
    assert table is not None
    assert set(readers.texts(table, "format")) == set(catalogue.formats())
    rows = list(zip(*(readers.texts(table, name) for name in ("format", "key", "value")), strict=True))
    assert len(rows) == len(set(rows))
    tags = [row[1:] for row in rows]
    assert len(tags) == len(set(tags)), "one tag must not stand for two formats"
