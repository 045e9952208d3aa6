"""A small town on a plane with upgrades, mobile points and stand-ins, written as a planner writes it; and what its
scenario means, worked out pair by pair from the file's own words."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Place = tuple[float, float]
Option = tuple[str, str]
Row = tuple[str, str]
FORMATS = ("shop", "market", "locker")


@dataclass(frozen=True)
class Town:
    """A scenario, and the rows of its files."""

    scenario: dict[str, Any]
    homes: list[tuple[str, Place, int]]
    sites: list[tuple[str, Place]]
    outlets: list[tuple[str, Place, str]]
    vans: list[tuple[str, Place]]

    def write(self, folder: Path) -> Path:
        """The scenario file, with the files it names beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        _table(folder / "homes.csv", "id,x,y,people", [(i, *xy, n) for i, xy, n in self.homes])
        _table(folder / "sites.csv", "id,x,y", [(i, *xy) for i, xy in self.sites])
        _table(folder / "outlets.csv", "id,x,y,format", [(i, *xy, f) for i, xy, f in self.outlets])
        _table(folder / "vans.csv", "van,x,y", [(i, *xy) for i, xy in self.vans])
        path = folder / "scenario.yaml"
        path.write_text(json.dumps(self.scenario), encoding="utf-8")
        return path

    def formats(self) -> dict[str, dict[str, Any]]:
        return {entry["id"]: entry for entry in self.scenario["formats"]}

    def places(self) -> dict[Option, tuple[list[Place], float, float]]:
        """(site, format) -> where it is, how far people walk to it, and the share of them whom it serves."""
        formats, found = self.formats(), dict[Option, tuple[list[Place], float, float]]()
        for site, xy in self.sites:
            for name in FORMATS:
                found[site, name] = [xy], formats[name]["cutoff_m"], 1.0
        for entry in self.scenario.get("upgrades", []):
            asked = entry["outlets"]
            for outlet, xy, own in self.outlets:
                if own not in asked.get("formats", FORMATS) or outlet not in asked.get("ids", [outlet]):
                    continue
                for name in entry.get("gains", []):
                    if name != own:
                        found[f"upgrade:{outlet}", name] = [xy], formats[name]["cutoff_m"], 1.0
                if "cutoff_m" in entry:
                    found[f"upgrade:{outlet}", own] = [xy], entry["cutoff_m"], 1.0
        for entry in self.scenario.get("mobile", []):
            for van in dict.fromkeys(van for van, _ in self.vans):
                stops = [xy for one, xy in self.vans if one == van]
                for name in entry["formats"]:
                    cutoff = entry.get("cutoff_m", formats[name]["cutoff_m"])
                    found[van, name] = stops, cutoff, entry.get("share", 1.0)
        return found

    def serves(self) -> dict[Option, dict[Row, float]]:
        """(site, format) -> (home, format) -> share of the home's people whom it serves."""
        return {option: self.reach(option[1], *where) for option, where in self.places().items()}

    def serves_at(self, opened: list[Option]) -> list[dict[Row, tuple[float, float]]]:
        """For each option, (home, format) -> the share whom it serves, and how far they walk."""
        places = self.places()
        return [self._walks(option[1], *places[option]) for option in opened]

    def today_at(self) -> list[dict[Row, tuple[float, float]]]:
        """The same for each outlet of today."""
        return [
            self._walks(name, [xy], self.formats()[name]["cutoff_m"], 1.0) for _, xy, name in self.outlets
        ]

    def today(self) -> dict[Row, float]:
        """(home, format) -> share of the home's people whom the best outlet of today serves."""
        best = dict[Row, float]()
        for _, xy, name in self.outlets:
            for row, share in self.reach(name, [xy], self.formats()[name]["cutoff_m"], 1.0).items():
                best[row] = max(best.get(row, 0.0), share)
        return best

    def reach(self, name: str, places: list[Place], cutoff_m: float, part: float) -> dict[Row, float]:
        """(home, format) -> share of the home's people whom an outlet of a format there serves."""
        return {row: share for row, (share, _) in self._walks(name, places, cutoff_m, part).items()}

    def _walks(
        self, name: str, places: list[Place], cutoff_m: float, part: float
    ) -> dict[Row, tuple[float, float]]:
        served = {name: 1.0, **self.formats()[name].get("serves", {})}
        walks = {
            home: min(float(np.hypot(at[0] - x, at[1] - y)) for x, y in places) for home, at, _ in self.homes
        }
        return {
            (home, other): (share * part, walk)
            for home, walk in walks.items()
            if walk <= cutoff_m
            for other, share in served.items()
        }

    def gained(self, opened: list[Option]) -> float:
        """People, times the format's weight, who are served beyond today: the best outlet of each row decides."""
        today, serves = self.today(), self.serves()
        total = 0.0
        for home, _, people in self.homes:
            for name, entry in self.formats().items():
                row = (home, name)
                best = max([serves[option].get(row, 0.0) for option in opened], default=0.0)
                total += people * entry.get("weight", 1.0) * max(0.0, best - today.get(row, 0.0))
        return total


def town(seed: int, **given: Any) -> Town:
    """A random town. given: keys laid over its scenario."""
    rng = np.random.default_rng(seed)

    def place() -> Place:
        x, y = rng.integers(0, 60, 2) * 10
        return float(x), float(y)

    scenario = {
        "name": "town",
        "crs": "plane",
        "demand": {"file": "homes.csv", "columns": {"id": "id", "x": "x", "y": "y", "people": "people"}},
        "sites": {"file": "sites.csv", "columns": {"id": "id", "x": "x", "y": "y"}},
        "outlets": [{"file": "outlets.csv", "columns": {"id": "id", "x": "x", "y": "y", "format": "format"}}],
        "travel": {"plane": {}},
        "formats": [
            {"id": "shop", "cutoff_m": 150, "cost": 3},
            {"id": "market", "cutoff_m": 250, "cost": 5, "weight": 2},
            {
                "id": "locker",
                "cutoff_m": 100,
                "cost": 1,
                "weight": 0,
                "serves": {"shop": 0.4, "market": 0.25},
            },
        ],
        "upgrades": [
            {"outlets": {"formats": ["market"]}, "gains": ["shop"], "cutoff_m": 400, "cost": 2},
            {"outlets": {"formats": ["shop"]}, "gains": ["locker"], "cost": {"locker": 1}},
        ],
        "mobile": [
            {
                "file": "vans.csv",
                "columns": {"id": "van", "x": "x", "y": "y"},
                "formats": ["market"],
                "cutoff_m": 120,
                "share": 0.5,
                "cost": 2,
            }
        ],
        "budget": 6,
        "solve": {"strategy": "exact", "gap": 0},
        **given,
    }
    return Town(
        scenario={key: value for key, value in scenario.items() if value is not None},
        homes=[(f"h{k}", place(), int(rng.integers(1, 9))) for k in range(14)],
        sites=[(f"s{k}", place()) for k in range(2)],
        outlets=[(f"o{k}", place(), name) for k, name in enumerate(("market", "shop", "locker"))],
        vans=[(f"v{k // 3}", place()) for k in range(6)],
    )


def _table(path: Path, header: str, rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        writer.writerows(rows)
