"""Certificate: what a plan covers, costs, uses and could at best cover, recomputed from raw coverage.

Shares nothing with any solver or strategy: plain arrays in, figures out, by NumPy and SciPy alone.
`Evidence` holds the arrays; `recompute` is the whole check; who compares the figures with what a plan
claims is `plan` (before anything is written) and `verify` (from the files, years later).

    covered(r)  = some opened option k has A[r, k] = 1
    value       = sum of weight over covered rows
    UB(u, lam)  = sum_r (w_r - u_r) + sum_k max(0, (A'u - M'lam)_k) + lam . limit    for 0 <= u <= w, lam >= 0

UB is a bound on the value of every selection with M x <= limit; k runs over options that keep the limits
by themselves, and r over rows that one of these reaches: the Lagrangian dual of max_coverage
(Church and ReVelle 1974, doi:10.1007/BF01942293), so anybody can check it in one pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]

# Sums of costs and people are exact to far better than this; a rule is broken beyond it.
RELATIVE_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A plan and all that bears on it, in arrays; certificate.npz holds them under these names.

    A row is a (demand point, format) of someone whom no outlet of today reaches and some option could;
    an option is a (site, format) that is for sale.

    indptr (n_rows + 1,), indices: coverage A, rows by options, CSR. row_demand, row_format: (n_rows,).
    people: (n_rows,) people of the format's group. weight: (n_rows,) what the row counts, 0 if not wanted.
    cost: (n_options,) money; option_site, option_format: (n_options,) positions in site_ids and format_ids.
    selection: options opened, ascending. value, bound: as the strategy claims them.
    limit_indptr, limit_indices, limit_data: M, limits by options, CSR; least, most: (n_limits,) bounds on
    M x, infinite where there is none; limit_labels: a name each.
    u (n_rows,) and prices (n_limits,): the dual certificate; both empty where the strategy gave none.
    objective: name; maximise: whether more is better; covers: whether the value is weight covered.
    unchecked: rules that are more than limits, which only `plan` can check."""

    indptr: NDArray[np.int64]
    indices: Ints
    row_demand: Ints
    row_format: Ints
    people: Floats
    weight: Floats
    cost: Floats
    option_site: Ints
    option_format: Ints
    site_ids: Texts
    format_ids: Texts
    selection: Ints
    value: Floats
    bound: Floats
    limit_indptr: NDArray[np.int64]
    limit_indices: Ints
    limit_data: Floats
    limit_least: Floats
    limit_most: Floats
    limit_labels: Texts
    u: Floats
    prices: Floats
    objective: Texts
    maximise: NDArray[np.bool_]
    covers: NDArray[np.bool_]
    unchecked: Texts

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Name -> array."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def fingerprint(self) -> str:
        """SHA-256 over names, types, shapes and bytes of the arrays: by it summary.json names its proof."""
        digest = hashlib.sha256()
        for name, array in sorted(self.arrays().items()):
            digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Recomputed:
    """value, cost: of the selection. newly_people, opened, format_cost: (n_formats,).

    total_people: (n_selected,) people each opened option reaches. used: (n_limits,) M x; broken: positions
    of limits that do not hold. certified_bound: UB(u, prices), nan where no dual was given."""

    covered: NDArray[np.bool_]
    value: float
    cost: float
    newly_people: Floats
    opened: NDArray[np.int64]
    format_cost: Floats
    used: Floats
    broken: NDArray[np.int64]
    certified_bound: float


def recompute(evidence: Evidence) -> Recomputed:
    """Everything a plan claims, from its coverage. Raises ValueError when the arrays do not fit together."""
    flaws = misfits(evidence)
    if flaws:
        raise ValueError("; ".join(flaws))
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    opened[evidence.selection] = True
    covered = covered_rows(evidence.indptr, evidence.indices, opened)
    n_formats = len(evidence.format_ids)
    used = limits(evidence) @ opened.astype(np.float64)
    return Recomputed(
        covered=covered,
        value=float(evidence.weight[covered].sum()),
        cost=float(evidence.cost[opened].sum()),
        newly_people=_sums(evidence.row_format[covered], evidence.people[covered], n_formats),
        opened=np.bincount(evidence.option_format[opened], minlength=n_formats),
        format_cost=_sums(evidence.option_format[opened], evidence.cost[opened], n_formats),
        used=used,
        broken=np.flatnonzero(_beyond(evidence, used)),
        certified_bound=dual_bound(evidence),
    )


def _sums(position: Ints, values: Floats, length: int) -> Floats:
    return np.bincount(position, weights=values, minlength=length).astype(np.float64)


