"""A rule of one case, as it binds the options that all cases share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from siting.decide.again import NONE
from siting.inputs import Positions
from siting.model import Model, Packing, Rule
from siting.partial import Given
from siting.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class OfCase:
    """given: the rule on the case's own question, of which only the shared options open.

    site_of: (n_sites of the case,) the shared question's site of each of its sites, -1 where it has none; n_sites: of
    the shared question."""

    given: Given
    site_of: Positions
    n_sites: int

    def write(self, model: Model, program: object) -> None:
        """The rule's rows, of the shared options."""
        self.given.write(model, program)

    def violations(self, model: Model, selection: Positions) -> list[str]:
        """What a selection of shared options breaks in the case."""
        return self.given.violations(model, selection)

    def packing(self, model: Model) -> Packing | None:
        """The rule's limits, of the shared options and sites."""
        return self._moved(self.given.packing(model))

    def implied(self, model: Model) -> Packing | None:
        """The same of limits that follow from the rule."""
        return self._moved(self.given.implied(model))

    def _moved(self, packing: Packing | None) -> Packing | None:
        if packing is None or packing.site_matrix is None:
            return packing
        found = packing.site_matrix.tocoo()
        site = self.site_of[found.col]
        known = site >= 0
        shape = (packing.site_matrix.shape[0], self.n_sites)
        return replace(
            packing, site_matrix=csr_matrix((found.data[known], (found.row[known], site[known])), shape=shape)
        )


def of_case(question: Model, at: Positions, shared: Model) -> list[OfCase]:
    """The rules of a case's question. at: (n shared options,) their positions in it."""
    site_of = np.full(question.n_sites, -1, dtype=np.int32)
    site_of[question.option_site[at]] = shared.option_site
    return [OfCase(Given(rule, question, NONE, at), site_of, shared.n_sites) for rule in question.rules]


def different(rules: Iterable[Rule], shared: Model) -> tuple[Rule, ...]:
    """The rules without those that say, number by number, what one before them says."""
    seen: set[bytes] = set()
    found: list[Rule] = []
    for rule in rules:
        mark = fingerprint(rule, shared)
        if mark not in seen:
            seen.add(mark)
            found.append(rule)
    return tuple(found)


def fingerprint(rule: Rule, shared: Model) -> bytes:
    """Of all that the rule writes: equal where two rules say the same, number by number."""
    program = Program(shared.n_options, maximise=True)
    rule.write(shared, program)
    written = program.assemble()
    matrix = written.matrix.copy()
    matrix.sort_indices()
    parts = (
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int64),
        matrix.data,
        written.row_lower,
        written.row_upper,
        written.lower,
        written.upper,
        written.kind,
    )
    return hashlib.sha256(b"|".join(part.tobytes() for part in parts)).digest()
