"""Which single openings the rules leave room for: all of them looked at together, as far as rules are limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_matrix, csr_matrix

from siting.inputs import Floats, Positions
from siting.model import Model, Rule
from siting.plan.limits import Limits, limits_of

SLACK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """least <= M x + S y <= most, as `plan.limits` has it. start, row, own, once: the entries of M and S by option,
    what it takes itself, and what its site takes if nothing is open there. beyond: rules that are more than limits."""

    question: Model
    limits: Limits
    start: NDArray[np.int64]
    row: Positions
    own: Floats
    once: Floats
    beyond: tuple[Rule, ...]

    def used(self, selection: Positions) -> Floats:
        """(n_limits,) what a selection takes, sites included."""
        taken = np.asarray(self.limits.matrix[:, selection].sum(axis=1)).ravel()
        sites = np.unique(self.question.option_site[selection])
        return np.asarray(taken + np.asarray(self.limits.site_matrix[:, sites].sum(axis=1)).ravel())

    def excess(self, used: Floats) -> Floats:
        """(n_limits,) by how much a limit is broken, 0 where it holds."""
        most, least = self.limits.most, self.limits.least
        over, under = used - most - _slack(most), least - used - _slack(least)
        return np.maximum(np.maximum(over, under), 0.0)

    def fits(self, selection: Positions) -> NDArray[np.bool_]:
        """(n_options,) options that may open beside the selection, as far as rules are limits."""
        used = self.used(selection)
        option = np.repeat(np.arange(self.question.n_options), np.diff(self.start))
        paid = np.zeros(self.question.n_sites, dtype=bool)
        paid[self.question.option_site[selection]] = True
        takes = self.own + np.where(paid[self.question.option_site[option]], 0.0, self.once)
        most, least = self.limits.most[self.row], self.limits.least[self.row]
        after = used[self.row] + takes
        wrong = (after > most + _slack(most)) | (after < least - _slack(least))
        n_options, broken = self.question.n_options, self.excess(used) > 0
        mended = np.bincount(option[broken[self.row] & ~wrong], minlength=n_options)
        return np.asarray((np.bincount(option[wrong], minlength=n_options) == 0) & (mended == broken.sum()))

    def holds(self, selection: Positions) -> bool:
        """Whether a selection keeps all rules: those that are limits as limits, and of the others each by itself."""
        if self.excess(self.used(selection)).any():
            return False
        return not any(rule.violations(self.question, selection) for rule in self.beyond)


def room_of(question: Model) -> Room:
    """The rules of a question as room."""
    limits = limits_of(question)
    beyond = tuple(rule for rule in question.rules if limits_of(replace(question, rules=(rule,))).unchecked)
    sites = csc_matrix(limits.site_matrix)[:, question.option_site]
    own = csc_matrix(limits.matrix)
    pattern = csc_matrix(abs(own) + abs(sites))
    pattern.sort_indices()
    return Room(
        question,
        limits,
        pattern.indptr.astype(np.int64),
        pattern.indices.astype(np.int32),
        _on(pattern, own),
        _on(pattern, sites),
        beyond,
    )


def _on(pattern: csc_matrix, matrix: csc_matrix) -> Floats:
    """(nnz of pattern,) the entries of a matrix where the pattern has any."""
    n_rows = pattern.shape[0]
    keys = _keys(pattern, n_rows)
    found = np.zeros(len(keys))
    held = csc_matrix(matrix)
    held.eliminate_zeros()
    found[np.searchsorted(keys, _keys(held, n_rows))] = held.data
    return found


def _keys(matrix: csc_matrix | csr_matrix, n_rows: int) -> NDArray[np.int64]:
    matrix.sort_indices()
    column = np.repeat(np.arange(matrix.shape[1], dtype=np.int64), np.diff(matrix.indptr))
    found: NDArray[np.int64] = column * n_rows + matrix.indices
    return found


def _slack(limit: Floats) -> Floats:
    return np.where(np.isfinite(limit), SLACK * np.abs(limit), 0.0)
