"""What `siting robust` does: reads the city, asks its cases, shows and writes what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from siting import decide, scenario
from siting.decide.basis import Basis
from siting.decide.robust import weigh
from siting.decide.robust.records import records
from siting.decide.robust.wished import cases_of
from siting.desk import robust_files
from siting.desk.robust_shown import show
from siting.journal import Journal
from siting.language import figure, share, tr
from siting.outcome import Watch
from siting.stopping import stopping_at_signals
from siting.terminal import Progress, note, show_json, show_problems

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. is_run: source is a run folder. cases: names and files; own: cases as text. limits: of each
    solve, gap and time_limit_s where given."""

    source: Path
    is_run: bool
    sets: tuple[str, ...]
    override: str | None
    cases: tuple[str, ...]
    own: tuple[str, ...]
    relative: bool
    rules: str
    limits: dict[str, float]


def robust(wish: Wish, output: Path | None, as_json: bool) -> int:
    """Asks the cases and tells what they say; what was asked before Ctrl-C is kept."""
    if output is not None:
        robust_files.check(output)
    with Progress(tr("reading {name}", name=wish.source)) as progress:
        journal, watch = Journal(progress.note), Watch(listener=progress.point)
        basis = limited(_basis(wish, journal), wish.limits)
        cases = cases_of(basis, wish.cases, wish.own, wish.sets)
        if basis.case.settings.demand.clusters:
            note(tr("cases are asked on the demand points; demand.clusters is left aside"))
        said = tr("Stopping; the cases that are done are being told. Press Ctrl-C again to end at once.")

        def hear(upper: float, lower: float) -> None:
            number = share if wish.relative else figure
            text = tr(
                "worst loss at most {upper}, of any plan at least {lower}",
                upper=number(upper),
                lower=number(lower),
            )
            progress.note(text)

        with stopping_at_signals(watch, journal, said):
            found = weigh(basis, cases, watch, journal, wish.relative, wish.rules, hear)
        if output is not None:
            robust_files.write(found, robust_files.as_plan(found, journal), output)
    if as_json:
        show_json(records(found))
    else:
        show_problems(basis.found.warnings)
        show(found)
        if output is not None:
            print(tr("written to {folder}", folder=output))
    return INTERRUPTED if watch.interrupted else 0


def limited(basis: Basis, limits: dict[str, float]) -> Basis:
    """The same with other limits of each solve."""
    case = basis.case
    solve = case.settings.solve.model_copy(update=limits)
    case = replace(case, settings=case.settings.model_copy(update={"solve": solve}))
    return replace(basis, found=replace(basis.found, scenario=case))


def _basis(wish: Wish, journal: Journal) -> Basis:
    if wish.is_run:
        return decide.of_run(wish.source, journal, wish.sets)
    case = scenario.load(wish.source, sets=wish.sets, override=wish.override)
    return decide.of_scenario(case, journal)
