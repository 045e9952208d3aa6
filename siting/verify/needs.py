"""What a person counts: the weights of certificate.npz and the factors of surveys, from the answers in summary.json.

Plain arithmetic, written anew: nothing here comes from `siting.demand`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from siting.exporters._read_run import CERTIFICATE, SUMMARY, Run
from siting.language import tr
from siting.verify.city import City
from siting.verify.compare import compared, field
from siting.verify.group_weights import group_values

Floats = NDArray[np.float64]
Answers = Mapping[str, Mapping[str, Any]]


def formats_of(run: Run) -> dict[str, dict[str, Any]]:
    """Format -> its entry in scenario.resolved.yaml."""
    return {str(entry["id"]): dict(entry) for entry in run.scenario.get("formats") or []}


def values(run: Run, town: City) -> Floats:
    """(n_formats, n_demand) weight of the format * product over surveys of the factor of the point's circle * what
    belonging to groups counts."""
    said = formats_of(run)
    found = np.empty((len(town.columns), len(town.people)))
    for number, identity in enumerate(town.columns):
        by_circle = np.full(len(town.circles) + 1, float(said[identity].get("weight", 1.0)))
        for survey in run.summary["surveys"]:
            entry = survey["formats"].get(identity)
            if entry is not None:
                by_circle *= _factors(survey, entry["answers"], town.circles)
        found[number] = by_circle[town.circle]
    return found * group_values(run, town)


def _factors(survey: Mapping[str, Any], answers: Answers, circles: list[str]) -> list[float]:
    """(n_circles + 1) factors of one survey for one format."""
    mean = _mean(survey["kind"], answers)
    least = 0.0 if survey["kind"] == "weight" else float(survey["min_respondents"])
    return [_factor(survey["kind"], answers.get(circle), mean, least) for circle in circles] + [mean]


def _mean(kind: str, answers: Answers) -> float:
    """Of all answers, weighted by respondents; 1 where nobody answered."""
    counted = [(_people(answer), _said(kind, answer)) for answer in answers.values()]
    everybody = math.fsum(people for people, _ in counted)
    return math.fsum(people * said for people, said in counted) / everybody if everybody > 0 else 1.0


def _factor(kind: str, answer: Mapping[str, Any] | None, mean: float, least: float) -> float:
    """What a circle's answer counts, drawn to the mean as if `least` more had answered with it."""
    people = 0.0 if answer is None else _people(answer)
    if answer is None or people == 0:
        return mean
    return (people * _said(kind, answer) + least * mean) / (people + least)


def _people(answer: Mapping[str, Any]) -> float:
    return 1.0 if answer["respondents"] is None else float(answer["respondents"])


def _said(kind: str, answer: Mapping[str, Any]) -> float:
    share = float(answer["share"])
    return 1.0 - share if kind == "satisfaction" else share


def survey_findings(run: Run, town: City) -> Iterator[str]:
    """Surveys as the scenario has them, and every mean and factor as the answers give it."""
    asked, told = run.scenario.get("surveys") or [], run.summary["surveys"]
    if len(asked) != len(told):
        count, wanted = len(told), len(asked)
        yield tr(
            "{where}: {count} entries, {wanted} expected",
            where=f"{SUMMARY}, surveys",
            count=count,
            wanted=wanted,
        )
        return
    for number, (survey, scenario) in enumerate(zip(told, asked, strict=True)):
        where = f"{SUMMARY}, surveys[{number}]"
        for key in ("kind", "min_respondents"):
            yield from field(where, key, survey, scenario[key])
        for identity, entry in survey["formats"].items():
            if identity not in town.columns or set(entry["answers"]) - {*town.circles, ""}:
                yield tr("{where}: {name} is not in the checked plan", where=where, name=identity)
                continue
            for circle, answer in entry["answers"].items():
                if scenario["kind"] != "weight" and not 0 <= answer["share"] <= 1:
                    spot = f"{where}.{identity}.{circle}"
                    yield tr(
                        "{where}: share is {share}, not between 0 and 1", where=spot, share=answer["share"]
                    )
            yield from compared(f"{where}.{identity}", entry, _recomputed(scenario, entry["answers"]))


def _recomputed(scenario: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    kind, mean = scenario["kind"], _mean(scenario["kind"], answers)
    least = 0.0 if kind == "weight" else float(scenario["min_respondents"])
    known = [answer["respondents"] for answer in answers.values() if answer["respondents"] is not None]
    return {
        "respondents": math.fsum(known) if known else None,
        "mean": mean,
        "answers": {
            circle: {**answer, "factor": mean if circle == "" else _factor(kind, answer, mean, least)}
            for circle, answer in answers.items()
        },
    }


def years_of(run: Run) -> Floats:
    """(n_phases,) years of the phases as the scenario has them."""
    return np.array([float(each.get("years", 1.0)) for each in run.scenario.get("phases") or []])


def weight_findings(run: Run, town: City) -> Iterator[str]:
    """Each row of certificate.npz weighs its people times what one of them counts, times the years of its phase; 0
    where it is not wanted."""
    evidence = run.evidence
    expected = evidence.people * values(run, town)[evidence.row_format, evidence.row_demand]
    if len(evidence.phase_ids):
        expected = expected * years_of(run)[evidence.row_phase]
    if run.scenario.get("missing") == "circle":
        circle = town.circle[evidence.row_demand]
        has_one = town.outlets[circle, evidence.row_format] > 0
        expected = np.where(has_one | (circle == len(town.circles)), 0.0, expected)
    said = formats_of(run)
    seated = np.array([said[identity].get("places") is not None for identity in town.columns])
    expected = np.where(seated[evidence.row_format], 0.0, expected)  # theirs stand with the seats
    wrong = ~np.isclose(evidence.weight, expected, rtol=1e-9, atol=1e-9)
    for number, identity in enumerate(town.columns):
        count = int(wrong[evidence.row_format == number].sum())
        if count:
            yield tr(
                "{file}: weight: {count} rows of {format} do not weigh their people times what the scenario and "
                "the surveys say one of them counts",
                file=CERTIFICATE,
                count=count,
                format=identity,
            )
