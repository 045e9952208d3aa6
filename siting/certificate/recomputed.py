"""Everything a plan claims, recomputed from its evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from siting.certificate.bound import certified_bound
from siting.certificate.evidence import Evidence, Floats, Ints
from siting.certificate.exact import whole
from siting.certificate.limits import broken, stocks, used
from siting.certificate.places import newly_served
from siting.certificate.rows import required
from siting.certificate.shapes import misfits
from siting.certificate.walks import walked_value


@dataclass(frozen=True, slots=True, eq=False)
class Recomputed:
    """covered: (n_rows,). value: of the objective, nan where it is not known here. cost: new outlets and sites.

    newly_people, opened, format_cost: (n_formats,), sites not included; people are those of the last phase.
    used: (n_limits,) M x + S y; broken: positions of limits that do not hold. reached: (n_targets,) weight covered
    for each target; short: positions of targets that are missed. certified_bound: nan where no prices were given."""

    covered: NDArray[np.bool_]
    value: float
    cost: float
    newly_people: Floats
    opened: NDArray[np.int64]
    format_cost: Floats
    used: Floats
    broken: NDArray[np.int64]
    reached: Floats
    short: NDArray[np.int64]
    certified_bound: float


def recompute(evidence: Evidence) -> Recomputed:
    """Sums are correctly rounded (math.fsum), limits and the bound exact. Raises ValueError when the arrays do not
    fit together, or the prices are none."""
    flaws = misfits(evidence)
    if flaws:
        raise ValueError("; ".join(flaws))
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    opened[evidence.selection] = True
    covered = covered_rows(evidence.indptr, evidence.indices, opened)
    new = opened & ~evidence.option_keep if len(evidence.option_keep) else opened
    sites = np.unique(evidence.option_site[new])
    cost = math.fsum([*evidence.cost[new].tolist(), *evidence.site_cost[sites].tolist()])
    weight = math.fsum([*evidence.weight[covered].tolist(), newly_served(evidence, opened)])
    n_formats, found = len(evidence.format_ids), stocks(evidence)
    use = used(evidence, found, opened)
    reached, short = _targets(evidence, covered)
    counted = covered & evidence.in_last_phase
    return Recomputed(
        covered=covered,
        value=weight if evidence.covers else cost if evidence.requires else walked_value(evidence),
        cost=cost,
        newly_people=_sums(evidence.row_format[counted], evidence.people[counted], n_formats),
        opened=np.bincount(evidence.option_format[new], minlength=n_formats),
        format_cost=_sums(evidence.option_format[new], evidence.cost[new], n_formats),
        used=np.array([float(Fraction(amount, 1 << found.bits)) for amount in use]),
        broken=broken(found, use),
        reached=reached,
        short=short,
        certified_bound=certified_bound(evidence, found),
    )


def covered_rows(indptr: NDArray[np.int64], indices: Ints, opened: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n_rows,) whether an opened option reaches the row."""
    covered = np.zeros(len(indptr) - 1, dtype=np.bool_)
    covered[np.searchsorted(indptr, np.flatnonzero(opened[indices]), side="right") - 1] = True
    return covered


def _sums(position: Ints, values: Floats, length: int) -> Floats:
    return np.bincount(position, weights=values, minlength=length).astype(np.float64)


def _targets(evidence: Evidence, covered: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.int64]]:
    """Weight covered for each target, and the targets that are missed: exactly, or any row where all are required."""
    n_targets = len(evidence.required_weight)
    if not n_targets:
        return np.zeros(0), np.zeros(0, dtype=np.int64)
    counts = (evidence.required_group >= 0) & (evidence.weight > 0)
    group, weight = evidence.required_group[counts & covered], evidence.weight[counts & covered]
    if evidence.all_required:
        short = np.unique(evidence.required_group[counts & ~covered]).astype(np.int64)
        return _sums(group, weight, n_targets), short
    sums, missed = [], []
    for target, least in enumerate(required(evidence)):
        numbers, bits = whole(weight[group == target])
        sums.append(float(Fraction(sum(numbers), 1 << bits)))
        if Fraction(sum(numbers), 1 << bits) < least:
            missed.append(target)
    return np.array(sums), np.array(missed, dtype=np.int64)
