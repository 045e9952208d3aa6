"""Outlets of today that a run closes: what the certificate tells of them, against the summary, the list and the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, Recomputed
from siting.exporters._read_run import MAP, PROJECTS, SUMMARY, Record, Run
from siting.language import tr
from siting.verify.compare import compared, field, number

KEEPS, CLOSED = "keep:", "closed"
Floats = NDArray[np.float64]


def keeping(evidence: Evidence) -> NDArray[np.bool_]:
    """(n_options,) whether opening it means that an outlet of today does not close."""
    return evidence.option_keep if len(evidence.option_keep) else np.zeros(len(evidence.cost), dtype=np.bool_)


def opening(evidence: Evidence) -> NDArray[np.int32]:
    """Options of the selection that are new outlets."""
    return evidence.selection[~keeping(evidence)[evidence.selection]]


def kept_rows(evidence: Evidence) -> NDArray[np.bool_]:
    """(n_rows,) whether an outlet of today that may close, and is kept, serves the row."""
    return _reached(evidence, evidence.selection[keeping(evidence)[evidence.selection]])


def at_risk(evidence: Evidence, n_demand: int) -> Floats:
    """(n_formats, n_demand) share of the point's people whom today only outlets serve that may close."""
    rows = np.flatnonzero(_reached(evidence, np.flatnonzero(keeping(evidence))) & evidence.in_last_phase)
    width = evidence.row_width[rows] if len(evidence.row_width) else np.ones(len(rows))
    found = np.zeros((len(evidence.format_ids), n_demand))
    np.add.at(found, (evidence.row_format[rows], evidence.row_demand[rows]), width)
    return found


def _reached(evidence: Evidence, options: NDArray[np.integer[Any]]) -> NDArray[np.bool_]:
    wanted = np.zeros(len(evidence.cost), dtype=np.bool_)
    wanted[options] = True
    found = np.zeros(len(evidence.weight), dtype=np.bool_)
    found[np.searchsorted(evidence.indptr, np.flatnonzero(wanted[evidence.indices]), side="right") - 1] = True
    return found


def closed(evidence: Evidence, found: Recomputed) -> dict[str, Record]:
    """Outlet -> what closing it saves, and people lost whom it serves today and nothing serves any more; alone: people
    whom it serves, and no outlet that is kept, nor one before it."""
    options = np.setdiff1d(np.flatnonzero(keeping(evidence)), evidence.selection)
    entries, known = {}, kept_rows(evidence)
    for option in options.tolist():
        mine = _reached(evidence, np.array([option]))
        rows = mine & ~found.covered
        site = str(evidence.site_ids[evidence.option_site[option]])
        entries[site.removeprefix(KEEPS)] = {
            "format": str(evidence.format_ids[evidence.option_format[option]]),
            "saved": float(evidence.cost[option]),
            "lost": float(evidence.people[rows].sum()),
            "alone": float(evidence.people[mine & ~known].sum()),
        }
        known |= mine
    return entries


def closing_findings(run: Run, found: Recomputed) -> Iterator[str]:
    """The summary, the lines of the project list without a rank and the map's marks name these outlets and figures."""
    expected = closed(run.evidence, found)
    told = run.summary.get("closed")
    if not isinstance(told, list):
        yield tr("{where}: other outlets close than in the checked plan", where=f"{SUMMARY}, closed")
        return
    layer = run.layers["existing_outlets"]
    whose = dict(zip(layer["outlet"], zip(layer["name"], layer["circle"], strict=True), strict=True))
    known = {
        outlet: {"outlet": outlet, "name": whose.get(outlet, ("",))[0], **entry}
        for outlet, entry in expected.items()
    }
    by_outlet = {str(each.get("outlet")): each for each in told if isinstance(each, dict)}
    if set(by_outlet) != set(known) or len(told) != len(known):
        yield tr("{where}: other outlets close than in the checked plan", where=f"{SUMMARY}, closed")
        return
    for outlet, entry in known.items():
        each = by_outlet[outlet]
        entry |= {"circle": whose[outlet][1], "replaced_by": _follow(run, outlet)}
        summed = {key: value for key, value in entry.items() if key != "alone"}
        yield from compared(f"{SUMMARY}, closed, {outlet}", each, summed)
    yield from field(SUMMARY, "saved", run.summary, sum(each["saved"] for each in expected.values()))
    marks = layer.get("closes", [0] * len(layer["outlet"]))
    marked = {str(outlet) for outlet, mark in zip(layer["outlet"], marks, strict=True) if mark}
    if marked != set(known):
        yield tr("{where}: other outlets close than in the checked plan", where=f"{MAP}, existing_outlets")
    yield from _listed(run, known)


def _follow(run: Run, outlet: str) -> list[str]:
    """Formats of new outlets in a closed outlet's place, in the order of the list."""
    new = run.layers["new_outlets"]
    return [
        format for site, format in zip(new["site"], new["format"], strict=True) if site == f"replace:{outlet}"
    ]


def _listed(run: Run, known: dict[str, Record]) -> Iterator[str]:
    lines = [each for each in run.projects if not each.get("rank")]
    if [str(each["site"]) for each in lines] != list(known):
        yield tr("{where}: other outlets close than in the checked plan", where=PROJECTS)
        return
    above = run.projects[: len(run.projects) - len(lines)]
    cost, people = (
        float(number(above[-1].get(name)) or 0.0) if above else 0.0
        for name in ("cumulative_cost", "cumulative_newly_covered")
    )
    for line, entry in zip(lines, known.values(), strict=True):
        cost, people = cost - entry["saved"], people - entry["alone"]
        texts = {
            "site_name": entry["name"],
            "format": entry["format"],
            "kind": CLOSED,
            "circle": entry["circle"],
        }
        figures = {
            "cost": -entry["saved"],
            "newly_covered": -entry["alone"],
            "cumulative_cost": cost,
            "cumulative_newly_covered": people,
        }
        where = f"{PROJECTS}, {line['site']}"
        for name, value in texts.items():
            yield from field(where, name, line, value)
        for name, value in figures.items():
            yield from field(where, name, {name: number(line.get(name))}, value)
