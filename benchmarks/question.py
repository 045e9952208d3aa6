"""An instance as it is handed to every strategy and peer: raw arrays in question.npz.

    max  sum_r w_r z_r   s.t.  z_r <= sum_k A[r,k] x_k,   M x + S y <= most,   y_site(k) >= x_k,   x binary

Nothing is merged or reduced; what a strategy makes of it is on its own clock."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

if TYPE_CHECKING:
    from siting.model import Model

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Pointers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """indptr, indices: A, rows by options, CSR. limit_*: M, limits by options, CSR; site_limit_*: S, limits by sites,
    CSR, what a site takes once as soon as one of its options opens. most: (n_limits,).

    known: the proven best value, nan where nobody knows it."""

    indptr: Pointers
    indices: Ints
    weight: Floats
    cost: Floats
    site_cost: Floats
    option_site: Ints
    limit_indptr: Pointers
    limit_indices: Ints
    limit_data: Floats
    site_limit_indptr: Pointers
    site_limit_indices: Ints
    site_limit_data: Floats
    most: Floats
    known: Floats

    @property
    def reach(self) -> csr_matrix:
        """A, ones."""
        shape = (len(self.weight), len(self.cost))
        return csr_matrix((np.ones(len(self.indices)), self.indices, self.indptr), shape=shape)

    @property
    def limits(self) -> csr_matrix:
        """M."""
        shape = (len(self.most), len(self.cost))
        return csr_matrix((self.limit_data, self.limit_indices, self.limit_indptr), shape=shape)

    @property
    def site_limits(self) -> csr_matrix:
        """S."""
        shape = (len(self.most), len(self.site_cost))
        return csr_matrix(
            (self.site_limit_data, self.site_limit_indices, self.site_limit_indptr), shape=shape
        )

    def save(self, path: Path) -> None:
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})


def load(path: Path) -> Question:
    with np.load(path) as arrays:
        return Question(**{field.name: arrays[field.name] for field in fields(Question)})


def of_model(model: Model, known: float) -> Question:
    """The arrays of a model whose rules are packing rules."""
    packings = [rule.packing(model) for rule in model.rules]
    if None in packings:
        raise ValueError("a rule is more than an upper limit")
    kept = [packing for packing in packings if packing is not None]
    none = csr_matrix((0, model.n_options)), csr_matrix((0, model.n_sites))
    limits = vstack([none[0], *(packing.matrix for packing in kept)], format="csr")
    empty = [csr_matrix((len(packing.limit), model.n_sites)) for packing in kept]
    shared = [
        part if packing.site_matrix is None else packing.site_matrix
        for part, packing in zip(empty, kept, strict=True)
    ]
    sites = vstack([none[1], *shared], format="csr")
    return Question(
        indptr=model.indptr,
        indices=model.indices,
        weight=model.weight,
        cost=model.cost,
        site_cost=model.site_cost,
        option_site=model.option_site,
        limit_indptr=limits.indptr.astype(np.int64),
        limit_indices=limits.indices.astype(np.int32),
        limit_data=limits.data.astype(np.float64),
        site_limit_indptr=sites.indptr.astype(np.int64),
        site_limit_indices=sites.indices.astype(np.int32),
        site_limit_data=sites.data.astype(np.float64),
        most=np.concatenate([np.zeros(0), *(packing.limit for packing in kept)]),
        known=np.array(known),
    )
