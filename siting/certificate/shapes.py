"""Do the arrays of a certificate fit together? Asked before anything is computed from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.certificate.evidence import Evidence
from siting.certificate.places import seat_misfits
from siting.certificate.rows import row_scale
from siting.certificate.walks import walk_misfits

CSRS = (
    ("indptr", "indices"),
    ("served_indptr", "served"),
    ("limit_indptr", "limit_indices"),
    ("shared_indptr", "shared_indices"),
    ("cut_indptr", "cut_rows"),
)
FINITE = ("weight", "people", "cost", "site_cost")


def misfits(evidence: Evidence) -> list[str]:
    """What is wrong with the shapes and ranges of the arrays, in a few words each; empty when they fit."""
    found = [
        f"length of {name}" for name, wanted in _lengths(evidence) if _length(evidence, name) not in wanted
    ]
    for pointers, entries in CSRS:
        found += _broken_pointers(pointers, getattr(evidence, pointers), _length(evidence, entries))
    for name, least, most in _ranges(evidence):
        values = getattr(evidence, name)
        found += [] if bool(((values >= least) & (values < most)).all()) else [f"range of {name}"]
    for pointers, entries in CSRS if not found else ():
        if not _ascending(getattr(evidence, pointers), getattr(evidence, entries)):
            found.append(f"order of {entries}")
    if (np.diff(evidence.selection) <= 0).any():
        found.append("order of selection")
    found += _flawed_values(evidence) + seat_misfits(evidence) + walk_misfits(evidence)
    if not found and int(evidence.scale) != row_scale(evidence):
        found.append("values of scale")
    return found


def _length(evidence: Evidence, name: str) -> int:
    return len(getattr(evidence, name))


def _lengths(evidence: Evidence) -> list[tuple[str, tuple[int, ...]]]:
    """The lengths that each array may have."""
    n_rows, n_options = len(evidence.weight), len(evidence.cost)
    n_limits, n_targets = len(evidence.limit_most), len(evidence.required_weight)
    n_cuts = len(evidence.cut_prices)
    exact = {
        "indptr": n_rows + 1,
        "row_demand": n_rows,
        "row_format": n_rows,
        "people": n_rows,
        "option_site": n_options,
        "option_format": n_options,
        "site_cost": len(evidence.site_ids),
        "site_source": len(evidence.site_ids),
        "format_group": len(evidence.format_ids),
        "served_indptr": n_options + 1,
        "limit_least": n_limits,
        "limit_labels": n_limits,
        "limit_indptr": n_limits + 1,
        "limit_data": len(evidence.limit_indices),
        "shared_indptr": n_limits + 1,
        "shared_data": len(evidence.shared_indices),
        "required_group": n_rows if n_targets else 0,
        "cut_indptr": n_cuts + 1,
        "cut_times": len(evidence.cut_rows),
        "row_phase": n_rows if len(evidence.phase_ids) else 0,
        "option_phase": n_options if len(evidence.phase_ids) else 0,
    }
    optional = {
        "u": n_rows,
        "prices": n_limits,
        "targets": n_targets,
        "row_group": n_rows if n_cuts else 0,
        "row_width": n_rows,
        "served_share": len(evidence.served),
        "option_keep": n_options,
    }
    both = [(name, (length,)) for name, length in exact.items()]
    return [*both, *((name, (0, length)) for name, length in optional.items())]


def _ranges(evidence: Evidence) -> list[tuple[str, int, int]]:
    """Name, least value, and the value that all stay below."""
    n_rows, n_options, n_sites = len(evidence.weight), len(evidence.cost), len(evidence.site_ids)
    n_formats = len(evidence.format_ids)
    anything = np.iinfo(np.int32).max
    return [
        ("indices", 0, n_options),
        ("selection", 0, n_options),
        ("limit_indices", 0, n_options),
        ("shared_indices", 0, n_sites),
        ("row_demand", 0, anything),
        ("served", 0, anything),
        ("row_format", 0, n_formats),
        ("option_format", 0, n_formats),
        ("option_site", 0, n_sites),
        ("cut_rows", 0, n_rows),
        ("cut_times", 1, anything),
        ("required_group", -1, len(evidence.required_weight)),
        ("row_group", -1, n_rows),
        ("row_phase", 0, len(evidence.phase_ids)),
        ("option_phase", 0, len(evidence.phase_ids)),
    ]


def _flawed_values(evidence: Evidence) -> list[str]:
    found = []
    for name in FINITE:
        values = getattr(evidence, name)
        with np.errstate(over="ignore"):
            sound = np.isfinite(values).all() and not (values < 0).any() and np.isfinite(values.sum())
        found += [] if sound else [f"values of {name}"]
    for name in ("limit_least", "limit_most", "required_weight"):
        found += [f"values of {name}"] if np.isnan(getattr(evidence, name)).any() else []
    required = evidence.required_weight
    if (required < 0).any() or (np.isinf(required).any() and not np.isinf(required).all()):
        found.append("values of required_weight")
    if (evidence.covers and not evidence.maximise) or (evidence.requires and evidence.maximise):
        found.append("values of maximise")
    for name in ("row_width", "served_share"):
        values = getattr(evidence, name)
        found += [] if bool(((values > 0) & (values <= 1)).all()) else [f"values of {name}"]
    for name in ("limit_data", "shared_data"):
        found += [] if np.isfinite(getattr(evidence, name)).all() else [f"values of {name}"]
    return found


def _broken_pointers(name: str, indptr: NDArray[np.int64], n_entries: int) -> list[str]:
    sound = len(indptr) > 0 and indptr[0] == 0 and indptr[-1] == n_entries and (np.diff(indptr) >= 0).all()
    return [] if sound else [f"pointers of {name}"]


def _ascending(indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> bool:
    """Whether no row names the same column twice, or out of order."""
    if len(indices) < 2:
        return True
    steps = np.diff(indices) > 0
    starts = indptr[1:-1]
    steps[starts[(starts > 0) & (starts < len(indices))] - 1] = True
    return bool(steps.all())
