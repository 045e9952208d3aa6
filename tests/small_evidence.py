"""Random evidence of a handful of rows and options: ties, zeros, tiny and huge numbers, sites that share a cost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from siting.certificate import Evidence, could_open, row_scale, stocks

NONE: dict[str, Any] = {
    "u": np.zeros(0),
    "prices": np.zeros(0),
    "targets": np.zeros(0),
    "cut_indptr": np.zeros(1, dtype=np.int64),
    "cut_rows": np.zeros(0, dtype=np.int32),
    "cut_times": np.zeros(0, dtype=np.int64),
    "cut_prices": np.zeros(0),
    "row_group": np.zeros(0, dtype=np.int32),
    "required_group": np.zeros(0, dtype=np.int32),
    "required_weight": np.zeros(0),
    "scale": np.array(0),
    "objective": np.array("max_coverage"),
    "maximise": np.array(True),
    "covers": np.array(True),
    "unchecked": np.zeros(0, dtype=np.str_),
}


def csr(table: Any, prefix: str) -> dict[str, Any]:
    """Pointers, columns and entries of a table, as the arrays of a certificate are called."""
    table = np.asarray(table)
    start = np.concatenate([[0], np.cumsum((table != 0).sum(axis=1))]).astype(np.int64)
    columns = np.nonzero(table)[1].astype(np.int32)
    names = {"": ("indptr", "indices"), "cut": ("cut_indptr", "cut_rows", "cut_times")}.get(
        prefix, (f"{prefix}_indptr", f"{prefix}_indices", f"{prefix}_data")
    )
    return dict(zip(names, (start, columns, table[table != 0]), strict=False))


def evidence(
    reach: Any,
    weight: Any,
    cost: Any,
    limit: Any,
    most: Any,
    site: Any = None,
    site_cost: Any = None,
    **given: Any,
) -> Evidence:
    """Evidence of one format. reach: (n_rows, n_options); limit: (n_limits, n_options); site: one each when None."""
    reach, weight, cost, limit = (np.asarray(part) for part in (reach, weight, cost, limit))
    n_rows, n_options = reach.shape
    site = np.arange(n_options) if site is None else np.asarray(site)
    n_sites, n_limits = int(site.max(initial=-1)) + 1, len(limit)
    arrays: dict[str, Any] = {
        "row_demand": np.arange(n_rows, dtype=np.int32),
        "row_format": np.zeros(n_rows, dtype=np.int32),
        "people": weight.astype(np.float64),
        "weight": weight.astype(np.float64),
        "cost": cost.astype(np.float64),
        "site_cost": np.zeros(n_sites) if site_cost is None else np.asarray(site_cost, dtype=np.float64),
        "option_site": site.astype(np.int32),
        "option_format": np.zeros(n_options, dtype=np.int32),
        "site_ids": np.array([f"s{number}" for number in range(n_sites)], dtype=np.str_),
        "site_source": np.full(n_sites, ""),
        "format_ids": np.array(["market"]),
        "format_group": np.array(["people"]),
        "selection": np.zeros(0, dtype=np.int32),
        "served_indptr": np.zeros(n_options + 1, dtype=np.int64),
        "served": np.zeros(0, dtype=np.int32),
        "value": np.array(0.0),
        "bound": np.array(np.inf),
        "limit_least": np.full(n_limits, -np.inf),
        "limit_most": np.asarray(most, dtype=np.float64),
        "limit_labels": np.array([f"limit {number}" for number in range(n_limits)], dtype=np.str_),
        **csr(reach, ""),
        **csr(limit.astype(np.float64), "limit"),
        **csr(np.zeros((n_limits, n_sites)), "shared"),
        **NONE,
        **given,
    }
    found = Evidence(**arrays)
    changes = {"scale": np.array(row_scale(found))} if "scale" not in given else {}
    if len(found.cut_prices) and "row_group" not in given:
        changes["row_group"] = groups(found)
    return Evidence(**{**found.arrays(), **changes})


def groups(found: Evidence) -> Any:
    """(n_rows,) rows with the same options that could open have the same number."""
    usable = could_open(found, stocks(found))
    numbers: dict[tuple[int, ...], int] = {}
    group = []
    for options in options_of(found):
        left = tuple(k for k in options if usable[k])
        group.append(numbers.setdefault(left, len(numbers)) if left else -1)
    return np.array(group, dtype=np.int32)


def options_of(found: Evidence) -> list[list[int]]:
    """The options of each row."""
    return [found.indices[a:b].tolist() for a, b in pairwise(found.indptr.tolist())]


def every_selection(found: Evidence) -> Iterator[np.ndarray]:
    """All selections."""
    for chosen in product([False, True], repeat=len(found.cost)):
        yield np.flatnonzero(chosen).astype(np.int32)


def allowed(found: Evidence, selection: np.ndarray, rng: np.random.Generator) -> bool:
    """Whether sums of floats, in a random order, keep every limit as the rules compare them."""
    limit, shared = (dense(found, name) for name in ("limit", "shared"))
    sites = np.unique(found.option_site[selection])
    for row, (most, least) in enumerate(zip(found.limit_most, found.limit_least, strict=True)):
        amounts = np.concatenate([limit[row, selection], shared[row, sites]])
        used = 0.0
        for amount in rng.permutation(amounts).tolist():
            used += amount
        if used > most + 1e-9 * abs(most) or used < least - 1e-9 * abs(least):
            return False
    return True


def dense(found: Evidence, name: str) -> Any:
    """A table of limits."""
    start, columns, data = (getattr(found, f"{name}_{part}") for part in ("indptr", "indices", "data"))
    table = np.zeros((len(start) - 1, len(found.cost) if name == "limit" else len(found.site_cost)))
    table[np.repeat(np.arange(len(table)), np.diff(start)), columns] = data
    return table


NUMBERS = [0.0, 1.0, 1.0, 2.0, 3.0, 7.0, 0.1, 0.3, 0.7, 1e-3, 1e3, 12345.678, 1e-300, 5e-324, 1e15]


@st.composite
def proofs(draw: st.DrawFn, kind: str = "max") -> Evidence:
    """Random evidence with prices. kind: "max" the most weight covered, "all" the least cost of covering every row,
    "part" of covering weights."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    wild = draw(st.sampled_from([6, 6, 11, len(NUMBERS)]))
    numbers = np.array(NUMBERS[:wild])
    n_rows, n_options = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    reach = rng.random((n_rows, n_options)) < draw(st.sampled_from([0.2, 0.5, 0.9]))
    weight, cost = rng.choice(numbers, n_rows), rng.choice(numbers, n_options)
    site = np.sort(rng.integers(0, n_options, n_options))
    site_cost = rng.choice(numbers, site.max() + 1) * (rng.random(site.max() + 1) < 0.5)
    limit = np.stack([cost, rng.random(n_options) < 0.7, rng.choice([-1.0, 0.0, 1.0, 0.1], n_options)])
    shared = np.stack([site_cost, 0 * site_cost, 0 * site_cost])
    budget = float(rng.choice([cost.max(), cost.sum() / 2, 0.3, 1e15]))
    most = np.array([budget, float(rng.integers(0, 4)), float(rng.choice([0.0, 0.0, 0.3, -1.0]))])
    least = np.array([-np.inf, float(rng.choice([-np.inf, 1.0])), -np.inf])
    prices = rng.choice([0.0, 0.5, 0.1, 1e-3, 30.0], 3) * rng.choice([1.0, 1.0, rng.random()], 3)
    if np.isfinite(least[1]) and rng.random() < 0.5:
        prices[1] = -prices[1]
    given: dict[str, Any] = {"prices": prices, "limit_least": least, **csr(shared, "shared")}
    given |= PRICED[kind](rng, weight, reach)
    return evidence(reach, weight, cost, limit, most, site, site_cost, **given)


