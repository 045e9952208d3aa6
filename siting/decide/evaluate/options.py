"""Lines of a plan made by hand as options of the question, every broken line named with what would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from siting.decide.basis import Basis
from siting.decide.evaluate.file import Closing, Lines, Read
from siting.decide.evaluate.headings import folded
from siting.decide.evaluate.points import sites_of
from siting.decide.evaluate.types import Given
from siting.errors import Problem, Problems
from siting.inputs import Inputs, Positions, frozen
from siting.inputs.closures import KEEPS
from siting.inputs.types import KEEP, REPLACE
from siting.language import tr
from siting.parts import did_you_mean, suggestion
from siting.readers import few

UNKNOWN = -1
MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Names:
    """What a planner may call the things of one kind. ids, in their order; others: name -> positions that bear it."""

    kind: str
    ids: tuple[str, ...]
    position: Mapping[str, int]
    others: Mapping[str, frozenset[int]]

    def find(self, text: str, say: Callable[[str, str], object]) -> int:
        """Position of what a text names: by its id, else by a name that only one bears; UNKNOWN after a problem."""
        if text in self.position:
            return self.position[text]
        bearers = self.others.get(folded(text), frozenset())
        if len(bearers) == 1:
            return next(iter(bearers))
        if not text:
            say(tr("the {kind} is missing", kind=self.kind), suggestion("", self.ids[:8]))
        elif bearers:
            listed = few(self.ids[one] for one in sorted(bearers))
            say(tr("'{name}' is the name of several: {ids}", name=text, ids=listed), tr("Write the id."))
        else:
            close = did_you_mean(text, (*self.ids, *self.others))
            known = ", ".join(self.ids) if len(self.ids) <= MOST_LISTED else few(self.ids)
            hint = tr("Did you mean '{name}'?", name=close) if close else tr("Known: {names}.", names=known)
            say(tr("unknown {kind} '{name}'", kind=self.kind, name=text), hint)
        return UNKNOWN


def given(read: Read, basis: Basis, within_m: float, problems: Problems) -> Given:
    """The options that a plan's lines stand for. Outlets of today stay, unless a line closes or replaces them.

    within_m: how far from a site a point may lie that names none. Raises InputError with every problem found."""
    lines, before = read.lines, len(problems.warnings)
    formats = _found(lines, "format", lines.format, format_names(basis.inputs), problems)
    phases = _phases(lines, basis.inputs, problems)
    if lines.site is None:
        sites = sites_of(lines, formats, basis, within_m, problems)
    else:
        sites = _found(lines, "site", lines.site, site_names(basis.inputs), problems)
    options = _options(lines, sites, formats, phases, basis, problems)
    closed = _closed(read.closings, basis.inputs, problems)
    problems.errors.sort(key=lambda problem: problem.place.line or 0)
    problems.stop_on_errors()
    return _given(read, options, closed, basis, tuple(problems.warnings[before:]))


def _given(
    read: Read, options: Positions, closed: set[int], basis: Basis, warnings: tuple[Problem, ...]
) -> Given:
    question, inputs = basis.question, basis.inputs
    keep = np.flatnonzero(question.option_keep)
    kept: list[int] = []
    closes: list[str] = []
    if len(keep):
        assert inputs.site_outlet is not None
        assert inputs.site_role is not None
        new_sites = question.option_site[options]
        replaced = inputs.site_outlet[new_sites[inputs.site_role[new_sites] == REPLACE]]
        gone = {*closed, *replaced.tolist()}
        outlet = inputs.site_outlet[question.option_site[keep]]
        kept = [one for one, at in zip(keep.tolist(), outlet.tolist(), strict=True) if at not in gone]
        closes = [str(inputs.outlets.ids[at]) for at in sorted({*outlet.tolist()} & gone)]
    selection = np.union1d(options, np.array(kept, dtype=np.int32)).astype(np.int32)
    new = selection[~question.option_keep[selection]]
    return Given(read.lines.table.path.name, frozen(selection), frozen(new), tuple(closes), warnings)


def format_names(inputs: Inputs) -> Names:
    """Formats go by their ids, and by their names in every language."""
    ids = tuple(one.id for one in inputs.formats)
    called = (
        (name, number) for number, one in enumerate(inputs.formats) for name in (one.id, *one.names.values())
    )
    return _names(tr("format"), ids, called)


def site_names(inputs: Inputs) -> Names:
    """Sites go by their ids, and by names that only one of them bears."""
    ids = tuple(map(str, inputs.sites.ids))
    called = [(str(name), number) for number, name in enumerate(inputs.sites.names) if str(name)]
    return _names(tr("site"), ids, called)


def phase_names(inputs: Inputs) -> Names:
    """Phases go by their ids, and by their names in every language."""
    phases = inputs.phases
    called = [(name, number) for number, names in enumerate(phases.names) for name in names.values()]
    return _names(tr("phase"), phases.ids, called)


def _names(kind: str, ids: tuple[str, ...], called: Iterable[tuple[str, int]]) -> Names:
    others: dict[str, set[int]] = {}
    for name, number in called:
        others.setdefault(folded(name), set()).add(number)
    position = {identity: number for number, identity in enumerate(ids)}
    return Names(kind, ids, position, {name: frozenset(bearers) for name, bearers in others.items()})


def _found(
    lines: Lines, role: str, texts: Iterable[object], names: Names, problems: Problems
) -> NDArray[np.int64]:
    """(n,) positions of what the cells of a column name, UNKNOWN after a problem."""
    found = np.full(len(lines), UNKNOWN, dtype=np.int64)
    for line, text in enumerate(texts):
        found[line] = names.find(str(text), partial(problems.error, lines.place(line, role)))
    return found


def _phases(lines: Lines, inputs: Inputs, problems: Problems) -> NDArray[np.int64]:
    """(n,) positions of phases; all in the one there is, where the scenario has none."""
    if not inputs.phases.named:
        if lines.phase is not None and set(map(str, lines.phase)) - {"", "0"}:
            message = tr("the scenario has no phases; the column is left aside")
            problems.warn(lines.table.place(column=lines.columns["phase"]), message)
        return np.zeros(len(lines), dtype=np.int64)
    if lines.phase is None:
        hint = tr("The scenario's phases: {names}.", names=few(inputs.phases.ids))
        problems.error(lines.table.place(), tr("there is no column '{column}'", column="phase"), hint)
        return np.full(len(lines), UNKNOWN, dtype=np.int64)
    return _found(lines, "phase", lines.phase, phase_names(inputs), problems)


def _options(
    lines: Lines,
    sites: NDArray[np.int64],
    formats: NDArray[np.int64],
    phases: NDArray[np.int64],
    basis: Basis,
    problems: Problems,
) -> Positions:
    """The options of the lines, ascending. What is not for sale, and what stands twice, is a problem."""
    question, inputs = basis.question, basis.inputs
    at = np.full((inputs.phases.n, len(inputs.sites), len(inputs.formats)), UNKNOWN, np.int64)
    at[question.option_phase, question.option_site, question.option_format] = np.arange(question.n_options)
    first: dict[tuple[int, int], int] = {}
    found = []
    for line, (site, format, phase) in enumerate(
        zip(sites.tolist(), formats.tolist(), phases.tolist(), strict=True)
    ):
        if UNKNOWN in (site, format):
            continue
        earlier = first.setdefault((site, format), line)
        if earlier != line:
            where = lines.table.row_name(int(lines.rows[earlier]))
            message = tr(
                "{outlet} stands twice, first at {first}", outlet=_said(inputs, site, format), first=where
            )
            problems.error(lines.place(line), message)
        elif not inputs.site_admits[site, format]:
            problems.error(lines.place(line, "format"), *_not_admitted(inputs, site, format))
        elif (at[:, site, format] < 0).all():
            problems.error(lines.place(line), *_not_for_sale(inputs, site, format))
        elif phase != UNKNOWN:
            found.append(int(at[phase, site, format]))
    return np.array(sorted(found), dtype=np.int32)


def _said(inputs: Inputs, site: int, format: int) -> str:
    return f"{inputs.sites.ids[site]} / {inputs.formats[format].id}"


def _not_admitted(inputs: Inputs, site: int, format: int) -> tuple[str, str]:
    known = [one.id for one, admits in zip(inputs.formats, inputs.site_admits[site], strict=True) if admits]
    message = tr(
        "site {site} does not admit '{format}'", site=inputs.sites.ids[site], format=inputs.formats[format].id
    )
    others = np.flatnonzero(inputs.site_admits[:, format])
    hint = tr(
        "It admits: {formats}. '{format}' may open at {count} sites: {sites}.",
        formats=few(known) or tr("none"),
        format=inputs.formats[format].id,
        count=len(others),
        sites=few(str(inputs.sites.ids[one]) for one in others.tolist()) or tr("none"),
    )
    return message, hint


def _not_for_sale(inputs: Inputs, site: int, format: int) -> tuple[str, str]:
    circle = int(inputs.site_circle[site])
    name = "" if circle < 0 else str(inputs.circles.ids[circle])
    message = tr("{outlet} is not for sale: nothing is missing there", outlet=_said(inputs, site, format))
    hint = tr(
        "Circle {circle} has the format already, and the scenario buys only what a circle lacks (missing: circle).",
        circle=name,
    )
    return message, hint


def _closed(closings: Iterable[Closing], inputs: Inputs, problems: Problems) -> set[int]:
    """Positions of the outlets that lines close; only what the scenario lets close may."""
    known: dict[str, int] = {}
    if inputs.site_role is not None and inputs.site_outlet is not None:
        for site in np.flatnonzero(inputs.site_role == KEEP).tolist():
            known[str(inputs.outlets.ids[inputs.site_outlet[site]])] = int(inputs.site_outlet[site])
    found: dict[int, Closing] = {}
    for one in closings:
        identity = one.outlet.removeprefix(KEEPS)
        if identity not in known:
            message = tr("'{name}' is no outlet of today that may close", name=identity)
            hint = suggestion(identity, sorted(known)[:8]) or tr("The scenario lets none close (closures).")
            problems.error(one.place, message, hint)
        elif known[identity] in found:
            problems.error(one.place, tr("outlet {name} closes twice", name=identity))
        else:
            found[known[identity]] = one
    return set(found)
