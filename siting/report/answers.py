"""Which project of a plan answers which need: the people whom it newly serves, by where they live."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.inputs import Floats, frozen
from siting.plan import Plan
from siting.report.types import Answers
from siting.stock import by_circle

Whole = NDArray[np.int64]


def answers(plan: Plan) -> Answers:
    """The project list gone through once more from its top, as `siting.plan.projects` made it: each person counts at
    the first project that reaches them, here by circle and format.

    covered_after - covered_before = people - lost, summed over any circle and format."""
    inputs, coverage = plan.inputs, plan.coverage
    shape, n_formats = plan.share_before.shape, len(inputs.formats)
    project, row, people = _first_reached(plan)
    circle, format = inputs.demand_circle[row % shape[1]], row // shape[1]
    n_circles = len(inputs.circles) + 1
    key = (project * n_circles + (circle.astype(np.int64) + 1)) * n_formats + format
    found, place = np.unique(key, return_inverse=True)
    stays = coverage.served_before.reshape(shape)
    weight = plan.weights.weight
    return Answers(
        project=frozen((found // (n_circles * n_formats) + 1).astype(np.int32)),
        circle=frozen((found // n_formats % n_circles - 1).astype(np.int32)),
        format=frozen((found % n_formats).astype(np.int32)),
        people=frozen(np.bincount(place, weights=people, minlength=len(found))),
        lost=frozen(by_circle(inputs, weight * (plan.share_before - stays))),
        reachable=frozen(by_circle(inputs, weight * plan.reachable)),
    )


def _first_reached(plan: Plan) -> tuple[Whole, Whole, Floats]:
    """(n,) place in the list, row, and the row's people whom nothing before that place reaches."""
    coverage = plan.coverage
    served, reached = coverage.served_before.copy(), _rows_of(plan)
    places, rows_found, people = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for place, (rows, share) in enumerate(reached):
        fresh = coverage.weight[rows] * np.maximum(share - served[rows], 0.0)
        served[rows] = np.maximum(served[rows], share)
        some = fresh > 0
        rows_found.append(rows[some])
        people.append(fresh[some])
        places.append(np.full(int(some.sum()), place, dtype=np.int64))
    return np.concatenate(places), np.concatenate(rows_found), np.concatenate(people)


def _rows_of(plan: Plan) -> list[tuple[Whole, Floats]]:
    """Of each project, in the order of the list: the rows it reaches, and the share of their people it serves."""
    coverage = plan.coverage
    options = np.array([each.option for each in plan.opened], dtype=np.int64)
    at = np.full(len(coverage.option_cost), -1, dtype=np.int64)
    at[options] = np.arange(len(options))
    entries = np.flatnonzero(at[coverage.indices] >= 0)
    rows = np.searchsorted(coverage.indptr, entries, side="right") - 1
    share = np.ones(len(entries)) if coverage.share is None else coverage.share[entries]
    place = at[coverage.indices[entries]]
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(options)))[:-1]
    found = zip(np.split(rows[order], ends), np.split(share[order], ends), strict=True)
    return list(found) if len(options) else []
