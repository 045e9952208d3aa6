"""How long it takes from a population file to demand of twelve formats, and how much memory at most.

    python benchmarks/micro/population.py [CASE ...] [--points 1e6] [--side 10000]

Every file is synthetic, made in a temporary folder, and gone afterwards. Each case runs in a process of its own, so
that its peak memory is its own; seconds are of reading the scenario's inputs and of estimating its demand, without
starting Python and importing packages. A grid has side x side cells."""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

WEST, NORTH, CELL_DEG = 117.0, 37.0, 1 / 12_000
FORMATS = (
    *("vegetable_market", "bakery", "community_canteen", "repair_workshop", "laundry", "pharmacy"),
    *("childcare", "bookstore", "elderly_care", "parcel_station", "hair_salon", "recycling_point"),
)


def table(folder: Path, count: int) -> str:
    """A CSV of points with people and two groups, as text."""
    random = np.random.default_rng(0)
    people = random.lognormal(1.0, 1.0, count).round(3)
    frame = {"id": np.arange(count), **_lonlat(random, count), "people": people}
    frame |= {"old": (people * 0.2).round(3), "young": (people * 0.02).round(3)}
    pd.DataFrame(frame).to_csv(folder / "people.csv", index=False)
    columns = "columns: {id: id, x: lon, y: lat}"
    return f'file: people.csv, crs: "EPSG:4326", {columns}, groups: {{old: old, young: young}}'


def table_clipped(folder: Path, count: int) -> str:
    """The same, of which two thirds lie inside an area of 2,000 corners."""
    _write_clip(folder, 0.7)
    return table(folder, count) + ", clip: {file: clip.geojson}"


def hexagons(folder: Path, count: int) -> str:
    """A GeoPackage of a tenth as many hexagons, clipped."""
    import geopandas
    import shapely

    across = int(np.sqrt(count / 10))
    row, column = np.divmod(np.arange(across * across), across)
    middle = np.stack([column * 1.5, (row + (column % 2) / 2) * np.sqrt(3)], axis=1) * 150
    angle = np.arange(6) * np.pi / 3
    corners = middle[:, None] + 150 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    people = np.random.default_rng(0).lognormal(3.0, 1.0, len(corners))
    hexes = shapely.polygons(corners.round(3) + np.array([13_024_400, 4_700_000]))
    frame = geopandas.GeoDataFrame({"people": people}, geometry=hexes, crs="EPSG:3857")
    frame.to_file(folder / "people.gpkg")
    west, south, east, north = frame.to_crs("EPSG:4326").total_bounds
    _write_clip(folder, (east - west) * 0.35, ((west + east) / 2, (south + north) / 2))
    return "file: people.gpkg, clip: {file: clip.geojson}"


def grid(folder: Path, side: int) -> str:
    """A GeoTIFF in which people live in one cell of a hundred, read whole."""
    _write_grid(folder, side, 0.01)
    return "file: people.tif"


def grid_clipped(folder: Path, side: int) -> str:
    """A GeoTIFF in which people live in every cell, of which the window around an area is read."""
    _write_grid(folder, side, 1.0)
    _write_clip(folder, 0.05, (WEST + side * CELL_DEG / 2, NORTH - side * CELL_DEG / 2))
    return "file: people.tif, clip: {file: clip.geojson}"


def _lonlat(random: Any, count: int) -> dict[str, Any]:
    middle = random.uniform(-0.8, 0.8, (60, 2))[random.integers(0, 60, count)]
    lonlat = np.array([117.5, 36.5]) + middle + random.normal(0, 0.05, (count, 2))
    return {"lon": lonlat[:, 0].round(7), "lat": lonlat[:, 1].round(7)}


def _write_clip(folder: Path, reach_deg: float, middle: tuple[float, float] = (117.5, 36.5)) -> None:
    """A ragged area of 2,000 corners."""
    import geopandas
    import shapely

    angle = np.linspace(0, 2 * np.pi, 2000, endpoint=False)
    reach = reach_deg * np.random.default_rng(1).uniform(0.98, 1.0, 2000)
    area = shapely.Polygon(
        np.stack([middle[0] + reach * np.cos(angle), middle[1] + reach * np.sin(angle)], axis=1)
    )
    geopandas.GeoDataFrame({"n": [1]}, geometry=[area], crs="EPSG:4326").to_file(folder / "clip.geojson")


