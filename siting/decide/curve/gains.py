"""What each outlet adds to those that opened before it, in the units of the objective."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix

from siting.inputs import Floats, Positions
from siting.model import Model, covered, limited_rows
from siting.objectives._served import MaxServed


def gains(question: Model, standing: Positions, options: Positions) -> list[float]:
    """By option, in their order: value with it less value without it, `standing` and the ones before it being open;
    what lowers the value is negative where more is better, positive where less is.

    1. Where weight covered counts, it is that of the rows that nobody before reaches.
    2. Where outlets can be full, the objective is asked anew where one of these rows is in reach.
    3. Any other objective is asked after every outlet."""
    weight = question.objective.cover_weight(question)
    served = isinstance(question.objective, MaxServed)
    if weight is None and not served:
        return _asked(question, standing, options)
    limited = limited_rows(question) if served else np.zeros(question.n_rows, dtype=bool)
    plain = np.where(limited, 0.0, question.weight if weight is None else weight)
    return _added(question, standing, options, plain, limited)


def _asked(question: Model, standing: Positions, options: Positions) -> list[float]:
    before, found = question.objective.value(question, standing), []
    for count in range(1, len(options) + 1):
        after = question.objective.value(question, np.sort(np.concatenate([standing, options[:count]])))
        found.append(after - before)
        before = after
    return found


def _added(
    question: Model,
    standing: Positions,
    options: Positions,
    plain: Floats,
    limited: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> list[float]:
    shape = (question.n_rows, question.n_options)
    reach = csr_matrix((np.ones(len(question.indices)), question.indices, question.indptr), shape=shape)
    columns: csc_matrix = reach.tocsc()
    known = covered(question, standing)
    places = _places(question, standing, plain) if limited.any() else 0.0
    found = []
    for count, option in enumerate(options.tolist(), start=1):
        rows = columns.indices[columns.indptr[option] : columns.indptr[option + 1]]
        gain = float(plain[rows[~known[rows]]].sum())
        known[rows] = True
        if limited[rows].any():
            opened = np.sort(np.concatenate([standing, options[:count]]))
            now = _places(question, opened, plain)
            gain, places = gain + now - places, now
        found.append(gain)
    return found


def _places(question: Model, selection: Positions, plain: Floats) -> float:
    """Value of the rows whose people need a place."""
    return question.objective.value(question, selection) - float(plain[covered(question, selection)].sum())
