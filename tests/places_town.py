"""A small town on a plane whose nurseries can be full, as a planner writes it; worked out from its own words."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import scipy.optimize

Home = tuple[str, float, float, int, int]


@dataclass(frozen=True)
class Town:
    """A scenario, and the rows of its files: homes (id, x, y, people, children), sites (id, x, y), outlets (id, x, y,
    format, places; places None where the cell is empty)."""

    scenario: dict[str, Any]
    homes: list[Home]
    sites: list[tuple[str, float, float]]
    outlets: list[tuple[str, float, float, str, float | None]]
    known: dict[tuple[str, ...], float] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """The scenario file, with the files it names beside it."""
        folder.mkdir(parents=True, exist_ok=True)
        _table(folder / "homes.csv", "id,x,y,people,children", self.homes)
        _table(folder / "sites.csv", "id,x,y", self.sites)
        rows = [[*each[:4], "" if each[4] is None else each[4]] for each in self.outlets]
        _table(folder / "outlets.csv", "id,x,y,format,places", rows)
        path = folder / "scenario.yaml"
        path.write_text(json.dumps(self.scenario), encoding="utf-8")
        return path

    def best(self) -> float:
        """The most value of any plan within the budget, by trying all."""
        options = [(site, name) for site, _, _ in self.sites for name in ("shop", "nursery")]
        cost = {one["id"]: one["cost"] for one in self.scenario["formats"]}
        phases = self.scenario.get("phases") or [{"years": 1.0}]
        found = 0.0
        for when in product(range(len(phases) + 1), repeat=len(options)):
            opened = {
                option: phase for option, phase in zip(options, when, strict=True) if phase < len(phases)
            }
            if sum(cost[name] for _, name in opened) <= self.scenario["budget"]:
                found = max(found, self.value(opened))
        return found

    def value(self, opened: dict[tuple[str, str], int]) -> float:
        """What opening these, each in its phase, adds: people newly reached by a shop, children newly placed."""
        phases = self.scenario.get("phases") or [{"years": 1.0}]
        total = 0.0
        for phase, entry in enumerate(phases):
            here = {option for option, when in opened.items() if when <= phase}
            shops = [self._spot(site) for site, name in here if name == "shop"]
            today = [each[1:3] for each in self.outlets if each[3] == "shop"]
            for home in self.homes:
                if _near(home, shops, 300) and not _near(home, today, 300):
                    total += home[3] * entry["years"]
            added = self.placed({site for site, name in here if name == "nursery"}) - self.placed(set())
            total += 5.0 * added * entry["years"]
        return total

    def placed(self, sites: set[str]) -> float:
        """Children who find a place in the nurseries of today and at these sites: a linear program over all pairs."""
        known = tuple(sorted(sites))
        if known not in self.known:
            self.known[known] = self._placed(sites)
        return self.known[known]

    def _placed(self, sites: set[str]) -> float:
        said = next(one for one in self.scenario["formats"] if one["id"] == "nursery")
        default = said.get("places_today", said["places"])
        doors = [
            (each[1:3], default if each[4] is None else each[4])
            for each in self.outlets
            if each[3] == "nursery"
        ]
        doors += [(self._spot(site), said["places"]) for site in sorted(sites)]
        pairs = [
            (h, d)
            for h, home in enumerate(self.homes)
            for d, door in enumerate(doors)
            if _near(home, [door[0]], 400)
        ]
        if not pairs:
            return 0.0
        matrix = np.zeros((len(self.homes) + len(doors), len(pairs)))
        for column, (home, door) in enumerate(pairs):
            matrix[[home, len(self.homes) + door], column] = 1.0
        most = [home[4] for home in self.homes] + [door[1] for door in doors]
        return -float(scipy.optimize.linprog(-np.ones(len(pairs)), matrix, most).fun)

    def _spot(self, site: str) -> tuple[float, float]:
        return next(each[1:3] for each in self.sites if each[0] == site)


def town(seed: int, phases: bool = False) -> Town:
    """A random one: shops without limit, nurseries with places, some of today's with none."""
    rng = np.random.default_rng(seed)
    spots = rng.integers(0, 1000, (12, 2)).astype(float).tolist()
    homes = [(f"h{n}", *spots[n], int(rng.integers(30, 90)), int(rng.integers(0, 30))) for n in range(6)]
    sites = [(f"s{n}", *spots[6 + n]) for n in range(2 if phases else 3)]
    outlets: list[Any] = [
        (f"o{n}", *spots[9 + n], "nursery" if n else "shop", rng.choice([0, 10, 25, None]) if n else None)
        for n in range(3)
    ]
    formats = [
        {"id": "shop", "cutoff_m": 300, "cost": 100},
        {"id": "nursery", "cutoff_m": 400, "cost": 150, "demand": "children", "weight": 5, "places": 20},
    ]
    if seed % 2:
        formats[1]["places_today"] = 15
    scenario: dict[str, Any] = {
        "name": "nurseries",
        "crs": "plane",
        "demand": {
            "file": "homes.csv",
            "columns": {"id": "id", "x": "x", "y": "y", "people": "people"},
            "groups": {"children": "children"},
        },
        "sites": {"file": "sites.csv", "columns": {"id": "id", "x": "x", "y": "y"}},
        "outlets": [
            {
                "file": "outlets.csv",
                "columns": {"id": "id", "x": "x", "y": "y", "format": "format", "places": "places"},
            }
        ],
        "travel": {"plane": {}},
        "formats": formats,
        "budget": 350,
        "solve": {"strategy": "exact", "gap": 0},
    }
    if phases:
        scenario["phases"] = [{"id": "one", "years": 1.0}, {"id": "two", "years": 2.0}]
    return Town(scenario, homes, sites, outlets)


def _near(home: Home, places: list[Any], cutoff_m: float) -> bool:
    return any(math.hypot(home[1] - x, home[2] - y) <= cutoff_m + 1e-6 for x, y in places)


def _table(path: Path, header: str, rows: Any) -> None:
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
