"""How far each way of spreading totals is from a population grid that is taken for the truth, and how fast it is.

    python benchmarks/micro/spread.py buildings city.osm.pbf grid.gpkg 4     # blocks of 4 x 4 cells as areas
    python benchmarks/micro/spread.py streets nodes.csv edges.csv demand.csv 1500  # blocks of 1,500 m as areas
    python benchmarks/micro/spread.py speed 1000000                          # places in 88 areas

The grid's people are summed to blocks, the sums spread over the places in each block again, and what arrives in each
cell is held against what the grid has there. mean error: people a cell, absolute; misplaced: people who do not
arrive in the cell that they live in, of all."""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely

from siting.crs import to_working
from siting.errors import Problems
from siting.population.dwellings_osm import read_buildings
from siting.population.spread import spread_people
from siting.population.streets import cut
from siting.population.streets_osm import kinds, read_streets
from siting.population.totals import NOWHERE, area_of

HELSINKI = "EPSG:3879"  # the grid's cells stand upright in it, 250 m wide
CELL_M = 250.0
MARIBOR = "EPSG:32633"
HEXAGON_M = 190.0  # from the middle of a cell to its edge, about
PARENT_BITS = (
    21  # an H3 index of resolution 9 without these is its cell of resolution 8, in which Kontur counts
)
LATTICE_M = 50.0


@dataclass(frozen=True)
class Truth:
    """Cells with people, and the areas that they are summed to. people, area: (n_cells,)."""

    people: np.ndarray
    area: np.ndarray

    def header(self) -> None:
        """The columns of `row`."""
        areas = len(np.unique(self.area))
        print(f"{self.people.sum():,.0f} people in {len(self.area)} cells, summed to {areas} areas")
        print(f"{'spread':34} {'places':>8} {'mean error':>10} {'largest':>10} {'misplaced':>10}")

    def row(self, name: str, size: np.ndarray, cell: np.ndarray, area: np.ndarray) -> None:
        """Spreads the areas' people over places and says how far from the truth they arrive.

        cell, area: (n,) of each place, NOWHERE outside of all; who arrives in no cell is misplaced."""
        size = np.asarray(size, dtype=float)
        here = (area != NOWHERE) & (size > 0)
        n_areas = int(self.area.max()) + 1
        totals = np.bincount(self.area, self.people, n_areas)
        full = np.bincount(area[here], size[here], n_areas) > 0
        people = spread_people(size[here], area[here], np.where(full, totals, 0.0))
        known = cell[here] != NOWHERE
        arrived = np.bincount(cell[here][known], people[known], len(self.people))
        off = np.abs(arrived - self.people)
        lost = np.maximum(self.people - arrived, 0.0).sum() / self.people.sum()
        print(f"{name:34} {here.sum():8} {off.mean():10.1f} {off.max():10.0f} {lost:10.1%}")


def buildings(extract: Path, grid: Path, across: int) -> None:
    cells = pyogrio.read_dataframe(grid).to_crs(HELSINKI)
    corner, lonlat = cells.total_bounds[:2], _nodes(extract)
    middle = shapely.get_coordinates(shapely.centroid(cells.geometry.to_numpy()))
    ends = to_working(np.percentile(lonlat, [0.5, 99.5], axis=0), "EPSG:4326", HELSINKI)
    first, last = np.ceil((ends[0] - corner) / CELL_M - 0.2), np.floor((ends[1] - corner) / CELL_M + 0.2)
    shape = (last - first).astype(
        int
    )  # only cells that the extract covers; where the grid has none, nobody lives
    origin = corner + first * CELL_M

    def cell_of(xy: np.ndarray) -> np.ndarray:
        at = np.floor((xy - origin) / CELL_M).astype(int)
        inside = ((at >= 0) & (at < shape)).all(axis=1)
        return np.where(inside, at[:, 0] * shape[1] + at[:, 1], NOWHERE)

    known, n = cell_of(middle), int(shape.prod())
    people = np.bincount(known[known != NOWHERE], cells["population"][known != NOWHERE], n)
    block = np.stack(np.divmod(np.arange(n), shape[1]), axis=1) // across
    _, area = np.unique(block, axis=0, return_inverse=True)
    truth = Truth(people, area)
    truth.header()
    truth.row("evenly over the ground", np.ones(n), np.arange(n), area)
    box, problems = (-180.0, -90.0, 180.0, 90.0), Problems()
    for table, sizes in (
        (
            read_buildings(extract, {}, None, box, problems),
            ("equal", "footprint_m2", "floor_area_m2", "apartments"),
        ),
        (read_streets(extract, {}, box, problems), ("length_m",)),
    ):
        assert table is not None
        assert table.xy is not None
        at = cell_of(to_working(table.xy, "EPSG:4326", HELSINKI))
        in_area = np.where(at == NOWHERE, NOWHERE, area[at])
        frame = table.frame.assign(equal=1.0)
        if "floor_area_m2" in frame:
            frame["apartments"] = frame["floor_area_m2"].where(frame["kind"] == "apartments", 0.0)
        for name in sizes:
            truth.row(name, frame[name].to_numpy(), at, in_area)


