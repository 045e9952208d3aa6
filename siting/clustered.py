"""A question asked of clusters of demand, and its answer brought back to the points.

The clusters are a city of their own: each stands where its medoid stands, is reached by what reaches the medoid, and
has the people of all its points. A plan found there is a plan of the points as well, since sites, costs and rules are
the same; what it covers, and how good it can be at best, is computed anew on the points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from siting import clustering, parts
from siting.clustering import Clusters
from siting.coverage import Coverage
from siting.demand import Demand
from siting.errors import Problems
from siting.inputs import Floats, Inputs, Points, Positions, frozen
from siting.language import tr
from siting.model import Model, upper_limits
from siting.outcome import Dual, Outcome, Stop, TracePoint, Watch, relative_gap
from siting.scenario import Scenario
from siting.strategies._exact import Standing
from siting.strategies._settled import settled


def check(case: Scenario, inputs: Inputs, problems: Problems) -> None:
    """What stands in the way of the clusters that a scenario asks for, if it asks for any."""
    asked, place = case.settings.demand.clusters, case.place("demand", "clusters")
    if asked is None:
        return
    if not np.isfinite(inputs.demand.xy_m).all():
        message = tr("clusters need demand points with coordinates")
        problems.error(place, message, tr("Name the columns x and y."))
    most = getattr(parts.load("clustering", asked.method), "MOST_PLACES", len(inputs.demand))
    if len(inputs.demand) > most:
        message = tr(
            "{method} takes up to {most} places; there are {count}",
            method=asked.method,
            most=most,
            count=len(inputs.demand),
        )
        problems.error(place, message, tr("Use kmeans, bisecting_kmeans or grid."))


def make(case: Scenario, inputs: Inputs) -> Clusters:
    """The clusters that a scenario asks for. They never cross a circle, nor put people together who arrive in different
    phases. Raises InputError with what `check` finds."""
    problems = Problems()
    check(case, inputs, problems)
    problems.stop_on_errors()
    asked = case.settings.demand.clusters
    assert asked is not None
    seed = case.settings.solve.seed
    apart = inputs.demand_circle
    if inputs.demand_phase is not None:
        apart = ((apart + 1) * inputs.phases.n + inputs.demand_phase).astype(np.int32)
    return clustering.cluster(asked.method, inputs.demand.xy_m, inputs.people, asked.size, seed, apart)


def city_of(
    clusters: Clusters, inputs: Inputs, demand: Demand, coverage: Coverage
) -> tuple[Inputs, Demand, Coverage]:
    """The city of the clusters: a demand point each, where its medoid is; groups summed by cluster."""
    weight = clusters.sums(demand.weight)
    points, medoid = inputs.demand, clusters.medoid
    present = None if demand.present is None else frozen(demand.present[:, medoid])  # alike in a cluster
    fewer = Demand(frozen(weight), frozen(values_of(clusters, demand, weight)), present)
    gathered = replace(
        inputs,
        demand=Points(
            frozen(points.ids[medoid]),
            frozen(points.xy_m[medoid]),
            None if points.lonlat is None else frozen(points.lonlat[medoid]),
            frozen(points.names[medoid]),
        ),
        people=frozen(clusters.sums(inputs.people)),
        groups={name: frozen(clusters.sums(people)) for name, people in inputs.groups.items()},
        demand_circle=frozen(inputs.demand_circle[medoid]),
        demand_phase=None if inputs.demand_phase is None else frozen(inputs.demand_phase[medoid]),
    )
    return gathered, fewer, _covered(clusters, coverage, fewer)


def values_of(clusters: Clusters, demand: Demand, weight: Floats) -> Floats:
    """What one person of a cluster counts: the mean over its people where points differ."""
    value = demand.value
    if value.ndim < 2 or value.shape[1] == 1:
        return np.array(value)
    counted = clusters.sums(demand.weight * value)
    return np.divide(counted, weight, out=np.zeros_like(weight), where=weight > 0)


def _covered(clusters: Clusters, coverage: Coverage, demand: Demand) -> Coverage:
    """The coverage of the medoids' rows, with the weights of their clusters."""
    first = np.arange(coverage.n_formats)[:, None] * coverage.n_demand
    rows = (first + clusters.medoid).ravel()
    shape = (len(coverage.indptr) - 1, len(coverage.option_cost))
    reach = csr_matrix((coverage.travel, coverage.indices, coverage.indptr), shape=shape)[rows]
    share = coverage.share
    if share is not None:
        share = frozen(csr_matrix((share, coverage.indices, coverage.indptr), shape=shape)[rows].data)
    return replace(
        coverage,
        n_demand=len(clusters),
        indptr=frozen(reach.indptr.astype(np.int64)),
        indices=frozen(reach.indices.astype(np.int32)),
        travel=frozen(reach.data),
        weight=frozen(demand.weight.ravel()),
        value=demand.value,
        covered_before=frozen(coverage.covered_before[rows]),
        outlets_before=frozen(coverage.outlets_before[rows]),
        nearest_before=frozen(coverage.nearest_before[rows]),
        share=share,
        partly_before=None if coverage.partly_before is None else coverage.partly_before.of(rows),
        share_before=None if coverage.share_before is None else frozen(coverage.share_before[rows]),
    )