def covered_rows(indptr: NDArray[np.int64], indices: Ints, opened: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n_rows,) whether an opened option reaches the row."""
    hits = np.concatenate([[0], np.cumsum(opened[indices], dtype=np.int64)])
    return np.asarray(hits[indptr[1:]] > hits[indptr[:-1]])


def limits(evidence: Evidence) -> csr_matrix:
    """M: (n_limits, n_options)."""
    shape = (len(evidence.limit_least), len(evidence.cost))
    return csr_matrix((evidence.limit_data, evidence.limit_indices, evidence.limit_indptr), shape=shape)


def dual_bound(evidence: Evidence) -> float:
    """UB(u, prices), never below its exact value, and rounded down where every weight is a whole number;
    nan without a dual.

    Raises ValueError when u or the prices are not what the formula asks for: 0 <= u <= w, prices >= 0,
    and no price on a limit without a most."""
    weight, u, prices = evidence.weight, evidence.u, evidence.prices
    if not evidence.covers or len(prices) != len(evidence.limit_most) or len(u) != len(weight):
        return float("nan")
    _refuse_what_proves_nothing(evidence)
    # Rounding may have left u a hair above its weight, where the proof would not hold.
    u, priced, matrix = np.minimum(u, weight), prices > 0, limits(evidence)
    usable = _could_open(evidence, matrix)
    income = _sums(evidence.indices, np.repeat(u, np.diff(evidence.indptr)), len(evidence.cost))[usable]
    profit = np.maximum(income - (matrix.T @ prices)[usable], 0.0)
    within = covered_rows(evidence.indptr, evidence.indices, usable)
    everybody, stock = float(weight[within].sum()), float(prices[priced] @ evidence.limit_most[priced])
    bound = float((weight - u)[within].sum() + profit.sum()) + stock
    bound = min(bound + _rounding(evidence, everybody + stock + 2.0 * float(income.sum())), everybody)
    return float(np.floor(bound)) if (weight == np.floor(weight)).all() else bound


def _refuse_what_proves_nothing(evidence: Evidence) -> None:
    u, prices = evidence.u, evidence.prices
    slack = RELATIVE_TOLERANCE * np.maximum(1.0, evidence.weight)
    if not ((u >= 0).all() and (u <= evidence.weight + slack).all() and (prices >= 0).all()):
        raise ValueError("dual: 0 <= u <= weight and prices >= 0 do not hold")
    if not np.isfinite(evidence.limit_most[prices > 0]).all():
        raise ValueError("dual: a price on a limit that has no most")


def _rounding(evidence: Evidence, added_up: float) -> float:
    """By how much the sums of a bound may be off: a unit in the last place for each term of the longest sum."""
    longest = np.bincount(evidence.indices, minlength=1).max() + len(evidence.limit_most) + 100
    return float(longest * np.finfo(np.float64).eps * added_up)


def _could_open(evidence: Evidence, matrix: csr_matrix) -> NDArray[np.bool_]:
    """(n_options,) options that do not break a limit all by themselves; the others are in no plan.

    Holds for limits whose entries are all non-negative: nothing else could then make room."""
    most = evidence.limit_most + RELATIVE_TOLERANCE * np.abs(evidence.limit_most)
    entries = matrix.tocoo()
    sound = np.ones(len(most), dtype=np.bool_)
    sound[entries.row[entries.data < 0]] = False
    too_much = sound[entries.row] & (entries.data > most[entries.row])
    usable = np.ones(len(evidence.cost), dtype=np.bool_)
    usable[entries.col[too_much]] = False
    return usable


def _beyond(evidence: Evidence, used: Floats) -> NDArray[np.bool_]:
    least, most = evidence.limit_least, evidence.limit_most
    return np.asarray(
        (used > most + RELATIVE_TOLERANCE * np.abs(most))
        | (used < least - RELATIVE_TOLERANCE * np.abs(least))
    )


def misfits(evidence: Evidence) -> list[str]:
    """What is wrong with the shapes and ranges of the arrays, in a few words each; empty when they fit."""
    n_rows, n_options, n_limits = len(evidence.weight), len(evidence.cost), len(evidence.limit_most)
    lengths = {
        "indptr": n_rows + 1,
        "row_demand": n_rows,
        "row_format": n_rows,
        "people": n_rows,
        "option_site": n_options,
        "option_format": n_options,
        "limit_least": n_limits,
        "limit_labels": n_limits,
        "limit_indptr": n_limits + 1,
    }
    found = [f"length of {name}" for name, n in lengths.items() if len(getattr(evidence, name)) != n]
    found += [
        f"length of {name}"
        for name, n in (("u", n_rows), ("prices", n_limits))
        if len(getattr(evidence, name)) not in (0, n)
    ]
    ranges = {
        "indices": n_options,
        "selection": n_options,
        "limit_indices": n_options,
        "row_format": len(evidence.format_ids),
        "option_format": len(evidence.format_ids),
        "option_site": len(evidence.site_ids),
    }
    found += [f"range of {name}" for name, top in ranges.items() if not _within(getattr(evidence, name), top)]
    found += _broken_pointers("indptr", evidence.indptr, len(evidence.indices))
    found += _broken_pointers("limit_indptr", evidence.limit_indptr, len(evidence.limit_indices))
    for name in ("weight", "people", "cost"):
        values = getattr(evidence, name)
        if not np.isfinite(values).all() or (values < 0).any():
            found.append(f"values of {name}")
    for name in ("limit_least", "limit_most"):
        if np.isnan(getattr(evidence, name)).any():
            found.append(f"values of {name}")
    if not np.isfinite(evidence.limit_data).all():
        found.append("values of limit_data")
    if (np.diff(evidence.selection) <= 0).any():
        found.append("order of selection")
    return found


def _within(values: Ints, top: int) -> bool:
    return bool(((values >= 0) & (values < top)).all())


def _broken_pointers(name: str, indptr: NDArray[np.int64], n_entries: int) -> list[str]:
    sound = len(indptr) > 0 and indptr[0] == 0 and indptr[-1] == n_entries and (np.diff(indptr) >= 0).all()
    return [] if sound else [f"pointers of {name}"]
