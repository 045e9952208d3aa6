"""A part of a question: some outlets stand already, some options are free, nothing else opens."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from siting.inputs import Floats, Positions, frozen
from siting.model import Model, Packing, Rule, covered, limited_rows, standing_doors, upper_limits
from siting.program import Program


def part(question: Model, opened: Positions, free: Positions, wanted: NDArray[np.bool_]) -> Model:
    """The question of the free options, in their order, given what has opened: what it serves leaves, what it costs is
    spent, and its sites are paid for. wanted: (n_rows,) rows that are asked for."""
    short = ~covered(question, opened) | limited_rows(question)
    rows = np.flatnonzero(wanted & short)
    shape = (question.n_rows, question.n_options)
    reach = csr_matrix((question.travel, question.indices, question.indptr), shape=shape)[rows][:, free]
    reach.sort_indices()
    given: dict[str, Any] = {}
    for field in fields(question):
        array = getattr(question, field.name)
        if field.name == "weight" or field.name.startswith("row_"):
            given[field.name] = array[rows] if len(array) == question.n_rows else array
        elif field.name == "cost" or field.name.startswith("option_"):
            given[field.name] = array[free] if len(array) == question.n_options else array
    site_cost = question.site_cost.copy()
    site_cost[question.option_site[opened]] = 0.0
    rules = tuple(Given(rule, question, opened, free) for rule in question.rules)
    return replace(
        question,
        **given,
        indptr=frozen(reach.indptr.astype(np.int64)),
        indices=frozen(reach.indices.astype(np.int32)),
        travel=frozen(reach.data),
        site_cost=frozen(site_cost),
        rules=rules,
        **standing_doors(question, rows, opened),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """A rule on the whole question, as it binds a part of it: what has opened stays, the free options are asked for,
    and nothing else opens."""

    rule: Rule
    whole: Model
    opened: Positions
    free: Positions

    def write(self, model: Model, program: object) -> None:
        """The rule's rows, with 1 for what has opened and 0 for what cannot open."""
        target, inner = cast(Program, program), Program(self.whole.n_options, self.whole.objective.maximise)
        self.rule.write(self.whole, inner)
        arrays, n_options = inner.assemble(), self.whole.n_options
        extra = target.n_variables + np.arange(arrays.n_variables - n_options)
        for kind, low, high in zip(
            arrays.kind[n_options:], arrays.lower[n_options:], arrays.upper[n_options:], strict=True
        ):
            target.add_variables(np.zeros(1), float(low), float(high), int(kind))
        target.fix(
            np.flatnonzero(arrays.lower[self.free] > 0).astype(np.int32),
            np.flatnonzero(arrays.upper[self.free] < 1).astype(np.int32),
        )
        matrix = arrays.matrix.tocsc()
        stands = np.asarray(matrix[:, self.opened].sum(axis=1)).ravel()
        columns = np.concatenate([self.free, n_options + np.arange(len(extra))])
        at = np.concatenate([np.arange(len(self.free)), extra]).astype(np.int64)
        left = matrix[:, columns].tocoo()
        rows = csr_matrix((left.data, (left.row, at[left.col])), shape=(left.shape[0], target.n_variables))
        target.add_rows(rows, arrays.row_lower - stands, arrays.row_upper - stands)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """What the selection breaks together with what has opened."""
        together = np.sort(np.concatenate([self.opened, self.free[selection]])).astype(np.int32)
        return self.rule.violations(self.whole, together)

    def packing(self, model: Model) -> Packing | None:
        """The rule's limits less what has been used of them; sites that are paid for take nothing more."""
        return self._left_of(self.rule.packing(self.whole))

    def implied(self, model: Model) -> Packing | None:
        """The same of limits that follow from the rule."""
        return self._left_of(upper_limits(self.rule, self.whole))

    def _left_of(self, packing: Packing | None) -> Packing | None:
        if packing is None:
            return None
        left = packing.limit - packing.used(self.whole, self.opened)
        sites = packing.site_matrix
        if sites is not None:
            unpaid = np.ones(self.whole.n_sites)
            unpaid[self.whole.option_site[self.opened]] = 0.0
            sites = csr_matrix(sites.multiply(unpaid[None, :]))
            sites.eliminate_zeros()
        limit: Floats = np.maximum(left, 0.0)
        return Packing(csr_matrix(packing.matrix[:, self.free]), limit, packing.labels, sites)
