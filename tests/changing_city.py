"""A tiny city in files, drawn at random, in which outlets open and close; and the best plans near another by hand."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from siting.model import Model

FORMATS = ("shop", "clinic")


def write(folder: Path, seed: int, phases: bool = False, **more: Any) -> Path:
    """Eight places with people, three or four sites, two outlets of today on a street of 1 km; returns the scenario."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    x = rng.choice(np.arange(0, 1000, 50), 8, replace=False)
    people = rng.integers(10, 200, 8)
    demand = [f"d{k},{x[k]},0,{people[k]}" for k in range(8)]
    count = 3 if phases else 4
    spots = rng.choice(np.arange(0, 1000, 25), count, replace=False)
    sites = [f"s{k},{spots[k]},0,{rng.integers(1, 6)}" for k in range(count)]
    outlets = [f"o{k},{rng.integers(0, 1000)},0,{FORMATS[k]}" for k in range(2)]
    _csv(folder / "demand.csv", "id,x,y,people", demand)
    _csv(folder / "sites.csv", "id,x,y,rent", sites)
    _csv(folder / "outlets.csv", "id,x,y,format", outlets)
    said: dict[str, Any] = {
        "name": "changing",
        "crs": "plane",
        "demand": _layer("demand.csv", people="people"),
        "sites": _layer("sites.csv", site_cost="rent"),
        "outlets": [_layer("outlets.csv", format="format")],
        "travel": {"plane": {}},
        "formats": [
            {"id": "shop", "name": "shop", "tier": "basic", "cutoff_m": 130, "cost": 4},
            {"id": "clinic", "name": "clinic", "tier": "basic", "cutoff_m": 220, "cost": 6, "weight": 2},
        ],
        "solve": {"strategy": "exact", "gap": 0, "time_limit_s": 30, "hindsight": False},
    }
    if phases:
        said["phases"] = [{"id": "p1", "budget": 14}, {"id": "p2", "years": 2, "budget": 11}]
    else:
        said["budget"] = 26
    path = folder / "scenario.yaml"
    path.write_text(json.dumps(said | more), encoding="utf-8")
    return path


def _layer(file: str, **columns: str) -> dict[str, Any]:
    return {"file": file, "crs": "plane", "columns": {"id": "id", "x": "x", "y": "y", **columns}}


def _csv(path: Path, head: str, lines: list[str]) -> None:
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def every_plan(model: Model) -> list[tuple[Any, float]]:
    """All plans that the rules let pass, with what they are worth. Each site opens each format once."""
    pairs: dict[tuple[int, int], list[int]] = {}
    for option in range(model.n_options):
        pair = (int(model.option_site[option]), int(model.option_format[option]))
        pairs.setdefault(pair, []).append(option)
    found = []
    for picked in product(*([-1, *options] for options in pairs.values())):
        selection = np.array(sorted(one for one in picked if one >= 0), dtype=np.int32)
        if not any(rule.violations(model, selection) for rule in model.rules):
            found.append((selection, model.objective.value(model, selection)))
    return found


def distance(model: Model, standing: set[tuple[int, int, int]], selection: Any) -> int:
    """Changes project by project. standing: (site, format, phase); a project in another phase is one change."""
    plan = {
        (int(model.option_site[k]), int(model.option_format[k])): int(model.option_phase[k])
        for k in np.asarray(selection).tolist()
    }
    was = {(site, format): phase for site, format, phase in standing}
    return sum(plan.get(pair) != was.get(pair) for pair in plan.keys() | was.keys())
