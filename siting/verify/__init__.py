"""Is a run folder true? Everything is recomputed from certificate.npz and held against every other file.

Shares nothing with the solvers: figures come from `certificate` and from the points of plan.gpkg, read as the SQLite
it is. What no file of a run can prove (names, places, what the strategy says of itself) has to be told alike
wherever it is told twice."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

from siting.certificate import Recomputed
from siting.errors import InputError, VerificationError
from siting.exporters._read_run import CERTIFICATE, MAP, SCENARIO, SUMMARY, Run, read_run, readable
from siting.language import LANGUAGES, in_language, language, tr
from siting.outcome import Stop, relative_gap
from siting.plan.check import (
    bound_findings,
    broken_limits,
    differ,
    figures,
    missed_targets,
    stop_findings,
    value_differs,
)
from siting.plan.summary import rests_on, walking
from siting.verify.city import City, city_of, demand_findings, lacks_points
from siting.verify.closings import closing_findings
from siting.verify.clusters import clustering
from siting.verify.compare import compared, field
from siting.verify.equity import equity_findings
from siting.verify.grades import grade_findings
from siting.verify.layers import circle_findings, gap_findings, link_findings, outlet_findings
from siting.verify.lists import list_findings
from siting.verify.needs import formats_of, survey_findings, weight_findings
from siting.verify.phases import phase_findings
from siting.verify.places import place_findings
from siting.verify.population import population
from siting.verify.report import what_holds
from siting.verify.shares import shares_of
from siting.verify.shown import shown_findings
from siting.verify.totals import circles, districts, formats, people, sources

__all__ = ["verify_run"]

PLANE = "plane, metres"
"""What plan.gpkg calls coordinates that are no country's."""

GAP_TOLERANCE = 1e-9

REPEATED = ("synthetic", "illustrative_costs", "currency", "missing", "budget", "rules")
"""Keys of a scenario that stand in the summary under the same name."""


def verify_run(folder: Path) -> list[str]:
    """What was recomputed and holds, a sentence each.

    Raises VerificationError with everything that does not hold, InputError when a file is missing or cannot
    be read."""
    run = read_run(folder)
    found = figures(run.evidence)
    findings = [*_value(run, found), *_bounds(run, found), *_scenario(run)]
    if run.summary.get("certificate_sha256") != run.evidence.fingerprint():
        findings.append(tr("certificate.npz is not the one that summary.json names (certificate_sha256)"))
    try:
        with readable(folder / MAP):
            findings += _map(run, found)
    except InputError:
        if not findings:  # else it is not the map that is broken
            raise
    findings = findings or [*shown_findings(run, folder)]
    if findings:
        raise VerificationError(findings)
    return what_holds(run, found)


def _map(run: Run, found: Recomputed) -> Iterator[str]:
    """What rests on the points and outlets of plan.gpkg."""
    town = city_of(run)
    if lacks_points(run, town):
        yield tr("plan.gpkg, demand: points are missing")
        return
    if list(formats_of(run)) != list(town.columns):
        yield tr("{file}: formats are not those of {other}", file=SCENARIO, other=CERTIFICATE)
        return
    yield from demand_findings(run, found, town)
    yield from weight_findings(run, town)
    yield from survey_findings(run, town)
    yield from phase_findings(run, found, town)
    yield from place_findings(run, town)
    shares = shares_of(run, found, town)
    yield from grade_findings(run, town, shares)
    yield from equity_findings(run, town, shares)
    yield from _figures(run, town)
    yield from list_findings(run, town)
    yield from closing_findings(run, found)
    yield from outlet_findings(run)
    yield from gap_findings(run, town)
    yield from link_findings(run, town)


def _value(run: Run, found: Recomputed) -> Iterator[str]:
    """Value, cost, limits and what has to be covered."""
    evidence, summary = run.evidence, run.summary
    claimed = float(evidence.value)
    if not math.isnan(found.value) and differ(claimed, found.value):
        yield value_differs(claimed, found.value)
    yield from broken_limits(evidence, found)
    yield from missed_targets(evidence, found)
    yield from field(SUMMARY, "value", summary, claimed if math.isnan(found.value) else found.value)
    yield from field(SUMMARY, "cost", summary, found.cost)
    yield from field(SUMMARY, "site_cost", summary, found.cost - float(found.format_cost.sum()))
    yield from field(SUMMARY, "objective", summary, str(evidence.objective))
    if str(evidence.objective) != "combined":
        yield from field(SUMMARY, "goals", summary, [])
    plain = not evidence.covers and not run.scenario.get("decay")
    if {"max_coverage": plain, "min_cost": not evidence.requires}.get(str(evidence.objective)):
        yield tr("certificate.npz: covers and required_weight are not those of the objective")


