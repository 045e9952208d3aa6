"""Least cost for a required coverage: the set covering location problem, whole or in part.

C. Toregas, R. Swain, C. ReVelle and L. Bergman, "The location of emergency service facilities", Operations Research
19 (1971) 1363-1373, DOI 10.1287/opre.19.6.1363."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions
from siting.language import mark
from siting.model import Model
from siting.objectives._required import Required
from siting.program import IMPLIED, Program

if TYPE_CHECKING:
    from siting.scenario.goal import MinCoverage

ABOUT = mark(
    "spend as little as possible on reaching everyone who can be reached, or as many as min_coverage asks for"
)
KEYS = ("min_coverage",)
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class MinCost:
    """min sum_k c_k x_k + sum_s F_s y_s, y_s = 1 where anything opens at site s, subject to one of

        sum_k A[r,k] x_k >= 1                   for every row of weight that an option reaches (share, weight None)
        sum_{r in g} w_r min(1, sum_k A[r,k] x_k) >= W_g        for all rows, or for each format's g

    share: W = share of the weight of all rows of g, those that no option reaches included. weight: W itself.
    targets: W for each group of a model whose rows are no longer all there (merged, or partly covered).
    names: what a planner calls each format, where that is known."""

    share: float | None = None
    weight: float | None = None
    by_format: bool = False
    targets: tuple[float, ...] | None = None
    names: tuple[str, ...] = ()
    name: str = "min_cost"
    maximise: bool = False

    @property
    def everything(self) -> bool:
        """Whether all who can be reached have to be."""
        return self.share is None and self.weight is None

    def requirement(self, model: Model) -> Required:
        """W, a billionth less, or rounded up where all weights are whole: adding up must not decide."""
        formats = model.row_format if self.by_format else np.zeros(model.n_rows, np.int32)
        known = np.unique(formats) if self.by_format else np.zeros(1, np.int32)
        names = tuple(self.names[k] for k in known) if self.by_format and self.names else ()
        group = np.searchsorted(known, formats).astype(np.int32)
        reached = np.diff(model.indptr) > 0
        short = _sums(group, model.weight, len(known))
        reachable = _sums(group, np.where(reached, model.weight, 0.0), len(known))
        if self.everything:
            return Required(group, reachable, short, reachable, True, names)
        if self.targets is not None:
            return Required(group, np.array(self.targets), short, reachable, False, names)
        wanted = self.share * short if self.share is not None else np.full(len(known), self.weight)
        wanted = wanted - TOLERANCE * wanted
        whole = bool((model.weight == np.rint(model.weight)).all())
        return Required(group, np.ceil(wanted) if whole else wanted, short, reachable, False, names)

    def required(self, model: Model) -> float:
        """W of all rows together; infinite for everything, nan where formats have one each."""
        if self.everything:
            return float("inf")
        return float("nan") if self.by_format else float(self.requirement(model).weight[0])

    def named(self, formats: tuple[str, ...]) -> MinCost:
        """The same objective, which knows what a planner calls each format."""
        return replace(self, names=formats)

    def pinned(self, model: Model) -> MinCost:
        """The objective for models made from this one: their rows may be fewer, W stays."""
        return (
            self if self.everything else replace(self, targets=tuple(self.requirement(model).weight.tolist()))
        )

    def write(self, model: Model, program: object) -> None:
        """Costs, and a row for each row to be covered; or z_r, its links as in max_coverage, and a row for each W.

        The rows of W are scaled by a power of two to about a million, far above a solver's tolerance."""
        target, required = cast(Program, program), self.requirement(model)
        target.reward_options(model.cost)
        if model.site_cost.any():
            site_of = target.site_variables(model.option_site, model.site_cost > 0)
            sites = np.flatnonzero(site_of >= 0)
            target.reward(site_of[sites], model.site_cost[sites])
        if required.everything:
            target.add_rows(_reach(model)[_within_reach(model)], 1.0, np.inf)
        elif len(required.weight):
            matrix = _covered_weight(model, required, target)
            scale = 2.0 ** (20 - np.frexp(np.where(required.weight > 0, required.weight, 1.0))[1])
            matrix.data *= np.repeat(scale, np.diff(matrix.indptr))
            target.add_rows(matrix, required.weight * scale, np.inf)

    def value(self, model: Model, selection: Positions) -> float:
        """Money for the selection and its sites; infinite where it covers less than required."""
        chosen = np.zeros(model.n_options, dtype=bool)
        chosen[selection] = True
        if not self._enough(model, _covered(model, chosen)):
            return float("inf")
        # Summed over all options in place, so that free options change no digit.
        sites = np.bincount(model.option_site[chosen], minlength=model.n_sites) > 0
        return float(np.where(chosen, model.cost, 0.0).sum() + np.where(sites, model.site_cost, 0.0).sum())

    def _enough(self, model: Model, covered: NDArray[np.bool_]) -> bool:
        """Whether rows (n_rows,) covered are all that is required."""
        if self.everything:
            return not (_within_reach(model) & ~covered).any()
        required = self.requirement(model)
        weight = np.where(covered, model.weight, 0.0)
        return bool((_sums(required.group, weight, len(required.weight)) >= required.weight).all())

    def cover_weight(self, model: Model) -> Floats | None:
        """None: money counts here."""
        return None


def bind(min_coverage: float | MinCoverage | None = None) -> MinCost:
    """The objective, ready to be put into a model."""
    if min_coverage is None or isinstance(min_coverage, float):
        return MinCost(min_coverage)
    return MinCost(min_coverage.share, min_coverage.weight, min_coverage.each == "format")


def _sums(group: Positions, values: Floats, n_groups: int) -> Floats:
    return np.bincount(group, weights=values, minlength=n_groups).astype(np.float64)


def _reach(model: Model) -> csr_matrix:
    shape = (model.n_rows, model.n_options)
    return csr_matrix((np.ones(len(model.indices)), model.indices, model.indptr), shape=shape)


def _within_reach(model: Model) -> NDArray[np.bool_]:
    """(n_rows,) rows that count and that some option reaches."""
    return np.asarray((np.diff(model.indptr) > 0) & (model.weight > 0))


def _covered(model: Model, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    hits = np.concatenate([[0], np.cumsum(chosen[model.indices])])
    return np.asarray(hits[model.indptr[1:]] > hits[model.indptr[:-1]])


def _covered_weight(model: Model, required: Required, program: Program) -> csr_matrix:
    """(n_groups, n_variables) sum of w_r z_r; z_r is the option itself where one alone reaches the row."""
    degree = np.diff(model.indptr)
    shared = np.flatnonzero(degree > 1)
    z = program.add_variables(np.zeros(len(shared)), 0.0, 1.0, IMPLIED)
    ones = np.arange(len(shared))
    shape = (len(shared), program.n_variables)
    links = _reach(model)[shared].tocoo()
    data = np.concatenate([-links.data, np.ones(len(shared))])
    places = np.concatenate([links.row, ones]), np.concatenate([links.col, z])
    program.add_rows(csr_matrix((data, places), shape=shape), -np.inf, 0.0)
    alone = np.flatnonzero(degree == 1)
    rows = np.concatenate([alone, shared])
    variables = np.concatenate([model.indices[model.indptr[alone]], z])
    # No row counts for more than what is required of its group: nothing whole is lost, and entries stay small.
    weight = np.minimum(model.weight, required.weight[required.group])[rows]
    entries = (weight, (required.group[rows], variables))
    return csr_matrix(entries, shape=(len(required.weight), program.n_variables))
