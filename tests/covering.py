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
    """reach: (n_rows, n_options); weight: (n_rows,); amounts: (n_limits, n_options); limit: (n_limits,).

    site: (n_options,), -1 for none, and site_amounts: (n_limits, n_sites), where sites take something once."""

    reach: NDArray[np.bool_]
    weight: NDArray[np.float64]
    amounts: NDArray[np.float64]
    limit: NDArray[np.float64]
    site: NDArray[np.int32] | None = None
    site_amounts: NDArray[np.float64] | None = None

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
        shared = None if self.site_amounts is None else csr_matrix(self.site_amounts)
        return limits(csr_matrix(self.amounts), self.limit, self.site, shared)

    def at(self) -> NDArray[np.bool_]:
        """(n_options, n_sites) which option is at which site."""
        if self.site is None or self.site_amounts is None:
            return np.zeros((self.n_options, 0), dtype=bool)
        return np.asarray(self.site[:, None] == np.arange(self.site_amounts.shape[1]))

    def used(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """(..., n_limits) what selections (..., n_options) take, every open site once."""
        own = chosen @ self.amounts.T
        if self.site_amounts is None:
            return np.asarray(own)
        return np.asarray(own + (chosen @ self.at().astype(float) > 0) @ self.site_amounts.T)

    def allowed(self, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """(...,) whether selections (..., n_options) keep within every limit."""
        return (self.used(chosen) <= self.limit + 1e-9 * np.maximum(1.0, self.limit)).all(axis=-1)

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
def cases(
    draw: st.DrawFn, most_options: int = 7, most_rows: int = 30, most_limits: int = 3, shared: bool = False
) -> Case:
    """Random cases, rich in ties, empty rows, zero weights, zero costs, options too dear, limits of zero.

    shared: half of them with sites, some of which take something once, with options at no site and idle sites."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_rows, n_options = draw(st.integers(0, most_rows)), draw(st.integers(1, most_options))
    n_limits = draw(st.integers(0, most_limits))
    density = draw(st.sampled_from([0.1, 0.3, 0.6, 1.0]))
    unit = draw(st.sampled_from([1.0, 1.0, 0.37, 1e-7, 1e6]))
    weight = rng.integers(0, draw(st.sampled_from([1, 3, 50])) + 1, n_rows) * unit
    amounts = rng.integers(0, draw(st.sampled_from([1, 9])) + 1, (n_limits, n_options)).astype(float)
    limit = rng.integers(0, draw(st.sampled_from([1, 6, 30])) + 1, n_limits).astype(float)
    reach = rng.random((n_rows, n_options)) < density
    if not shared or draw(st.booleans()):
        return Case(reach, weight, amounts, limit)
    n_sites = draw(st.integers(0, n_options))
    once = rng.integers(0, draw(st.sampled_from([1, 6])) + 1, (n_limits, n_sites)).astype(float)
    return Case(reach, weight, amounts, limit, rng.integers(-1, n_sites, n_options).astype(np.int32), once)
