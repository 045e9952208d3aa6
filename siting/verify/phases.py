"""The phases of a run, from certificate.npz: money, people and years, and what one phase at a time would be worth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, Recomputed, covered_rows, newly_served_by_phase
from siting.exporters._read_run import CERTIFICATE, MAP, SCENARIO, SUMMARY, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.compare import compared, field
from siting.verify.totals import reach

Figures = dict[str, Any]
TOLERANCE = 1e-9


def said(run: Run) -> list[Figures]:
    """The phases of scenario.resolved.yaml."""
    return [dict(each) for each in run.scenario.get("phases") or []]


def phase_findings(run: Run, found: Recomputed, town: City) -> Iterator[str]:
    """1. The certificate's phases are the scenario's. 2. A row is served by what opens in its phase or before, and its
    people have arrived. 3. No outlet opens twice. 4. Figures by phase, and the map's phases, are those of the rows.
    5. No phase spends more than it has.
    6. What one phase at a time is worth, recomputed from the outlets that it would open."""
    evidence, phases = run.evidence, said(run)
    if evidence.phase_ids.tolist() != [str(each["id"]) for each in phases]:  # RULE 1
        yield tr("{file}: phases are not those of {other}", file=SCENARIO, other=CERTIFICATE)
        return
    if not phases:
        yield from field(SUMMARY, "phases", run.summary, [])
        yield from field(SUMMARY, "hindsight", run.summary, None)
        return
    row = np.repeat(np.arange(len(evidence.weight)), np.diff(evidence.indptr))
    late = int((evidence.option_phase[evidence.indices] > evidence.row_phase[row]).sum())
    late += int((town.arrival[evidence.row_demand] > evidence.row_phase).sum())
    if late:  # RULE 2
        yield tr(
            "{file}: {count} rows are served, or lived in, before their time", file=CERTIFICATE, count=late
        )
    chosen = evidence.selection
    pairs = evidence.option_site[chosen].astype(np.int64) * len(town.columns) + evidence.option_format[chosen]
    if len(np.unique(pairs)) < len(pairs):  # RULE 3
        yield tr("{file}: an outlet opens twice", file=CERTIFICATE)
    beside = tr("{file} beside {other}", file=SUMMARY, other=MAP)
    names = [each.get("name") for each in run.summary.get("phases") or [] if isinstance(each, dict)]
    expected = [{**each, "name": name} for each, name in zip(by_phase(run, found, town), names, strict=False)]
    if len(names) != len(phases):
        yield tr(
            "{where}: {count} entries, {wanted} expected",
            where=f"{SUMMARY}, phases",
            count=len(names),
            wanted=len(phases),
        )
        return
    yield from compared(f"{beside}, phases", run.summary["phases"], expected)  # RULE 4
    yield from _overspent(run, expected)
    yield from _map_findings(run, found, town)
    yield from _hindsight(run, found)


def by_phase(run: Run, found: Recomputed, town: City) -> list[Figures]:
    """summary.json, phases, without names."""
    evidence, phases, rest = run.evidence, said(run), 0.0
    carry, first = run.scenario.get("carry_over") is not False, _first_openings(evidence)
    figures = []
    seated = newly_served_by_phase(evidence, np.isin(np.arange(len(evidence.cost)), evidence.selection))
    for number, phase in enumerate(phases):
        opened = evidence.selection[evidence.option_phase[evidence.selection] == number]
        site_cost = float(evidence.site_cost[first == number].sum())
        cost = float(evidence.cost[opened].sum()) + site_cost
        rows = found.covered & (evidence.row_phase == number)
        money: Figures = {"budget": None, "carried_over": None, "left": None}
        if phase.get("budget") is not None:
            carried = rest if carry else 0.0
            rest = carried + float(phase["budget"]) - cost
            money = {"budget": float(phase["budget"]), "carried_over": carried, "left": rest}
        there = town.arrival <= number
        newly = np.bincount(evidence.row_format[rows], evidence.people[rows], len(town.columns))
        weight = town.weight * there
        before = (weight * town.share_before).sum(axis=1)
        figures.append(
            {
                "id": str(phase["id"]),
                "years": float(phase.get("years", 1.0)),
                **money,
                "cost": cost,
                "site_cost": site_cost,
                "opened": len(opened),
                "people": float(town.people[there].sum()),
                "value": math.fsum(evidence.weight[rows].tolist()) + seated[number],
                "formats": {
                    name: reach(weight[n].sum(), before[n], before[n] + newly[n])
                    for n, name in enumerate(town.columns)
                },
            }
        )
    return figures


def _first_openings(evidence: Evidence) -> NDArray[np.int64]:
    """(n_sites,) phase in which anything first opens at a site, -1 for never."""
    first = np.full(len(evidence.site_ids), len(evidence.phase_ids), dtype=np.int64)
    np.minimum.at(first, evidence.option_site[evidence.selection], evidence.option_phase[evidence.selection])
    return np.where(first == len(evidence.phase_ids), -1, first)


def rechecked(run: Run) -> set[str]:
    """The rule that the phases' own budgets are, where no rule of that name stands in the list besides."""
    listed = {dict(each).get("rule") for each in run.scenario.get("rules") or []}
    return {"phase_budget"} - listed if said(run) else set()


