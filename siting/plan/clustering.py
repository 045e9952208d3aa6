"""What clustering did to a plan: people whom the plan covers as the clusters tell it, and in truth, on the points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from siting import parts
from siting.clustering import Clusters
from siting.inputs import Floats
from siting.language import tr
from siting.plan.figures import percent

if TYPE_CHECKING:
    from siting.plan import Plan

Figures = dict[str, Any]


def error_of_clusters(plan: Plan) -> Figures | None:
    """The method, how many points stand in how many clusters, and the error, in all and by format; None where
    nothing was clustered.

    On the clusters everybody is where the medoid is. claimed: people covered on the clusters; true: on the points;
    error = claimed - true, in people and in per cent of the true ones. People of all formats are added up."""
    asked, clusters = plan.scenario.settings.demand.clusters, plan.clusters
    if asked is None or clusters is None:
        return None
    weight = plan.weights.weight
    tables = [covered(clusters, weight, share) for share in (plan.share_before, plan.share_after)]
    key = parts.load("clustering", asked.method).KEY
    return {
        "method": asked.method,
        key: getattr(asked, key),
        "points": len(clusters.membership),
        "clusters": len(clusters),
        **error(*(table.sum(axis=1) for table in tables)),
        "formats": {
            format.id: error(tables[0][:, number], tables[1][:, number])
            for number, format in enumerate(plan.inputs.formats)
        },
    }


def covered(clusters: Clusters, weight: Floats, share: Floats) -> Floats:
    """(2, n_formats) people covered: as the clusters tell it, and on the points.

    weight: (n_formats, n_demand) people; share: same shape, of the point's people who are served."""
    claimed = (clusters.sums(weight) * share[:, clusters.medoid]).sum(axis=1)
    return np.stack([claimed, (weight * share).sum(axis=1)])


def error(before: Floats, after: Floats) -> Figures:
    """Claimed and true people in reach after the plan, and newly so; before, after: (2,) claimed, true."""
    return {**_pair("covered_after", after), **_pair("newly_covered", after - before)}


def _pair(name: str, people: Floats) -> Figures:
    claimed, true = (float(number) for number in people)
    return {
        f"{name}_claimed": claimed,
        f"{name}_true": true,
        f"{name}_error": claimed - true,
        f"{name}_error_percent": percent(claimed - true, true),
    }


def told(figures: Figures) -> str:
    """The figures in a sentence."""
    share = figures["newly_covered_error_percent"]
    return tr(
        "{clusters} clusters for {points} points ({method}): the plan newly covers {claimed:,.0f} people on the "
        "clusters, {true:,.0f} on the points; error {error:+,.0f} people ({share})",
        clusters=figures["clusters"],
        points=figures["points"],
        method=figures["method"],
        claimed=figures["newly_covered_claimed"],
        true=figures["newly_covered_true"],
        error=figures["newly_covered_error"],
        share="-" if share is None else f"{share:+.2f} %",
    )