def _of_max(rng: np.random.Generator, weight: Any, reach: Any) -> dict[str, Any]:
    share = rng.choice([0.0, 0.5, 1.0, rng.random()], len(weight))
    n_cuts = int(rng.integers(0, 3))
    times = rng.integers(0, 3, (n_cuts, len(weight))) * reach.any(axis=1)
    prices = rng.random(n_cuts) * weight.sum() / (1 + times.sum(axis=1)) * 0.9
    kept = times.any(axis=1)
    return {"u": np.minimum(weight, weight * share), "cut_prices": prices[kept], **csr(times[kept], "cut")}


def _of_all(rng: np.random.Generator, weight: Any, reach: Any) -> dict[str, Any]:
    return {
        "u": rng.choice([0.0, 0.5, 1.0, 2.0], len(weight)) * rng.random(),
        "required_group": np.where(weight > 0, 0, -1).astype(np.int32),
        "required_weight": np.array([np.inf]),
        **_of_money(),
    }


def _of_part(rng: np.random.Generator, weight: Any, reach: Any) -> dict[str, Any]:
    group = rng.integers(-1, 2, len(weight)).astype(np.int32)
    there = np.array([weight[group == t].sum() for t in (0, 1)])
    targets = rng.choice([0.0, 0.1, 1.0, 2.5], 2)
    return {
        "u": rng.choice([0.0, 0.5, 1.0, 1.5], len(weight)) * weight * targets[group] * (group >= 0),
        "targets": targets,
        "required_group": group,
        "required_weight": there * rng.choice([0.0, 0.5, 0.9, 1.0], 2),
        **_of_money(),
    }


def _of_money() -> dict[str, Any]:
    return {"objective": np.array("min_cost"), "maximise": np.array(False), "covers": np.array(False)}


PRICED = {"max": _of_max, "all": _of_all, "part": _of_part}
