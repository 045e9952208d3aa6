"""What each command does: reads, runs, writes, and says so. Results to stdout, progress and notes to stderr."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from siting import comparison, pipeline, scenario, starter
from siting.comparison.files import records as comparison_records
from siting.comparison.files import write as write_comparison
from siting.errors import InfeasibleError, InputError, NoPlanError, Place, Problems
from siting.exporters import run_folder
from siting.exporters.gaps_csv import write_records
from siting.journal import Journal
from siting.language import tr
from siting.outcome import Watch
from siting.plan import Plan
from siting.plan.doubts import doubts
from siting.starter import Wish
from siting.stopping import stopping_at_signals
from siting.terminal import (
    Progress,
    note,
    show_alignment,
    show_comparison,
    show_gaps,
    show_json,
    show_offers,
    show_plan,
    show_population,
    show_problems,
)

if TYPE_CHECKING:
    from siting.alignment import Areas


def solve(
    source: Path,
    sets: Sequence[str],
    override: str | None,
    output: Path | None,
    start: Path | None,
    strict: bool,
    as_json: bool,
) -> int:
    """Solves a scenario and writes the run folder; the exit code says how it ended.

    start: an earlier run's folder; it may be the one that is written, since it is read first."""
    case = scenario.load(source, sets=sets, override=override)
    folder = output or Path("runs") / case.settings.name
    run_folder.check_writable(folder)
    with Progress(tr("solving {name}", name=case.settings.name)) as progress:
        journal, watch = Journal(progress.note), Watch(listener=progress.point)
        try:
            with stopping_at_signals(watch, journal):
                plan = pipeline.solve(case, watch, journal, start)
        except InfeasibleError as error:
            if as_json:
                show_json({"stop": "infeasible", "reasons": error.reasons, "remedies": error.remedies})
            raise
        written = _write(plan, folder)
    if as_json:
        show_json(json.loads((written / run_folder.MARK).read_text(encoding="utf-8")))
    else:
        show_problems(plan.warnings)
        show_plan(plan, written)
    return _exit_code(plan, strict)


def _write(plan: Plan, folder: Path) -> Path:
    """Writes the run folder; where that fails, prints the plan so that the work is not lost."""
    try:
        return run_folder.write(plan, folder)
    except Exception:
        note(tr("The run folder could not be written; the plan that was found:"))
        show_json(plan.summary)
        raise


def _exit_code(plan: Plan, strict: bool) -> int:
    stop = plan.summary["stop"]
    if stop == "interrupted":
        return 130
    if strict and stop not in ("optimal", "gap_reached"):
        return NoPlanError.exit_code
    return 0


def gaps(source: Path, sets: Sequence[str], override: str | None, output: Path | None, as_json: bool) -> int:
    """Prints the table of what is present, missing and short; writes it as CSV where asked."""
    case = scenario.load(source, sets=sets, override=override)
    with Progress(tr("taking stock of {name}", name=case.settings.name)) as progress:
        found = pipeline.gaps(case, Journal(progress.note))
    records = found.gaps.records(found.inputs)
    if output:
        write_records(records, output)
    if as_json:
        show_json(records)
    else:
        show_problems(found.warnings)
        show_gaps(found, records)
    return 0


def check(source: Path, sets: Sequence[str], override: str | None) -> int:
    """Reads everything a solve would read, and names every problem."""
    from siting import circles, clustered, demand, inputs, model, networks
    from siting.rules._bind import bind_all
    from siting.travel.shift import warnings_of_shifted_areas, warnings_of_shifts

    case, problems = scenario.load(source, sets=sets, override=override), Problems()
    city = inputs.read(case, problems)
    problems.stop_on_errors()
    problems.warnings.extend(warnings_of_shifted_areas(city))
    network = None
    if case.settings.travel.network:
        network = networks.read(case, city.crs, problems)
        problems.warnings.extend(warnings_of_shifts(case, city, network))
    if circles.asked(case):
        city = circles.draw(case, city, problems, network).inputs
    demand.estimate(city, problems)
    clustered.check(case, city, problems)
    bind_all(case, model.labels(city), problems)
    problems.stop_on_errors()
    show_problems(dict.fromkeys((*case.warnings, *city.warnings, *problems.warnings)))
    show_population(city.population)
    print(
        tr(
            "{name}: {demand} demand points, {people:,.0f} people, {sites} sites, {outlets} outlets, "
            "{formats} formats: in order",
            name=case.settings.name,
            demand=len(city.demand),
            people=float(city.people.sum()),
            sites=len(city.sites),
            outlets=len(city.outlets),
            formats=len(city.formats),
        )
    )
    return 0


