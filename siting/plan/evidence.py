"""From a model and its outcome to the arrays of a certificate, straight from the raw coverage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.certificate import Evidence
from siting.coverage import Coverage
from siting.inputs import Floats, Inputs, Positions
from siting.model import Model, labels
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
    value = coverage.value[kept // n_demand]
    limits = limits_of(model)
    u, prices = _dual(coverage, kept, model, limits, outcome.dual)
    names_of = labels(inputs)
    return Evidence(
        indptr=reach.indptr.astype(np.int64),
        indices=reach.indices.astype(np.int32),
        row_demand=(kept % n_demand).astype(np.int32),
        row_format=(kept // n_demand).astype(np.int32),
        people=coverage.weight[kept],
        weight=np.where(rows[kept], coverage.weight[kept] * value, 0.0),
        cost=coverage.option_cost[options],
        option_site=coverage.option_site[options],
        option_format=coverage.option_format[options],
        site_ids=_texts(names_of.site_ids),
        format_ids=_texts(names_of.format_ids),
        selection=outcome.selection.astype(np.int32),
        value=np.array(outcome.value),
        bound=np.array(outcome.bound),
        limit_indptr=limits.matrix.indptr.astype(np.int64),
        limit_indices=limits.matrix.indices.astype(np.int32),
        limit_data=limits.matrix.data.astype(np.float64),
        limit_least=limits.least,
        limit_most=limits.most,
        limit_labels=_texts(limits.names),
        u=u,
        prices=prices,
        objective=np.array(model.objective.name),
        maximise=np.array(model.objective.maximise),
        covers=np.array(model.objective.cover_weight(model) is not None),
        unchecked=_texts(limits.unchecked),
    )


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


def _dual(
    coverage: Coverage, kept: NDArray[np.int64], model: Model, limits: Limits, dual: Dual | None
) -> tuple[Floats, Floats]:
    """(u, prices) for the certificate's rows and limits, both empty where the strategy gave no dual.

    A row of the model that no option reaches is in no certificate: its best price is its whole weight."""
    if dual is None:
        return np.zeros(0), np.zeros(0)
    prices = np.zeros(len(limits.names))
    prices[limits.packed] = dual.limit
    row_price = np.zeros(len(coverage.weight))
    row_price[model.row_format.astype(np.int64) * coverage.n_demand + model.row_demand] = dual.row
    return row_price[kept], prices