def _write_grid(folder: Path, side: int, lived_in: float) -> None:
    """Tiles of 512 x 512 cells of float32, compressed, row by row of tiles."""
    import rasterio
    from rasterio.transform import Affine

    random = np.random.default_rng(0)
    transform = Affine(CELL_DEG, 0.0, WEST, 0.0, -CELL_DEG, NORTH)
    shape = {"count": 1, "height": side, "width": side, "dtype": "float32", "nodata": -99999.0}
    tiles = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate", "zlevel": 1}
    with rasterio.open(
        folder / "people.tif", "w", driver="GTiff", crs="EPSG:4326", transform=transform, **shape, **tiles
    ) as file:
        for row in range(0, side, 512):
            rows = min(512, side - row)
            people = random.integers(1, 50, (rows, side)).astype(np.float32)
            people[random.random((rows, side)) >= lived_in] = 0
            file.write(people, 1, window=((row, row + rows), (0, side)))


CASES: dict[str, Callable[[Path, int], str]] = {
    "table": table,
    "table_clipped": table_clipped,
    "hexagons": hexagons,
    "grid": grid,
    "grid_clipped": grid_clipped,
}
GRIDS = ("grid", "grid_clipped")


def write(case: str, folder: Path, points: int, side: int) -> None:
    """A scenario of twelve formats for the case, in the folder."""
    demand = CASES[case](folder, side if case in GRIDS else points)
    groups = ("old", "young") if case.startswith("table") else ("people",)
    formats = [
        f"{{id: {name}, cutoff_m: 500, demand: {(*groups, 'people')[number % (len(groups) + 1)]}}}"
        for number, name in enumerate(FORMATS)
    ]
    (folder / "sites.csv").write_text(f"id,x,y\nA,{_site(case, side)}\n", encoding="utf-8")
    (folder / "scenario.yaml").write_text(
        f"name: {case}\ndemand: {{{demand}}}\ntravel: {{great_circle: {{}}}}\nbudget: 1\n"
        'sites: {file: sites.csv, crs: "EPSG:4326", columns: {id: id, x: x, y: y}}\n'
        f"formats: [{', '.join(formats)}]\n",
        encoding="utf-8",
    )


def _site(case: str, side: int) -> str:
    middle = {"hexagons": (117.2, 38.9)}.get(case, (117.5, 36.5))
    if case in GRIDS:
        middle = (WEST + side * CELL_DEG / 2, NORTH - side * CELL_DEG / 2)
    return f"{middle[0]},{middle[1]}"


def one(folder: Path) -> None:
    """Reads the scenario of a folder here, and prints its row."""
    # Packages that reading needs, so that importing them is not measured.
    import pyarrow.csv  # noqa: F401
    import pyogrio  # noqa: F401
    import rasterio  # noqa: F401

    from siting import demand, inputs, scenario
    from siting.errors import Problems

    case = scenario.load(folder)
    wall, cpu = time.perf_counter(), time.process_time()
    city = inputs.read(case, Problems())
    read_s = time.process_time() - cpu
    wanted = demand.estimate(city)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    shape, people = "x".join(map(str, wanted.weight.shape)), float(city.people.sum())
    row = f"{wall:8.2f} {cpu:8.2f} {read_s:8.2f} {peak_mb:8.0f}  {shape:12} {people:,.0f}"
    print(f"{case.settings.name:14} {row}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument(
        "--points", type=float, default=1e6, help="rows of the tables; ten times the hexagons"
    )
    parser.add_argument("--side", type=int, default=10_000, help="rows and columns of the grids")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.folder:
        one(given.folder)
        return
    print(
        f"{'case':14} {'wall s':>8} {'CPU s':>8} {'reading':>8} {'peak MB':>8}  {'weights':12} people",
        flush=True,
    )
    for case in given.cases or CASES:
        with tempfile.TemporaryDirectory() as folder:
            write(case, Path(folder), int(given.points), given.side)
            subprocess.run([sys.executable, __file__, "--folder", folder], check=True)


if __name__ == "__main__":
    main()
