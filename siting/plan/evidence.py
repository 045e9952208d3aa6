"""From a model and its outcome to the arrays of a certificate, straight from the raw coverage."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.certificate import Evidence, could_open, row_scale, stocks
from siting.cover.merge import merge
from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model, labels
from siting.objectives._required import Requiring
from siting.outcome import Dual, Outcome
from siting.plan.limits import Limits, limits_of
from siting.stock import Gaps, Missing, wanted


def gather(
    inputs: Inputs, coverage: Coverage, gaps: Gaps, missing: Missing, model: Model, outcome: Outcome
) -> Evidence:
    """All that bears on a plan: coverage of the people whom no outlet reaches today, costs, limits, claims.

    Taken from the coverage and not from the model, so that a mistake in building the model is found. Rows
    that no option for sale reaches are left out: no plan can change them."""
    n_demand = coverage.n_demand
    rows, _ = wanted(inputs, coverage, gaps, missing)
    options = options_for_sale(coverage, model)
    reach, kept = _reach(coverage, options)
    weight = np.where(rows[kept], coverage.weight[kept] * coverage.value_of(kept), 0.0)
    names_of, limits = labels(inputs), limits_of(model)
    found = Evidence(
        indptr=reach.indptr.astype(np.int64),
        indices=reach.indices.astype(np.int32),
        row_demand=(kept % n_demand).astype(np.int32),
        row_format=(kept // n_demand).astype(np.int32),
        people=coverage.weight[kept],
        weight=weight,
        cost=coverage.option_cost[options],
        site_cost=inputs.site_cost,
        option_site=coverage.option_site[options],
        option_format=coverage.option_format[options],
        site_ids=_texts(names_of.site_ids),
        site_source=_texts([str(source) for source in inputs.site_source]),
        format_ids=_texts(names_of.format_ids),
        format_group=_texts([format.group for format in inputs.formats]),
        selection=outcome.selection.astype(np.int32),
        value=np.array(outcome.value),
        bound=np.array(outcome.bound),
        objective=np.array(model.objective.name),
        maximise=np.array(model.objective.maximise),
        covers=np.array(model.objective.cover_weight(model) is not None),
        scale=np.array(0),
        **_served(coverage, options, outcome.selection),
        **_limits(limits),
        **_required(coverage, kept, model, weight),
        **_dual(coverage, kept, model, limits, outcome.dual),
    )
    found = replace(found, scale=np.array(row_scale(found)))
    return replace(found, row_group=_groups(found)) if len(found.cut_prices) else found


def _reach(coverage: Coverage, options: Positions) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Who is reached by which option, and the rows kept: people whom nothing serves and some option could."""
    reach = csr_matrix(
        (np.ones(len(coverage.indices), dtype=np.int8), coverage.indices, coverage.indptr),
        shape=(len(coverage.weight), len(coverage.option_cost)),
    )
    kept = np.flatnonzero(~coverage.covered_before & (coverage.weight > 0))
    reach = reach[kept]
    if len(options) < reach.shape[1]:
        reach = reach[:, options]
    some = np.diff(reach.indptr) > 0
    reach = reach[some]
    reach.sort_indices()
    return reach, kept[some]


def options_for_sale(coverage: Coverage, model: Model) -> Positions:
    """Position in the coverage of every option of the model, found by its site, format and phase."""

    def keys(site: Positions, format: Positions, phase: Positions) -> NDArray[np.int64]:
        return (phase.astype(np.int64) * coverage.n_formats + format) * n_sites + site

    n_sites = int(coverage.option_site.max(initial=-1)) + 1
    known = keys(coverage.option_site, coverage.option_format, coverage.option_phase)
    order = np.argsort(known, kind="stable")
    asked = keys(model.option_site, model.option_format, model.option_phase)
    return order[np.searchsorted(known[order], asked)].astype(np.int32)


def _texts(values: tuple[str, ...] | list[str]) -> NDArray[np.str_]:
    return np.array(values, dtype=np.str_)


