"""Formats, circles and districts as a person calls them: by id, or by name in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from siting.errors import InputError, Place, Problem
from siting.language import mark, tr
from siting.parts import did_you_mean
from siting.report.types import Report

FEW = 12


def formats_called(report: Report, names: Sequence[str]) -> list[str]:
    """Ids of formats, in the report's order. Raises InputError naming every one that is not known."""
    known = {one.id: [*one.names.values()] for one in report.formats}
    return _found(mark("format"), names, known)


def circles_called(report: Report, names: Sequence[str]) -> list[str]:
    """Ids of circles, in the report's order."""
    circles = report.circles
    known = {one: [name] for one, name in zip(circles.ids, circles.names, strict=True)}
    return _found(mark("circle"), names, known)


def districts_called(report: Report, names: Sequence[str]) -> list[str]:
    """Districts of circles and of sites, in the order of their first circle or site."""
    districts: Iterable[str] = (*report.circles.districts, *report.sites.district)
    known: dict[str, list[str]] = {one: [] for one in districts if one}
    return _found(mark("district"), names, known)


def _found(kind: str, names: Sequence[str], known: Mapping[str, Sequence[str]]) -> list[str]:
    """Ids of what is meant: an id first, else a name that only one of them has."""
    wanted: set[str] = set()
    problems: list[Problem] = []
    for name in map(str.strip, names):
        meant = [name] if name in known else [one for one, names in known.items() if name in names]
        wanted.update(meant[:1])
        if len(meant) > 1:
            message = tr("several are called '{name}': {ids}", name=name, ids=", ".join(meant[:FEW]))
            problems.append(Problem(Place(where=tr(kind)), message, tr("Name one by its id.")))
        elif not meant:
            message = tr("the run has no {kind} '{name}'", kind=tr(kind), name=name)
            problems.append(Problem(Place(), message, _hint(name, known)))
    if problems:
        raise InputError(problems)
    return [one for one in known if one in wanted]


def _hint(name: str, known: Mapping[str, Sequence[str]]) -> str:
    """What was perhaps meant; of many things only the first are named."""
    every = [*known, *(each for names in known.values() for each in names)]
    close = did_you_mean(name, every)
    if close:
        return tr("Did you mean '{name}'?", name=close)
    if not known:
        return tr("The run has none.")
    few = ", ".join([*list(known)[:FEW], *(["…"] if len(known) > FEW else [])])
    return tr("Known: {names}.", names=few)
