"""Networks as layers of lines."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from siting.errors import InputError
from siting.networks import Network
from tests.small_streets import network_of, streets_of, write_case

CRS = "EPSG:4548"
X, Y = 500_000.0, 4_070_000.0


def layer(folder: Path, lines: list[str], name: str = "city.gpkg", **columns: list[object]) -> Path:
    """Lines as WKT near the middle of the zone, coordinates counted from there."""
    geometry = shapely.transform(shapely.from_wkt(lines), lambda xy: xy + np.array([X, Y]))
    gpd.GeoDataFrame(columns, geometry=list(geometry), crs=CRS).to_file(folder / name)
    return folder / name


def read(folder: Path, more: str = "", name: str = "city.gpkg") -> Network:
    case = write_case(
        folder, f"{{network: {{file: {name}{more}}}}}", crs=CRS, demand=f"d,{X},{Y},1", sites=f"s,{X},{Y}"
    )
    return network_of(case, CRS)[0]


def near_origin(network: Network) -> set[tuple[tuple[float, float], tuple[float, float], float]]:
    return {((a[0] - X, a[1] - Y), (b[0] - X, b[1] - Y), m) for a, b, m in streets_of(network)}


def test_lines_are_cut_at_every_vertex_and_meet_where_vertices_meet(tmp_path: Path) -> None:
    layer(tmp_path, ["LINESTRING (0 0, 10 0, 20 0)", "LINESTRING (10 5, 10 0)"])
    network = read(tmp_path)
    assert (network.n_nodes, network.n_edges, int(network.component.max())) == (4, 3, 0)
    assert ((10, 0), (10, 5), 5.0) in near_origin(network)


def test_lines_that_cross_without_a_vertex_do_not_meet(tmp_path: Path) -> None:
    layer(tmp_path, ["LINESTRING (0 0, 20 0)", "LINESTRING (10 5, 10 -5)"])
    assert int(read(tmp_path).component.max()) == 1


def test_ends_in_the_same_millimetre_are_one_node(tmp_path: Path) -> None:
    layer(
        tmp_path,
        ["LINESTRING (0 0, 10 0)", "LINESTRING (10.0002 0.0001, 20 0)", "LINESTRING (20.002 0, 30 0)"],
    )
    network = read(tmp_path)
    assert network.n_nodes == 5
    assert int(network.component.max()) == 1


def test_a_stated_length_is_shared_out_and_oneway_follows_the_line(tmp_path: Path) -> None:
    layer(tmp_path, ["LINESTRING (10 0, 4 0, 0 0)"], metres=[20.0], single=["yes"])
    network = read(tmp_path, ", columns: {length_m: metres, oneway: single}")
    assert near_origin(network) == {((10, 0), (4, 0), 12.0), ((4, 0), (0, 0), 8.0)}


def test_lines_of_several_parts_are_read(tmp_path: Path) -> None:
    layer(tmp_path, ["MULTILINESTRING ((0 0, 10 0), (10 0, 10 10))"])
    assert read(tmp_path).n_edges == 2


def test_geojson_streets_in_degrees_are_read(tmp_path: Path) -> None:
    layer(tmp_path, ["LINESTRING (0 0, 10 0, 20 0)"])
    gpd.read_file(tmp_path / "city.gpkg").to_crs(4326).to_file(tmp_path / "city.geojson")
    assert read(tmp_path, name="city.geojson").forward_m == pytest.approx([10, 10], abs=0.01)


def test_layers_of_anything_but_lines_are_refused(tmp_path: Path) -> None:
    layer(tmp_path, ["POINT (0 0)", "POINT (1 1)"])
    with pytest.raises(InputError, match="2 features are not lines"):
        read(tmp_path)


def test_a_file_of_several_layers_needs_a_name(tmp_path: Path) -> None:
    path = layer(tmp_path, ["LINESTRING (0 0, 10 0)"])
    gpd.read_file(path).to_file(path, layer="streets", mode="a")
    with pytest.raises(InputError, match="several"):
        read(tmp_path)
    assert read(tmp_path, ", layer: streets").n_edges == 1
