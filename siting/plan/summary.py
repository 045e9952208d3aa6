"""summary.json as a dictionary: plain numbers and texts, ids, no arrays."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from siting.errors import Problem
from siting.outcome import relative_gap
from siting.plan import figures
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
)


def summarise(plan: Plan) -> dict[str, Any]:
    """The keys of summary.json, in the order in which they are written."""
    outcome, settings = plan.outcome, plan.scenario.settings
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
        "certified_bound": finite(plan.certified_bound),
        "certified_gap": finite(relative_gap(outcome.value, plan.certified_bound)),
        "cost": float(sum(each.cost + each.site_cost for each in plan.opened)),
        "site_cost": float(sum(each.site_cost for each in plan.opened)),
        "currency": settings.currency,
        "strategy": outcome.strategy,
        "why_strategy": outcome.why_strategy,
        "notes": list(outcome.notes),
        "seed": settings.solve.seed,
        "missing": settings.missing,
        "seconds": {stage: round(seconds, 3) for stage, seconds in plan.journal.seconds.items()},
        "people": figures.people(plan),
        "formats": figures.formats(plan),
        "circles": figures.circles(plan),
        "opened": [_entry(each) for each in plan.opened],
        "warnings": [_warning(problem) for problem in plan.warnings],
        "crs": plan.inputs.crs,
        "versions": versions(),
        "inputs": dict(sorted(plan.files.items())),
        "certificate_sha256": plan.evidence.fingerprint(),
    }


def finite(number: float) -> float | None:
    """JSON knows no infinity and no NaN: None says that nothing is proven."""
    return number if math.isfinite(number) else None


def _entry(each: Opened) -> dict[str, Any]:
    return {
        "site": each.site,
        "format": each.format,
        "phase": each.phase,
        "cost": each.cost,
        "site_cost": each.site_cost,
        "newly_covered": each.newly_covered,
        "only_here": each.only_here,
        "total_covered": each.total_covered,
        "x": finite(each.x),
        "y": finite(each.y),
        "lon": each.lon,
        "lat": each.lat,
        "circle": each.circle,
        "kind": each.kind,
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
