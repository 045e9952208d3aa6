"""Real streets and real layers, put where Zibo lies: there every system that is mistaken in China can be tried.

Distances stay what they are; only the place on Earth is another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from siting import crs, networks, readers
from siting.errors import Place, Problems
from siting.inputs import Origin
from siting.inputs.outlines import outline_of
from siting.networks import Network
from siting.networks._build import network
from siting.scenario import ways
from siting.scenario.schema import Layer, Outlets
from siting.travel.shift.closest import points_along
from tests.crooked_town import beside

WORKING = "EPSG:4548"
MIDDLE_M = np.array([596_000.0, 4_076_000.0])
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class City:
    """streets: in WORKING; layers: name -> (n, 2) metres in WORKING."""

    streets: Network
    layers: dict[str, Floats]


def origin(xy_m: Floats, what: str = "outlets", said: str = "EPSG:4326", given: str = "EPSG:4326") -> Origin:
    """A layer at these places: its numbers are in `given`, and it is read as `said`."""
    lonlat = crs.to_lonlat(xy_m, WORKING)
    assert lonlat is not None
    turned = {"gcj02": crs.wgs84_to_gcj02, "bd09": crs.wgs84_to_bd09}
    numbers = turned[given](lonlat) if given in turned else lonlat
    read = crs.to_lonlat(numbers, said)
    assert read is not None
    return Origin(what, Place(), said, read)


def city(name: str, shared: Path, root: Path) -> City:
    """One of CITIES."""
    streets, layers = CITIES[name](shared / "data" / name, root)
    low, high = streets.node_xy_m.min(axis=0), streets.node_xy_m.max(axis=0)
    away_m = MIDDLE_M - (low + high) / 2
    moved = network(
        streets.node_xy_m + away_m,
        streets.edge_nodes[:, 0],
        streets.edge_nodes[:, 1],
        np.ones(streets.n_edges),
        np.zeros(streets.n_edges, dtype=np.bool_),
    )
    return City(moved, {name: xy_m + away_m for name, xy_m in layers.items()})


def _of_tables(nodes: pd.DataFrame, ends: pd.DataFrame, xy_m: Floats) -> Network:
    position = pd.Series(np.arange(len(nodes), dtype=np.int32), index=nodes["id"])
    tail, head = (position[ends[column]].to_numpy() for column in ends.columns[:2])
    return network(xy_m, tail, head, np.ones(len(ends)), np.zeros(len(ends), dtype=np.bool_))


def _osm_tables(folder: Path, _root: Path) -> tuple[Network, dict[str, Floats]]:
    def metres(name: str) -> Floats:
        return crs.to_working(
            pd.read_csv(folder / name)[["lon", "lat"]].to_numpy(), "EPSG:4326", "EPSG:32633"
        )

    streets = _of_tables(
        pd.read_csv(folder / "nodes.csv"), pd.read_csv(folder / "edges.csv"), metres("nodes.csv")
    )
    layers = {"demand": metres("demand.csv"), "outlets": metres("outlets.csv")}
    if (folder / "districts.geojson").is_file():
        layers["borders"] = _borders(folder / "districts.geojson", "EPSG:32633")
    return streets, layers


def _borders(path: Path, working: str) -> Floats:
    """Points along the borders of areas."""
    table = readers.read(path, Layer(file=path.name), Place(), Problems())
    assert table is not None
    assert table.geometry is not None
    found = outline_of(table.geometry, "EPSG:4326", "circles", Place())
    assert found is not None
    return crs.to_working(points_along(found.lonlat, found.start, 5_000), "EPSG:4326", working)


def _of_file(path: Path, working: str) -> Network:
    """The streets of a file as a scenario would read them."""
    asked = ways.Network(file=path.name)
    stub = SimpleNamespace(
        settings=SimpleNamespace(travel=SimpleNamespace(network=asked)),
        file=lambda *_: path,
        place=lambda *_: Place(),
    )
    return networks.read(stub, working, Problems())  # type: ignore[arg-type]


def _helsinki(folder: Path, _root: Path) -> tuple[Network, dict[str, Floats]]:
    extract, grid = folder / "helsinki_centre.osm.pbf", folder / "helsinki_population_grid_2020.gpkg"
    layers = {"demand": _middles(grid, None), "outlets": _middles(extract, "default")}
    return _of_file(extract, "EPSG:3067"), layers


def _middles(path: Path, osm_tags: str | None) -> Floats:
    layer = Outlets(file=path.name, osm_tags=osm_tags) if osm_tags else Layer(file=path.name)
    table = readers.read(path, layer, Place(), Problems())
    assert table is not None
    assert table.crs is not None
    xy = readers.coordinates(table, None, None, Problems())
    assert xy is not None
    return crs.to_working(xy, table.crs, "EPSG:3067")


def _futian(folder: Path, _root: Path) -> tuple[Network, dict[str, Floats]]:
    """Its outlets are synthetic: 1,500 at random along the streets, some 16 m aside."""
    whole = _of_file(folder / "streets.graphml", "EPSG:4547")
    return whole, {"outlets": beside(whole, 1_500, seed=1)}


def _zhangdian(_folder: Path, root: Path) -> tuple[Network, dict[str, Floats]]:
    data = root / "scenarios" / "zhangdian" / "data"

    def metres(name: str) -> Floats:
        return pd.read_csv(data / f"{name}.csv")[["x", "y"]].to_numpy(dtype=np.float64)

    streets = _of_tables(pd.read_csv(data / "nodes.csv"), pd.read_csv(data / "edges.csv"), metres("nodes"))
    layers = {name: metres(name) for name in ("demand", "sites", "outlets")}
    return streets, layers | {"borders": _borders(data / "circles.geojson", WORKING)}


CITIES: dict[str, Callable[[Path, Path], tuple[Network, dict[str, Floats]]]] = {
    "maribor": _osm_tables,
    "malta": _osm_tables,
    "helsinki": _helsinki,
    "shenzhen_futian": _futian,
    "zhangdian": _zhangdian,
}