def draw_circles(source: Path, sets: Sequence[str], override: str | None, output: Path) -> int:
    """Draws life circles and writes them to a file that can be edited and named under circles."""
    from siting import circles, inputs
    from siting.circles import file

    case, problems = file.asking(source, sets, override), Problems()
    file.check_new(output)
    with Progress(tr("drawing circles of {name}", name=case.settings.name)):
        city = inputs.read(case, problems)
        problems.stop_on_errors()
        drawn = circles.draw(case, city, problems)
    file.write(drawn, output)
    show_problems(dict.fromkeys((*case.warnings, *city.warnings, *problems.warnings)))
    print(drawn.figures.told())
    print(file.how_to_use(drawn, output, case))
    return 0


def compare(
    source: Path,
    sets: Sequence[str],
    override: str | None,
    strategies: Sequence[str],
    seeds: Sequence[int],
    output: Path | None,
    as_json: bool,
) -> int:
    """Runs each strategy with each seed on one question; Ctrl-C keeps what was compared so far."""
    case = scenario.load(source, sets=sets, override=override)
    contenders = [comparison.contender(text) for text in strategies]
    folder = output or Path("runs") / f"{case.settings.name}-compared"
    if (folder / run_folder.MARK).exists():
        message = tr("the folder holds a run, and a comparison is none")
        raise InputError.at(Place(folder), message, tr("Name another folder with -o."))
    folder.mkdir(parents=True, exist_ok=True)
    trials: list[comparison.Trial] = []
    interrupted = False
    with Progress(tr("comparing strategies on {name}", name=case.settings.name)) as progress:
        journal = Journal(progress.note)
        found = pipeline.gaps(case, journal)
        question = pipeline.pose(found)
        if case.settings.demand.clusters:
            note(tr("strategies are compared on the demand points; demand.clusters is left aside"))
        for contender in dict.fromkeys(contenders):
            comparison.warm_up(question, contender, case.settings.solve.backend)
        for seed, contender in product(seeds, contenders):
            watch = Watch(case.settings.solve.time_limit_s, case.settings.solve.gap, progress.point)
            try:
                with stopping_at_signals(watch, journal), journal.stage("solve"):
                    trials.append(comparison.run(found, question, contender, seed, watch))
            except KeyboardInterrupt:
                watch.interrupt()
            trials = comparison.against_best(trials, question.objective.maximise)
            _keep(trials, folder, case.title)
            interrupted = watch.interrupted
            if interrupted:
                break
    if as_json:
        show_json(comparison_records(trials))
    else:
        show_problems(doubts(found, question))
        show_comparison(trials, case.title, folder)
    return 130 if interrupted else 0


def _keep(trials: Sequence[comparison.Trial], folder: Path, title: str) -> None:
    """Writes the rows so far; where that fails, prints them so that the work is not lost."""
    try:
        write_comparison(trials, folder, title)
    except OSError:
        note(tr("The comparison could not be written; the runs so far:"))
        show_json(comparison_records(trials))
        raise


def new(wish: Wish) -> int:
    """Writes a first scenario, checks it, and says what it holds and what to do next."""
    started = starter.create(wish)
    print(tr("written: {file}", file=started.scenario))
    for line in started.said:
        print(line)
    show_offers(started.offers)
    folder = shlex.quote(str(wish.folder))
    try:
        check(started.scenario, (), None)
    except InputError:
        note(tr("The scenario stays as it was written; mend it, then: siting check {folder}", folder=folder))
        raise
    except KeyboardInterrupt:
        note(
            tr(
                "Interrupted; the scenario stays as it was written. Next: siting check {folder}",
                folder=folder,
            )
        )
        return 130
    print(tr("next: siting solve {folder}", folder=folder))
    return 0


def shift(areas: Areas, against: Areas, as_json: bool) -> int:
    """Says how far the outlines of two files lie apart, and which coordinate system explains it."""
    from siting.alignment import align

    found = align(areas, against)
    if as_json:
        show_json(found.records())
    else:
        show_problems(found.warnings)
        show_alignment(found)
    return 0


def verify(folder: Path) -> int:
    """Recomputes a run from its files; raises VerificationError when anything does not hold."""
    from siting.verify import verify_run

    for line in verify_run(folder):
        print(line)
    print(tr("{folder}: the plan holds", folder=folder), file=sys.stdout)
    return 0