def _overspent(run: Run, expected: list[Figures]) -> Iterator[str]:
    """RULE 5. Phases that spend more than they have, and phases in which too many open."""
    for phase, figures in zip(said(run), expected, strict=True):
        there = (figures["budget"] or 0.0) + (figures["carried_over"] or 0.0)
        if figures["left"] is not None and figures["left"] < -TOLERANCE * max(1.0, there):
            yield tr(
                "phase '{phase}' spends {cost:,.10g}, more than the {there:,.10g} that it has",
                phase=figures["id"],
                cost=figures["cost"],
                there=there,
            )
        most = phase.get("max_new")
        if most is not None and figures["opened"] > most:
            yield tr(
                "phase '{phase}': {number} outlets open, at most {most} may",
                phase=figures["id"],
                number=figures["opened"],
                most=most,
            )


def _map_findings(run: Run, found: Recomputed, town: City) -> Iterator[str]:
    """The phase in which a point is first reached: that of the first of its last rows' open options."""
    evidence, demand = run.evidence, run.layers["demand"]
    opened = np.zeros(len(evidence.cost), dtype=np.bool_)
    opened[evidence.selection] = True
    pairs = np.flatnonzero(opened[evidence.indices])
    rows = np.searchsorted(evidence.indptr, pairs, side="right") - 1
    pairs, rows = pairs[evidence.in_last_phase[rows]], rows[evidence.in_last_phase[rows]]
    ids = [*evidence.phase_ids.tolist(), ""]
    first = np.full((len(town.columns), len(town.people)), len(ids) - 1, dtype=np.int64)
    place = (evidence.row_format[rows], evidence.row_demand[rows])
    np.minimum.at(first, place, evidence.option_phase[evidence.indices[pairs]])
    for number, (format, name) in enumerate(town.columns.items()):
        told = np.array(demand[f"{name}_phase"], dtype=object)
        expected = np.array(ids, dtype=object)[first[number]]
        wrong = (told != expected) & (town.weight[number] > 0)
        if wrong.any():
            yield tr(
                "{where}: {count} points have a wrong phase for {format}",
                where=f"{MAP}, demand",
                count=int(wrong.sum()),
                format=format,
            )


def _hindsight(run: Run, found: Recomputed) -> Iterator[str]:
    """RULE 6."""
    evidence, told = run.evidence, run.summary.get("hindsight")
    where = f"{SUMMARY}, hindsight"
    if not isinstance(told, dict) or not told.get("computed"):
        if not isinstance(told, dict) or not told.get("why_not"):
            yield tr("{where}: neither computed nor said why not", where=where)
        return
    chosen, opened = np.zeros((2, len(evidence.cost)), dtype=np.bool_)
    chosen[evidence.selection] = True
    opened[_options(evidence, told.get("opened") or [])] = True
    if opened.sum() != len(told.get("opened") or []):
        yield tr("{where}: an outlet that is not for sale, or stands there twice", where=where)
        return
    covered = covered_rows(evidence.indptr, evidence.indices, opened)
    value, bound = float(found.value), float(evidence.bound)
    seated = [newly_served_by_phase(evidence, some) for some in (opened, chosen)]
    alone = math.fsum([*evidence.weight[covered].tolist(), *seated[0]])
    yield from field(where, "value", told, alone)
    yield from field(where, "lost", told, value - alone)
    yield from field(where, "lost_at_most", told, bound - alone)
    for number, each in enumerate(told.get("phases") or []):
        mine = evidence.row_phase == number
        for turn, (name, rows) in enumerate((("value", covered), ("value_of_plan", found.covered))):
            expected = math.fsum([*evidence.weight[rows & mine].tolist(), seated[turn][number]])
            yield from field(f"{where}.phases[{number}]", name, each, expected)


def _options(evidence: Evidence, opened: list[Figures]) -> list[int]:
    """Positions of options by their ids; those that are not there are left out."""
    known = {
        (
            str(evidence.site_ids[evidence.option_site[k]]),
            str(evidence.format_ids[evidence.option_format[k]]),
            str(evidence.phase_ids[evidence.option_phase[k]]),
        ): k
        for k in range(len(evidence.cost))
    }
    keys = [(str(each.get("site")), str(each.get("format")), str(each.get("phase"))) for each in opened]
    return [known[key] for key in keys if key in known]