def _nodes(extract: Path) -> np.ndarray:
    import osmium

    return np.array([(node.lon, node.lat) for node in osmium.FileProcessor(extract, osmium.osm.NODE)])


def streets(nodes: Path, edges: Path, demand: Path, block_m: float) -> None:
    from scipy.spatial import cKDTree

    cells, points, lines = (pd.read_csv(path) for path in (demand, nodes, edges))
    middle = to_working(cells[["lon", "lat"]].to_numpy(), "EPSG:4326", MARIBOR)
    origin = middle.min(axis=0)
    parent = np.unique([int(name, 16) >> PARENT_BITS for name in cells["h3"]], return_inverse=True)[1]
    centre = np.stack([np.bincount(parent, axis) for axis in middle.T], axis=1) / np.bincount(parent)[:, None]
    blocks, area = np.unique(np.floor((centre - origin) / block_m), axis=0, return_inverse=True)
    number = {tuple(block): position for position, block in enumerate(blocks.tolist())}
    tree = cKDTree(middle)

    def placed(xy: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The cell of each place, and its area: that of its cell, else the block that it lies in."""
        apart, child = tree.query(xy)
        inside = [number.get(tuple(block), NOWHERE) for block in np.floor((xy - origin) / block_m).tolist()]
        cell = np.where(apart <= HEXAGON_M, parent[child], NOWHERE)
        return cell, np.where(cell == NOWHERE, inside, area[cell])

    truth = Truth(np.bincount(parent, cells["pop"]), area)
    truth.header()
    side = np.arange(0.5 * LATTICE_M, block_m, LATTICE_M)
    inner = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    ground = (origin + blocks[:, None, :] * block_m + inner).reshape(-1, 2)
    truth.row("evenly over the ground", np.ones(len(ground)), *placed(ground))
    truth.row("evenly over the cells with people", np.ones(len(middle)), *placed(middle))
    position = pd.Series(np.arange(len(points)), index=points["id"])
    ends = points[["lon", "lat"]].to_numpy()[position[lines[["u", "v"]].to_numpy().ravel()].to_numpy()]
    pieces = cut(ends, np.repeat(np.arange(len(lines)), 2), "EPSG:4326")
    kind = lines["highway"].to_numpy()[pieces.line]
    at = placed(to_working(pieces.xy, "EPSG:4326", MARIBOR))
    only = np.isin(kind, ["residential", "living_street"])
    shipped = np.array([kinds().get(name, 0.0) for name in kind])
    for name, factor in (
        ("street_length", shipped),
        ("street_length, every way", 1.0),
        ("street_length, residential alone", only),
    ):
        truth.row(name, pieces.length_m * factor, *at)


def speed(places: int) -> None:
    random = np.random.default_rng(0)
    side = np.arange(88)
    polygons = shapely.buffer(shapely.points(side % 11 + 0.5, side // 11 + 0.5), 0.5, cap_style="square")
    xy, size = random.uniform(0, (11, 8), (places, 2)), random.lognormal(0, 1, places)
    totals = random.integers(10_000, 90_000, 88).astype(float)
    start = time.process_time()
    area, _ = area_of(xy, polygons)
    found = time.process_time()
    people = spread_people(size, area, totals)
    spread = time.process_time()
    whole = spread_people(size, area, totals, whole=True)
    end = time.process_time()
    assert (np.bincount(area, whole, 88) == totals).all()
    assert np.allclose(np.bincount(area, people, 88), totals, rtol=1e-9)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{places:,} places: areas found {found - start:.2f} s, spread {spread - found:.2f} s,", end=" ")
    print(f"whole persons {end - spread:.2f} s (CPU), peak {peak_mb:,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("buildings")
    one.add_argument("extract", type=Path)
    one.add_argument("grid", type=Path)
    one.add_argument("across", type=int)
    two = commands.add_parser("streets")
    for name in ("nodes", "edges", "demand"):
        two.add_argument(name, type=Path)
    two.add_argument("block_m", type=float)
    commands.add_parser("speed").add_argument("places", type=int)
    given = vars(parser.parse_args())
    {"buildings": buildings, "streets": streets, "speed": speed}[given.pop("command")](**given)


if __name__ == "__main__":
    main()
