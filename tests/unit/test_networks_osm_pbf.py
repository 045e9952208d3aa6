"""Walkable ways of OpenStreetMap: the rule table, and the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from siting.errors import InputError
from siting.networks import Network
from siting.networks._walkable import rules, walk
from tests.small_streets import network_of, streets_of, write_case


@pytest.mark.parametrize(
    ("tags", "how"),
    [
        ("highway=residential", "both"),
        ("highway=steps", "both"),
        ("highway=pedestrian", "both"),
        ("highway=motorway", None),
        ("highway=motorway foot=yes", None),
        ("highway=construction", None),
        ("highway=trunk", "both"),
        ("highway=trunk foot=no", None),
        ("highway=trunk motorroad=yes", None),
        ("highway=service service=parking_aisle", "both"),
        ("highway=service service=private", None),
        ("highway=service access=private", None),
        ("highway=service access=private foot=permissive", "both"),
        ("highway=footway access=no foot=designated", "both"),
        ("highway=residential foot=private", None),
        ("highway=residential access=destination", "both"),
        ("highway=pedestrian area=yes", None),
        ("highway=cycleway", None),
        ("highway=cycleway foot=yes", "both"),
        ("highway=cycleway foot=use_sidepath", None),
        ("highway=residential oneway=yes", "both"),
        ("highway=footway oneway:foot=yes", "forward"),
        ("highway=footway oneway:foot=-1", "backward"),
        ("highway=footway foot:backward=no", "forward"),
        ("highway=steps conveying=backward", "backward"),
        ("highway=street_lamp", None),
        ("railway=platform", None),
        ("highway=residential sidewalk=separate", "both"),
    ],
)
def test_the_rule_table_decides_who_walks(tags: str, how: str | None) -> None:
    assert walk(dict(tag.split("=") for tag in tags.split())) == how


def test_every_row_of_the_rule_table_means_something_and_has_a_source() -> None:
    import csv

    from siting.networks._walkable import TABLE

    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["source"] for row in rows} == {"wiki", "osmnx", "osrm"}
    kinds = {"yes", "no", "foot"}
    for row in rows:
        known = (
            kinds
            if row["key"] == "highway"
            else {"closed", "allowed", "forbidden", "restricted", "forward", "backward"}
        )
        assert row["says"] in known, row
    assert len(rules()) == len(rows)


def extract(
    folder: Path, ways: str, nodes: str = "1,0,0 2,0.001,0 3,0.002,0 4,0.002,0.001"
) -> tuple[Network, list[str]]:
    """Ways as `1-2-3 key=value key=value; ...` over nodes `id,lon,lat`; in an .osm file."""
    lines = ['<osm version="0.6">']
    for node in nodes.split():
        identity, lon, lat = node.split(",")
        lines.append(f'<node id="{identity}" version="1" lon="{lon}" lat="{lat}"/>')
    for number, way in enumerate(ways.split(";"), 1):
        refs, *tags = way.split()
        lines.append(f'<way id="{number}" version="1">')
        lines += [f'<nd ref="{ref}"/>' for ref in refs.split("-")]
        lines += ['<tag k="{}" v="{}"/>'.format(*tag.split("=")) for tag in tags]
        lines.append("</way>")
    text = "\n".join([*lines, "</osm>"])
    case = write_case(
        folder,
        "{network: {file: city.osm}}",
        crs="EPSG:32631",
        layer_crs="EPSG:4326",
        files={"city.osm": text},
        demand="d1,0,0,1",
        sites="s1,0,0",
    )
    network, problems = network_of(case, "EPSG:32631")
    return network, [str(problem) for problem in problems.warnings]


def test_every_vertex_of_a_walkable_way_is_a_node(tmp_path: Path) -> None:
    network, warnings = extract(tmp_path, "1-2-3 highway=residential; 3-4 highway=motorway; 2-4 building=yes")
    assert (network.n_nodes, network.n_edges) == (3, 2)
    # one thousandth of a degree along the equator of WGS-84
    assert network.forward_m == pytest.approx([111.319490793] * 2, abs=1e-6)
    assert warnings == []


def test_ways_that_share_a_node_meet_there(tmp_path: Path) -> None:
    network, _ = extract(tmp_path, "1-2-3 highway=residential; 2-4 highway=footway")
    assert (network.n_nodes, network.n_edges, int(network.component.max())) == (4, 3, 0)


def test_oneway_binds_vehicles_and_oneway_foot_binds_feet(tmp_path: Path) -> None:
    network, _ = extract(
        tmp_path,
        "1-2 highway=residential oneway=yes; 2-3 highway=footway oneway:foot=yes;"
        "3-4 highway=path oneway:foot=-1",
    )
    ways = sorted((round((b[0] - a[0])), round(b[1] - a[1])) for a, b, _ in streets_of(network))
    assert len(ways) == 4
    assert sum(1 for east, _ in ways if east > 50) == 2
    assert [north for east, north in ways if abs(east) < 50 and abs(north) > 50] == [-111]


def test_ways_cut_at_the_border_of_the_extract_end_there_and_are_counted(tmp_path: Path) -> None:
    network, warnings = extract(tmp_path, "1-2-9 highway=residential; 9-8 highway=residential")
    assert network.n_edges == 1
    assert ["2 pieces of street lead out" in text for text in warnings] == [True]


def test_unknown_kinds_of_highway_are_left_out_and_named(tmp_path: Path) -> None:
    network, warnings = extract(tmp_path, "1-2 highway=residential; 2-3 highway=footpth")
    assert network.n_edges == 1
    assert ["footpth (1)" in text for text in warnings] == [True]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("city.osm.pbf", "no such bytes", "cannot be read"),
        ("city.osm", '<osm version="0.6"></osm>', "no street that can be walked"),
    ],
)
def test_a_file_without_streets_is_refused(tmp_path: Path, name: str, text: str, says: str) -> None:
    case = write_case(tmp_path, f"{{network: {{file: {name}}}}}", files={name: text})
    with pytest.raises(InputError, match=says):
        network_of(case, "EPSG:32631")


def test_the_centre_of_helsinki_is_connected_streets(shared: Path, tmp_path: Path) -> None:
    file = shared / "data" / "helsinki" / "helsinki_centre.osm.pbf"
    case = write_case(tmp_path, f"{{network: {{file: {file}}}}}", crs="EPSG:32635")
    network, _ = network_of(case, "EPSG:32635")
    low, high = network.node_xy_m.min(axis=0), network.node_xy_m.max(axis=0)
    assert (high - low).max() < 6000
    assert network.forward_m.sum() > 50_000
    assert (network.component == 0).mean() > 0.95