def _bounds(run: Run, found: Recomputed) -> Iterator[str]:
    """The bound as the strategy gave it, the certified one, both gaps, what they rest on, and why the run ended."""
    summary, evidence = run.summary, run.evidence
    given, certified = float(evidence.bound), found.certified_bound
    value = float(evidence.value) if math.isnan(found.value) else found.value
    yield from field(SUMMARY, "bound", summary, _finite(given))
    yield from bound_findings(given, value, certified, bool(evidence.maximise))
    yield from field(SUMMARY, "certified_bound", summary, _finite(certified))
    for name, bound in (("gap", given), ("certified_gap", certified)):
        yield from field(SUMMARY, name, summary, _finite(relative_gap(value, bound)))
    for sentence in zip(*_spoken(lambda: list(rests_on(certified).items())), strict=True):
        yield from _told(summary, sentence[0][0], [said for _, said in sentence])
    stop = summary.get("stop")
    if stop not in get_args(Stop):
        yield from field(SUMMARY, "stop", summary, ", ".join(get_args(Stop)))
    yield from stop_findings(str(stop), value, given)
    asked, gap = dict(run.scenario.get("solve") or {}).get("gap", 0.0), relative_gap(value, given)
    if stop == "gap_reached" and gap > asked + GAP_TOLERANCE:
        yield tr(
            "{file}: the gap asked for, {asked:.4%}, is said to be reached, but the gap is {gap:.4%}",
            file=SUMMARY,
            gap=gap,
            asked=asked,
        )


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _scenario(run: Run) -> Iterator[str]:
    """What the summary repeats of the scenario, and the coordinates' system."""
    summary, scenario = run.summary, run.scenario
    for name, key in (("scenario", "name"), *((key, key) for key in REPEATED)):
        yield from field(SUMMARY, name, summary, scenario.get(key))
    yield from field(SUMMARY, "scenario_sha256", summary, run.scenario_sha256)
    yield from field(SUMMARY, "seed", summary, dict(scenario.get("solve") or {}).get("seed"))
    yield from field(SUMMARY, "walking", summary, walking(dict(scenario.get("travel") or {})))
    title = scenario.get("title") or scenario.get("name")
    yield from _told(summary, "title", list(title.values()) if isinstance(title, dict) else [title])
    yield from _told(summary, "notices", _spoken(lambda: _notices(scenario)))
    if run.crs[:5].upper() == "EPSG:" or str(summary.get("crs"))[:5].upper() == "EPSG:":
        yield from field(SUMMARY, "crs", summary, run.crs)
    elif run.crs == PLANE:
        yield from field(SUMMARY, "crs", summary, "plane")


def _notices(scenario: dict[str, Any]) -> list[str]:
    """The notices in the language in force, as `Scenario.notices` puts them together."""
    own = [
        each.get(language(), each) if isinstance(each, dict) else each
        for each in scenario.get("notices") or []
    ]
    made_up = [tr("Synthetic: this city is made up.")] if scenario.get("synthetic") else []
    unsourced = (
        [tr("The costs are illustrative; they have no source.")] if scenario.get("illustrative_costs") else []
    )
    proposed = (scenario.get("sites") or {}).get("propose")
    unseen = (
        [tr("Proposed sites are places to look for a space; nobody has surveyed them.")] if proposed else []
    )
    return [*made_up, *own, *unsourced, *unseen]


def _spoken(say: Callable[[], Any]) -> list[Any]:
    """What is said in each language; a run may have been written in any."""
    found = []
    for name in LANGUAGES:
        with in_language(name):
            found.append(say())
    return found


def _told(summary: dict[str, Any], name: str, known: list[Any]) -> Iterator[str]:
    """An entry that has to be one of those known."""
    if summary.get(name) not in known:
        yield from field(SUMMARY, name, summary, known[0])


def _figures(run: Run, town: City) -> Iterator[str]:
    """People, formats and circles."""
    by_circle = circles(run, town)
    claims: dict[str, Any] = {"people": people(town), "formats": formats(run, town), "circles": by_circle}
    claims |= {"districts": districts(run), "sources": sources(run), "clustering": clustering(run, town)}
    claims["population"] = population(run, town)
    beside = tr("{file} beside {other}", file=SUMMARY, other=MAP)
    for name, expected in claims.items():
        yield from compared(f"{beside}, {name}", run.summary.get(name), expected)
    yield from circle_findings(run, town, by_circle)
