"""Evidence: the arrays of certificate.npz."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """A plan and all that bears on it, in arrays; certificate.npz holds them under these names.

    A row is a (demand point, format) of someone whom no outlet of today reaches and some option could;
    an option is a (site, format) that is for sale. With phases, each is there for every phase.

    indptr (n_rows + 1,), indices: coverage A, rows by options, CSR, ascending. row_demand, row_format: (n_rows,).
    people: (n_rows,) people of the format's group. weight: (n_rows,) what the row counts, 0 if not wanted.
    cost: (n_options,) money; option_site, option_format: (n_options,) positions in site_ids and format_ids.
    site_cost: (n_sites,) money that a site takes once, as soon as one of its options opens; site_source: (n_sites,)
    whose money that is, "" where not said.
    selection: options opened, ascending. value, bound: as the strategy claims them.
    served_indptr (n_options + 1,), served: of each opened option what it reaches of whom an outlet of today serves
    already, as format * n_demand + demand point; served_share: (len(served),) of the point's people whom both serve,
    empty where that is all. format_group: (n_formats,) the group of people that each format is for.

    row_phase: (n_rows,), option_phase: (n_options,): positions in phase_ids, which stand in order of time; all three
    empty without phases. What opens in a phase serves in it and after. row_width: (n_rows,) share of the point's people
    for whom the row stands, where some serve only in part; empty where all rows are whole.

    limit_indptr, limit_indices, limit_data: M, limits by options, CSR; shared_indptr, shared_indices, shared_data:
    S, limits by sites, CSR, what a site takes once; least, most: (n_limits,) bounds on M x + S y, infinite where
    there is none; limit_labels: a name each. unchecked: rules that are more than limits, which only `plan` can check.
    required_weight: (n_targets,) weight to be covered, infinite where it is every row; required_group: (n_rows,)
    the target that a row counts for, -1 for none. Both empty where nothing is required.

    u (n_rows,), prices (n_limits,): the dual certificate; both empty where the strategy gave none. A negative price
    is one on a least. targets: (n_targets,) prices of the required weights, empty where every row is required.
    Cuts: cut_indptr (n_cuts + 1,), cut_rows, cut_times: CSR, rows and how often each; cut_prices: (n_cuts,).
    row_group: (n_rows,) rows with the same options, of those that could open, have the same number, which makes
    them one row to the cuts; -1 where no such option is left; empty where there are no cuts.
    scale: prices of rows, and weights where they are what counts, are whole multiples of 2**-scale in the bound.

    Formats that have places; all empty where none has. What their people count stands here, and rows of theirs have
    weight 0. seat_indptr (n_seats + 1,), seat_doors: who needs a place, by outlets in reach, CSR: an option, or
    n_options + an outlet of today. seat_row: (n_seats,) format * n_demand + demand point; seat_phase: (n_seats,),
    empty without phases; seat_people, seat_weight: (n_seats,) how many, and what they count; seat_u: (n_seats,)
    prices, empty where the strategy gave none. option_places (n_options,), outlet_places (n_outlets,): infinite where
    there is no limit.

    option_keep: (n_options,) whether an option keeps an outlet of today, which closes where it is not open: it costs,
    within the limits, what closing would save. Empty where nothing may close.

    Where walks count (`certificate.walks`), else all empty: rows of people with and without an outlet today, phase by
    phase. walk_indptr, walk_options, walk_travel: CSR, rows by opened options, and how far they are. walk_weight,
    walk_today, walk_outlets, walk_cutoff, walk_full, walk_step: (n_walk_rows,) what a row counts, the way to its
    nearest outlet of today (infinite where there is none), how many reach it, C, F and the step; walk_terms: (2,).

    objective: name; maximise: whether more is better; covers: whether the value is weight covered."""

    indptr: Longs
    indices: Ints
    row_demand: Ints
    row_format: Ints
    people: Floats
    weight: Floats
    cost: Floats
    site_cost: Floats
    option_site: Ints
    option_format: Ints
    site_ids: Texts
    site_source: Texts
    format_ids: Texts
    format_group: Texts
    selection: Ints
    served_indptr: Longs
    served: Ints
    value: Floats
    bound: Floats
    limit_indptr: Longs
    limit_indices: Ints
    limit_data: Floats
    shared_indptr: Longs
    shared_indices: Ints
    shared_data: Floats
    limit_least: Floats
    limit_most: Floats
    limit_labels: Texts
    required_group: Ints
    required_weight: Floats
    u: Floats
    prices: Floats
    targets: Floats
    cut_indptr: Longs
    cut_rows: Ints
    cut_times: Longs
    cut_prices: Floats
    row_group: Ints
    scale: Longs
    objective: Texts
    maximise: NDArray[np.bool_]
    covers: NDArray[np.bool_]
    unchecked: Texts
    served_share: Floats = field(default_factory=lambda: np.zeros(0))
    row_phase: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    option_phase: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    phase_ids: Texts = field(default_factory=lambda: np.zeros(0, dtype=np.str_))
    row_width: Floats = field(default_factory=lambda: np.zeros(0))
    seat_indptr: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    seat_doors: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    seat_row: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    seat_phase: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    seat_people: Floats = field(default_factory=lambda: np.zeros(0))
    seat_weight: Floats = field(default_factory=lambda: np.zeros(0))
    seat_u: Floats = field(default_factory=lambda: np.zeros(0))
    option_places: Floats = field(default_factory=lambda: np.zeros(0))
    outlet_places: Floats = field(default_factory=lambda: np.zeros(0))
    option_keep: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    walk_indptr: Longs = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    walk_options: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    walk_travel: Floats = field(default_factory=lambda: np.zeros(0))
    walk_weight: Floats = field(default_factory=lambda: np.zeros(0))
    walk_today: Floats = field(default_factory=lambda: np.zeros(0))
    walk_outlets: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    walk_cutoff: Floats = field(default_factory=lambda: np.zeros(0))
    walk_full: Floats = field(default_factory=lambda: np.zeros(0))
    walk_step: Floats = field(default_factory=lambda: np.zeros(0))
    walk_terms: Floats = field(default_factory=lambda: np.zeros(0))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Name -> array."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def fingerprint(self) -> str:
        """SHA-256 over names, types, shapes and bytes of the arrays: by it summary.json names its proof."""
        digest = hashlib.sha256()
        for name, array in sorted(self.arrays().items()):
            digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
            digest.update(array.tobytes())
        return digest.hexdigest()

    @property
    def requires(self) -> bool:
        """Whether money counts, and weight has to be covered for it."""
        return len(self.required_weight) > 0

    @property
    def all_required(self) -> bool:
        """Whether every row with a weight has to be covered."""
        return self.requires and bool(np.isinf(self.required_weight).all())

    @property
    def in_last_phase(self) -> NDArray[np.bool_]:
        """(n_rows,) whether the row is one of the last phase, in which everybody has arrived; all without phases."""
        if not len(self.phase_ids):
            return np.ones(len(self.weight), dtype=np.bool_)
        return np.asarray(self.row_phase == len(self.phase_ids) - 1)