def brought_back(
    outcome: Outcome,
    asked: Model,
    question: Model,
    clusters: Clusters,
    watch: Watch,
    others: Iterable[Positions] = (),
) -> Outcome:
    """The outcome on clusters as an outcome on points.

    asked: the question of the clusters; question: the same of the points. watch: the time, and the gap asked for.
    others: selections known from elsewhere; one that the rules accept is taken instead where it is worth more.
    1. The value is that of the selection on the points.
    2. The bound is what prices prove on the points: each takes its share of its cluster's price, u_r = w_r u_c / w_c,
       and any u in [0, w] bounds the question of the points (`certificate`). From there prices are settled on the
       points while there is time. A bound on the clusters says nothing of the points, and is dropped; so are cuts.
    3. `stop` calls proven what is proven on the points, and nothing else."""
    selection = outcome.selection
    value = question.objective.value(question, selection)  # RULE 1
    for other in others:
        worth = question.objective.value(question, other)
        if worth > value and question.keeps_rules(other):
            selection, value = other, worth
    shared = _shared(outcome.dual, asked, question, clusters)
    dual, bound = settled(question, shared, selection, value, lambda: watch.must_stop() is None)  # RULE 2
    standing = Standing(question, Watch())  # of whole people, a bound is whole
    standing.offer(selection)
    standing.prove(bound, 0.0)
    value, bound = standing.value, standing.bound
    seconds = outcome.trace[-1].seconds if outcome.trace else 0.0
    return replace(
        outcome,
        selection=selection,
        value=value,
        bound=bound,
        stop=stop_of(outcome.stop, value, bound, watch.gap),
        trace=(TracePoint(seconds, value, bound),),
        dual=dual,
    )


def _shared(dual: Dual | None, asked: Model, question: Model, clusters: Clusters) -> Dual:
    """The prices of clusters shared out to their points. A point whose cluster has no price, since an outlet reaches
    the medoid already, takes the mean share; without any prices all are 0."""
    n_limits = sum(len(packing.limit) for rule in question.rules if (packing := upper_limits(rule, question)))
    if dual is None:
        return Dual(frozen(np.zeros(question.n_rows)), frozen(np.zeros(n_limits)))
    mean = dual.row.sum() / asked.weight.sum() if asked.n_rows else 0.0
    n_formats = 1 + int(max(asked.row_format.max(initial=-1), question.row_format.max(initial=-1)))
    share = np.full((asked.city.n_phases, n_formats, len(clusters)), mean)
    counted = asked.weight > 0
    place = (asked.row_phase, asked.row_format, asked.row_demand)
    share[tuple(each[counted] for each in place)] = dual.row[counted] / asked.weight[counted]
    of_points = clusters.membership[question.row_demand]
    row = question.weight * share[question.row_phase, question.row_format, of_points]
    return Dual(frozen(row), frozen(np.array(dual.limit)))


def stop_of(stop: Stop, value: float, bound: float, gap: float) -> Stop:
    """RULE 3."""
    if bound <= value:
        return "optimal"
    if relative_gap(value, bound) <= gap:
        return "gap_reached"
    return "finished" if stop in ("optimal", "gap_reached") else stop
