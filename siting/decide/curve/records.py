"""A curve as plain figures: what curve.json, the tables, the page and the picture say, all from the same record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from siting.decide.basis import Basis
from siting.decide.curve.said import knee_said, nesting_said
from siting.decide.curve.types import Curve, Order, Point, Step
from siting.inputs import Inputs
from siting.plan.summary import finite, rests_on, versions
from siting.report.types import Both
from siting.report.words import named, spoken

Record = dict[str, Any]
FORMAT = 1
"""Of curve.json: raised when an older program could not read it."""


def records(basis: Basis, curve: Curve) -> Record:
    """Everything that is told of a curve; an infinite figure is None. Texts that a person reads are in every language.

    rests_on says of the figures whether a plan was found that has them ("value"), or whether no plan can pass them
    ("bound")."""
    case, settings = basis.case, basis.case.settings
    total, today = _needs(basis)
    return {
        "format": FORMAT,
        "scenario": settings.name,
        "title": spoken(lambda _: case.title),
        "notices": spoken(lambda _: "\n".join(case.notices)),
        "synthetic": settings.synthetic,
        "illustrative_costs": settings.illustrative_costs,
        "currency": settings.currency,
        "objective": basis.question.objective.name,
        "maximise": basis.question.objective.maximise,
        "gap_asked": settings.solve.gap,
        "certificate_sha256": basis.summary.get("certificate_sha256"),
        "seconds": round(curve.seconds, 3),
        "interrupted": curve.interrupted,
        "before": finite(curve.before),
        "most": finite(curve.most),
        "needs": {"people": total, "in_reach_today": today},
        "rests_on": _rests_on(),
        "points": [_point(curve, number, total, today) for number in range(len(curve.points))],
        "impossible": [
            {"budget": one.budget, "reason": " ".join(one.reason.split()), "rests_on": "bound"}
            for one in curve.impossible
        ],
        "knee": _knee(basis, curve),
        "order": None if curve.order is None else _order(basis, curve, curve.order),
        "formats": {one.id: named(one.names, one.id) for one in basis.inputs.formats},
        "phases": _phases(basis.inputs),
        "inputs": _files(basis),
        "versions": versions(),
    }


def _needs(basis: Basis) -> tuple[float, float]:
    """People of each format's group, and those of them in reach today; who needs three formats counts three times."""
    table = basis.found.gaps.by_format(basis.inputs)
    return sum(line["weight_total"] for line in table), sum(line["in_reach"] for line in table)


def _files(basis: Basis) -> dict[str, str]:
    """Name and SHA-256 of every file of the city."""
    read = basis.inputs.files | basis.found.travel.files
    return dict(sorted((Path(path).name, digest) for path, digest in read.items()))


def _rests_on() -> Record:
    """What each kind of figure rests on: a key, and beside it the sentence."""
    return {
        "value": "value",
        "newly_covered": "value",
        "bound": "bound",
        "gap": "both",
        "most": "bound",
        "bound_rests_on": spoken(lambda _: rests_on(float("nan"))["gap_rests_on"]),
    }


def _point(curve: Curve, number: int, total: float, today: float) -> Record:
    one: Point = curve.points[number]
    return {
        "budget": one.budget,
        "cost": one.cost,
        "value": finite(one.value),
        "bound": finite(one.bound),
        "gap": finite(one.gap),
        "opened": one.opened,
        "newly_covered": one.newly_covered,
        "percent_in_reach": 100.0 * (today + one.newly_covered) / total if total else None,
        "cost_per_person": curve.per_person[number],
        "cost_per_further_person": curve.marginal[number],
        "stop": one.stop,
        "seconds": round(one.seconds, 3),
    }


def _knee(basis: Basis, curve: Curve) -> Record | None:
    if curve.knee is None:
        return None
    said = knee_said(curve, basis.case.settings.currency)
    return {"budget": curve.points[curve.knee].budget, "says": said.text, "rests_on": said.rests_on}


def _order(basis: Basis, curve: Curve, order: Order) -> Record:
    return {
        "says": nesting_said(curve, order, basis.case.settings.currency),
        "rests_on": {"lost_at_least": "value", "lost_at_most": "both"},
        "steps": _steps(basis, order.steps),
        "points": [_nested(curve, order, number) for number in range(len(curve.points))],
    }


def _nested(curve: Curve, order: Order, number: int) -> Record:
    return {
        "budget": curve.points[number].budget,
        "value": finite(order.value[number]),
        "lost_at_least": finite(max(0.0, order.costs[number])),
        "lost_at_most": finite(order.at_most[number]),
        "keeps_rules": order.keeps_rules[number] if order.keeps_rules else True,
    }


def _steps(basis: Basis, steps: Sequence[Step]) -> list[Record]:
    """The projects in their order, with the place of each and the money spent so far."""
    inputs, spent = basis.inputs, 0.0
    found = []
    for one in steps:
        site = int(basis.question.option_site[one.option])
        circle = int(inputs.site_circle[site])
        spent += one.cost
        found.append(
            {
                "rank": one.rank,
                "from_budget": one.budget,
                "site": one.site,
                "site_name": str(inputs.sites.names[site]),
                "format": one.format,
                "phase": one.phase,
                "circle": str(inputs.circles.ids[circle]) if circle >= 0 else "",
                "district": str(np.asarray(inputs.site_district)[site]),
                "cost": one.cost,
                "cost_so_far": spent,
                "gain": one.gain,
                "newly_covered": one.newly_covered,
                "always": one.always,
            }
        )
    return found


def _phases(inputs: Inputs) -> dict[str, Both]:
    phases = inputs.phases
    if not phases.named:
        return {}
    return {
        identity: named(names, identity) for identity, names in zip(phases.ids, phases.names, strict=True)
    }
