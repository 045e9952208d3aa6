"""The rules of a model as limits on the options, as far as rules can be said so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from siting.inputs import Floats
from siting.model import Model, Packing, Rule, upper_limits
from siting.program import Program


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """least <= matrix @ x + site_matrix @ y <= most, a name each. packed: positions of the rows of packing rules,
    in order. y_s = 1 for a site where anything opens; site_matrix: CSR (n_limits, n_sites), empty where nothing
    is shared.

    unchecked: names of rules that need variables of their own, and so are no limits on options."""

    matrix: csr_matrix
    site_matrix: csr_matrix
    least: Floats
    most: Floats
    names: tuple[str, ...]
    packed: NDArray[np.int64]
    unchecked: tuple[str, ...]


def limits_of(model: Model) -> Limits:
    """Every rule: by its packing form where it has one, else by the rows it writes into a program."""
    matrices, least, most = [csr_matrix((0, model.n_options))], [np.zeros(0)], [np.zeros(0)]
    of_sites = [csr_matrix((0, model.n_sites))]
    names: list[str] = []
    packed: list[int] = []
    unchecked: list[str] = []
    for rule in model.rules:
        packing = upper_limits(rule, model)
        if packing is not None and rule.packing(model) is None:
            unchecked.append(_name(rule))  # what follows from it is checked, the rule itself is more
        block = _written(rule, model) if packing is None else _packed(packing)
        if block is None:
            unchecked.append(_name(rule))
            continue
        matrix, low, high, labels = block
        packed += range(len(names), len(names) + len(labels)) if packing else []
        matrices.append(matrix)
        shared = None if packing is None else packing.site_matrix
        of_sites.append(csr_matrix((len(labels), model.n_sites)) if shared is None else shared)
        least.append(low)
        most.append(high)
        names += labels
    return Limits(
        matrix=vstack(matrices, format="csr"),
        site_matrix=vstack(of_sites, format="csr"),
        least=np.concatenate(least),
        most=np.concatenate(most),
        names=tuple(names),
        packed=np.array(packed, dtype=np.int64),
        unchecked=tuple(unchecked),
    )


def _packed(packing: Packing) -> tuple[csr_matrix, Floats, Floats, list[str]]:
    return packing.matrix, np.full(len(packing.limit), -np.inf), packing.limit, list(packing.labels)


def _written(rule: Rule, model: Model) -> tuple[csr_matrix, Floats, Floats, list[str]] | None:
    """What a rule writes, where it adds no variables of its own."""
    program = Program(model.n_options, model.objective.maximise)
    rule.write(model, program)
    arrays = program.assemble()
    if arrays.n_variables > model.n_options:
        return None
    names = [f"{_name(rule)} {number}" for number in range(1, arrays.n_rows + 1)]
    return arrays.matrix, arrays.row_lower, arrays.row_upper, names


def _name(rule: Rule) -> str:
    return type(rule).__module__.rsplit(".", 1)[-1]
