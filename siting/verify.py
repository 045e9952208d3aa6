"""Is a run folder true? Everything is recomputed from certificate.npz and held against every other file.

Shares nothing with the solvers: figures come from `certificate`, plan.gpkg is read as the SQLite it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from siting.certificate import Evidence, Recomputed
from siting.errors import VerificationError
from siting.exporters._read_run import Listed, Run, read_run
from siting.language import tr
from siting.outcome import relative_gap
from siting.plan.check import (
    bound_findings,
    broken_limits,
    differ,
    figures,
    stop_findings,
    value_differs,
)


def verify_run(folder: Path) -> list[str]:
    """What was recomputed and holds, a sentence each.

    Raises VerificationError with everything that does not hold, InputError when a file is missing or cannot
    be read."""
    run = read_run(folder)
    evidence = run.evidence
    found = figures(evidence)
    findings = [*_figures(run, found), *_bounds(run, found), *_lists(run), *_map(run, found)]
    if run.summary["certificate_sha256"] != evidence.fingerprint():
        findings.append(tr("certificate.npz is not the one that summary.json names (certificate_sha256)"))
    if findings:
        raise VerificationError(findings)
    return _report(run, found)


def _figures(run: Run, found: Recomputed) -> Iterator[str]:
    """Value, cost, limits, and people and outlets by format."""
    evidence, summary = run.evidence, run.summary
    if evidence.covers:
        for claimed in (summary["value"], float(evidence.value)):
            if differ(claimed, found.value):
                yield value_differs(claimed, found.value)
    yield from broken_limits(evidence, found)
    yield from _compared("summary.json", "cost", summary["cost"], found.cost)
    for number, identity in enumerate(evidence.format_ids.tolist()):
        entry, where = summary["formats"].get(identity), f"summary.json, formats.{identity}"
        if entry is None:
            yield tr("{where} is missing", where=where)
            continue
        yield from _compared(where, "newly_covered", entry["newly_covered"], found.newly_people[number])
        yield from _compared(where, "opened", entry["opened"], found.opened[number])
        yield from _compared(where, "cost", entry["cost"], found.format_cost[number])
        after = entry["covered_before"] + found.newly_people[number]
        yield from _compared(where, "covered_after", entry["covered_after"], after)
        if entry["covered_after"] > entry["weight_total"] * (1 + 1e-9):
            yield tr("{where}: more people in reach than there are", where=where)


def _bounds(run: Run, found: Recomputed) -> Iterator[str]:
    """The bound as the strategy gave it, the certified one, and both gaps."""
    summary, evidence = run.summary, run.evidence
    given, certified = float(evidence.bound), found.certified_bound
    yield from _compared("summary.json", "bound", _infinite(summary["bound"]), given)
    yield from bound_findings(given, found.value, certified, bool(evidence.maximise))
    yield from stop_findings(summary["stop"], found.value, given)
    yield from _compared("summary.json", "certified_bound", _infinite(summary["certified_bound"]), certified)
    for name, bound in (("gap", given), ("certified_gap", certified)):
        yield from _compared("summary.json", name, _infinite(summary[name]), relative_gap(found.value, bound))


def _infinite(number: float | None) -> float:
    return float("inf") if number is None else number


def _compared(where: str, name: str, claimed: float, recomputed: float) -> Iterator[str]:
    recomputed = recomputed if np.isfinite(recomputed) else float("inf")
    if differ(claimed, recomputed):
        yield tr(
            "{where}: {name} is {claimed:,.10g}, recomputed {recomputed:,.10g}",
            where=where,
            name=name,
            claimed=claimed,
            recomputed=recomputed,
        )


def _lists(run: Run) -> Iterator[str]:
    """The opened outlets of every file: the same, at the same cost, with the people each adds in its turn."""
    evidence = run.evidence
    chosen = {
        (
            str(evidence.site_ids[evidence.option_site[k]]),
            str(evidence.format_ids[evidence.option_format[k]]),
        ): k
        for k in evidence.selection.tolist()
    }
    for file, listed in run.lists.items():
        keys = [(each.site, each.format) for each in listed]
        for key in sorted({key for key in keys if keys.count(key) > 1}):
            yield tr("{file}: {site} / {format} stands there twice", file=file, site=key[0], format=key[1])
        for site, format in sorted(set(keys) - set(chosen)):
            yield tr(
                "{file}: {site} / {format} is not in the checked plan", file=file, site=site, format=format
            )
        for site, format in sorted(set(chosen) - set(keys)):
            yield tr(
                "{file}: {site} / {format} of the checked plan is missing",
                file=file,
                site=site,
                format=format,
            )
        known = [each for each in listed if (each.site, each.format) in chosen]
        yield from _each_in_turn(evidence, file, known, [chosen[each.site, each.format] for each in known])


def _each_in_turn(evidence: Evidence, file: str, listed: list[Listed], options: list[int]) -> Iterator[str]:
    """Cost of each outlet, and the people it newly reaches when the list is opened from the top."""
    reached = np.zeros(len(evidence.people), dtype=np.bool_)
    rows_of = _rows_by_option(evidence, options)
    for each, rows, option in zip(listed, rows_of, options, strict=True):
        where = f"{file}, {each.site} / {each.format}"
        newly = evidence.people[rows[~reached[rows]]].sum()
        reached[rows] = True
        yield from _compared(where, "cost", each.cost, evidence.cost[option])
        yield from _compared(where, "newly_covered", each.newly_covered, newly)


def _rows_by_option(evidence: Evidence, options: list[int]) -> list[NDArray[np.int64]]:
    """For each of the options, the rows it reaches."""
    wanted = np.zeros(len(evidence.cost), dtype=np.bool_)
    wanted[options] = True
    entries = np.flatnonzero(wanted[evidence.indices])
    entries = entries[np.argsort(evidence.indices[entries], kind="stable")]
    rows = np.searchsorted(evidence.indptr, entries, side="right") - 1
    columns = evidence.indices[entries]
    first, last = (np.searchsorted(columns, options, side=side) for side in ("left", "right"))
    return [rows[start:end] for start, end in zip(first, last, strict=True)]


def _map(run: Run, found: Recomputed) -> Iterator[str]:
    """The demand layer of plan.gpkg: those are marked as reached whom the opened outlets reach, no others."""
    evidence = run.evidence
    for number, identity in enumerate(evidence.format_ids.tolist()):
        mine = evidence.row_format == number
        before, after = run.marks[identity]
        points = evidence.row_demand[mine]
        if len(points) and points.max() >= len(after):
            yield tr("plan.gpkg, demand: points are missing")
            return
        wrong = int((after[points] != found.covered[mine]).sum() + before[points].sum())
        if wrong:
            yield tr(
                "plan.gpkg, demand: {count} points are marked wrongly for {format}",
                count=wrong,
                format=identity,
            )


def _report(run: Run, found: Recomputed) -> list[str]:
    evidence = run.evidence
    lines = [
        tr(
            "recomputed from {rows} rows and {options} options: value {value:,.10g}, cost {cost:,.10g}",
            rows=len(evidence.weight),
            options=len(evidence.cost),
            value=found.value,
            cost=found.cost,
        ),
        tr("limits: {count} hold", count=len(evidence.limit_most)),
        tr(
            "bound {bound:,.10g}, as strategy and solver report it: gap {gap:.4%}",
            bound=float(evidence.bound),
            gap=relative_gap(found.value, float(evidence.bound)),
        ),
    ]
    if np.isfinite(found.certified_bound):
        lines.append(
            tr(
                "certified bound {bound:,.10g}, recomputed from prices: gap {gap:.4%}",
                bound=found.certified_bound,
                gap=relative_gap(found.value, found.certified_bound),
            )
        )
    if not evidence.covers:
        lines.append(tr("the value of the objective {name} is not recomputed", name=str(evidence.objective)))
    lines += [
        tr("rule {name}: more than a limit, checked when the plan was made", name=name)
        for name in evidence.unchecked
    ]
    files = ", ".join(run.lists)
    lines.append(
        tr("{count} outlets opened, the same in {files}", count=len(evidence.selection), files=files)
    )
    return lines