def _served(coverage: Coverage, options: Positions, selection: Positions) -> dict[str, Any]:
    """By opened option: demand points in its reach whom an outlet of today serves already."""
    rank = np.full(len(coverage.option_cost), -1, dtype=np.int64)
    rank[options[selection]] = selection
    pairs = np.flatnonzero(rank[coverage.indices] >= 0)
    rows = np.searchsorted(coverage.indptr, pairs, side="right") - 1
    pairs, rows = pairs[coverage.covered_before[rows]], rows[coverage.covered_before[rows]]
    places = (rank[coverage.indices[pairs]], rows % coverage.n_demand)
    table = csr_matrix((np.ones(len(rows), np.int8), places), shape=(len(options), coverage.n_demand))
    table.sort_indices()
    return {"served_indptr": table.indptr.astype(np.int64), "served": table.indices.astype(np.int32)}


def _limits(limits: Limits) -> dict[str, Any]:
    """The rules as limits on options and sites."""
    own, shared = _tidy(limits.matrix), _tidy(limits.site_matrix)
    return {
        "limit_indptr": own.indptr.astype(np.int64),
        "limit_indices": own.indices.astype(np.int32),
        "limit_data": own.data.astype(np.float64),
        "shared_indptr": shared.indptr.astype(np.int64),
        "shared_indices": shared.indices.astype(np.int32),
        "shared_data": shared.data.astype(np.float64),
        "limit_least": limits.least,
        "limit_most": limits.most,
        "limit_labels": _texts(limits.names),
        "unchecked": _texts(limits.unchecked),
    }


def _tidy(matrix: csr_matrix) -> csr_matrix:
    matrix = csr_matrix(matrix)
    matrix.sum_duplicates()
    return matrix


def _required(coverage: Coverage, kept: NDArray[np.int64], model: Model, weight: Floats) -> dict[str, Any]:
    """What has to be covered, where the objective asks for it."""
    group, least = np.zeros(0, dtype=np.int32), np.zeros(0)
    if isinstance(model.objective, Requiring):
        required = model.objective.requirement(model)
        if required.everything:
            group, least = np.where(weight > 0, 0, -1).astype(np.int32), np.array([np.inf])
        else:
            of_row = np.full(len(coverage.weight), -1, dtype=np.int32)
            of_row[_rows_of(coverage, model)] = required.group
            group, least = of_row[kept], np.asarray(required.weight, dtype=np.float64)
            # Where nobody is short there is no group, and nothing to cover.
            least = least if len(least) else np.zeros(1)
    return {"required_group": group, "required_weight": least}


def _rows_of(coverage: Coverage, model: Model) -> NDArray[np.int64]:
    """(model rows,) the coverage's row of each row of the model."""
    return model.row_format.astype(np.int64) * coverage.n_demand + model.row_demand


def _dual(
    coverage: Coverage, kept: NDArray[np.int64], model: Model, limits: Limits, dual: Dual | None
) -> dict[str, Any]:
    """The prices for the certificate's rows and limits, empty where the strategy gave none.

    A row of the model that no option reaches is in no certificate: its best price is its whole weight."""
    if dual is None:
        return _prices(np.zeros(0), np.zeros(0), Dual(np.zeros(0), np.zeros(0)), csr_matrix((0, len(kept))))
    of_model = _rows_of(coverage, model)
    prices = np.zeros(len(limits.names))
    prices[limits.packed] = dual.limit
    row_price = np.zeros(len(coverage.weight))
    row_price[of_model] = dual.row
    rows = np.searchsorted(kept, of_model[dual.cut_rows])
    cuts = csr_matrix((dual.cut_times, rows, dual.cut_start), shape=(len(dual.cut_price), len(kept)))
    return _prices(row_price[kept], prices, dual, _tidy(cuts))


def _prices(u: Floats, prices: Floats, dual: Dual, cuts: csr_matrix) -> dict[str, Any]:
    return {
        "u": u,
        "prices": prices,
        "targets": np.asarray(dual.target, dtype=np.float64),
        "cut_indptr": cuts.indptr.astype(np.int64),
        "cut_rows": cuts.indices.astype(np.int32),
        "cut_times": cuts.data.astype(np.int64),
        "cut_prices": np.asarray(dual.cut_price, dtype=np.float64),
        "row_group": np.zeros(0, dtype=np.int32),
    }


def _groups(found: Evidence) -> Positions:
    """(n_rows,) equal for rows with the same options, of those that could open; -1 where there is none."""
    usable = could_open(found, stocks(found))
    kept = usable[found.indices]
    start = np.concatenate([[0], np.cumsum(kept)])[found.indptr].astype(np.int64)
    return merge(start, found.indices[kept], np.ones(len(found.weight)), len(found.cost)).group
