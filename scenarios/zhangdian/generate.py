"""Rewrites the data of this synthetic scenario from the facts and a seed: python generate.py [--seed N]."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.city import build
from generator.write import write_city

HERE = Path(__file__).resolve().parent
SEED = 370303


def main() -> None:
    """Builds the city and says what it holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=HERE / "data", help="folder of the data files")
    arguments = parser.parse_args()
    city = build(HERE / "facts", arguments.seed)
    for path in write_city(city, arguments.out):
        print(f"{path.name:16} {path.stat().st_size / 1e6:6.2f} MB")
    people = city.people.columns["people"]
    print(f"{len(people)} dwellings, {people.sum()} people, {len(city.blocks)} superblocks")
    print(f"{len(city.network.xy_m)} nodes, {len(city.network.ends)} edges, {len(city.villages)} villages")
    print(f"{len(city.outlets.format)} outlets, {len(city.sites.kind)} sites")
    inside = city.circles.people
    print(f"{len(inside)} circles of {inside.min()} to {inside.max()} people")


if __name__ == "__main__":
    main()
