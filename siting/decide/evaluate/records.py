"""What is said of a plan made by hand, as plain data; every statement with what it rests on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from siting.decide.evaluate.said import of_distance, of_search
from siting.decide.evaluate.types import Change, Distance, Evaluation, Mended, Search
from siting.plan import figures
from siting.plan.goals import goals
from siting.plan.phases import phases
from siting.plan.summary import finite


def records(found: Evaluation) -> dict[str, Any]:
    """The keys of `siting evaluate --json`."""
    plan, settings = found.plan, found.basis.case.settings
    return {
        "scenario": settings.name,
        "plan": found.given.name,
        "notices": list(plan.notices),
        "keeps_rules": found.feasible,
        "broken": list(found.broken),
        "objective": found.basis.question.objective.name,
        "value": finite(found.value),
        "cost": float(sum(one.cost + one.site_cost for one in plan.opened)),
        "site_cost": float(sum(one.site_cost for one in plan.opened)),
        "saved": float(sum(one.saved for one in plan.closed)),
        "currency": settings.currency,
        "opened": len(plan.opened),
        "closes": list(found.given.closes),
        "people": figures.people(plan),
        "formats": figures.formats(plan),
        "circles": figures.circles(plan),
        "districts": figures.districts(plan),
        "sources": figures.sources(plan),
        "phases": phases(plan),
        "distance": None if found.distance is None else _distance(found, found.distance),
        "mended": None if found.mended is None else _mended(found.mended),
        "changes": None if found.search is None else _search(found.search),
        "warnings": [str(one) for one in (*found.given.warnings, *plan.warnings)],
    }


def _distance(found: Evaluation, far: Distance) -> dict[str, Any]:
    """comparable: whether the plan may be held against plans that keep the rules."""
    comparable = found.feasible and not far.given_up
    return {
        "comparable": comparable,
        "best_known": finite(far.best),
        "best_known_from": far.source or "solve",
        "best_known_strategy": far.strategy,
        "best_known_stop": far.stop,
        "behind_best_known": finite(far.behind) if comparable else None,
        "bound": finite(far.bound),
        "gap": finite(far.gap) if comparable else None,
        "nothing_better": comparable and far.nothing_better,
        "goals": goals(far.goals),
        "goals_given_up": list(far.given_up),
        "rests_on": {
            "value": "value",
            "best_known": "value",
            "behind_best_known": "value",
            "bound": "bound",
            "gap": "both",
        },
        "said": of_distance(found),
    }


def _mended(found: Mended) -> dict[str, Any]:
    return {
        "possible": not found.broken,
        "why_not": found.broken,
        "fewest": found.fewest,
        "changes": [_change(one) for one in found.changes],
        "value": finite(found.value),
        "money": found.money,
        "people": found.people,
        "rests_on": "both" if found.fewest else "value",
    }


def _search(found: Search) -> dict[str, Any]:
    return {
        "found": [_change(one) for one in found.changes],
        "complete": found.complete,
        "weighed": found.weighed,
        "computed_again": found.tried,
        "objective": found.objective,
        "rests_on": "value",
        "said": of_search(found),
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "closes": [asdict(outlet) for outlet in one.closes],
        "opens": [asdict(outlet) for outlet in one.opens],
        "gain": finite(one.gain),
        "people": one.people,
        "money": one.money,
        "value": finite(one.value),
        "rests_on": "value",
    }
