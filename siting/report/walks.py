"""How far every demand point is from the nearest outlet that serves it, today and with the plan."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.plan import Plan

Walks = NDArray[np.float32]


def walks(plan: Plan) -> tuple[Walks, Walks]:
    """(n_formats, n_demand) before and after, in each format's unit; inf where nobody serves the point.

    An outlet that serves a point in part counts as one that serves it."""
    coverage, inputs = plan.coverage, plan.inputs
    stays = coverage.nearest_before.copy() if len(coverage.nearest_before) else _nobody(plan)
    if coverage.partly_before is not None:
        np.minimum.at(stays, coverage.partly_before.row, coverage.partly_before.travel)
    keeps = inputs.kept[coverage.option_site]
    opened = np.zeros(len(coverage.option_cost), dtype=np.bool_)
    opened[[each.option for each in plan.opened]] = True
    closed = [one.outlet_position for one in plan.closed]
    if inputs.site_outlet is not None:
        opened |= keeps & ~np.isin(inputs.site_outlet[coverage.option_site], closed)
    before = np.minimum(stays, _nearest(plan, keeps)) if keeps.any() else stays
    after = np.minimum(stays, _nearest(plan, opened))
    shape = plan.share_before.shape
    return _in_units(plan, before.reshape(shape)), _in_units(plan, after.reshape(shape))


def _nobody(plan: Plan) -> NDArray[np.float64]:
    return np.full(plan.share_before.size, np.inf)


def _nearest(plan: Plan, wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n_rows,) travel to the nearest of some options within their cutoffs."""
    coverage, found = plan.coverage, _nobody(plan)
    pairs = np.flatnonzero(wanted[coverage.indices])
    rows = np.searchsorted(coverage.indptr, pairs, side="right") - 1
    np.minimum.at(found, rows, coverage.travel[pairs])
    return found


def _in_units(plan: Plan, travel: NDArray[np.float64]) -> Walks:
    """Minutes where the format's cutoff is in minutes, metres where it is in metres."""
    if plan.coverage.unit == "m":
        minutes = np.array([one.cutoff_min is not None for one in plan.inputs.formats])
        travel[minutes] /= plan.coverage.per_minute[minutes, None]
    return travel.astype(np.float32)
