"""Kinds of site that admit a format, where the scenario says so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from siting.errors import Problems
from siting.inputs.types import Ids
from siting.language import tr
from siting.parts import suggestion
from siting.scenario import Scenario


def of_kinds(admits: NDArray[np.bool_], site_kind: Ids, scenario: Scenario) -> NDArray[np.bool_]:
    """Without the pairs whose site is not of a kind that the format asks for. admits: (n_sites, n_formats)."""
    kept = admits.copy()
    for position, one in enumerate(scenario.formats):
        if one.kinds is not None:
            kept[:, position] &= np.isin(site_kind.astype(str), one.kinds)
    return kept


def report_unknown_kinds(site_kind: Ids, scenario: Scenario, problems: Problems) -> None:
    """An error for every kind that a format asks for and no site has."""
    known = sorted({str(kind) for kind in site_kind} - {""})
    for one in scenario.formats:
        for kind in one.kinds or ():
            if kind not in known:
                hint = (
                    tr("Name the column under sites.columns.kind.") if not known else suggestion(kind, known)
                )
                place = scenario.place("formats", one.index, "kinds")
                problems.error(place, tr("no site is of the kind '{kind}'", kind=kind), hint)
