"""A small city on a plane, made by hand or at random, for tests of everything between inputs and plan."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from siting.errors import Place
from siting.inputs import Circles, FormatInput, Inputs, Points, Survey
from siting.population import Ledger, Step
from siting.readers import Table


def points(xy: Any, prefix: str) -> Points:
    xy = np.array(xy, dtype=np.float64).reshape(-1, 2)
    ids = np.array([f"{prefix}{number}" for number in range(len(xy))], dtype=object)
    return Points(ids, xy, None, ids)


def format_input(identity: str, cutoff_m: float, **given: Any) -> FormatInput:
    values: dict[str, Any] = {
        "names": {"en": identity, "zh": identity},
        "tier": "basic",
        "cutoff_min": None,
        "group": "people",
        "weight": 1.0,
        "area_m2": float("nan"),
    }
    return FormatInput(id=identity, cutoff_m=cutoff_m, **{**values, **given})


def city(
    *,
    demand: Any,
    people: Any,
    sites: Any,
    formats: tuple[FormatInput, ...],
    admits: Any = None,
    cost: Any = 1.0,
    site_cost: Any = 0.0,
    outlets: Any = (),
    outlet_format: Any = (),
    demand_circle: Any = None,
    site_circle: Any = None,
    outlet_circle: Any = None,
    n_circles: int = 0,
    polygons: Any = None,
    kinds: Any = None,
    districts: Any = None,
    site_source: Any = None,
    site_area_m2: Any = None,
    groups: dict[str, Any] | None = None,
    crs: str = "plane",
) -> Inputs:
    """Inputs from plain lists; admits everything and lies outside every circle unless told otherwise."""
    demand_points, site_points, outlet_points = points(demand, "d"), points(sites, "s"), points(outlets, "o")
    shape = (len(site_points), len(formats))
    admitted = np.ones(shape, dtype=bool) if admits is None else np.array(admits, dtype=bool)
    costs = np.where(admitted, np.broadcast_to(np.array(cost, dtype=np.float64), shape), np.nan)
    everyone = np.array(people, dtype=np.float64)
    circle_ids = np.array([f"c{number}" for number in range(n_circles)], dtype=object)

    def circle(given: Any, length: int) -> Any:
        return np.full(length, -1, dtype=np.int32) if given is None else np.array(given, dtype=np.int32)

    return Inputs(
        demand=demand_points,
        people=everyone,
        groups={"people": everyone} | {k: np.array(v, dtype=np.float64) for k, v in (groups or {}).items()},
        demand_circle=circle(demand_circle, len(demand_points)),
        sites=site_points,
        site_kind=np.array(kinds or ["vacant"] * len(site_points), dtype=object),
        site_district=np.array(districts or [""] * len(site_points), dtype=object),
        site_area_m2=np.full(len(site_points), np.nan)
        if site_area_m2 is None
        else np.array(site_area_m2, dtype=np.float64),
        site_circle=circle(site_circle, len(site_points)),
        site_admits=admitted,
        option_cost=costs,
        site_cost=np.broadcast_to(np.array(site_cost, dtype=np.float64), len(site_points)),
        site_source=np.array(site_source or [""] * len(site_points), dtype=object),
        outlets=outlet_points,
        outlet_format=np.array(outlet_format, dtype=np.int32),
        outlet_circle=circle(outlet_circle, len(outlet_points)),
        circles=Circles(circle_ids, circle_ids, polygons),
        formats=formats,
        population=account(everyone),
        crs=crs,
        files={},
        warnings=(),
    )


def account(people: Any) -> tuple[Step, ...]:
    """Of a city in which nobody is left out."""
    ledger = Ledger()
    ledger.add("made by hand", people.sum(), len(people))
    return ledger.close(people.sum(), len(people))


def survey(
    number: int,
    circle: Any,
    format: Any,
    share: Any,
    respondents: Any,
    kind: str = "needs",
    min_respondents: int = 30,
) -> Survey:
    """Answers as lists; circle None for a survey of the whole city."""
    return Survey(
        number=number,
        kind=kind,
        min_respondents=min_respondents,
        circle=None if circle is None else np.array(circle, dtype=object),
        format=np.array(format, dtype=np.int32),
        share=np.array(share, dtype=np.float64),
        respondents=np.array(respondents, dtype=np.float64),
        place=Place(where=f"surveys[{number}].file"),
        table=Table(Path("survey.csv"), None),
        rows=np.arange(len(share)),
    )


def straight_lines(inputs: Inputs) -> Any:
    """TravelTimes in metres along straight lines, cut at the longest cutoff."""
    limit = np.array([format.cutoff_m for format in inputs.formats], dtype=np.float64)
    return SimpleNamespace(
        sites=_reach(inputs.sites.xy_m, inputs.demand.xy_m, limit.max()),
        outlets=_reach(inputs.outlets.xy_m, inputs.demand.xy_m, limit.max()),
        unit="m",
        limit=limit,
        speed_m_per_min=np.full(len(limit), 75.0),
        cut_off=(),
        option_limit=None,
        streets=np.zeros((0, 4), dtype=np.float32),
    )


def _reach(origins: Any, demand: Any, longest_m: float) -> Any:
    distance = np.hypot(*(origins[:, None, :] - demand[None, :, :]).transpose(2, 0, 1))
    near = distance <= longest_m + 1e-6
    indptr = np.concatenate([[0], np.cumsum(near.sum(axis=1))]).astype(np.int64)
    return SimpleNamespace(indptr=indptr, indices=np.nonzero(near)[1].astype(np.int32), travel=distance[near])


def random_city(seed: int, n_demand: int = 60, n_sites: int = 12, n_outlets: int = 4, **given: Any) -> Inputs:
    """Three formats, four circles as quarters of a 2 km square, costs and admissions at random."""
    random = np.random.default_rng(seed)

    def quarter(xy: Any) -> Any:
        return (xy[:, 0] > 1000).astype(int) + 2 * (xy[:, 1] > 1000) - (xy.sum(axis=1) > 3500) * 10

    demand, sites, outlets = (random.uniform(0, 2000, (n, 2)) for n in (n_demand, n_sites, n_outlets))
    people = random.integers(0, 300, n_demand)
    return city(
        **{
            "demand": demand,
            "people": people,
            "groups": {"elderly": people // 4},
            "sites": sites,
            "formats": (
                format_input("market", 500.0),
                format_input("canteen", 300.0, group="elderly", weight=2.0),
                format_input("repair", 700.0, weight=0.5),
            ),
            "admits": random.random((n_sites, 3)) < 0.7,
            "cost": random.integers(1, 9, (n_sites, 3)) * 1000,
            "outlets": outlets,
            "outlet_format": random.integers(0, 3, n_outlets),
            "demand_circle": np.maximum(quarter(demand), -1),
            "site_circle": np.maximum(quarter(sites), -1),
            "outlet_circle": np.maximum(quarter(outlets), -1),
            "n_circles": 4,
            "kinds": list(random.choice(["vacant", "warehouse"], n_sites)),
            **given,
        }
    )
