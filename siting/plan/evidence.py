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
from siting.plan.evidence_places import with_seats
from siting.plan.evidence_rows import ProvedRows, proved_rows
from siting.plan.evidence_walks import with_walks
from siting.plan.limits import Limits, limits_of
from siting.stock import Gaps, Missing, wanted


def gather(
    inputs: Inputs, coverage: Coverage, gaps: Gaps, missing: Missing, model: Model, outcome: Outcome
) -> Evidence:
    """All that bears on a plan: coverage of the people whom no outlet reaches today, costs, limits, claims.

    Taken from the coverage and not from the model, so that a mistake in building the model is found. Rows
    that no option for sale reaches are left out: no plan can change them."""
    n_demand = coverage.n_demand
    wanted_rows, _ = wanted(inputs, coverage, gaps, missing)
    options = options_for_sale(coverage, model)
    rows = proved_rows(inputs, coverage, options, model.option_phase)
    row, phases = rows.row, inputs.phases
    people = coverage.weight[row] if rows.width is None else coverage.weight[row] * rows.width
    weight = np.where(wanted_rows[row], people * coverage.value_of(row), 0.0)
    if phases.named:
        weight = weight * phases.years[rows.phase]
    names_of, limits = labels(inputs), limits_of(model)
    found = Evidence(
        indptr=rows.reach.indptr.astype(np.int64),
        indices=rows.reach.indices.astype(np.int32),
        row_demand=(row % n_demand).astype(np.int32),
        row_format=(row // n_demand).astype(np.int32),
        people=people,
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
        **_by_phase(inputs, rows, model),
        option_keep=model.option_keep if inputs.kept.any() else np.zeros(0, dtype=np.bool_),
        **_required(rows, n_demand, model, weight),
        **_dual(rows, n_demand, model, limits, outcome.dual),
    )
    found = with_seats(found, inputs, coverage, options, model, outcome.dual)
    found = with_walks(found, inputs, coverage, gaps, missing, options, model)
    found = replace(found, scale=np.array(row_scale(found)))
    return replace(found, row_group=_groups(found)) if len(found.cut_prices) else found


def options_for_sale(coverage: Coverage, model: Model) -> Positions:
    """Position in the coverage of every option of the model, found by its site and format: a plan may open it in any
    phase, and it reaches the same people."""

    def keys(site: Positions, format: Positions) -> NDArray[np.int64]:
        return format.astype(np.int64) * n_sites + site

    n_sites = int(coverage.option_site.max(initial=-1)) + 1
    known = keys(coverage.option_site, coverage.option_format)
    order = np.argsort(known, kind="stable")
    asked = keys(model.option_site, model.option_format)
    return order[np.searchsorted(known[order], asked)].astype(np.int32)


def _texts(values: tuple[str, ...] | list[str]) -> NDArray[np.str_]:
    return np.array(values, dtype=np.str_)


def _by_phase(inputs: Inputs, rows: ProvedRows, model: Model) -> dict[str, Any]:
    """What tells phases and parts apart; empty where there are none."""
    none = np.zeros(0, dtype=np.int32)
    named = inputs.phases.named
    return {
        "row_phase": rows.phase if named else none,
        "row_width": np.zeros(0) if rows.width is None else rows.width,
        "option_phase": model.option_phase.astype(np.int32) if named else none,
        "phase_ids": _texts(inputs.phases.ids if named else []),
    }


def _served(coverage: Coverage, options: Positions, selection: Positions) -> dict[str, Any]:
    """By opened option: rows in its reach whom an outlet of today serves already, and the share of their people whom
    both serve, where that is not all."""
    rank = np.full(len(coverage.option_cost), -1, dtype=np.int64)
    rank[options[selection]] = selection
    pairs = np.flatnonzero(rank[coverage.indices] >= 0)
    rows = np.searchsorted(coverage.indptr, pairs, side="right") - 1
    share = coverage.served_before[rows]
    if coverage.share is not None:
        share = np.minimum(share, coverage.share[pairs])
    kept = share > 0
    pairs, rows, share = pairs[kept], rows[kept], share[kept]
    places = (rank[coverage.indices[pairs]], rows)
    table = csr_matrix((share, places), shape=(len(options), len(coverage.weight)))
    table.sort_indices()
    whole = bool((table.data == 1.0).all())
    return {
        "served_indptr": table.indptr.astype(np.int64),
        "served": table.indices.astype(np.int32),
        "served_share": np.zeros(0) if whole else table.data,
    }


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


def _required(rows: ProvedRows, n_demand: int, model: Model, weight: Floats) -> dict[str, Any]:
    """What has to be covered, where the objective asks for it."""
    group, least = np.zeros(0, dtype=np.int32), np.zeros(0)
    if isinstance(model.objective, Requiring):
        required = model.objective.requirement(model)
        if required.everything:
            group, least = np.where(weight > 0, 0, -1).astype(np.int32), np.array([np.inf])
        else:
            at = rows.find(model, n_demand)
            group = np.full(len(weight), -1, dtype=np.int32)
            group[at[at >= 0]] = required.group[at >= 0]
            least = np.asarray(required.weight, dtype=np.float64)
            # Where nobody is short there is no group, and nothing to cover.
            least = least if len(least) else np.zeros(1)
    return {"required_group": group, "required_weight": least}


def _dual(rows: ProvedRows, n_demand: int, model: Model, limits: Limits, dual: Dual | None) -> dict[str, Any]:
    """The prices for the certificate's rows and limits, empty where the strategy gave none.

    A row of the model that no option reaches is in no certificate: its best price is its whole weight."""
    n_rows = len(rows.row)
    if dual is None:
        return _prices(np.zeros(0), np.zeros(0), Dual(np.zeros(0), np.zeros(0)), csr_matrix((0, n_rows)))
    if len(dual.row) != model.n_rows:
        raise ValueError(f"dual: {len(dual.row)} prices for {model.n_rows} rows")
    at = rows.find(model, n_demand)
    prices = np.zeros(len(limits.names))
    prices[limits.packed] = dual.limit
    row_price = np.zeros(n_rows)
    row_price[at[at >= 0]] = dual.row[at >= 0]
    cuts = csr_matrix(
        (dual.cut_times, at[dual.cut_rows], dual.cut_start), shape=(len(dual.cut_price), n_rows)
    )
    return _prices(row_price, prices, dual, _tidy(cuts))


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
