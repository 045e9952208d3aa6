"""summary.json as a dictionary: plain numbers and texts, ids, no arrays."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from siting.errors import Problem
from siting.language import tr
from siting.outcome import relative_gap
from siting.plan import closings, figures, needs
from siting.plan.goals import goals
from siting.plan.grades import grades
from siting.plan.hindsight import in_figures
from siting.plan.phases import phases
from siting.plan.projects import Opened

if TYPE_CHECKING:
    from siting.plan import Plan

PACKAGES = (
    "siting",
    "numpy",
    "scipy",
    "numba",
    "ortools",
    "pulp",
    "shapely",
    "pyproj",
    "geopandas",
    "osmium",
    "rasterio",
    "scikit-learn",
)


def summarise(plan: Plan) -> dict[str, Any]:
    """The keys of summary.json, in the order in which they are written."""
    outcome, settings = plan.outcome, plan.scenario.settings
    said = rests_on(plan.certified_bound)
    return {
        "scenario": settings.name,
        "title": plan.title,
        "synthetic": settings.synthetic,
        "illustrative_costs": settings.illustrative_costs,
        "notices": list(plan.notices),
        "stop": outcome.stop,
        "objective": str(plan.evidence.objective),
        "value": outcome.value,
        "bound": finite(outcome.bound),
        "gap": finite(outcome.gap),
        "gap_rests_on": said["gap_rests_on"],
        "certified_bound": finite(plan.certified_bound),
        "certified_gap": finite(relative_gap(outcome.value, plan.certified_bound)),
        "certified_gap_rests_on": said["certified_gap_rests_on"],
        "goals": goals(outcome.goals),
        "cost": float(sum(each.cost + each.site_cost for each in plan.opened)),
        "site_cost": float(sum(each.site_cost for each in plan.opened)),
        "saved": float(sum(each.saved for each in plan.closed)),
        "currency": settings.currency,
        "strategy": outcome.strategy,
        "why_strategy": outcome.why_strategy,
        "notes": list(outcome.notes),
        "seed": settings.solve.seed,
        "missing": settings.missing,
        "budget": settings.budget,
        "rules": settings.model_dump(mode="json", include={"rules"}, exclude_none=True)["rules"],
        "walking": walking(settings.travel.model_dump(mode="json", exclude_none=True)),
        "seconds": {stage: round(seconds, 3) for stage, seconds in plan.journal.seconds.items()},
        "population": [asdict(step) for step in plan.inputs.population],
        "people": figures.people(plan),
        "formats": figures.formats(plan),
        "circles": figures.circles(plan),
        "districts": figures.districts(plan),
        "sources": figures.sources(plan),
        "grades": grades(plan),
        "surveys": needs.surveys(plan),
        "clustering": plan.clustering,
        "phases": phases(plan),
        "hindsight": in_figures(plan),
        "closed": closings.entries(plan.closed),
        "opened": [_entry(each) for each in plan.opened],
        "warnings": [_warning(problem) for problem in plan.warnings],
        "crs": plan.inputs.crs,
        "versions": versions(),
        "inputs": dict(sorted(plan.files.items())),
        "certificate_sha256": plan.evidence.fingerprint(),
    }


def walking(travel: Mapping[str, Any]) -> dict[str, Any]:
    """How people get there ("network", "table", "plane" or "great_circle"), and how fast they walk."""
    way = next((name for name in ("network", "table", "plane", "great_circle") if name in travel), None)
    return {
        "way": way,
        "speed_m_per_min": travel.get("speed_m_per_min"),
        "group_speed_m_per_min": dict(travel.get("group_speed_m_per_min") or {}),
    }


def rests_on(certified_bound: float) -> dict[str, str]:
    """What each of the two bounds, and the gap beside it, rests on: a sentence each."""
    proof = (
        tr(
            "prices in certificate.npz, evaluated in whole numbers from the raw coverage: no solver is believed"
        )
        if math.isfinite(certified_bound)
        else tr("nothing: the strategy handed out no prices")
    )
    word = tr("the word of the strategy and its solver, right to within their tolerances")
    return {"gap_rests_on": word, "certified_gap_rests_on": proof}


def finite(number: float) -> float | None:
    """JSON knows no infinity and no NaN: None says that nothing is proven."""
    return number if math.isfinite(number) else None


def _entry(each: Opened) -> dict[str, Any]:
    return {
        "site": each.site,
        "format": each.format,
        "phase": each.phase,
        "cost": each.cost,
        "source": each.source,
        "site_cost": each.site_cost,
        "site_source": each.site_source,
        "newly_covered": each.newly_covered,
        "only_here": each.only_here,
        "total_covered": each.total_covered,
        "x": finite(each.x),
        "y": finite(each.y),
        "lon": each.lon,
        "lat": each.lat,
        "circle": each.circle,
        "district": each.district,
        "kind": each.kind,
        **({} if each.places is None else {"places": each.places, "assigned": each.assigned}),
    }


def _warning(problem: Problem) -> dict[str, str]:
    return {"place": str(problem.place), "message": problem.message, "hint": problem.hint}


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Versions of Python and of what a plan depends on, read without importing any of it."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
