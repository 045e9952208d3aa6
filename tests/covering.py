"""Small coverage questions in arrays, and what brute force makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.cover.covers import Covers, Limits, fit_alone, limits
from siting.cover.merge import merge


@dataclass(frozen=True)
class Case:
    """reach: (n_rows, n_options); weight: (n_rows,); amounts: (n_limits, n_options); limit: (n_limits,)."""

    reach: NDArray[np.bool_]
    weight: NDArray[np.float64]
    amounts: NDArray[np.float64]
    limit: NDArray[np.float64]

    @property
    def n_options(self) -> int:
        return self.reach.shape[1]

    @property
    def rows(self) -> csr_matrix:
        return csr_matrix(self.reach.astype(np.float64))

    def covers(self) -> Covers:
        """Merged rows, without options that break a limit by themselves."""
        usable = csr_matrix((self.reach & fit_alone(self.limits())).astype(np.float64))
        return merge(usable.indptr, usable.indices, self.weight, self.n_options).covers

    def limits(self) -> Limits:
        return limits(csr_matrix(self.amounts), self.limit)

    def allowed(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(...,) whether selections (..., n_options) keep within every limit."""
        return (chosen @ self.amounts.T <= self.limit + 1e-9 * np.maximum(1.0, self.limit)).all(axis=-1)

    def covered(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(...,) weight that selections (..., n_options) cover."""
        return ((chosen @ self.reach.T.astype(float)) > 0) @ self.weight

    def optimum(self) -> float:
        """The most weight any allowed selection covers, by trying all of them."""
        everything = np.array(list(product([False, True], repeat=self.n_options)))
        return float(self.covered(everything)[self.allowed(everything)].max())

    def chosen(self, selection: Any) -> NDArray[np.bool_]:
        """(n_options,) the selection as a mask."""
        mask = np.zeros(self.n_options, dtype=bool)
        mask[selection] = True
        return mask


@st.composite
def cases(draw: st.DrawFn, most_options: int = 7, most_rows: int = 30, most_limits: int = 3) -> Case:
    """Random cases, rich in ties, empty rows, zero weights, zero costs, options too dear, limits of zero."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(0, most_rows)), draw(st.integers(1, most_options))
    n_limits = draw(st.integers(0, most_limits))
    density = draw(st.sampled_from([0.1, 0.3, 0.6, 1.0]))
    unit = draw(st.sampled_from([1.0, 1.0, 0.37, 1e-7, 1e6]))
    weight = rng.integers(0, draw(st.sampled_from([1, 3, 50])) + 1, n_rows) * unit
    amounts = rng.integers(0, draw(st.sampled_from([1, 9])) + 1, (n_limits, n_options)).astype(float)
    limit = rng.integers(0, draw(st.sampled_from([1, 6, 30])) + 1, n_limits).astype(float)
    return Case(rng.random((n_rows, n_options)) < density, weight, amounts, limit)
