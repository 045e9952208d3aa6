"""Which library reads outlets from an OpenStreetMap extract: seconds, memory and what each of them finds.

    python benchmarks/micro/osm_readers.py measure city.osm.pbf          # every library that is installed
    python benchmarks/micro/osm_readers.py copies city.osm.pbf big.osm.pbf 20   # a larger file to measure on

Every library gives each object with a key `amenity` or `shop`, points as they are, areas as a point inside.
Each runs in a process of its own, so that its peak memory is its own."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

KEYS = ("amenity", "shop")


def pyosmium(path: str) -> tuple[int, int]:
    import osmium
    import shapely

    keys, wkb = osmium.filter.KeyFilter(*KEYS), osmium.geom.WKBFactory()
    points, areas = [], []
    for thing in osmium.FileProcessor(path).with_areas(keys).with_filter(keys):
        if isinstance(thing, osmium.osm.Node):
            points.append((thing.lon, thing.lat))
        elif isinstance(thing, osmium.osm.Area):
            areas.append(shapely.point_on_surface(shapely.from_wkb(wkb.create_multipolygon(thing))))
    return len(points), len(areas)


def gdal(path: str) -> tuple[int, int]:
    """Points have no field of their own for these keys until a configuration file asks for one."""
    import pyogrio

    shipped = Path(pyogrio.__file__).parent / "gdal_data" / "osmconf.ini"
    text = shipped.read_text(encoding="utf-8")
    old = "attributes=name,barrier,highway,ref,address,is_in,place,man_made"
    assert old in text
    where = " OR ".join(f"{key} IS NOT NULL" for key in KEYS)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "osmconf.ini"
        config.write_text(text.replace(old, "attributes=name,amenity,shop"), encoding="utf-8")
        options = {"where": where, "CONFIG_FILE": str(config)}
        points = pyogrio.read_dataframe(path, layer="points", **options)
        areas = pyogrio.read_dataframe(path, layer="multipolygons", **options)
    return len(points), len(areas.representative_point())


def pyrosm(path: str) -> tuple[int, int]:
    from pyrosm import OSM

    wanted = dict.fromkeys(KEYS, True)
    found = OSM(path).get_data_by_custom_criteria(
        wanted, filter_type="keep", keep_nodes=True, keep_ways=True, keep_relations=True
    )
    found.representative_point()
    points = int((found["osm_type"] == "node").sum())
    return points, len(found) - points


TOOLS: dict[str, Callable[[str], tuple[int, int]]] = {"pyosmium": pyosmium, "gdal": gdal, "pyrosm": pyrosm}


def one(tool: str, path: str) -> None:
    """Runs a tool here and prints its row."""
    import resource

    wall, cpu = time.perf_counter(), time.process_time()
    points, areas = TOOLS[tool](path)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{tool:10} {wall:8.2f} {cpu:8.2f} {peak_mb:8.0f} {points:8} {areas:8}")


def measure(path: str) -> None:
    """Every tool in a process of its own."""
    print(f"{'':10} {'wall s':>8} {'CPU s':>8} {'MB':>8} {'points':>8} {'areas':>8}", flush=True)
    for tool in TOOLS:
        done = subprocess.run(
            [sys.executable, __file__, "one", tool, path], capture_output=True, text=True, timeout=600
        )
        lines = (done.stdout or done.stderr).strip().splitlines() or ["nothing"]
        print(lines[-1] if done.returncode == 0 else f"{tool:10} {lines[-1]}", flush=True)


def copies(source: str, target: str, count: int) -> None:
    """Copies of an extract side by side, a degree apart, with ids of their own."""
    import osmium

    step = 10_000_000_000
    with osmium.SimpleWriter(target, overwrite=True) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY, osmium.osm.RELATION):
            for copy in range(count):
                east, north, shift = copy % 10, copy // 10, copy * step
                for thing in osmium.FileProcessor(source, kind):
                    if isinstance(thing, osmium.osm.Node):
                        place = (thing.lon + east, thing.lat + north)
                        writer.add_node(thing.replace(id=thing.id + shift, location=place))
                    elif isinstance(thing, osmium.osm.Way):
                        nodes = [node.ref + shift for node in thing.nodes]
                        writer.add_way(thing.replace(id=thing.id + shift, nodes=nodes))
                    elif isinstance(thing, osmium.osm.Relation):
                        members = [(m.type, m.ref + shift, m.role) for m in thing.members]
                        writer.add_relation(thing.replace(id=thing.id + shift, members=members))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("measure").add_argument("path")
    alone = commands.add_parser("one")
    alone.add_argument("tool", choices=TOOLS)
    alone.add_argument("path")
    several = commands.add_parser("copies")
    several.add_argument("source")
    several.add_argument("target")
    several.add_argument("count", type=int)
    said = vars(parser.parse_args())
    {"measure": measure, "one": one, "copies": copies}[said.pop("command")](**said)


if __name__ == "__main__":
    main()
