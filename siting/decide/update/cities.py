"""The city that a run knew, with its plan, and the city as the scenario's files have it now."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from siting import pipeline, scenario
from siting import start as warm
from siting.decide.basis import Basis, fitted
from siting.decide.update import outlet_layer
from siting.decide.update.mentions import mended
from siting.errors import InputError, Place, Problems
from siting.exporters._read_run import SCENARIO, SUMMARY, readable
from siting.journal import Journal
from siting.language import tr
from siting.readers import few
from siting.scenario import Scenario


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """before: the city, question and plan of the run; earlier: what its certificate holds. now: the city of the
    scenario's files as they are, None where their outlets are still those of the run. other_files: other files that
    changed since."""

    before: Basis
    earlier: warm.Earlier
    now: pipeline.Stock | None
    other_files: tuple[str, ...]


def known(folder: Path, journal: Journal) -> Known:
    """What a run folder knew, its outlets as it knew them. Raises InputError when it is none, and when the scenario
    proposes sites by itself: with other outlets it would propose others, under the same ids."""
    earlier = warm.read(folder)
    with readable(folder / SUMMARY):
        summary = dict(json.loads((folder / SUMMARY).read_text(encoding="utf-8")).items())
        digests = set(summary["inputs"].values())
        float(summary["value"])
    case = scenario.load(folder / SCENARIO)
    _refuse_proposed_sites(case)
    now = pipeline.gaps(case, journal)
    read = now.inputs.files | now.travel.files
    changed = {path for path, digest in read.items() if digest not in digests}
    of_outlets = changed & outlet_files(case)
    found = now
    if of_outlets:
        journal.note(tr("{files} changed since the run was made", files=few(sorted(of_outlets))))
        found = _as_it_was(folder, now, journal)
    with journal.stage("model"):
        before = _basis(folder, earlier, found, summary)
    return Known(before, earlier, now if of_outlets else None, tuple(sorted(changed - of_outlets)))


def with_outlets(case: Scenario, outlets: list[dict[str, Any]], more: list[str]) -> Scenario:
    """The scenario with other outlet files, and more `a.b=c` laid over it."""
    return scenario.changed(case, [f"outlets={json.dumps(outlets, ensure_ascii=False)}", *more])


def outlet_files(case: Scenario) -> set[str]:
    """The files of outlets that a scenario names."""
    numbers = range(len(case.settings.outlets))
    return {str(case.file("outlets", number, "file").resolve()) for number in numbers}


def _as_it_was(folder: Path, now: pipeline.Stock, journal: Journal) -> pipeline.Stock:
    """The city with the outlets that the run itself wrote down."""
    formats = now.inputs.formats
    outlets = outlet_layer.of_run(folder, formats)
    with tempfile.TemporaryDirectory(prefix="siting-") as place:
        path = Path(place) / "outlets.csv"
        outlet_layer.write(outlets, formats, path)
        entry = outlet_layer.entry(path, outlets, now.inputs.crs)
        more = mended(now.scenario, outlets, now.inputs)
        return pipeline.gaps(with_outlets(now.scenario, [entry], more), journal)


def _basis(folder: Path, earlier: warm.Earlier, found: pipeline.Stock, summary: dict[str, Any]) -> Basis:
    question = pipeline.pose(found)
    start = warm.fit(earlier, found.inputs, question, Problems())
    return Basis(found, question, fitted(start, question, summary), summary, folder)


def _refuse_proposed_sites(case: Scenario) -> None:
    if case.settings.sites.propose is None:
        return
    message = tr(
        "the scenario proposes sites where people lack something, and with other outlets it proposes others"
    )
    hint = tr("Write the sites that were looked at into a file, name it under sites.file, and solve once.")
    raise InputError.at(Place(case.path, where="sites.propose"), message, hint)
